import { z } from 'zod';

/** How far a server has written its log, and which server and history that is. */
export interface WalPosition {
  /** The cluster and the database in it: the same on a primary and its physical standbys, under whatever name. */
  readonly system: string;
  /** Grows with each promotion: positions of different timelines cannot be compared. */
  readonly timeline: number;
  readonly lsn: bigint;
}

/** The cluster and the database of a session. */
export const SYSTEM = `(SELECT c.system_identifier || '/' || d.oid FROM pg_control_system() c, pg_database d
  WHERE d.datname = current_database())`;

/** Reads the position of a primary: everything that was committed before is at or before it. */
export const PRIMARY_POSITION = `${SYSTEM} AS system,
  ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int AS timeline,
  pg_current_wal_insert_lsn()::text AS lsn`;

/** Reads how far a server that answered has got, on a standby and on a primary. */
export const REACHED_LSN = `CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
  ELSE pg_current_wal_insert_lsn() END::text`;

const row = z.object({ system: z.string(), timeline: z.number(), lsn: z.string() });

/** Reads a row with the columns of `PRIMARY_POSITION`. */
export function readPosition(found: unknown): WalPosition {
  const { system, timeline, lsn } = row.parse(found);
  return { system, timeline, lsn: parseLsn(lsn) };
}

/** @param text such as `16/B374D848`: two halves in hexadecimal digits */
export function parseLsn(text: string): bigint {
  const [high = '', low = ''] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** As PostgreSQL writes it. */
export function writeLsn(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & 0xffff_ffffn).toString(16)}`.toUpperCase();
}
