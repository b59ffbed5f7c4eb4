import type { EntityManager } from 'typeorm';
import type { Actor } from '../../../domain/actor';
import { invalidInput } from '../../../domain/errors';
import type { MigrationRun } from '../../../entities/migration-run';
import { type NamedMapping, requireActiveMapping } from '../../../store/active-mapping';
import { requireLegacyColumn } from '../../../store/legacy-column';
import { loadTaxonomy } from '../../../store/load-taxonomy';
import { findOrganizations } from '../../../store/organizations';
import { requireSoundSource } from '../../../store/sound-source';
import { requireExecution } from '../work/run-scope';
import { createRun, FRESH, fromDryRun, type SourceOptions } from './create-run';
import { type FreshSource, type StartRunRequest, unknownOrganizations } from './start-input';
import { throttleParts } from './throttle-input';

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

  const taxonomy = await loadTaxonomy(manager);
  const { name, mapping } = trial ?? (await requireActiveMapping(manager));
  const kind = {
    kind: 'MIGRATION',
    taxonomy,
    mappingName: name,
    mappingHash: mapping.hash(),
    mappingRules: mapping.rules.map((rule) => ({ ...rule })),
  } as const;
  const { source } = input;
  return createRun(manager, actor, input, kind, (now) =>
    'dryRunId' in source ? fromDryRun(manager, source.dryRunId, 'MIGRATION', now) : fresh(manager, source.fresh),
  );
}

async function fresh(manager: EntityManager, source: FreshSource): Promise<SourceOptions> {
  const { organizationIds, changedSince } = source;
  const named = organizationIds && (await findOrganizations(manager, organizationIds));
  if (named && named.unknown.length > 0) throw invalidInput([unknownOrganizations(named.unknown)]);
  if (changedSince !== null) await requireExecution(manager, changedSince);
  return { ...FRESH, ...source, organizationIds: named && [...named.ids] };
}
