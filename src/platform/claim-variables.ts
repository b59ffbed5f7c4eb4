import { z } from 'zod';
import { type Role, ROLES } from '../domain/actor';

/** Where a token of another issuer, also of an OpenID Connect provider, says who its actor is. */
export interface ClaimsConfig {
  /** The names of the claims. A claim within another is named by their path: `realm_access.roles`. */
  readonly user: string;
  readonly role: string;
  readonly organization: string;
  /** The roles by the issuer's own names of them; null if the claim names them as they are. */
  readonly roles: ReadonlyMap<string, Role> | null;
}

/** The claims of tokens that the secret signs, and of others unless they are configured. */
export const OWN_CLAIMS: ClaimsConfig = { user: 'sub', role: 'role', organization: 'org_id', roles: null };

const mapping = z.record(z.string().min(1), z.enum(ROLES)).refine((roles) => Object.keys(roles).length > 0);

function readMapping(text: string, context: z.RefinementCtx): ReadonlyMap<string, Role> {
  const read = mapping.safeParse(parseJson(text));
  if (read.success) return new Map(Object.entries(read.data));
  context.addIssue({
    code: 'custom',
    message: `must be JSON of the issuer's names and ours: {"helpdesk":"SUPPORT"}; ours are ${ROLES.join(', ')}`,
  });
  return z.NEVER;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const claim = (holds: string, unset: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ description: `With \`AUTH_JWKS_URL\` or \`AUTH_OIDC_ISSUER\`: the claim that holds ${holds}.`, unset });

const older = (name: string) =>
  z
    .string()
    .min(1)
    .optional()
    .meta({ description: `An older name of \`${name}\`, for a provider.`, unset: 'not used' });

/** The environment variables that say where a token says who its actor is. */
export const claimVariables = {
  AUTH_JWT_USER_CLAIM: claim(
    'who it is. It must be unique and never be given to another user, as an address of mail may be',
    `\`${OWN_CLAIMS.user}\``,
  ),
  AUTH_JWT_ROLE_CLAIM: claim(
    'the role, or a list with exactly one. A claim within another is named by its path: `realm_access.roles`',
    `\`${OWN_CLAIMS.role}\``,
  ),
  AUTH_JWT_ORGANIZATION_CLAIM: claim('the id of the organization', `\`${OWN_CLAIMS.organization}\``),
  AUTH_JWT_ROLE_MAPPING: z.string().transform(readMapping).optional().meta({
    description:
      'The roles by the issuer\'s names of them, as JSON: `{"helpdesk":"SUPPORT"}`. Any other name is then no role.',
    unset: 'the claim names the roles as they are called here',
  }),
  AUTH_OIDC_ROLE_CLAIM: older('AUTH_JWT_ROLE_CLAIM'),
  AUTH_OIDC_ORGANIZATION_CLAIM: older('AUTH_JWT_ORGANIZATION_CLAIM'),
};

type Claims = z.output<z.ZodObject<typeof claimVariables>>;

interface Fault {
  readonly variable: string;
  readonly message: string;
}

const RENAMED = [
  ['AUTH_OIDC_ROLE_CLAIM', 'AUTH_JWT_ROLE_CLAIM'],
  ['AUTH_OIDC_ORGANIZATION_CLAIM', 'AUTH_JWT_ORGANIZATION_CLAIM'],
] as const;

/** The faults of settings that no token would heed, or that contradict each other. */
export function claimFaults(
  env: Claims,
  issuers: Readonly<Record<'AUTH_JWKS_URL' | 'AUTH_OIDC_ISSUER', string | undefined>>,
): readonly Fault[] {
  const { AUTH_JWKS_URL: keys, AUTH_OIDC_ISSUER: provider } = issuers;
  const given: Readonly<Record<string, unknown>> = env;
  const faults: Fault[] = [];
  for (const variable of Object.keys(claimVariables)) {
    if (given[variable] === undefined) continue;
    if (variable.startsWith('AUTH_OIDC_')) {
      if (provider === undefined) faults.push({ variable, message: 'needs AUTH_OIDC_ISSUER as well' });
    } else if (keys === undefined && provider === undefined)
      faults.push({ variable, message: 'needs AUTH_JWKS_URL or AUTH_OIDC_ISSUER as well' });
  }
  for (const [variable, name] of RENAMED)
    if (env[variable] !== undefined && env[name] !== undefined)
      faults.push({ variable, message: `must not be set where ${name} is: it is an older name of it` });
  return faults;
}

/** Where tokens say who their actor is. */
export function readClaims(env: Claims): ClaimsConfig {
  return {
    user: env.AUTH_JWT_USER_CLAIM ?? OWN_CLAIMS.user,
    role: env.AUTH_JWT_ROLE_CLAIM ?? env.AUTH_OIDC_ROLE_CLAIM ?? OWN_CLAIMS.role,
    organization: env.AUTH_JWT_ORGANIZATION_CLAIM ?? env.AUTH_OIDC_ORGANIZATION_CLAIM ?? OWN_CLAIMS.organization,
    roles: env.AUTH_JWT_ROLE_MAPPING ?? null,
  };
}
