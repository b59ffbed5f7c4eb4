import type { OrganizationId } from '../../domain/organization-id';
import {
  isExplained,
  legacyAllows,
  type ParityCause,
  type ParityKind,
  productAllows,
} from '../../domain/parity/parity';
import type { ReadingsChecked } from '../../domain/parity/reading';
import { sayCount } from '../../domain/say';
import type { ParityDifferenceEntity } from '../../entities/parity-difference';
import type { ParityReport } from '../../entities/parity-report';
import { allPages } from './all-pages';
import type { CommandContext } from './command-context';
import { organizationNames } from './organization-names';
import type { Output } from './output';

export const CSV_COLUMNS = [
  'organization_id',
  'organization',
  'kind',
  'cause',
  'explained',
  'module',
  'submodule',
  'alike_submodules',
  'legacy_status',
  'legacy_reason',
  'entitlement_status',
  'entitlement_reason',
  'product_allows',
  'source',
  'run',
] as const;

export function printReport(out: Output, { id, totals, compared, uncovered, readings }: ParityReport): void {
  out.heading(`Parity report ${id}: ${sayCount(compared, 'organization')} compared, ${uncovered ?? 0} not covered`);
  if (!totals || totals.length === 0) out.line('No difference');
  else
    out.table(
      ['kind', 'cause', '', 'differences'],
      totals.map(({ kind, cause, count }) => [
        kind,
        cause,
        isExplained(cause) ? 'explained' : 'unexplained',
        String(count),
      ]),
    );
  if (readings) out.line(sayReadings(readings));
}

/** `Readings held to the product's answers: 90 organizations by 4 values of the flags; 10 were never checked` */
export function sayReadings({ checkedOrganizations, checkedValues, uncheckedOrganizations }: ReadingsChecked): string {
  return (
    `Readings held to the product's answers: ${sayCount(checkedOrganizations, 'organization')} ` +
    `with ${sayCount(checkedValues, 'value')} of the flags; ${uncheckedOrganizations} never checked`
  );
}

/** @param more whether the report has more differences than these */
export function printDifferences(
  out: Output,
  differences: readonly ParityDifferenceEntity[],
  names: ReadonlyMap<OrganizationId, string>,
  more: boolean,
): void {
  for (const one of differences) {
    const target = one.submoduleKey === null ? one.moduleKey : `${one.moduleKey}/${one.submoduleKey}`;
    const alike = one.alikeSubmodules > 0 ? ` with ${sayCount(one.alikeSubmodules, 'submodule')}` : '';
    const line =
      `${one.kind} ${one.cause} ${one.organizationId} ${names.get(one.organizationId) ?? '(deleted)'}: ` +
      `${target}${alike}, by flags ${one.legacyStatus ?? 'none'} (${one.legacyReason}), ` +
      (one.entitlementReason === null
        ? `the product ${productAllows(one) ? 'allows' : 'denies'} it`
        : `by entitlements ${one.entitlementStatus ?? 'none'} (${one.entitlementReason})`);
    if (isExplained(one.cause)) out.line(`- ${line}`);
    else out.fail(line);
  }
  if (more) out.line('… and more: --csv FILE writes all of them; --kind, --cause and --org select');
}

/** The differences of a report as rows of a CSV file. */
export async function* csvRows(
  context: CommandContext,
  report: ParityReport,
  filter: { readonly kind?: ParityKind | undefined; readonly cause?: ParityCause | undefined },
) {
  const { services, actor } = context;
  for await (const differences of allPages((page) =>
    services.parity.differences(actor, report, { ...filter, ...page }),
  )) {
    const ids = differences.map(({ organizationId }) => organizationId);
    const names = await organizationNames(context, ids);
    for (const one of differences) yield csvRow(one, names.get(one.organizationId) ?? '');
  }
}

function csvRow(one: ParityDifferenceEntity, name: string): Readonly<Record<(typeof CSV_COLUMNS)[number], string>> {
  return {
    organization_id: one.organizationId,
    organization: name,
    kind: one.kind,
    cause: one.cause,
    explained: String(isExplained(one.cause)),
    module: one.moduleKey,
    submodule: one.submoduleKey ?? '',
    alike_submodules: String(one.alikeSubmodules),
    legacy_status: one.legacyStatus ?? '',
    legacy_reason: one.legacyReason,
    entitlement_status: one.entitlementStatus ?? '',
    entitlement_reason: one.entitlementReason ?? '',
    product_allows: String(productAllows(one) ?? ''),
    source: one.source ?? '',
    run: one.runId === null ? '' : String(one.runId),
  };
}

/** A report in the JSON document. */
export function reportDocument(
  { id, status, at, createdAt, finishedAt, organizationIds, compared, uncovered, totals, readings }: ParityReport,
  clean: boolean,
) {
  return {
    id,
    status,
    at,
    createdAt,
    computedAt: finishedAt,
    organizationIds,
    organizations: compared,
    uncovered: uncovered ?? 0,
    clean,
    totals: totals ?? [],
    readings,
  };
}

/** A difference in the JSON document. */
export function differenceDocument(one: ParityDifferenceEntity, names: ReadonlyMap<OrganizationId, string>) {
  const { kind, cause, organizationId, moduleKey, submoduleKey, alikeSubmodules, source, runId } = one;
  return {
    organizationId,
    organization: names.get(organizationId) ?? null,
    kind,
    cause,
    explained: isExplained(cause),
    moduleKey,
    submoduleKey,
    alikeSubmodules,
    legacy: { allowed: legacyAllows(one), status: one.legacyStatus, reason: one.legacyReason },
    entitlement:
      one.entitlementReason === null
        ? null
        : { allowed: kind !== 'LOST', status: one.entitlementStatus, reason: one.entitlementReason },
    productAllowed: productAllows(one),
    source,
    runId,
  };
}
