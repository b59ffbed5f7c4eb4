import type { EntityManager } from 'typeorm';
import type { Actor } from '../../../domain/actor';
import { DomainError, invalidInput } from '../../../domain/errors';
import { requireJournal } from '../../../domain/run/journal';
import { RULES_VERSION } from '../../../domain/run/plan-changes';
import { isComplete } from '../../../domain/run/run-status';
import { MigrationRun } from '../../../entities/migration-run';
import { type NamedMapping, requireActiveMapping } from '../../../store/active-mapping';
import { appendPlatformEvent } from '../../../store/append-events';
import { describeProblems, inspectSchema } from '../../../store/inspect-schema';
import { requireLegacyColumn } from '../../../store/legacy-column';
import { loadTaxonomy } from '../../../store/load-taxonomy';
import { findOrganizations } from '../../../store/organizations';
import { requireSoundSource } from '../../../store/sound-source';
import { readSourceHash } from '../../../store/source';
import { planHash } from '../work/plan-hash';
import { requireExecution } from '../work/run-scope';
import { type FreshSource, type StartRunRequest, unknownOrganizations } from './start-input';
import { changeThrottle, NO_THROTTLE, throttleParts } from './throttle-input';

export const NOTHING_TO_MIGRATE = 'There is nothing left to migrate: give an organization access with an override.';

/** The parts of a request that an idempotency key covers: two requests are the same if these are equal. */
export function startRunParts({
  mode,
  source,
  reason,
  errorBudgetPercent,
  throttle,
}: StartRunRequest): readonly unknown[] {
  return ['startMigrationRun', mode, source, reason, errorBudgetPercent, throttleParts(throttle)];
}

/**
 * Creates a run, QUEUED for the workers. Call it in a transaction that holds `lockSetup`.
 * @param trial a mapping to try, for dry runs only; null for the active one
 * @throws DomainError INVALID_INPUT by field; NOT_FOUND for an unknown dry run; CONFLICT if the legacy column was
 * dropped, the tables do not fit, there is no taxonomy or no active mapping, or the plan was executed already;
 * STALE_PLAN if the mapping, the taxonomy or the source has changed since the dry run
 */
export async function startRun(
  manager: EntityManager,
  actor: Actor,
  input: StartRunRequest,
  trial: NamedMapping | null,
): Promise<MigrationRun> {
  await requireSoundSource(manager);
  await requireLegacyColumn(manager, NOTHING_TO_MIGRATE);

  if (input.mode === 'EXECUTE') await refuseMisfit(manager);
  const taxonomy = await loadTaxonomy(manager);
  const modules = taxonomy.activeModules();
  if (modules.length === 0)
    throw new DomainError('CONFLICT', "There is no taxonomy yet: load one with 'portcullis seed'.");
  const { name, mapping } = trial ?? (await requireActiveMapping(manager));
  const common = {
    mode: input.mode,
    status: 'QUEUED' as const,
    requestedBy: actor.id,
    reason: input.reason,
    mappingName: name,
    mappingHash: mapping.hash(),
    mappingRules: mapping.rules.map((rule) => ({ ...rule })),
    taxonomyHash: taxonomy.hash(),
    sourceHash: await readSourceHash(manager),
    rulesVersion: RULES_VERSION,
    moduleCount: modules.length,
    submoduleCount: modules.reduce((sum, { key }) => sum + taxonomy.activeSubmodules(key).length, 0),
    errorBudgetPercent: input.errorBudgetPercent,
    ...changeThrottle(NO_THROTTLE, input.throttle),
  } satisfies Partial<MigrationRun>;
  const options =
    'dryRunId' in input.source
      ? await fromDryRun(manager, input.source.dryRunId, common)
      : await fresh(manager, input.source.fresh);
  const { id } = await manager.save(manager.create(MigrationRun, { ...common, ...options }));
  if (input.mode === 'EXECUTE') {
    await appendPlatformEvent(manager, {
      eventType: 'migration_run_started',
      actor,
      reason: input.reason,
      payload: {
        runId: String(id),
        dryRunId: 'dryRunId' in input.source ? String(input.source.dryRunId) : null,
        mappingHash: common.mappingHash,
        mode: input.mode,
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

/** The fields of a run that depend on its source. */
type SourceOptions = Pick<
  MigrationRun,
  'dryRunId' | 'organizationIds' | 'changedSince' | 'trialDays' | 'allowRevocations' | 'planHash'
>;

async function fresh(manager: EntityManager, source: FreshSource): Promise<SourceOptions> {
  const { organizationIds, changedSince } = source;
  const named = organizationIds && (await findOrganizations(manager, organizationIds));
  if (named && named.unknown.length > 0) throw invalidInput([unknownOrganizations(named.unknown)]);
  if (changedSince !== null) await requireExecution(manager, changedSince);
  return { ...source, organizationIds: named && [...named.ids], dryRunId: null, planHash: null };
}

/** Checks that the plan of a dry run is complete and unchanged, and takes over its options. */
async function fromDryRun(
  manager: EntityManager,
  dryRunId: number,
  now: Pick<MigrationRun, 'mappingHash' | 'taxonomyHash' | 'sourceHash'>,
): Promise<SourceOptions> {
  const dryRun = await manager.findOneBy(MigrationRun, { id: dryRunId });
  if (dryRun?.mode !== 'DRY_RUN')
    throw new DomainError('NOT_FOUND', `There is no dry run ${dryRunId}.`, { runId: String(dryRunId) });
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
  const { organizationIds, changedSince, trialDays, allowRevocations, planHash: reviewed } = dryRun;
  return { dryRunId, organizationIds, changedSince, trialDays, allowRevocations, planHash: reviewed };
}
