import { z } from 'zod';
import { SCHEMA } from '../../migrations/baseline/names';
import { WRITER_SETTING } from '../../migrations/baseline/record-by-sql';
import { readSearchPath, writeSearchPath } from '../platform/search-path';

/**
 * Schemas that come before the product's own in the search path of every session: `organizations` is the view, whatever
 * the product has, and the published tables are found wherever they are.
 */
const OWN_SCHEMAS: readonly string[] = [SCHEMA];

interface Setting {
  readonly name: string;
  readonly value: string;
  /** The first version of PostgreSQL that has it, as `server_version_num`. */
  readonly since?: number;
}

/** What values look like, and how statements run: inside a transaction, these can be set for it alone. */
const OF_TRANSACTIONS: readonly Setting[] = [
  { name: 'TimeZone', value: 'UTC' },
  { name: 'DateStyle', value: 'ISO, MDY' },
  { name: 'IntervalStyle', value: 'postgres' },
  { name: 'extra_float_digits', value: '1' },
  { name: 'bytea_output', value: 'hex' },
  { name: 'standard_conforming_strings', value: 'on' },
  // Otherwise NULL in an array is the text 'NULL', or no number.
  { name: 'array_nulls', value: 'on' },
  // For tables that were just filled and have no statistics, PostgreSQL overestimates and compiles each small query.
  { name: 'jit', value: 'off' },
  // A row that a policy hides is an error, not a row less.
  { name: 'row_security', value: 'off' },
  // Limits of a role are made for its application. Portcullis sets its own where it waits for locks.
  { name: 'statement_timeout', value: '0' },
  { name: 'lock_timeout', value: '0' },
  { name: 'idle_in_transaction_session_timeout', value: '0' },
  { name: 'transaction_timeout', value: '0', since: 170_000 },
  // Events that others write are not chained.
  { name: WRITER_SETTING, value: 'on' },
];

/** These must be set before a transaction begins. */
const OF_SESSIONS: readonly Setting[] = [
  { name: 'idle_session_timeout', value: '0', since: 140_000 },
  { name: 'default_transaction_isolation', value: 'read committed' },
  { name: 'default_transaction_read_only', value: 'off' },
  { name: 'default_transaction_deferrable', value: 'off' },
];

const ALL = [...OF_TRANSACTIONS, ...OF_SESSIONS];

/**
 * Sets what a session needs, unless a pooler stands between: there the settings would reach other clients, and ours get
 * theirs. A pooler is recognized by the process id: it tells its clients another one than the server process has.
 * Parameters: the process id told, the settings (names, values, versions), our schemas, the search path or NULL.
 */
const SETTLE = `
WITH server AS MATERIALIZED (
  SELECT pg_backend_pid() = $1::int AS direct, current_setting('server_version_num')::int AS version
), path AS MATERIALIZED (
  SELECT concat_ws(', ', nullif($5::text, ''), nullif(coalesce($6::text, CASE WHEN direct
    THEN current_setting('search_path')
    ELSE (SELECT reset_val FROM pg_settings WHERE name = 'search_path')
  END), '')) AS names FROM server
)
SELECT direct, version, names AS path, pg_is_in_recovery() AS standby, (
  SELECT count(set_config(name, value, false))
  FROM (
    SELECT * FROM unnest($2::text[], $3::text[], $4::int[]) AS s (name, value, since)
    UNION ALL SELECT 'search_path', names, 0
  ) AS settings
  WHERE direct AND since <= version
) AS settings
FROM server, path`;

const settledRow = z.object({
  direct: z.boolean(),
  version: z.number(),
  path: z.string(),
  standby: z.boolean(),
});

/** A connection, as far as it can be known after connecting. */
export interface Session {
  /** False if a pooler stands between, which may give each transaction another session of the server. */
  readonly direct: boolean;
  /** Whether the server only reads, because it follows another one. */
  readonly standby: boolean;
  /** The schemas of the product, so that later sessions can have the same; null if they cannot be read. */
  readonly path: readonly string[] | null;
  /** Begins a transaction with the settings of our sessions, in one message. */
  readonly opening: string;
}

/** The statement that settles a session, with its parameters. @param path null keeps what role and database have */
export function settling(processId: number | null, path: readonly string[] | null): [string, readonly unknown[]] {
  return [
    SETTLE,
    [
      processId ?? 0,
      ALL.map(({ name }) => name),
      ALL.map(({ value }) => value),
      ALL.map(({ since }) => since ?? 0),
      writeSearchPath(OWN_SCHEMAS),
      path && writeSearchPath(path),
    ],
  ];
}

/** Reads the answer to the statement that settles a session. */
export function readSession(rows: readonly unknown[]): Session {
  const { direct, standby, version, path } = settledRow.parse(rows[0]);
  const settings = OF_TRANSACTIONS.filter(({ since }) => (since ?? 0) <= version);
  return {
    direct,
    standby,
    path: readSearchPath(path)?.slice(OWN_SCHEMAS.length) ?? null,
    opening: [
      // A standby refuses READ WRITE.
      `START TRANSACTION ISOLATION LEVEL READ COMMITTED${standby ? '' : ', READ WRITE'}`,
      // SET, because a SELECT of set_config would already take the snapshot of a REPEATABLE READ transaction.
      ...settings.map(({ name, value }) => `SET LOCAL "${name}" TO '${value}'`),
      `SET LOCAL search_path TO ${writeSearchPath(readSearchPath(path) ?? []) || "''"}`,
    ].join('; '),
  };
}
