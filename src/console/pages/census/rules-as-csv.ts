import type { RuleFragment } from './census.generated';

const COLUMNS = ['legacy_flag', 'legacy_route_pattern', 'target_module', 'target_submodule', 'default_status', 'notes'];

/** Rules as the file that they could have come from, to go on from. One whose module is gone has no name for it: the server says so by its line. */
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
