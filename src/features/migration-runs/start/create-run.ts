import type { EntityManager } from 'typeorm';
import type { Actor } from '../../../domain/actor';
import { DomainError } from '../../../domain/errors';
import { requireJournal } from '../../../domain/run/journal';
import { RULES_VERSION } from '../../../domain/run/plan-changes';
import { isComplete, type RunKind, type RunMode } from '../../../domain/run/run-status';
import type { Taxonomy } from '../../../domain/taxonomy/taxonomy';
import { MigrationRun } from '../../../entities/migration-run';
import { appendPlatformEvent } from '../../../store/append-events';
import { describeProblems, inspectSchema } from '../../../store/inspect-schema';
import { readSourceHash } from '../../../store/source';
import { planHash } from '../work/plan-hash';
import { changeThrottle, NO_THROTTLE, type ThrottleChange } from './throttle-input';

/** What is asked of every run, whatever its kind. */
export interface CommonRequest {
  readonly mode: RunMode;
  readonly reason: string;
  readonly errorBudgetPercent: number;
  readonly throttle: ThrottleChange;
}

/** The fields of a run that depend on its source: a reviewed plan, or a new one. */
export type SourceOptions = Pick<
  MigrationRun,
  | 'dryRunId'
  | 'organizationIds'
  | 'changedSince'
  | 'trialDays'
  | 'allowRevocations'
  | 'planHash'
  | 'change'
  | 'selection'
>;

/** The fields of a run that depend on its kind. */
export type KindOptions = Pick<MigrationRun, 'kind' | 'mappingName' | 'mappingHash' | 'mappingRules'>;

/** What a new run plans from: nothing but what is named. */
export const FRESH = {
  dryRunId: null,
  organizationIds: null,
  changedSince: null,
  trialDays: null,
  allowRevocations: false,
  planHash: null,
  change: null,
  selection: null,
} as const satisfies SourceOptions;

/**
 * Creates a run, QUEUED for the workers, with the event of an execution.
 * @param sourceOf returns what the run plans from, once everything else is known
 * @throws DomainError CONFLICT if the tables do not fit, or there is no taxonomy
 */
export async function createRun(
  manager: EntityManager,
  actor: Actor,
  { mode, reason, errorBudgetPercent, throttle }: CommonRequest,
  { taxonomy, ...kind }: KindOptions & { readonly taxonomy: Taxonomy },
  sourceOf: (now: Hashes) => Promise<SourceOptions>,
): Promise<MigrationRun> {
  if (mode === 'EXECUTE') await refuseMisfit(manager);
  const modules = taxonomy.activeModules();
  if (modules.length === 0)
    throw new DomainError('CONFLICT', "There is no taxonomy yet: load one with 'portcullis seed'.");
  const hashes = {
    mappingHash: kind.mappingHash,
    taxonomyHash: taxonomy.hash(),
    sourceHash: await readSourceHash(manager),
  };
  const common = {
    ...kind,
    ...hashes,
    mode,
    status: 'QUEUED' as const,
    requestedBy: actor.id,
    reason,
    rulesVersion: RULES_VERSION,
    moduleCount: modules.length,
    submoduleCount: modules.reduce((sum, { key }) => sum + taxonomy.activeSubmodules(key).length, 0),
    errorBudgetPercent,
    ...changeThrottle(NO_THROTTLE, throttle),
  } satisfies Partial<MigrationRun>;
  const options = await sourceOf(hashes);
  const { id } = await manager.save(manager.create(MigrationRun, { ...common, ...options }));
  if (mode === 'EXECUTE') {
    const { dryRunId, change, selection } = options;
    await appendPlatformEvent(manager, {
      eventType: 'migration_run_started',
      actor,
      reason,
      payload: {
        runId: String(id),
        ...(change !== null && { change: { ...change, selection } }),
        dryRunId: dryRunId === null ? null : String(dryRunId),
        mappingHash: kind.mappingHash,
        mode,
        organizations: options.organizationIds?.length ?? null,
        trialDays: options.trialDays,
        allowRevocations: options.allowRevocations,
      },
    });
  }
  return manager.findOneByOrFail(MigrationRun, { id });
}

/**
 * Checks once, before a run, whether adopted tables can store what runs write: otherwise every organization would fail.
 */
async function refuseMisfit(manager: EntityManager): Promise<void> {
  const problems = describeProblems(await inspectSchema(manager));
  if (problems.length === 0) return;
  throw new DomainError(
    'CONFLICT',
    ['Tables do not fit; nothing was changed:', ...problems.map((problem) => `  ${problem}`)].join('\n'),
    { problems },
  );
}

/** What a plan depends on, by hashes. */
export type Hashes = Pick<MigrationRun, 'mappingHash' | 'taxonomyHash' | 'sourceHash'>;

/**
 * Checks that the plan of a dry run is complete and unchanged, and takes over its options.
 * @throws DomainError NOT_FOUND if it is not a dry run of this kind; CONFLICT if it has not ended well, was executed
 * already, or its journal is gone; STALE_PLAN if what it depends on has changed
 */
export async function fromDryRun(
  manager: EntityManager,
  dryRunId: number,
  kind: RunKind,
  now: Hashes,
): Promise<SourceOptions> {
  const dryRun = await manager.findOneBy(MigrationRun, { id: dryRunId });
  if (dryRun?.mode !== 'DRY_RUN')
    throw new DomainError('NOT_FOUND', `There is no dry run ${dryRunId}.`, { runId: String(dryRunId) });
  if (dryRun.kind !== kind) throw otherKind(dryRun);
  if (!isComplete(dryRun.status)) {
    throw new DomainError(
      'CONFLICT',
      `Dry run ${dryRunId} is ${dryRun.status}: only the plan of a completed dry run can be executed.`,
      { status: dryRun.status },
    );
  }
  const applied = await manager.findOneBy(MigrationRun, { dryRunId });
  if (applied) {
    throw new DomainError(
      'CONFLICT',
      `The plan of dry run ${dryRunId} has already been executed, by run ${applied.id}. Start another dry run.`,
      { runId: String(applied.id) },
    );
  }
  requireJournal(dryRun, `Dry run ${dryRunId} cannot be executed any more`);
  const stale = (what: string) =>
    new DomainError('STALE_PLAN', `The ${what} has changed since dry run ${dryRunId}. Start another dry run.`, {
      dryRunId: String(dryRunId),
    });
  if (dryRun.mappingHash !== now.mappingHash) throw stale('active mapping');
  if (dryRun.taxonomyHash !== now.taxonomyHash) throw stale('taxonomy');
  if (dryRun.sourceHash !== now.sourceHash) throw stale('source');
  if ((await planHash(manager, dryRunId)) !== dryRun.planHash) throw stale('stored plan');
  const { organizationIds, changedSince, trialDays, allowRevocations, change, selection } = dryRun;
  const options = { organizationIds, changedSince, trialDays, allowRevocations, change, selection };
  return { ...options, dryRunId, planHash: dryRun.planHash };
}

function otherKind({ id, kind }: MigrationRun): DomainError {
  const [operation, command] =
    kind === 'CHANGE' ? ['startChangeRun', 'portcullis change'] : ['startMigrationRun', 'portcullis migrate'];
  return new DomainError(
    'CONFLICT',
    `Dry run ${id} is of a ${kind.toLowerCase()}: execute it by ${operation}, or '${command} … --execute'.`,
    { runId: String(id), kind },
  );
}
