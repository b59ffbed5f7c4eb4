import { z } from 'zod';
import { auditVariables } from './audit-variables';
import { claimFaults, claimVariables } from './claim-variables';
import { type DatabaseTarget, readDatabaseUrl, readSchemas } from './database-url';
import { oidcFaults, oidcVariables } from './oidc-config';
import { roleVariables } from './role-variables';
import { tokenFaults, tokenVariables } from './token-variables';
import { readTrustedProxies, type TrustedProxies } from './trust-proxy';

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

function readProxies(text: string, context: z.RefinementCtx): TrustedProxies {
  const proxies = readTrustedProxies(text);
  if (proxies !== null) return proxies;
  context.addIssue({
    code: 'custom',
    message:
      'must be the number of proxies, from 1 to 10, or their addresses with commas between: 10.0.0.0/8, 192.0.2.1 ' +
      '(or loopback, linklocal, uniquelocal)',
  });
  return z.NEVER;
}

const whole = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

const rate = (limit: number) => whole(0, 100_000_000).default(limit);

const months = (what: string) =>
  whole(1, 1_200)
    .optional()
    .meta({
      description: `For how many whole months, besides the present one, \`portcullis retention apply\` leaves ${what}.`,
      unset: 'for ever',
    });

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
    DATABASE_READ_URL: z
      .string()
      .transform(readAddress)
      .optional()
      .meta({
        description:
          'Streaming standbys of the same database, from which decisions are read as far as they have replayed every ' +
          'change: see [scaling](scaling.md#read-replicas).',
        unset: 'everything is read from `DATABASE_URL`',
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
    ...tokenVariables,
    ...oidcVariables,
    ...claimVariables,
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
    TRUST_PROXY: z
      .string()
      .transform(readProxies)
      .optional()
      .meta({
        description:
          'The proxies in front, whose `X-Forwarded-For` says from which address a request comes: how many they are ' +
          '(`1`), or their addresses (`10.0.0.0/8, 192.0.2.1`): see [operations](operations.md#behind-a-proxy).',
        unset: 'none: a request comes from the address of its connection',
      }),
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
        'Fields that one operation may ask for. A list counts with its page size, answers to a list of checks or ' +
          'paths with its length and 10 for each, any other list as 17, and fields that read all organizations have ' +
          'a [price of their own](api.md#what-an-operation-costs): 1,000 checks of 4 fields cost 14,001.',
      ),
    MAX_BODY_BYTES: whole(1_000, 100_000_000)
      .default(1_000_000)
      .describe('Bytes of one request, or of one message over a WebSocket.'),
    REQUEST_TIMEOUT_SECONDS: whole(1, 3_600)
      .default(30)
      .describe('How long a request may take to arrive; one that is slower is closed, with HTTP 408.'),
    OPERATION_TIMEOUT_SECONDS: whole(1, 3_600)
      .default(120)
      .describe(
        'How long an operation over HTTP may ask the database. Then its statements are ended, and it is answered ' +
          '`TIMEOUT`. A preview of a mapping for a million organizations whose flags all differ may take longer.',
      ),
    RATE_LIMIT_ACTOR: rate(6_000).describe(
      'Requests of one actor (`sub` of the token, in its organization) a minute, subscriptions included; 0 for no ' +
        'limit. See [rate limits](operations.md#rate-limits) for this and the next three.',
    ),
    RATE_LIMIT_SERVICE: rate(0).describe('The same of a backend (role `SERVICE` or `PROVISIONER`); 0 for no limit.'),
    RATE_LIMIT_ADDRESS: rate(60_000).describe(
      'Requests and WebSockets of one address a minute, without those of backends; 0 for no limit.',
    ),
    RATE_LIMIT_UNSIGNED: rate(6_000).describe(
      'Requests of one address a minute that have no token, or an invalid one; 0 for no limit.',
    ),
    MAX_SOCKET_SUBSCRIPTIONS: whole(1, 10_000).default(50).describe('Live subscriptions of one WebSocket.'),
    MAX_SUBSCRIPTIONS: whole(1, 10_000_000).default(50_000).describe('Live subscriptions of one process.'),
    MAX_SOCKETS: whole(1, 1_000_000)
      .default(10_000)
      .describe(
        'WebSockets of one process that are signed in. The process needs as many file descriptors (`ulimit -n`).',
      ),
    MAX_ACTOR_SOCKETS: whole(1, 1_000_000)
      .default(100)
      .describe('WebSockets of one actor (`sub` of the token) in one process.'),
    MAX_WAITING_SOCKETS: whole(1, 1_000_000)
      .default(5_000)
      .describe('WebSockets of one process that have not signed in yet. One more takes the place of the oldest.'),
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
  Roles: roleVariables,
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
    PORTCULLIS_SERVE_STALE_SECONDS: whole(0, 86_400)
      .default(0)
      .describe(
        'For how many seconds a process answers from what it last knew while the database does not answer. With 0, ' +
          'checks that cannot be looked up are denied: ' +
          'see [operations](operations.md#answers-while-the-database-is-down).',
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
  Retention: {
    PORTCULLIS_RETENTION_EVENTS_MONTHS: months('events'),
    PORTCULLIS_RETENTION_COUNTS_MONTHS: months('counts of checks'),
    PORTCULLIS_RETENTION_JOURNAL_MONTHS: months('the journals of runs that have ended'),
  },
  Audit: auditVariables,
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
    ...VARIABLES.Roles,
    ...VARIABLES.Cache,
    ...VARIABLES.Runs,
    ...VARIABLES['Legacy flags'],
    ...VARIABLES.Retention,
    ...VARIABLES.Audit,
    ...VARIABLES.Command,
  })
  .superRefine((env, context) => {
    for (const { variable, message } of databaseFaults(env))
      context.addIssue({ code: 'custom', path: [variable], message });
    for (const { variable, message } of tokenFaults(env))
      context.addIssue({ code: 'custom', path: [variable], message });
    const { AUTH_JWT_SECRET, AUTH_JWKS_URL, AUTH_JWT_ISSUER, AUTH_OIDC_ISSUER } = env;
    for (const { variable, message } of claimFaults(env, { AUTH_JWKS_URL, AUTH_OIDC_ISSUER }))
      context.addIssue({ code: 'custom', path: [variable], message });
    for (const { variable, message } of oidcFaults(env, { AUTH_JWT_SECRET, AUTH_JWKS_URL, AUTH_JWT_ISSUER }))
      context.addIssue({ code: 'custom', path: [variable], message });
  });

interface DatabaseVariables {
  readonly DATABASE_URL?: DatabaseTarget | undefined;
  readonly DATABASE_DIRECT_URL?: DatabaseTarget | undefined;
  readonly DATABASE_READ_URL?: DatabaseTarget | undefined;
  readonly DATABASE_SEARCH_PATH?: readonly string[] | undefined;
}

function databaseFaults({
  DATABASE_URL: pool,
  DATABASE_DIRECT_URL: direct,
  DATABASE_READ_URL: replicas,
  DATABASE_SEARCH_PATH: path,
}: DatabaseVariables): readonly { readonly variable: keyof DatabaseVariables; readonly message: string }[] {
  if (pool === undefined) {
    const without = (variable: keyof DatabaseVariables) => ({ variable, message: 'needs DATABASE_URL as well' });
    return [
      ...(direct ? [without('DATABASE_DIRECT_URL')] : []),
      ...(replicas ? [without('DATABASE_READ_URL')] : []),
      ...(path ? [without('DATABASE_SEARCH_PATH')] : []),
    ];
  }
  const differs = (one: readonly string[] | null | undefined, other: readonly string[] | null | undefined) =>
    one && other && JSON.stringify(one) !== JSON.stringify(other);
  if (differs(pool.searchPath, path)) {
    return [
      { variable: 'DATABASE_URL', message: "has another 'schema' than DATABASE_SEARCH_PATH: set one of the two" },
    ];
  }
  const others = { DATABASE_DIRECT_URL: direct, DATABASE_READ_URL: replicas } as const;
  const message = "has another 'schema' than DATABASE_URL or DATABASE_SEARCH_PATH: set it once";
  return (['DATABASE_DIRECT_URL', 'DATABASE_READ_URL'] as const)
    .filter((variable) => differs(others[variable]?.searchPath, path ?? pool.searchPath))
    .map((variable) => ({ variable, message }));
}
