import type { RuleFragment } from './census.generated';

const COLUMNS = ['legacy_flag', 'legacy_route_pattern', 'target_module', 'target_submodule', 'default_status', 'notes'];

/**
 * The rules as a CSV file to edit. A rule of a deleted module has an empty module column, which the server reports with
 * its line number.
 */
export function rulesAsCsv(rules: readonly RuleFragment[]): string {
  const lines = rules.map(({ legacyFlag, legacyRoutePattern, module, submodule, defaultStatus, notes }) => [
    legacyFlag,
    legacyRoutePattern,
    module?.key,
    submodule?.key,
    defaultStatus,
    notes,
  ]);
  return [COLUMNS, ...lines].map((cells) => `${cells.map((cell) => quote(cell ?? '')).join(',')}\n`).join('');
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
