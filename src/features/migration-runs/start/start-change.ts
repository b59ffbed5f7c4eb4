import type { EntityManager } from 'typeorm';
import { idArray } from '../../../database/id-array';
import { organizationIdsOf } from '../../../database/organization-ids';
import type { Actor } from '../../../domain/actor';
import { CHANGE_COLUMNS, readChangeRows } from '../../../domain/change/change-file';
import { readAskedRunChange } from '../../../domain/change/read-change';
import { RIGHT_OF_RUN_CHANGE, type RunChange, type SelectionFilter } from '../../../domain/change/run-change';
import { type Fault, invalidInput } from '../../../domain/errors';
import type { OrganizationId } from '../../../domain/organization-id';
import { requireRight } from '../../../domain/rights';
import { sayKey } from '../../../domain/say';
import type { Taxonomy } from '../../../domain/taxonomy/taxonomy';
import type { MigrationRun } from '../../../entities/migration-run';
import { Organization } from '../../../entities/organization';
import { parseCsv, refuseFaultyFile } from '../../../platform/csv';
import { loadTaxonomy } from '../../../store/load-taxonomy';
import { findOrganizations } from '../../../store/organizations';
import { requireSoundSource } from '../../../store/sound-source';
import { filterOrganizations } from '../../organizations/filter-organizations';
import { readPublished } from '../../packages/assignments-service';
import type { ChangeRowsInput, FreshChangeInput, StartChangeRequest } from './change-input';
import { createRun, FRESH, fromDryRun, type SourceOptions } from './create-run';
import { unknownOrganizations } from './start-input';

/** Which organizations a new change run has: those of its own column, or the targets to be stored with it. */
interface Settled {
  readonly options: SourceOptions;
  readonly targets: Targets | null;
}

type Targets =
  | { readonly filter: SelectionFilter }
  | { readonly changes: readonly { readonly id: OrganizationId; readonly change: RunChange }[] };

/**
 * Creates a change run, QUEUED for the workers. Call it in a transaction that holds `lockSetup`.
 * @param environment `ENABLE_ENTITLEMENTS_GATING`
 * @throws DomainError FORBIDDEN for a change that the actor may not make; INVALID_INPUT by field, or by line of a file;
 * NOT_FOUND for an unknown dry run; CONFLICT and STALE_PLAN as for a migration
 */
export async function startChange(
  manager: EntityManager,
  actor: Actor,
  input: StartChangeRequest,
  environment: boolean | null,
): Promise<MigrationRun> {
  await requireSoundSource(manager);
  const taxonomy = await loadTaxonomy(manager);
  const kind = { kind: 'CHANGE' as const, taxonomy, mappingName: null, mappingHash: null, mappingRules: [] };
  const { source } = input;
  const settledTargets: Targets[] = [];
  const run = await createRun(manager, actor, input, kind, async (now) => {
    const settled: Settled =
      'dryRunId' in source
        ? { options: await fromDryRun(manager, source.dryRunId, 'CHANGE', now), targets: null }
        : 'fresh' in source
          ? await settleFresh(manager, source.fresh, taxonomy)
          : await settleRows(manager, source.rows, taxonomy);
    if (settled.targets) settledTargets.push(settled.targets);
    if (settled.options.change) requireRight(actor, RIGHT_OF_RUN_CHANGE[settled.options.change.of]);
    return settled.options;
  });
  for (const targets of settledTargets) await storeTargets(manager, run.id, targets, environment);
  return run;
}

async function settleFresh(
  manager: EntityManager,
  { selection, change: asked, allowRevocations }: FreshChangeInput,
  taxonomy: Taxonomy,
): Promise<Settled> {
  const published = await readPublished(manager, asked.package?.packages ?? []);
  const known = { taxonomy, published, at: new Date() };
  const change = readAskedRunChange(asked, 'input.source.fresh.change', known);
  const faults: Fault[] = 'of' in change ? [] : [...change];
  const { organizationIds, filter } = selection;
  const named = organizationIds ? await findOrganizations(manager, organizationIds) : null;
  if (named && named.unknown.length > 0)
    faults.push(unknownOrganizations(named.unknown, 'input.source.fresh.selection.organizationIds'));
  if (!named && !filter)
    faults.push({ field: 'input.source.fresh.selection', message: 'must have organizationIds or filter' });
  if (faults.length > 0 || !('of' in change)) throw invalidInput(faults);
  const options = {
    ...FRESH,
    change,
    allowRevocations: allowRevocations ?? false,
    organizationIds: named && [...named.ids],
    selection: named ? null : (filter ?? null),
  };
  return { options, targets: named || !filter ? null : { filter } };
}

/** @throws DomainError INVALID_INPUT naming every fault by its line: the file is taken as a whole, or not at all */
async function settleRows(
  manager: EntityManager,
  { name, csv, handOver, allowRevocations }: ChangeRowsInput,
  taxonomy: Taxonomy,
): Promise<Settled> {
  const fileName = name ?? 'The file of changes';
  const read = parseCsv(fileName, csv, ['organization'], [...CHANGE_COLUMNS.GRANT, ...CHANGE_COLUMNS.PACKAGE]);
  const asked = read.rows.map(({ values }) => ({
    key: values.package,
    version: /^\d{1,9}$/.test(values.version) ? Number(values.version) : null,
  }));
  const published = await readPublished(manager, read.columns.has('package') ? distinct(asked) : []);
  const known = { taxonomy, published, at: new Date(), handOver: handOver ?? false };
  const { file, faults } = readChangeRows(read.rows, read.columns, known);
  const ids = await organizationIdsOf(manager);
  const found = new Set((await findOrganizations(manager, [...file.organizations.keys()])).ids);
  const lineOf = new Map<OrganizationId, number>();
  const all: Fault[] = [...read.faults, ...faults];
  const changes = [...file.organizations].flatMap(([text, { change, line }]) => {
    const id = ids.canonical(text);
    const earlier = id === null ? undefined : lineOf.get(id);
    if (id !== null && found.has(id) && earlier === undefined) {
      lineOf.set(id, line);
      return [{ id, change }];
    }
    const message =
      earlier === undefined
        ? `names organization ${sayKey(text)}, which does not exist`
        : `names the same organization as line ${earlier}`;
    all.push({ line, field: 'organization', message });
    return [];
  });
  refuseFaultyFile(
    fileName,
    all.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  );
  const change: RunChange = { of: 'ROWS', kind: file.kind, rows: file.rows };
  return { options: { ...FRESH, change, allowRevocations: allowRevocations ?? false }, targets: { changes } };
}

function distinct<One>(all: readonly One[]): readonly One[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

async function storeTargets(
  manager: EntityManager,
  runId: number,
  targets: Targets,
  environment: boolean | null,
): Promise<void> {
  if ('changes' in targets) {
    await manager.query(
      `INSERT INTO migration_run_targets (run_id, org_id, change)
       SELECT $1, o.org_id, o.change::jsonb FROM unnest($2::organization_ids, $3::text[]) AS o (org_id, change)`,
      [
        runId,
        idArray(targets.changes.map(({ id }) => id)),
        targets.changes.map(({ change }) => JSON.stringify(change)),
      ],
    );
    return;
  }
  const query = manager.createQueryBuilder(Organization, 'o').select('o.id', 'id');
  filterOrganizations(query, targets.filter, environment);
  const [sql, values] = query.getQueryAndParameters();
  const parameters: readonly unknown[] = values;
  await manager.query(
    `INSERT INTO migration_run_targets (run_id, org_id) SELECT $${parameters.length + 1}, id FROM (${sql}) AS selected`,
    [...parameters, runId],
  );
}
