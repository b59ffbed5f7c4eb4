import type { EntityManager } from 'typeorm';
import { quoted, SCHEMA } from '../../../migrations/baseline/names';
import { JOURNAL } from '../../../migrations/baseline/partitions';
import { intArray } from '../../database/int-array';
import { sayMonth } from '../../domain/retention/months';
import { readDetached, type Retained, type RetainedJournal } from './read-retained';

/** A table that was detached, or dropped afterwards. */
export interface DetachedPart {
  readonly name: string;
  readonly parent: string;
  /** The month, as `2026-11`, or the ids of the runs. */
  readonly part: string;
  readonly rows: number;
}

/** Locks the runs whose journals are due, until the transaction ends. */
export async function lockDueRuns(manager: EntityManager, retained: Retained): Promise<void> {
  await manager.query('SELECT id FROM migration_runs WHERE id = ANY($1::int[]) ORDER BY id FOR NO KEY UPDATE', [
    intArray(dueJournals(retained).map(({ runId }) => runId)),
  ]);
}

function dueJournals({ journals }: Retained): readonly RetainedJournal[] {
  return journals.filter(({ verdict }) => verdict.state === 'DUE');
}

/**
 * Detaches all that is due. Call it in a transaction that holds the runs. Rows are counted and moved first, because
 * everyone else waits from the first table that is detached on.
 */
export async function detachDue(
  manager: EntityManager,
  retained: Retained,
  by: { readonly actorId: string; readonly reason: string },
): Promise<{ readonly detached: readonly DetachedPart[]; readonly emptied: readonly string[] }> {
  let parts: readonly DetachedPart[] = [];
  for (const { table, name, start, verdict } of retained.partitions) {
    if (verdict.state !== 'DUE' || start === null) continue;
    parts = [...parts, { name, parent: table, part: sayMonth(start), rows: await countRows(manager, name) }];
  }
  const journals = dueJournals(retained);
  for (const { partition, runId } of journals) {
    if (partition === null) continue;
    const rows = await countRows(manager, partition.name);
    parts = [...parts, { name: partition.name, parent: JOURNAL, part: String(runId), rows }];
  }
  const small = await moveOut(
    manager,
    journals.filter(({ partition }) => partition === null),
  );
  for (const { parent, name } of parts)
    await manager.query(`ALTER TABLE ${parent} DETACH PARTITION ${quoted(SCHEMA, name)}`);
  // Nobody can add a row from here on; somebody may have while the locks were waited for.
  const settled: DetachedPart[] = [];
  for (const part of parts)
    settled.push(part.rows === 0 ? { ...part, rows: await countRows(manager, part.name) } : part);
  parts = settled;
  const emptied = parts.filter(({ rows }) => rows === 0);
  for (const { name } of emptied) await manager.query(`DROP TABLE ${quoted(SCHEMA, name)}`);
  const detached = [...parts.filter(({ rows }) => rows > 0), ...(small ? [small] : [])];
  await manager.query(
    `INSERT INTO detached_partitions (name, parent, part, rows, actor_id, reason)
     SELECT d.name, d.parent, d.part, d.rows, $2, $3
     FROM json_to_recordset($1::json) AS d (name text, parent text, part text, rows bigint)`,
    [JSON.stringify(detached), by.actorId, by.reason],
  );
  await manager.query('UPDATE migration_runs SET journal_detached_at = now() WHERE id = ANY($1::int[])', [
    intArray(journals.map(({ runId }) => runId)),
  ]);
  return { detached, emptied: emptied.map(({ name }) => name) };
}

async function countRows(manager: EntityManager, name: string): Promise<number> {
  const [found]: readonly { rows: number }[] = await manager.query(
    `SELECT count(*)::float8 AS rows FROM ${quoted(SCHEMA, name)}`,
  );
  return found?.rows ?? 0;
}

/** Moves the journals of runs that share the default partition into one table. */
async function moveOut(manager: EntityManager, journals: readonly RetainedJournal[]): Promise<DetachedPart | null> {
  const runs = journals.map(({ runId }) => runId);
  const [first] = runs;
  if (first === undefined) return null;
  // The runs are in no other table, so that neither can have this name.
  const name = `${JOURNAL}_from_${first}`;
  const journal = quoted(SCHEMA, JOURNAL);
  await manager.query(
    `CREATE TABLE ${quoted(SCHEMA, name)} (LIKE ${journal} INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING STORAGE)`,
  );
  const [moved]: readonly { rows: number }[] = await manager.query(
    `WITH moved AS (DELETE FROM ${journal} WHERE run_id = ANY($1::int[]) RETURNING *),
     written AS (INSERT INTO ${quoted(SCHEMA, name)} SELECT * FROM moved RETURNING 1)
     SELECT count(*)::float8 AS rows FROM written`,
    [intArray(runs)],
  );
  return { name, parent: JOURNAL, part: runs.join(', '), rows: moved?.rows ?? 0 };
}

/**
 * Drops the tables that were detached, and empties the queues of their runs, which nothing reads any more. Call it in a
 * transaction.
 */
export async function dropDetached(
  manager: EntityManager,
): Promise<{ readonly dropped: readonly DetachedPart[]; readonly missing: readonly string[] }> {
  const tables = await readDetached(manager);
  const there = tables.filter(({ bytes }) => bytes !== null);
  for (const { name } of there) await manager.query(`DROP TABLE ${quoted(SCHEMA, name)}`);
  const runs = tables.flatMap(({ parent, part }) => (parent === JOURNAL ? part.split(', ').map(Number) : []));
  for (const queue of ['migration_run_batches', 'migration_run_rollback_batches'])
    await manager.query(`UPDATE ${queue} SET organization_ids = '{}' WHERE run_id = ANY($1::int[])`, [intArray(runs)]);
  await manager.query('DELETE FROM migration_run_targets WHERE run_id = ANY($1::int[])', [intArray(runs)]);
  await manager.query('DELETE FROM detached_partitions');
  return {
    dropped: there.map(({ name, parent, part, rows }) => ({ name, parent, part, rows })),
    missing: tables.filter(({ bytes }) => bytes === null).map(({ name }) => name),
  };
}
