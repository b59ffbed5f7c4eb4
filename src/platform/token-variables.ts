import { z } from 'zod';

/** The environment variables that say which tokens are taken, besides those of an OpenID Connect provider. */
export const tokenVariables = {
  AUTH_JWT_SECRET: z
    .string()
    .refine((secret) => Buffer.byteLength(secret) >= 32, 'must be 32 bytes or more')
    .optional()
    .meta({
      description:
        'The secret that signs tokens (HS256), 32 bytes or more. With `DATABASE_URL`, the server needs this ' +
        'variable, `AUTH_JWKS_URL` or `AUTH_OIDC_ISSUER`.',
      unset: 'a secret of its own on the embedded PostgreSQL',
    }),
  AUTH_JWKS_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
    .optional()
    .describe('The address of the public keys of an issuer, in place of a secret.'),
  AUTH_JWT_ISSUER: z.string().min(1).optional().meta({
    description: 'The issuer (`iss`) that tokens must name.',
    unset: 'any issuer',
  }),
  AUTH_JWT_AUDIENCE: z.string().min(1).optional().meta({
    description:
      'The audience (`aud`) that tokens must name. With `AUTH_OIDC_ISSUER`, it is accepted beside the client id.',
    unset: 'any audience',
  }),
  AUTH_JWT_ANY_AUDIENCE: z
    .enum(['true', 'false'])
    .optional()
    .meta({
      description:
        '`true`: in production, the server starts with `AUTH_JWKS_URL` and without `AUTH_JWT_AUDIENCE`, and takes ' +
        'tokens that the issuer made for any other application.',
      unset: '`false`',
    }),
};

type TokenVariables = Readonly<Partial<Record<keyof typeof tokenVariables, string | undefined>>>;

interface Fault {
  readonly variable: keyof typeof tokenVariables;
  readonly message: string;
}

/** The faults of a contradictory configuration, which would leave unclear whose tokens are taken. */
export function tokenFaults(env: TokenVariables): readonly Fault[] {
  const isSet = (variable: keyof TokenVariables) => env[variable] !== undefined && env[variable] !== 'false';
  const faults: Fault[] = [];
  if (isSet('AUTH_JWT_SECRET') && isSet('AUTH_JWKS_URL'))
    faults.push({
      variable: 'AUTH_JWKS_URL',
      message: 'must not be set where AUTH_JWT_SECRET is: set one of the two',
    });
  if (isSet('AUTH_JWT_ANY_AUDIENCE') && !isSet('AUTH_JWKS_URL'))
    faults.push({ variable: 'AUTH_JWT_ANY_AUDIENCE', message: 'needs AUTH_JWKS_URL as well' });
  if (isSet('AUTH_JWT_ANY_AUDIENCE') && isSet('AUTH_JWT_AUDIENCE'))
    faults.push({
      variable: 'AUTH_JWT_ANY_AUDIENCE',
      message: 'must not be true where AUTH_JWT_AUDIENCE is set: set one of the two',
    });
  return faults;
}
