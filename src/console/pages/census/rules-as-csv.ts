import type { RuleFragment } from './census.generated';

const COLUMNS = ['legacy_flag', 'legacy_route_pattern', 'target_module', 'target_submodule', 'default_status', 'notes'];
const OPTIONAL_COLUMNS = ['value', 'when_absent'];

/**
 * The rules as a CSV file to edit. A rule of a deleted module has an empty module column, which the server reports with
 * its line number.
 */
export function rulesAsCsv(rules: readonly RuleFragment[]): string {
  const needsMore = rules.some(({ value, whenAbsent }) => value !== null || whenAbsent);
  const lines = rules.map((rule) => [
    rule.legacyFlag,
    rule.legacyRoutePattern,
    rule.grantsNothing ? '-' : rule.module?.key,
    rule.submodule?.key,
    rule.grantsNothing ? '' : rule.defaultStatus,
    rule.notes,
    ...(needsMore ? [rule.value, rule.whenAbsent ? 'on' : ''] : []),
  ]);
  return [[...COLUMNS, ...(needsMore ? OPTIONAL_COLUMNS : [])], ...lines]
    .map((cells) => `${cells.map((cell) => quote(cell ?? '')).join(',')}\n`)
    .join('');
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
