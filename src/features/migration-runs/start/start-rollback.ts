import type { EntityManager } from 'typeorm';
import type { Actor } from '../../../domain/actor';
import { RIGHT_OF_RUN_CHANGE } from '../../../domain/change/run-change';
import { DomainError } from '../../../domain/errors';
import { type OrganizationId, sayIds } from '../../../domain/organization-id';
import { requireRight } from '../../../domain/rights';
import { requireJournal } from '../../../domain/run/journal';
import { nextStatus } from '../../../domain/run/run-status';
import type { MigrationRun } from '../../../entities/migration-run';
import { appendPlatformEvent } from '../../../store/append-events';
import { IN_EFFECT } from '../../../store/covering-runs';
import { gatingSql } from '../../../store/gating';
import { requireLegacyColumn } from '../../../store/legacy-column';
import { lockRollout } from '../../../store/rollout';
import { cutRollbackBatches } from '../work/rollback-life';

const NOTHING_TO_GO_BACK_TO =
  'A rollback would remove access, and no legacy flags are left to fall back to; nothing was changed.';

export interface RollbackOptions {
  readonly reason: string;
  /** Whether organizations under `ENFORCE` may lose the access that the run granted. */
  readonly acknowledgeLostAccess: boolean;
  /** `ENABLE_ENTITLEMENTS_GATING`. */
  readonly environment: boolean | null;
}

/**
 * Starts the rollback of a run, which workers carry out.
 * @param run must be locked, and not reset
 * @throws DomainError FORBIDDEN for a change that the actor may not make; INVALID_TRANSITION if the run has not ended;
 * CONFLICT for a dry run, if the run has a rollback already or its journal is gone, if a later execution in effect
 * changed one of its organizations, if one of them is under ENFORCE and that is not acknowledged, or if the legacy
 * column was dropped
 */
export async function startRollback(
  manager: EntityManager,
  actor: Actor,
  run: MigrationRun,
  { reason, acknowledgeLostAccess, environment }: RollbackOptions,
): Promise<MigrationRun> {
  // Who may not set overrides may not end them by rolling back what set them.
  if (run.change !== null) requireRight(actor, RIGHT_OF_RUN_CHANGE[run.change.of]);
  const details = { runId: String(run.id), status: run.status };
  if (run.mode === 'DRY_RUN')
    throw new DomainError(
      'CONFLICT',
      `Run ${run.id} is a dry run: it wrote nothing that could be rolled back.`,
      details,
    );
  if (run.rollbackRequestedAt !== null) {
    const state =
      run.status === 'ROLLING_BACK'
        ? 'is already being rolled back'
        : `has already been rolled back, and is ${run.status}`;
    throw new DomainError('CONFLICT', `Run ${run.id} ${state} (by ${run.rollbackRequestedBy ?? 'unknown'}).`, details);
  }
  requireJournal(run, `Run ${run.id} cannot be rolled back`);
  const from = run.status;
  run.status = nextStatus(run, 'rollBack');
  await refuseLaterRuns(manager, run.id);
  // So that no organization is put under ENFORCE between the check and the commit.
  await lockRollout(manager);
  if (run.kind === 'MIGRATION') await requireLegacyColumn(manager, NOTHING_TO_GO_BACK_TO);
  const enforced = await findEnforced(manager, run.id, environment);
  if (enforced.count > 0 && !acknowledgeLostAccess) throw enforcedConflict(run, enforced);
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
  const later: readonly { id: number; count: number; some: readonly OrganizationId[] }[] = await manager.query(
    `SELECT r.id, count(*)::int AS count, to_json((array_agg(l.org_id::text ORDER BY l.org_id))[1:5]) AS some
     FROM migration_runs r JOIN migration_run_organizations l ON l.run_id = r.id AND l.outcome = 'CHANGED'
     JOIN migration_run_organizations j ON j.run_id = $1 AND j.org_id = l.org_id AND j.outcome = 'CHANGED'
     WHERE r.id > $1 AND ${IN_EFFECT} GROUP BY r.id ORDER BY r.id DESC`,
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
  readonly some: readonly OrganizationId[];
}

/**
 * Organizations that the run changed and that are under ENFORCE. The kill switch does not count, because it applies
 * only to this process.
 */
async function findEnforced(manager: EntityManager, runId: number, environment: boolean | null): Promise<Enforced> {
  const [found]: readonly Enforced[] = await manager.query(
    `SELECT count(*)::int AS count, coalesce(to_json((array_agg(j.org_id::text ORDER BY j.org_id))[1:5]), '[]') AS some
     FROM migration_run_organizations j JOIN organizations o ON o.id = j.org_id
     WHERE j.run_id = $1 AND j.outcome = 'CHANGED' AND ($2 OR ${gatingSql('j.org_id')} = 'ENFORCE')`,
    [runId, environment === true],
  );
  return found ?? { count: 0, some: [] };
}

function enforcedConflict({ id: runId, kind }: MigrationRun, { count, some }: Enforced): DomainError {
  const lines = [
    `${sayOrganizations(count, some)} that run ${runId} changed ${count === 1 ? 'is' : 'are'} under ENFORCE, ` +
      `and would lose what it ${kind === 'MIGRATION' ? 'granted' : 'gave'}; nothing was changed.`,
    ...(kind === 'MIGRATION' ? ['Set the rollout to LEGACY first, which is never gated, then roll back.'] : []),
    'To roll back anyway, acknowledge that access is lost (acknowledgeLostAccess, --acknowledge-lost-access).',
  ];
  return new DomainError('CONFLICT', lines.join('\n'), {
    runId: String(runId),
    enforced: count,
    organizationIds: [...some],
  });
}

function sayOrganizations(count: number, some: readonly OrganizationId[]): string {
  const more = count > some.length ? ', …' : '';
  return `${count} ${count === 1 ? 'organization' : 'organizations'} (${sayIds(some)}${more})`;
}
