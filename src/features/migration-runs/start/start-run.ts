import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../../../domain/actor';
import { DomainError, invalidInput } from '../../../domain/errors';
import { hashOf } from '../../../domain/hash';
import { RULES_VERSION } from '../../../domain/run/plan-changes';
import type { RunMode } from '../../../domain/run/run-status';
import { MigrationRun } from '../../../entities/migration-run';
import { describeProblems, inspectSchema } from '../../../store/inspect-schema';
import { requireLegacyColumn } from '../../../store/legacy-column';
import { appendPlatformEvent } from '../../../store/append-events';
import { requireActiveMapping, type NamedMapping } from '../../../store/active-mapping';
import { loadTaxonomy } from '../../../store/load-taxonomy';
import { lockSetup } from '../../../store/advisory-locks';
import { planHash } from '../work/plan-hash';
import { requireExecution } from '../work/run-scope';
import { changeThrottle, NO_THROTTLE, throttleInput, throttleParts, type ThrottleChange } from './throttle-input';

export const NOTHING_TO_TAKE_OVER = 'There is nothing left to take over: give an organization access by an override.';
export const MAX_TRIAL_DAYS = 3_650;
const DEFAULT_ERROR_BUDGET_PERCENT = 10;

export interface FreshSource {
  readonly organizationIds?: readonly number[] | null | undefined;
  /** Of those, only the ones whose legacy flags have changed since this execution, or that it did not bring over. */
  readonly changedSince?: number | null | undefined;
  readonly trialDays?: number | null | undefined;
  readonly allowRevocations?: boolean | null | undefined;
}

export interface StartRunInput {
  readonly mode: RunMode;
  /** An execution of a reviewed dry run, or a plan made afresh. */
  readonly source: { readonly dryRunId: number } | { readonly fresh: FreshSource };
  readonly reason: string;
  readonly errorBudgetPercent?: number | null | undefined;
  /** What it may ask of the database; left out, nothing limits it. */
  readonly throttle?: ThrottleChange | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

const checked = z.object({
  reason: z
    .string()
    .trim()
    .min(3, 'should say why, in 3 characters or more')
    .max(500, 'should have 500 characters or fewer'),
  errorBudgetPercent: z.number().min(0, 'should be from 0 to 100').max(100, 'should be from 0 to 100').nullish(),
  throttle: throttleInput.nullish(),
  idempotencyKey: z.string().min(1, 'should not be empty').max(200, 'should have 200 characters or fewer').nullish(),
  source: z.union([
    z.object({ dryRunId: z.number() }),
    z.object({
      fresh: z.object({
        trialDays: z
          .number()
          .int()
          .min(1, 'should be 1 or more')
          .max(MAX_TRIAL_DAYS, `should be ${MAX_TRIAL_DAYS} or fewer`)
          .nullish(),
        organizationIds: z.array(z.number()).min(1, 'should name an organization; leave it out for all').nullish(),
      }),
    }),
  ]),
});

/**
 * Creates a run, QUEUED for the workers; call it in a transaction.
 * @param trial a mapping to try, for dry runs only; else the active one counts
 * @throws DomainError INVALID_INPUT by field; CONFLICT where the legacy column is gone, no mapping is active, or a plan was applied already; STALE_PLAN where mapping or
 *   taxonomy are not the plan's; NOT_FOUND for an unknown dry run
 */
export async function startRun(
  manager: EntityManager,
  actor: Actor,
  input: StartRunInput,
  trial: NamedMapping | null,
): Promise<MigrationRun> {
  checkInput(input);
  const inputHash = hashOf([
    input.mode,
    sourceParts(input.source),
    input.reason,
    input.errorBudgetPercent ?? null,
    throttleParts(input.throttle),
    trial?.mapping.hash() ?? null,
  ]);
  await lockSetup(manager);
  const replayed = await findReplay(manager, actor, input, inputHash);
  if (replayed) return replayed;
  await requireLegacyColumn(manager, NOTHING_TO_TAKE_OVER);

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
    reason: input.reason.trim(),
    mappingName: name,
    mappingHash: mapping.hash(),
    mappingRules: mapping.rules.map((rule) => ({ ...rule })),
    taxonomyHash: taxonomy.hash(),
    rulesVersion: RULES_VERSION,
    moduleCount: modules.length,
    submoduleCount: modules.reduce((sum, { key }) => sum + taxonomy.activeSubmodules(key).length, 0),
    errorBudgetPercent: input.errorBudgetPercent ?? DEFAULT_ERROR_BUDGET_PERCENT,
    ...changeThrottle(NO_THROTTLE, input.throttle ?? {}),
    idempotencyKey: input.idempotencyKey ?? null,
    inputHash,
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
      },
    });
  }
  return manager.findOneByOrFail(MigrationRun, { id });
}

/** Tables that another application laid out may not take what a run writes; better said before than organization by organization. */
async function refuseMisfit(manager: EntityManager): Promise<void> {
  const problems = describeProblems(await inspectSchema(manager));
  if (problems.length === 0) return;
  throw new DomainError(
    'CONFLICT',
    ['Tables do not fit; nothing was changed:', ...problems.map((problem) => `  ${problem}`)].join('\n'),
    { problems },
  );
}

function checkInput(input: StartRunInput): void {
  const result = checked.safeParse(input);
  if (!result.success) {
    const faults = result.error.issues.flatMap((issue) =>
      (issue.code === 'invalid_union' ? (issue.errors.at(-1) ?? []) : [issue]).map((one) => ({
        path: [...issue.path, ...(one === issue ? [] : one.path)],
        message: one.message,
      })),
    );
    throw invalidInput(
      'The input is not right:',
      faults.map(({ path, message }) => ({ field: ['input', ...path].join('.'), message })),
    );
  }
  if (input.mode === 'DRY_RUN' && 'dryRunId' in input.source) {
    throw invalidInput('The input is not right:', [
      { field: 'input.source.dryRunId', message: 'is for executing; a dry run plans afresh' },
    ]);
  }
}

async function findReplay(
  manager: EntityManager,
  actor: Actor,
  input: StartRunInput,
  inputHash: string,
): Promise<MigrationRun | null> {
  if (!input.idempotencyKey) return null;
  const earlier = await manager.findOneBy(MigrationRun, {
    requestedBy: actor.id,
    idempotencyKey: input.idempotencyKey,
  });
  if (!earlier || earlier.inputHash === inputHash) return earlier;
  throw new DomainError(
    'CONFLICT',
    `The idempotency key was used for run ${earlier.id}, with other input. Take a new key for a new run.`,
    { runId: String(earlier.id) },
  );
}

/** What a run takes from its source. */
type SourceOptions = Pick<
  MigrationRun,
  'dryRunId' | 'organizationIds' | 'changedSince' | 'trialDays' | 'allowRevocations' | 'planHash'
>;

function sourceParts(source: StartRunInput['source']): readonly unknown[] {
  if ('dryRunId' in source) return ['dryRun', source.dryRunId];
  const { organizationIds, trialDays, allowRevocations, changedSince } = source.fresh;
  return [
    'fresh',
    organizationIds ?? null,
    trialDays ?? null,
    allowRevocations ?? false,
    ...(changedSince ? [changedSince] : []),
  ];
}

async function fresh(manager: EntityManager, source: FreshSource): Promise<SourceOptions> {
  const organizationIds = source.organizationIds ? [...new Set(source.organizationIds)].sort((a, b) => a - b) : null;
  if (organizationIds) {
    const known: readonly { id: number }[] = await manager.query('SELECT id FROM organizations WHERE id = ANY($1)', [
      organizationIds,
    ]);
    const unknown = organizationIds.filter((id) => !known.some((organization) => organization.id === id));
    if (unknown.length > 0) {
      throw invalidInput('The input is not right:', [
        {
          field: 'input.source.fresh.organizationIds',
          message: `there is no organization ${unknown.slice(0, 20).join(', ')}`,
        },
      ]);
    }
  }
  const changedSince = source.changedSince ? (await requireExecution(manager, source.changedSince)).id : null;
  return {
    dryRunId: null,
    organizationIds,
    changedSince,
    trialDays: source.trialDays ?? null,
    allowRevocations: source.allowRevocations ?? false,
    planHash: null,
  };
}

/** The reviewed plan, whole and as it was reviewed, or nothing. */
async function fromDryRun(
  manager: EntityManager,
  dryRunId: number,
  now: Pick<MigrationRun, 'mappingHash' | 'taxonomyHash'>,
): Promise<SourceOptions> {
  const dryRun = await manager.findOneBy(MigrationRun, { id: dryRunId });
  if (dryRun?.mode !== 'DRY_RUN')
    throw new DomainError('NOT_FOUND', `There is no dry run ${dryRunId}.`, { runId: String(dryRunId) });
  if (dryRun.status !== 'SUCCEEDED' && dryRun.status !== 'COMPLETED_WITH_ERRORS') {
    throw new DomainError(
      'CONFLICT',
      `Dry run ${dryRunId} is ${dryRun.status}: only the plan of one that ended by itself can be executed.`,
      { status: dryRun.status },
    );
  }
  const applied = await manager.findOneBy(MigrationRun, { dryRunId });
  if (applied) {
    throw new DomainError(
      'CONFLICT',
      `The plan of dry run ${dryRunId} was applied by run ${applied.id} already; a plan is applied once. Make another dry run.`,
      { runId: String(applied.id) },
    );
  }
  const stale = (what: string) =>
    new DomainError(
      'STALE_PLAN',
      `The ${what} is not the one that dry run ${dryRunId} was made with. Make another dry run.`,
      { dryRunId: String(dryRunId) },
    );
  if (dryRun.mappingHash !== now.mappingHash) throw stale('active mapping');
  if (dryRun.taxonomyHash !== now.taxonomyHash) throw stale('taxonomy');
  if ((await planHash(manager, dryRunId)) !== dryRun.planHash) throw stale('stored plan');
  const { organizationIds, changedSince, trialDays, allowRevocations, planHash: reviewed } = dryRun;
  return { dryRunId, organizationIds, changedSince, trialDays, allowRevocations, planHash: reviewed };
}
