import type { EntityManager } from 'typeorm';
import type { Actor } from '../../../domain/actor';
import { DomainError } from '../../../domain/errors';
import { nextStatus } from '../../../domain/run/run-status';
import type { MigrationRun } from '../../../entities/migration-run';
import { appendPlatformEvent } from '../../../store/append-events';
import { gatingSql } from '../../../store/gating';
import { requireLegacyColumn } from '../../../store/legacy-column';
import { STANDING } from '../../../store/covering-runs';
import { lockRollout } from '../../../store/rollout';
import { cutRollbackBatches } from '../work/rollback-life';

const NOTHING_TO_GO_BACK_TO =
  'A rollback would take access away, and there is nothing to go back to; nothing was changed.';

export interface RollbackOptions {
  readonly reason: string;
  /** Organizations under `ENFORCE` may lose what the run gave them. */
  readonly acknowledgeLostAccess: boolean;
  /** `ENABLE_ENTITLEMENTS_GATING`. */
  readonly environment: boolean | null;
}

/**
 * Begins a run's rollback, which workers carry out. The run is locked, and known not to be reset.
 * @throws DomainError CONFLICT for a dry run, for a run that is or was rolled back, while a later execution that stands changed an organization that
 *   this one changed, and while such an organization is under ENFORCE, unless that is acknowledged, and where the legacy column is gone; INVALID_TRANSITION for a run that has not ended
 */
export async function startRollback(
  manager: EntityManager,
  actor: Actor,
  run: MigrationRun,
  { reason, acknowledgeLostAccess, environment }: RollbackOptions,
): Promise<MigrationRun> {
  const details = { runId: String(run.id), status: run.status };
  if (run.mode === 'DRY_RUN')
    throw new DomainError(
      'CONFLICT',
      `Run ${run.id} is a dry run: it wrote nothing that could be rolled back.`,
      details,
    );
  if (run.rollbackRequestedAt !== null) {
    const state =
      run.status === 'ROLLING_BACK' ? 'is being rolled back already' : `was rolled back already, and is ${run.status}`;
    throw new DomainError('CONFLICT', `Run ${run.id} ${state} (by ${run.rollbackRequestedBy ?? 'somebody'}).`, details);
  }
  const from = run.status;
  run.status = nextStatus(run, 'rollBack');
  await refuseLaterRuns(manager, run.id);
  // Nobody goes under ENFORCE between being looked at and the run's being marked.
  await lockRollout(manager);
  await requireLegacyColumn(manager, NOTHING_TO_GO_BACK_TO);
  const enforced = await findEnforced(manager, run.id, environment);
  if (enforced.count > 0 && !acknowledgeLostAccess) throw enforcedConflict(run.id, enforced);
  run.rollbackRequestedBy = actor.id;
  run.rollbackReason = reason;
  run.rollbackAcknowledgedLostAccess = enforced.count > 0;
  run.rollbackRequestedAt = new Date();
  run.rollbackTotal = await cutRollbackBatches(manager, run.id);
  await appendPlatformEvent(manager, {
    eventType: 'migration_run_rollback_started',
    actor,
    reason,
    payload: {
      runId: String(run.id),
      from,
      organizations: run.rollbackTotal,
      acknowledgedLostAccess: enforced.count > 0,
      enforced: enforced.count,
    },
  });
  return manager.save(run);
}

async function refuseLaterRuns(manager: EntityManager, runId: number): Promise<void> {
  const later: readonly { id: number; count: number; some: readonly number[] }[] = await manager.query(
    `SELECT r.id, count(*)::int AS count, to_json((array_agg(l.org_id ORDER BY l.org_id))[1:5]) AS some
     FROM migration_runs r JOIN migration_run_organizations l ON l.run_id = r.id AND l.outcome = 'CHANGED'
     JOIN migration_run_organizations j ON j.run_id = $1 AND j.org_id = l.org_id AND j.outcome = 'CHANGED'
     WHERE r.id > $1 AND ${STANDING} GROUP BY r.id ORDER BY r.id DESC`,
    [runId],
  );
  if (later.length === 0) return;
  const lines = later.map(({ id, count, some }) => `  run ${id}: ${sayOrganizations(count, some)}`);
  throw new DomainError(
    'CONFLICT',
    [
      `Later executions have changed organizations that run ${runId} changed:`,
      ...lines,
      'Roll these back first, in this order.',
    ].join('\n'),
    { runId: String(runId), laterRunIds: later.map(({ id }) => String(id)) },
  );
}

interface Enforced {
  readonly count: number;
  readonly some: readonly number[];
}

/** Organizations that the run changed and whose decisions come from entitlements now. The kill switch hides nobody: it is this process' own. */
async function findEnforced(manager: EntityManager, runId: number, environment: boolean | null): Promise<Enforced> {
  const [found]: readonly Enforced[] = await manager.query(
    `SELECT count(*)::int AS count, coalesce(to_json((array_agg(j.org_id ORDER BY j.org_id))[1:5]), '[]') AS some
     FROM migration_run_organizations j JOIN organizations o ON o.id = j.org_id
     WHERE j.run_id = $1 AND j.outcome = 'CHANGED' AND ($2 OR ${gatingSql('j.org_id')} = 'ENFORCE')`,
    [runId, environment === true],
  );
  return found ?? { count: 0, some: [] };
}

function enforcedConflict(runId: number, { count, some }: Enforced): DomainError {
  const lines = [
    `${sayOrganizations(count, some)} that run ${runId} changed ${count === 1 ? 'is' : 'are'} under ENFORCE, and would lose what it gave them; nothing was changed.`,
    'Go to LEGACY first, which is never gated, and roll back then.',
    'To roll back all the same, acknowledge that access is lost (acknowledgeLostAccess, --acknowledge-lost-access).',
  ];
  return new DomainError('CONFLICT', lines.join('\n'), {
    runId: String(runId),
    enforced: count,
    organizationIds: some.map(String),
  });
}

function sayOrganizations(count: number, some: readonly number[]): string {
  return `${count} ${count === 1 ? 'organization' : 'organizations'} (${some.join(', ')}${count > some.length ? ', …' : ''})`;
}
