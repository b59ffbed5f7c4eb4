import { DomainError } from './errors';

export const ROLES = ['MEMBER', 'ORG_ADMIN', 'SERVICE', 'SUPER_ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks: the subject of a token, or `cli:<OS user>` for the command. */
export interface Actor {
  readonly id: string;
  readonly role: Role;
  /** The organization that the actor belongs to; null for services and operators of the product. */
  readonly organizationId: number | null;
}

/** @throws DomainError UNAUTHENTICATED where nobody is signed in. */
export function requireActor(actor: Actor | null): Actor {
  if (actor) return actor;
  throw new DomainError('UNAUTHENTICATED', 'Sign in: send a bearer token in the Authorization header.');
}

/** @throws DomainError UNAUTHENTICATED or FORBIDDEN: operators' work is for super admins. */
export function requireSuperAdmin(actor: Actor | null): Actor {
  const known = requireActor(actor);
  if (known.role === 'SUPER_ADMIN') return known;
  throw new DomainError('FORBIDDEN', 'Only super admins may do this.');
}

/** Members and admins see their own organization; services and super admins see each. */
export function mayReadOrganization(actor: Actor, organizationId: number): boolean {
  if (actor.role === 'SUPER_ADMIN' || actor.role === 'SERVICE') return true;
  return actor.organizationId === organizationId;
}

/** What was done to an organization, by whom and why, is for its own admins. */
export function mayReadHistory(actor: Actor, organizationId: number): boolean {
  if (actor.role === 'SUPER_ADMIN') return true;
  return actor.role === 'ORG_ADMIN' && actor.organizationId === organizationId;
}

/** One answer for "not yours" and "not there", so that ids of other organizations cannot be probed. */
export function organizationNotFound(organizationId: number | string): DomainError {
  return new DomainError('NOT_FOUND', `There is no organization ${organizationId}.`, {
    organizationId: String(organizationId),
  });
}

/** @throws DomainError UNAUTHENTICATED, or NOT_FOUND where the actor may not see the organization. */
export function requireOrganizationReader(actor: Actor | null, organizationId: number): Actor {
  const known = requireActor(actor);
  if (mayReadOrganization(known, organizationId)) return known;
  throw organizationNotFound(organizationId);
}

/** @throws DomainError as `requireOrganizationReader`, and FORBIDDEN for a member or service that sees the organization but not its history. */
export function requireHistoryReader(actor: Actor | null, organizationId: number): Actor {
  const known = requireOrganizationReader(actor, organizationId);
  if (mayReadHistory(known, organizationId)) return known;
  throw new DomainError('FORBIDDEN', "Only an organization's admins and super admins may read its history.");
}
