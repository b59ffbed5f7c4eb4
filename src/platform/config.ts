import { resolve } from 'node:path';
import type { z } from 'zod';
import { invalidInput } from '../domain/errors';
import type { DatabaseTarget } from './database-url';
import { environment } from './environment';
import { type OidcConfig, readOidc } from './oidc-config';

export interface Config {
  /** Null for the embedded database in `dataDir`. Contains passwords: do not log it. */
  readonly database: {
    /** `DATABASE_URL`. */
    readonly pool: DatabaseTarget;
    /** `DATABASE_DIRECT_URL`: the same database without a pooler, for what needs a session. */
    readonly direct: DatabaseTarget;
  } | null;
  readonly poolSize: number;
  readonly dataDir: string;
  /** Organizations per batch. */
  readonly batchSize: number;
  /** After so many seconds without a sign of life during its work, a worker counts as lost. */
  readonly leaseSeconds: number;
  /** `ENABLE_ENTITLEMENTS_GATING`: takes precedence over every stored rollout; null if unset. */
  readonly gating: boolean | null;
  readonly cache: {
    /** The number of organizations whose entitlements a process caches; 0 turns the cache off. */
    readonly organizations: number;
    /** How many milliseconds answers of the legacy flags are cached without a fence, which would notify of changes. */
    readonly legacyMs: number;
  };
  /** For how many days every organization must be under `ENFORCE` before the flags may be hidden, and dropped. */
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
    /** The provider at which users sign in; with one, only its tokens are accepted. */
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
 * @throws DomainError INVALID_INPUT naming every faulty variable, without its value, which may be a secret
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    throw invalidInput(
      parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })),
      'Invalid environment variables',
    );
  }
  const env = parsed.data;
  return {
    database: readDatabase(env),
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

function readDatabase({
  DATABASE_URL: pool,
  DATABASE_DIRECT_URL: direct,
  DATABASE_SEARCH_PATH: searchPath,
}: z.output<typeof environment>): Config['database'] {
  if (pool === undefined) return null;
  const path = searchPath ?? pool.searchPath ?? direct?.searchPath ?? null;
  return { pool: { ...pool, searchPath: path }, direct: { ...(direct ?? pool), searchPath: path } };
}
