import type { EntityManager } from 'typeorm';
import { quoted, SCHEMA } from '../../../migrations/baseline/names';
import { type MONTHLY_TABLES } from '../../../migrations/baseline/partitions';
import { canBeRolledBack } from '../../domain/retention/retention';
import type { RunStatus } from '../../domain/run/run-status';
import { sayCount } from '../../domain/say';
import { BACKUP_EVENTS, type EntitlementEventType, eventType, type PlatformEventType } from '../../store/event-types';

export type MonthTable = (typeof MONTHLY_TABLES)[number];

/** The partition of a month. */
export interface Month {
  readonly table: MonthTable;
  readonly name: string;
  readonly start: Date;
  readonly end: Date;
}

/**
 * What still reads the events of a month, each as `run 2 can be rolled back, which reads its events`. Counts are read
 * by their days alone.
 */
export async function findNeeds(manager: EntityManager, month: Month, flagsGone: boolean): Promise<readonly string[]> {
  if (month.table === 'access_counts') return [];
  const runs = await readRunsToRollBack(manager, flagsGone);
  const status = flagsGone ? [] : await findForStatus(manager, month);
  if (runs.length === 0) return status;
  const oldest = runs.reduce((least, { createdAt }) => (createdAt < least ? createdAt : least), new Date());
  return [
    ...(await findForRollbacks(
      manager,
      month,
      runs.map(({ id }) => id),
      oldest,
    )),
    ...status,
  ];
}

interface RunToRollBack {
  readonly id: number;
  readonly status: RunStatus;
  readonly resetAt: Date | null;
  readonly createdAt: Date;
}

async function readRunsToRollBack(manager: EntityManager, flagsGone: boolean): Promise<readonly RunToRollBack[]> {
  const runs: readonly RunToRollBack[] = await manager.query(
    `SELECT id, status, reset_at AS "resetAt", created_at AS "createdAt" FROM migration_runs
     WHERE mode = 'EXECUTE' AND journal_detached_at IS NULL ORDER BY id`,
  );
  return runs.filter((run) => canBeRolledBack(run, flagsGone));
}

/** A rollback reads the events of its run, as verification does, and which submodules the taxonomy gained since. */
async function findForRollbacks(
  manager: EntityManager,
  { table, name }: Month,
  runs: readonly number[],
  oldest: Date,
): Promise<readonly string[]> {
  const ofEvents = table === 'entitlement_events';
  const [found]: readonly { runs: readonly string[]; extended: boolean }[] = await manager.query(
    `SELECT ARRAY(SELECT DISTINCT e.payload ->> 'runId' FROM ${quoted(SCHEMA, name)} e
                  WHERE $1 AND e.event_type = '${eventType('legacy_migration')}' AND e.payload ->> 'runId' = ANY($2)
                  ORDER BY 1) AS runs,
            EXISTS (SELECT 1 FROM ${quoted(SCHEMA, name)} e
                    WHERE e.event_type = $3 AND e.created_at >= $4) AS extended`,
    [ofEvents, runs.map(String), ofEvents ? eventType('taxonomy_extended') : eventType('taxonomy_seeded'), oldest],
  );
  if (!found) return [];
  const [first, ...more] = found.runs;
  const which = more.length === 0 ? `run ${first ?? ''}` : sayCount(found.runs.length, 'run');
  return [
    ...(first === undefined ? [] : [`${which} can be rolled back, which reads its events`]),
    ...(found.extended ? ['a rollback reads what the taxonomy gained since its run'] : []),
  ];
}

/** What the legacy status and the preflight read, however old it is. */
const READ: Readonly<Record<Exclude<MonthTable, 'access_counts'>, readonly LastRead[]>> = {
  entitlement_events: [
    {
      types: ['organization_rollout_set', 'organization_rollout_cleared'],
      all: false,
      need: "the legacy status reads the last change of an organization's own gating",
    },
  ],
  platform_events: [
    { types: BACKUP_EVENTS, all: false, need: 'the legacy status reads when the last backup was made' },
    { types: ['rollout_set'], all: true, need: 'the legacy status reads since when entitlements answer' },
  ],
};

interface LastRead {
  readonly types: readonly (EntitlementEventType | PlatformEventType)[];
  /** Whether every such event is needed, and not only the last one. */
  readonly all: boolean;
  readonly need: string;
}

async function findForStatus(manager: EntityManager, { table, name, end }: Month): Promise<readonly string[]> {
  if (table === 'access_counts') return [];
  const needs: string[] = [];
  for (const { types, all, need } of READ[table]) {
    const [found]: readonly { needed: boolean }[] = await manager.query(
      `SELECT EXISTS (SELECT 1 FROM ${quoted(SCHEMA, name)} WHERE event_type = ANY($1))
              AND ($2 OR NOT EXISTS (
                SELECT 1 FROM ${table} WHERE event_type = ANY($1) AND created_at >= $3)) AS needed`,
      [[...types], all, end],
    );
    if (found?.needed) needs.push(need);
  }
  return needs;
}
