import type { EntityManager } from 'typeorm';
import { quoted, SCHEMA } from '../../../migrations/baseline/names';
import { JOURNAL, MONTHLY_TABLES } from '../../../migrations/baseline/partitions';
import { DomainError } from '../../domain/errors';
import { startOfMonth } from '../../domain/retention/months';
import {
  type JournalFacts,
  judgeJournal,
  type RetentionMonths,
  type RetentionVerdict,
} from '../../domain/retention/retention';
import { sayCount } from '../../domain/say';
import { findNeeds, type MonthTable } from './find-needs';
import { judgePartition } from './judge-partition';

/** The partition of a month, or the default one. */
export interface RetainedPartition {
  readonly table: MonthTable;
  readonly name: string;
  /** The first moment of the month; null for the default partition, which has the rows that found no other. */
  readonly start: Date | null;
  /** As PostgreSQL estimates them. */
  readonly rows: number;
  readonly bytes: number;
  readonly verdict: RetentionVerdict;
}

/** The journal of a run. */
export interface RetainedJournal extends JournalFacts {
  readonly runId: number;
  /** The number of organizations of the run. */
  readonly organizations: number;
  /** Its own partition and the size of that; null if it shares the default one. */
  readonly partition: { readonly name: string; readonly bytes: number } | null;
  readonly verdict: RetentionVerdict;
}

/** A table that retention detached. */
export interface DetachedTable {
  readonly name: string;
  /** The table that it was a part of. */
  readonly parent: string;
  /** The month, as `2026-11`, or the ids of the runs. */
  readonly part: string;
  readonly rows: number;
  readonly actorId: string;
  readonly reason: string;
  readonly detachedAt: Date;
  /** Null if somebody moved, renamed or dropped it. */
  readonly bytes: number | null;
}

/** What is kept of all that grows with time. */
export interface Retained {
  readonly months: RetentionMonths;
  readonly partitions: readonly RetainedPartition[];
  /** Of the runs that have one. */
  readonly journals: readonly RetainedJournal[];
  readonly detached: readonly DetachedTable[];
  /** The product's own table of events, with its schema, which is not partitioned; null if it is Portcullis'. */
  readonly adoptedEvents: string | null;
}

/**
 * Reads everything. Looks into the partitions that are due alone.
 * @param days see `judgeMonth`
 * @throws DomainError CONFLICT if somebody moved a partition to another schema
 */
export async function readRetained(manager: EntityManager, months: RetentionMonths, days: number): Promise<Retained> {
  await refuseMoved(manager);
  const now = new Date();
  const flagsGone = await areFlagsGone(manager);
  const journals = (await readJournals(manager)).map((facts): RetainedJournal => ({
    ...facts,
    verdict: judgeJournal(facts, months.journal, flagsGone, now),
  }));
  const partitions: RetainedPartition[] = [];
  for (const { start, ...found } of await readPartitions(manager)) {
    const common = { ...found, start: start === null ? null : new Date(`${start}T00:00:00Z`) };
    const needs = (end: Date) => findNeeds(manager, { ...found, start: startOfMonth(end, -1), end }, flagsGone);
    partitions.push({ ...common, verdict: await judgePartition(manager, common, { months, days, now, needs }) });
  }
  return {
    months,
    partitions,
    journals,
    detached: await readDetached(manager),
    adoptedEvents: await findAdopted(manager),
  };
}

/** What is read, detached and dropped by name is looked for in one schema. */
async function refuseMoved(manager: EntityManager): Promise<void> {
  const moved: readonly { schema: string; name: string }[] = await manager.query(
    `SELECT c.relnamespace::regnamespace::text AS schema, c.relname::text AS name
     FROM (${WHOLE}) AS w JOIN pg_namespace n ON n.nspname = w.schema
     JOIN pg_class p ON p.relname = w.name AND p.relnamespace = n.oid AND p.relkind = 'p'
     JOIN pg_inherits i ON i.inhparent = p.oid JOIN pg_class c ON c.oid = i.inhrelid
     WHERE c.relnamespace <> '${SCHEMA}'::regnamespace ORDER BY w.place, name`,
    [[...MONTHLY_TABLES, JOURNAL]],
  );
  if (moved.length === 0) return;
  const sentences = moved.map(({ schema, name }) => `ALTER TABLE ${schema}.${quoted(name)} SET SCHEMA ${SCHEMA};`);
  throw new DomainError(
    'CONFLICT',
    `${sayCount(moved.length, 'partition')} ${moved.length === 1 ? 'was' : 'were'} moved to another schema, and must ` +
      `be in ${SCHEMA}: ${sentences.join(' ')}`,
  );
}

interface FoundPartition extends Omit<RetainedPartition, 'start' | 'verdict'> {
  /** `2026-11-01`; null for the default one. */
  readonly start: string | null;
}

/** The tables that are partitioned by month, where they are. */
const WHOLE = `
  SELECT t.name, t.place, coalesce((
    SELECT p.schema FROM portcullis_tables p WHERE p.name = t.name AND p.origin = 'created'), '${SCHEMA}') AS schema
  FROM unnest($1::text[]) WITH ORDINALITY AS t (name, place)`;

function readPartitions(manager: EntityManager): Promise<readonly FoundPartition[]> {
  return manager.query(
    `SELECT w.name AS "table", c.relname::text AS name,
            left(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \\(''([^'']+)'), 10) AS start,
            greatest(c.reltuples, pg_stat_get_live_tuples(c.oid), 0)::float8 AS rows,
            pg_total_relation_size(c.oid)::float8 AS bytes
     FROM (${WHOLE}) AS w JOIN pg_namespace n ON n.nspname = w.schema
     JOIN pg_class p ON p.relname = w.name AND p.relnamespace = n.oid AND p.relkind = 'p'
     JOIN pg_inherits i ON i.inhparent = p.oid JOIN pg_class c ON c.oid = i.inhrelid
     ORDER BY w.place, start`,
    [[...MONTHLY_TABLES]],
  );
}

async function findAdopted(manager: EntityManager): Promise<string | null> {
  const [events]: readonly { name: string }[] = await manager.query(
    `SELECT schema || '.' || name AS name FROM portcullis_tables
     WHERE name = 'entitlement_events' AND origin = 'adopted'`,
  );
  return events?.name ?? null;
}

/** Whether the legacy flags were dropped and purged, so that nobody can go back to them. */
async function areFlagsGone(manager: EntityManager): Promise<boolean> {
  const purged: readonly unknown[] = await manager.query(
    'SELECT 1 FROM legacy_column_drop WHERE purged_at IS NOT NULL',
  );
  return purged.length > 0;
}

function readJournals(manager: EntityManager): Promise<readonly Omit<RetainedJournal, 'verdict'>[]> {
  return manager.query(
    `SELECT r.id AS "runId", r.mode, r.status, r.created_at AS "createdAt", r.finished_at AS "finishedAt",
            r.rollback_finished_at AS "rollbackFinishedAt", r.reset_at AS "resetAt", r.total AS organizations,
            CASE WHEN x.id IS NOT NULL
                 THEN json_build_object('id', x.id, 'status', x.status, 'resetAt', x.reset_at) END AS execution,
            CASE WHEN p.name IS NOT NULL THEN json_build_object('name', p.name, 'bytes', p.bytes) END AS partition
     FROM migration_runs r LEFT JOIN migration_runs x ON x.dry_run_id = r.id
     LEFT JOIN (
       SELECT c.relname AS name, pg_total_relation_size(c.oid)::float8 AS bytes,
              substring(pg_get_expr(c.relpartbound, c.oid) FROM 'IN \\(''?(\\d+)')::int AS run_id
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = $1::regclass) AS p ON p.run_id = r.id
     WHERE r.journal_detached_at IS NULL
       AND EXISTS (SELECT 1 FROM migration_run_organizations j WHERE j.run_id = r.id)
     ORDER BY r.id`,
    [`${SCHEMA}.${JOURNAL}`],
  );
}

/** The tables that were detached and not yet dropped. */
export function readDetached(manager: EntityManager): Promise<readonly DetachedTable[]> {
  return manager.query(
    `SELECT d.name, d.parent, d.part, d.rows::float8 AS rows, d.actor_id AS "actorId", d.reason,
            d.detached_at AS "detachedAt", pg_total_relation_size(c.oid)::float8 AS bytes
     FROM detached_partitions d LEFT JOIN pg_class c
       ON c.relname = d.name AND c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
     ORDER BY d.detached_at, d.name`,
    [SCHEMA],
  );
}
