import type { JWTPayload } from 'jose';
import { z } from 'zod';
import type { OrganizationIds } from '../database/organization-ids';
import { isActorId, needsOrganization, type Role, ROLES } from '../domain/actor';
import { DomainError } from '../domain/errors';
import { type OrganizationId, organizationIdClaim } from '../domain/organization-id';
import { sayList } from '../domain/say';
import type { ClaimsConfig } from '../platform/claim-variables';
import type { SignedIn } from './verified-tokens';

/** How the claims of tokens are read. */
export interface ClaimsReading extends ClaimsConfig {
  /** Whether the role may be in a list, as other issuers write it. */
  readonly lists: boolean;
}

/** The latest time that a Date can represent; a token may contain any number. */
const LATEST = 8_640_000_000_000_000;

/** An organization is required for some roles; for others, a claim that cannot be an organization's id is ignored. */
const claims = z
  .object({
    user: z.string().refine(isActorId),
    role: z.enum(ROLES),
    exp: z.number().transform((seconds) => new Date(Math.min(seconds * 1_000, LATEST))),
    organization: z.string().optional(),
  })
  .refine(({ role, organization }) => organization !== undefined || !needsOrganization(role), {
    path: ['organization'],
    message: 'missing',
  });

/**
 * Who a verified token signs in.
 * @throws DomainError UNAUTHENTICATED naming the claims that are missing or invalid
 */
export function readSignedIn(
  payload: JWTPayload,
  names: ClaimsReading,
  ids: Pick<OrganizationIds, 'canonical'>,
): SignedIn {
  const parsed = claims.safeParse({
    user: organizationIdClaim(findClaim(payload, names.user)) ?? undefined,
    role: roleIn(findClaim(payload, names.role), names),
    exp: payload.exp,
    organization: organizationOf(findClaim(payload, names.organization), ids),
  });
  if (!parsed.success)
    throw new DomainError(
      'UNAUTHENTICATED',
      `The token has missing or invalid claims: ${parsed.error.issues
        .map(({ path: [field] }) =>
          field === 'user' || field === 'role' || field === 'organization' ? names[field] : String(field),
        )
        .join(', ')}.`,
    );
  const { user, role, exp, organization } = parsed.data;
  return { actor: { id: user, role, organizationId: organization ?? null }, until: exp };
}

/**
 * A claim by its name, or, within others, by the path of their names. A name may have dots of its own, as addresses
 * have: the longest name that is there counts.
 * @example findClaim({ realm_access: { roles: ['SUPPORT'] } }, 'realm_access.roles') // ['SUPPORT']
 * @example findClaim({ 'https://example.com/role': 'SUPPORT' }, 'https://example.com/role') // 'SUPPORT'
 */
function findClaim(claim: unknown, name: string): unknown {
  if (typeof claim !== 'object' || claim === null) return undefined;
  const own = new Map<string, unknown>(Object.entries(claim));
  if (own.has(name)) return own.get(name);
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const head = name.slice(0, dot);
    if (own.has(head)) return findClaim(own.get(head), name.slice(dot + 1));
  }
  return undefined;
}

/**
 * The role in a claim. A list may also name roles of other applications, and one of ours several times. Roles have no
 * order, so that of several none is the strongest: then the token is refused.
 * @throws DomainError UNAUTHENTICATED for a list with several of our roles
 */
function roleIn(claim: unknown, { role: name, roles, lists }: ClaimsReading): Role | undefined {
  const named = lists && Array.isArray(claim) ? claim : [claim];
  const found = new Set(named.flatMap((one) => roleNamed(one, roles) ?? []));
  if (found.size > 1)
    throw new DomainError(
      'UNAUTHENTICATED',
      `The claim ${name} of the token names several roles: ${sayList([...found])}. It must name exactly one.`,
    );
  return [...found][0];
}

function roleNamed(name: unknown, roles: ClaimsConfig['roles']): Role | undefined {
  if (typeof name !== 'string') return undefined;
  return roles === null ? ROLES.find((role) => role === name) : roles.get(name);
}

/** The organization's id in a claim; undefined for anything that cannot be one. */
function organizationOf(claim: unknown, ids: Pick<OrganizationIds, 'canonical'>): OrganizationId | undefined {
  const text = organizationIdClaim(claim);
  return (text === null ? null : ids.canonical(text)) ?? undefined;
}
