import { z } from 'zod';

/** The OpenID Connect provider at which users sign in. */
export interface OidcConfig {
  readonly issuer: string;
  /** The console's client id, of a public client: the audience of ID tokens. */
  readonly clientId: string;
  readonly scopes: string;
}

const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Whether traffic to the address cannot be read or changed on its way: https, or this machine. */
export function isSafeAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}

const DEFAULT_SCOPES = 'openid';

/** Its environment variables. None has a default in the schema: `oidcFaults` asks which of them are set. */
export const oidcVariables = {
  AUTH_OIDC_ISSUER: z
    .string()
    .refine(isSafeAddress, 'must be an https address')
    .optional()
    .describe(
      'The OpenID Connect provider at which users sign in to the console, as its discovery document names it. ' +
        'Its tokens are then the only ones accepted.',
    ),
  AUTH_OIDC_CLIENT_ID: z
    .string()
    .min(1)
    .optional()
    .describe("The console's client id there, of a public client. Needed with `AUTH_OIDC_ISSUER`."),
  AUTH_OIDC_SCOPES: z
    .string()
    .refine((scopes) => scopes.split(' ').includes('openid'), "must contain 'openid'")
    .optional()
    .meta({ description: 'What the console asks the provider for.', unset: `\`${DEFAULT_SCOPES}\`` }),
};

export type OidcVariables = Readonly<Partial<Record<keyof typeof oidcVariables, string | undefined>>>;

interface Fault {
  readonly variable: string;
  readonly message: string;
}

/** The faults of a partial or contradictory configuration, which would leave unclear who may sign in. */
export function oidcFaults(
  env: OidcVariables,
  others: Readonly<Record<'AUTH_JWT_SECRET' | 'AUTH_JWKS_URL' | 'AUTH_JWT_ISSUER', string | undefined>>,
): readonly Fault[] {
  if (env.AUTH_OIDC_ISSUER === undefined) {
    const given: Readonly<Record<string, string | undefined>> = env;
    const first = Object.keys(oidcVariables).find((variable) => given[variable] !== undefined);
    return first === undefined
      ? []
      : [{ variable: 'AUTH_OIDC_ISSUER', message: `must be set, because ${first} is set` }];
  }
  const missing =
    env.AUTH_OIDC_CLIENT_ID === undefined
      ? [{ variable: 'AUTH_OIDC_CLIENT_ID', message: 'must be set, because AUTH_OIDC_ISSUER is set' }]
      : [];
  const twice = Object.entries(others).flatMap(([variable, value]) =>
    value === undefined
      ? []
      : [{ variable, message: 'must not be set together with AUTH_OIDC_ISSUER: only that issuer signs tokens' }],
  );
  return [...missing, ...twice];
}

/** The configured provider; null if none is configured. */
export function readOidc(env: OidcVariables): OidcConfig | null {
  if (env.AUTH_OIDC_ISSUER === undefined || env.AUTH_OIDC_CLIENT_ID === undefined) return null;
  return {
    issuer: env.AUTH_OIDC_ISSUER,
    clientId: env.AUTH_OIDC_CLIENT_ID,
    scopes: env.AUTH_OIDC_SCOPES ?? DEFAULT_SCOPES,
  };
}
