import { resolve } from 'node:path';
import type { z } from 'zod';
import type { AuditKey } from '../domain/audit/checkpoint';
import { invalidInput } from '../domain/errors';
import type { RetentionMonths } from '../domain/retention/retention';
import { type ClaimsConfig, readClaims } from './claim-variables';
import type { DatabaseTarget } from './database-url';
import { environment } from './environment';
import { type OidcConfig, readOidc } from './oidc-config';
import type { TrustedProxies } from './trust-proxy';

export interface Config {
  /** Null for the embedded database in `dataDir`. Contains passwords: do not log it. */
  readonly database: {
    /** `DATABASE_URL`. */
    readonly pool: DatabaseTarget;
    /** `DATABASE_DIRECT_URL`: the same database without a pooler, for what needs a session. */
    readonly direct: DatabaseTarget;
    /** `DATABASE_READ_URL`: streaming standbys that decisions may be read from. */
    readonly replicas: DatabaseTarget | null;
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
    /** For how many milliseconds what was known may answer while the database does not; 0 for never. */
    readonly staleMs: number;
  };
  /** For how many days every organization must be under `ENFORCE` before the flags may be hidden, and dropped. */
  readonly legacy: { readonly hideDays: number; readonly dropDays: number };
  /** For how many months what grows is kept; null for ever. */
  readonly retention: RetentionMonths;
  /** For how many days support may change access. */
  readonly supportDays: number;
  /** Whether the right `BYPASS_GUARDS` counts. */
  readonly guardBypass: boolean;
  readonly audit: {
    /** What signs the chain of events; null if nothing does. */
    readonly own: AuditKey | null;
    /** The public keys, hexadecimal, that are trusted besides it. */
    readonly trusted: readonly string[];
    /** Whether events keep the addresses of clients. */
    readonly addresses: boolean;
  };
  /** Whether starting prints a link that signs in to the console once. */
  readonly consoleLink: boolean;
  readonly environment: 'development' | 'test' | 'production';
  readonly host: string;
  readonly port: number;
  /** The proxies that may say from which address a request comes; null for none. */
  readonly trustedProxies: TrustedProxies | null;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  readonly auth: {
    readonly secret: string | null;
    readonly jwksUrl: string | null;
    readonly issuer: string | null;
    readonly audience: string | null;
    /** Whether tokens for any audience are meant to be taken. */
    readonly anyAudience: boolean;
    /** Where tokens say who their actor is, except those that the secret signs. */
    readonly claims: ClaimsConfig;
    /** The provider at which users sign in; with one, only its tokens are accepted. */
    readonly oidc: OidcConfig | null;
  };
  readonly limits: {
    readonly depth: number;
    readonly tokens: number;
    readonly aliases: number;
    readonly cost: number;
    readonly bodyBytes: number;
    /** Within how many milliseconds a request has to arrive. */
    readonly requestMs: number;
    /** How long an operation over HTTP may ask the database, in milliseconds. */
    readonly operationMs: number;
    /** Subscriptions of one WebSocket, and of the process. */
    readonly subscriptions: number;
    readonly allSubscriptions: number;
    /** WebSockets that are signed in: of the process, and of one actor. */
    readonly sockets: number;
    readonly actorSockets: number;
    /** WebSockets that are not signed in. */
    readonly waitingSockets: number;
    /** Requests a minute; 0 for no limit. */
    readonly rates: RateLimits;
  };
}

export interface RateLimits {
  /** Of one actor. */
  readonly actor: number;
  /** Of one actor with the role SERVICE. */
  readonly service: number;
  /** Of one address, by all actors but services. */
  readonly address: number;
  /** Of one address, without a valid token. */
  readonly unsigned: number;
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
    cache: {
      organizations: env.PORTCULLIS_CACHE_SIZE,
      legacyMs: env.PORTCULLIS_LEGACY_CACHE_MS,
      staleMs: env.PORTCULLIS_SERVE_STALE_SECONDS * 1_000,
    },
    legacy: { hideDays: env.PORTCULLIS_LEGACY_HIDE_DAYS, dropDays: env.PORTCULLIS_LEGACY_DROP_DAYS },
    retention: {
      events: env.PORTCULLIS_RETENTION_EVENTS_MONTHS ?? null,
      counts: env.PORTCULLIS_RETENTION_COUNTS_MONTHS ?? null,
      journal: env.PORTCULLIS_RETENTION_JOURNAL_MONTHS ?? null,
    },
    supportDays: env.PORTCULLIS_SUPPORT_DAYS,
    guardBypass: env.PORTCULLIS_GUARD_BYPASS !== 'false',
    audit: {
      own: env.PORTCULLIS_AUDIT_KEY ?? null,
      trusted: env.PORTCULLIS_AUDIT_PUBLIC_KEYS ?? [],
      addresses: env.PORTCULLIS_AUDIT_ADDRESSES === 'true',
    },
    consoleLink:
      env.PORTCULLIS_CONSOLE_LINK === undefined
        ? env.DATABASE_URL === undefined
        : env.PORTCULLIS_CONSOLE_LINK === 'true',
    environment: env.NODE_ENV,
    host: env.HOST,
    port: env.PORT,
    trustedProxies: env.TRUST_PROXY ?? null,
    logLevel: env.LOG_LEVEL,
    auth: {
      secret: env.AUTH_JWT_SECRET ?? null,
      jwksUrl: env.AUTH_JWKS_URL ?? null,
      issuer: env.AUTH_JWT_ISSUER ?? null,
      audience: env.AUTH_JWT_AUDIENCE ?? null,
      anyAudience: env.AUTH_JWT_ANY_AUDIENCE === 'true',
      claims: readClaims(env),
      oidc: readOidc(env),
    },
    limits: {
      depth: env.MAX_QUERY_DEPTH,
      tokens: env.MAX_QUERY_TOKENS,
      aliases: env.MAX_QUERY_ALIASES,
      cost: env.MAX_QUERY_COST,
      bodyBytes: env.MAX_BODY_BYTES,
      requestMs: env.REQUEST_TIMEOUT_SECONDS * 1_000,
      operationMs: env.OPERATION_TIMEOUT_SECONDS * 1_000,
      subscriptions: env.MAX_SOCKET_SUBSCRIPTIONS,
      allSubscriptions: env.MAX_SUBSCRIPTIONS,
      sockets: env.MAX_SOCKETS,
      actorSockets: env.MAX_ACTOR_SOCKETS,
      waitingSockets: env.MAX_WAITING_SOCKETS,
      rates: {
        actor: env.RATE_LIMIT_ACTOR,
        service: env.RATE_LIMIT_SERVICE,
        address: env.RATE_LIMIT_ADDRESS,
        unsigned: env.RATE_LIMIT_UNSIGNED,
      },
    },
  };
}

function readDatabase({
  DATABASE_URL: pool,
  DATABASE_DIRECT_URL: direct,
  DATABASE_READ_URL: replicas,
  DATABASE_SEARCH_PATH: searchPath,
}: z.output<typeof environment>): Config['database'] {
  if (pool === undefined) return null;
  const path = searchPath ?? pool.searchPath ?? direct?.searchPath ?? replicas?.searchPath ?? null;
  return {
    pool: { ...pool, searchPath: path },
    direct: { ...(direct ?? pool), searchPath: path },
    // One that was promoted must not be taken for a replica.
    replicas: replicas ? { ...replicas, kind: 'standby', searchPath: path } : null,
  };
}
