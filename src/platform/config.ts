import { resolve } from 'node:path';
import { z } from 'zod';
import { invalidInput } from '../domain/errors';
import { oidcFaults, oidcVariables, readOidc, type OidcConfig } from './oidc-config';

const whole = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

/** The environment variables that Portcullis reads; `.env.example` and the README list the same. */
const environment = z
  .object({
    DATABASE_URL: z
      .url({ protocol: /^postgres(ql)?$/, error: 'must be postgres://user:password@host:5432/database' })
      .optional(),
    DATABASE_POOL_SIZE: whole(2, 500).default(10),
    PORTCULLIS_DATA_DIR: z.string().min(1).default('.portcullis'),
    PORTCULLIS_BATCH_SIZE: whole(1, 20_000).default(250),
    PORTCULLIS_LEASE_SECONDS: whole(1, 3_600).default(30),
    ENABLE_ENTITLEMENTS_GATING: z
      .enum(['true', 'false'], { error: "must be 'true' or 'false', or unset to leave it to the rollout" })
      .optional(),
    PORTCULLIS_CACHE_SIZE: whole(0, 1_000_000).default(10_000),
    PORTCULLIS_LEGACY_CACHE_MS: whole(0, 60_000).default(2_000),
    PORTCULLIS_LEGACY_HIDE_DAYS: whole(0, 3_650).default(30),
    PORTCULLIS_LEGACY_DROP_DAYS: whole(0, 3_650).default(90),
    PORTCULLIS_CONSOLE_LINK: z.enum(['true', 'false']).optional(),
    NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: whole(0, 65_535).default(4_000),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
    AUTH_JWT_SECRET: z
      .string()
      .refine((secret) => Buffer.byteLength(secret) >= 32, 'must be 32 bytes or more')
      .optional(),
    AUTH_JWKS_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
    AUTH_JWT_ISSUER: z.string().min(1).optional(),
    AUTH_JWT_AUDIENCE: z.string().min(1).optional(),
    ...oidcVariables,
    MAX_QUERY_DEPTH: whole(3, 100).default(12),
    MAX_QUERY_TOKENS: whole(100, 100_000).default(2_000),
    MAX_QUERY_ALIASES: whole(1, 1_000).default(30),
    MAX_QUERY_COST: whole(1_000, 10_000_000).default(75_000),
    MAX_BODY_BYTES: whole(1_000, 100_000_000).default(1_000_000),
    MAX_SOCKET_SUBSCRIPTIONS: whole(1, 10_000).default(50),
  })
  .refine((env) => !(env.AUTH_JWT_SECRET !== undefined && env.AUTH_JWKS_URL !== undefined), {
    path: ['AUTH_JWKS_URL'],
    message: 'set either AUTH_JWT_SECRET or AUTH_JWKS_URL, not both',
  })
  .superRefine((env, context) => {
    const { AUTH_JWT_SECRET, AUTH_JWKS_URL, AUTH_JWT_ISSUER } = env;
    for (const { variable, message } of oidcFaults(env, { AUTH_JWT_SECRET, AUTH_JWKS_URL, AUTH_JWT_ISSUER }))
      context.addIssue({ code: 'custom', path: [variable], message });
  });

export interface Config {
  /** Null for the embedded database in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly poolSize: number;
  readonly dataDir: string;
  /** Organizations a batch. */
  readonly batchSize: number;
  /** A worker that the database has not heard of for so long, in the middle of its work, has lost it. */
  readonly leaseSeconds: number;
  /** `ENABLE_ENTITLEMENTS_GATING`: above every stored rollout; null leaves it to them. */
  readonly gating: boolean | null;
  readonly cache: {
    /** Organizations whose entitlements a process keeps; 0 for none. */
    readonly organizations: number;
    /** For how long, in milliseconds, where the legacy flags answer and no fence tells of their changes. */
    readonly legacyMs: number;
  };
  /** For how many days everybody has to be under `ENFORCE` before the legacy flags may be hidden, and their column dropped. */
  readonly legacy: { readonly hideDays: number; readonly dropDays: number };
  /** Whether starting prints a link that signs in to the console once. */
  readonly consoleLink: boolean;
  readonly environment: 'development' | 'test' | 'production';
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  readonly auth: {
    readonly secret: string | null;
    readonly jwksUrl: string | null;
    readonly issuer: string | null;
    readonly audience: string | null;
    /** Where people sign in; then nobody else's tokens are taken. */
    readonly oidc: OidcConfig | null;
  };
  readonly limits: {
    readonly depth: number;
    readonly tokens: number;
    readonly aliases: number;
    readonly cost: number;
    readonly bodyBytes: number;
    readonly subscriptions: number;
  };
}

/**
 * Reads the configuration; an empty variable counts as unset.
 * @throws DomainError INVALID_INPUT naming every variable that is wrong, without its value, which may be a secret.
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    throw invalidInput(
      parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })),
      'Invalid environment',
    );
  }
  const env = parsed.data;
  return {
    databaseUrl: env.DATABASE_URL ?? null,
    poolSize: env.DATABASE_POOL_SIZE,
    dataDir: resolve(env.PORTCULLIS_DATA_DIR),
    batchSize: env.PORTCULLIS_BATCH_SIZE,
    leaseSeconds: env.PORTCULLIS_LEASE_SECONDS,
    gating: env.ENABLE_ENTITLEMENTS_GATING === undefined ? null : env.ENABLE_ENTITLEMENTS_GATING === 'true',
    cache: { organizations: env.PORTCULLIS_CACHE_SIZE, legacyMs: env.PORTCULLIS_LEGACY_CACHE_MS },
    legacy: { hideDays: env.PORTCULLIS_LEGACY_HIDE_DAYS, dropDays: env.PORTCULLIS_LEGACY_DROP_DAYS },
    consoleLink:
      env.PORTCULLIS_CONSOLE_LINK === undefined
        ? env.DATABASE_URL === undefined
        : env.PORTCULLIS_CONSOLE_LINK === 'true',
    environment: env.NODE_ENV,
    host: env.HOST,
    port: env.PORT,
    logLevel: env.LOG_LEVEL,
    auth: {
      secret: env.AUTH_JWT_SECRET ?? null,
      jwksUrl: env.AUTH_JWKS_URL ?? null,
      issuer: env.AUTH_JWT_ISSUER ?? null,
      audience: env.AUTH_JWT_AUDIENCE ?? null,
      oidc: readOidc(env),
    },
    limits: {
      depth: env.MAX_QUERY_DEPTH,
      tokens: env.MAX_QUERY_TOKENS,
      aliases: env.MAX_QUERY_ALIASES,
      cost: env.MAX_QUERY_COST,
      bodyBytes: env.MAX_BODY_BYTES,
      subscriptions: env.MAX_SOCKET_SUBSCRIPTIONS,
    },
  };
}
