import { z } from 'zod';
import { type DatabaseTarget, readDatabaseUrl, readSchemas } from './database-url';
import { oidcFaults, oidcVariables } from './oidc-config';

function readAddress(text: string, context: z.RefinementCtx): DatabaseTarget {
  const read = readDatabaseUrl(text);
  if (read.target !== null) return read.target;
  context.addIssue({ code: 'custom', message: read.fault });
  return z.NEVER;
}

function readSchemaList(text: string, context: z.RefinementCtx): readonly string[] {
  const names = readSchemas(text);
  if (names !== null) return names;
  context.addIssue({ code: 'custom', message: 'must be names of schemas with commas between: shop, public' });
  return z.NEVER;
}

const whole = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

/**
 * The environment variables that Portcullis reads, by subject. `docs/configuration.md` and `.env.example` are generated
 * from them: the description says what a variable does, and `unset` what an optional one means while it is not set.
 */
export const VARIABLES = {
  Database: {
    DATABASE_URL: z.string().transform(readAddress).optional().meta({
      description:
        'The database, PostgreSQL 12 or newer with the encoding UTF8: `postgres://user:password@host:5432/database`.',
      unset: 'the embedded PostgreSQL',
    }),
    DATABASE_DIRECT_URL: z.string().transform(readAddress).optional().meta({
      description:
        'The same database without a pooler in between, for `db migrate` and for notifications, which need a session.',
      unset: '`DATABASE_URL`',
    }),
    DATABASE_SEARCH_PATH: z.string().transform(readSchemaList).optional().meta({
      description: 'The schemas in which the tables of the product are, with commas between: `shop, public`.',
      unset: 'what role and database have',
    }),
    DATABASE_POOL_SIZE: whole(2, 500).default(10).describe('Connections of one process.'),
    PORTCULLIS_DATA_DIR: z
      .string()
      .min(1)
      .default('.portcullis')
      .describe('The folder in which the embedded PostgreSQL keeps its data and its token secret.'),
  },
  'Signing in': {
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
    ...oidcVariables,
    PORTCULLIS_CONSOLE_LINK: z.enum(['true', 'false']).optional().meta({
      description:
        'Whether the server prints a link at start that signs in to the console once. It never does in production.',
      unset: '`true` on the embedded PostgreSQL',
    }),
  },
  Server: {
    HOST: z.string().min(1).default('127.0.0.1').describe('The address on which the server listens.'),
    PORT: whole(0, 65_535).default(4_000).describe('The port on which the server listens; 0 takes a free one.'),
    NODE_ENV: z
      .enum(['development', 'test', 'production'])
      .default('development')
      .describe('`production` turns introspection and GraphiQL off.'),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
      .default('info')
      .describe('The least severe level that the server logs.'),
  },
  Limits: {
    MAX_QUERY_DEPTH: whole(3, 100).default(12).describe('How deep the fields of an operation may be nested.'),
    MAX_QUERY_TOKENS: whole(100, 100_000).default(2_000).describe('Tokens of one document.'),
    MAX_QUERY_ALIASES: whole(1, 1_000).default(30).describe('Aliases of one operation.'),
    MAX_QUERY_COST: whole(1_000, 10_000_000)
      .default(75_000)
      .describe(
        'Fields that one operation may ask for. A list counts with its page size; a list without one counts as 17.',
      ),
    MAX_BODY_BYTES: whole(1_000, 100_000_000)
      .default(1_000_000)
      .describe('Bytes of one request, or of one message over a WebSocket.'),
    MAX_SOCKET_SUBSCRIPTIONS: whole(1, 10_000).default(50).describe('Live subscriptions of one WebSocket.'),
  },
  Gating: {
    ENABLE_ENTITLEMENTS_GATING: z
      .enum(['true', 'false'], { error: "must be 'true' or 'false', or unset to leave it to the rollout" })
      .optional()
      .meta({
        description:
          'Overrides every stored rollout in this process: `false` is the kill switch (the legacy flags answer), ' +
          '`true` forces `ENFORCE`. It does not pass the parity gate; while the gate is shut, the server logs an ' +
          'error at start.',
        unset: 'the rollout decides',
      }),
  },
  Cache: {
    PORTCULLIS_CACHE_SIZE: whole(0, 1_000_000)
      .default(10_000)
      .describe('Organizations whose entitlements one process keeps; 0 keeps none.'),
    PORTCULLIS_LEGACY_CACHE_MS: whole(0, 60_000)
      .default(2_000)
      .describe(
        'For how many milliseconds an organization is kept while its legacy flags answer and no fence reports ' +
          'their changes.',
      ),
  },
  Runs: {
    PORTCULLIS_BATCH_SIZE: whole(1, 20_000)
      .default(250)
      .describe('Organizations of one batch. While batches go fast, one transaction takes up to 40 of them.'),
    PORTCULLIS_LEASE_SECONDS: whole(1, 3_600)
      .default(30)
      .describe('After how many seconds without a sign of life a worker loses the batches that it holds.'),
  },
  'Legacy flags': {
    PORTCULLIS_LEGACY_HIDE_DAYS: whole(0, 3_650)
      .default(30)
      .describe('For how many days every organization must be under `ENFORCE` before the legacy flags may be hidden.'),
    PORTCULLIS_LEGACY_DROP_DAYS: whole(0, 3_650)
      .default(90)
      .describe(
        'For how many days every organization must be under `ENFORCE` before the legacy column may be dropped.',
      ),
  },
  // Read where they are used: they must work while other variables are at fault.
  Command: {
    PORTCULLIS_DEBUG: z.string().optional().describe('Any value: an unexpected error is printed with its stack.'),
    NO_COLOR: z.string().optional().describe('Any value: the output has no colors.'),
  },
};

/** All of them, and what must hold between them. */
export const environment = z
  .object({
    ...VARIABLES.Database,
    ...VARIABLES['Signing in'],
    ...VARIABLES.Server,
    ...VARIABLES.Limits,
    ...VARIABLES.Gating,
    ...VARIABLES.Cache,
    ...VARIABLES.Runs,
    ...VARIABLES['Legacy flags'],
    ...VARIABLES.Command,
  })
  .refine((env) => !(env.AUTH_JWT_SECRET !== undefined && env.AUTH_JWKS_URL !== undefined), {
    path: ['AUTH_JWKS_URL'],
    message: 'must not be set where AUTH_JWT_SECRET is: set one of the two',
  })
  .superRefine((env, context) => {
    for (const { variable, message } of databaseFaults(env))
      context.addIssue({ code: 'custom', path: [variable], message });
    const { AUTH_JWT_SECRET, AUTH_JWKS_URL, AUTH_JWT_ISSUER } = env;
    for (const { variable, message } of oidcFaults(env, { AUTH_JWT_SECRET, AUTH_JWKS_URL, AUTH_JWT_ISSUER }))
      context.addIssue({ code: 'custom', path: [variable], message });
  });

interface DatabaseVariables {
  readonly DATABASE_URL?: DatabaseTarget | undefined;
  readonly DATABASE_DIRECT_URL?: DatabaseTarget | undefined;
  readonly DATABASE_SEARCH_PATH?: readonly string[] | undefined;
}

function databaseFaults({
  DATABASE_URL: pool,
  DATABASE_DIRECT_URL: direct,
  DATABASE_SEARCH_PATH: path,
}: DatabaseVariables): readonly { readonly variable: keyof DatabaseVariables; readonly message: string }[] {
  if (pool === undefined) {
    const without = (variable: keyof DatabaseVariables) => ({ variable, message: 'needs DATABASE_URL as well' });
    return [...(direct ? [without('DATABASE_DIRECT_URL')] : []), ...(path ? [without('DATABASE_SEARCH_PATH')] : [])];
  }
  const differs = (one: readonly string[] | null | undefined, other: readonly string[] | null | undefined) =>
    one && other && JSON.stringify(one) !== JSON.stringify(other);
  if (differs(pool.searchPath, path)) {
    return [
      { variable: 'DATABASE_URL', message: "has another 'schema' than DATABASE_SEARCH_PATH: set one of the two" },
    ];
  }
  if (differs(direct?.searchPath, path ?? pool.searchPath)) {
    const message = "has another 'schema' than DATABASE_URL or DATABASE_SEARCH_PATH: set it once";
    return [{ variable: 'DATABASE_DIRECT_URL', message }];
  }
  return [];
}
