import type { Fault } from '../errors';
import type { FileRow } from '../file-row';
import { withoutGuard } from '../formula';
import { sayKey } from '../say';
import { readStatusCell, statusRule, toStoredStatus } from '../status';
import type { Taxonomy } from '../taxonomy/taxonomy';
import type { PackageItem } from './package';
import { faultsOfPackage, type PackageDraft } from './package-draft';

export const PACKAGE_COLUMNS = ['package', 'display_name', 'module', 'submodule', 'status', 'trial_days'] as const;
export type PackageColumn = (typeof PACKAGE_COLUMNS)[number];

/**
 * Turns the rows of a package file into packages, in the order of the file, or reports all of its faults with their
 * lines. Each row is one item of a package. The display name is on the first row of its package, and may be left out on
 * the others. `status` is `ENABLED` unless it is given.
 */
export function readPackageRows(
  rows: readonly FileRow<PackageColumn>[],
  taxonomy: Taxonomy,
): { readonly packages: readonly PackageDraft[]; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const drafts = new Map<string, { displayName: string; items: PackageItem[]; lines: number[] }>();
  for (const { line, values } of rows) {
    const key = values.package;
    const draft = drafts.get(key) ?? { displayName: values.display_name, items: [], lines: [] };
    drafts.set(key, draft);
    if (values.display_name !== '' && values.display_name !== draft.displayName)
      faults.push({
        line,
        field: 'display_name',
        message: `${sayKey(values.display_name)} must be the name on line ${draft.lines[0] ?? line}, or empty`,
      });
    const status = readStatusCell(values.status);
    if (!status) faults.push({ line, field: 'status', message: statusRule(values.status) });
    const trialDays = values.trial_days === '' ? null : readDays(values.trial_days);
    if (trialDays !== null && Number.isNaN(trialDays))
      faults.push({ line, field: 'trial_days', message: `${sayKey(values.trial_days)} must be a whole number` });
    draft.lines.push(line);
    draft.items.push({
      module: values.module,
      submodule: values.submodule || null,
      status: toStoredStatus(status ?? 'ENABLED'),
      trialDays: Number.isNaN(trialDays) ? null : trialDays,
    });
  }
  if (drafts.size === 0) faults.push({ message: 'the file holds no package' });
  const packages = [...drafts].map(([key, { displayName, items }]): PackageDraft => ({
    key,
    displayName: withoutGuard(displayName),
    items,
  }));
  const named = new Set(faults.map(({ line, field }) => `${line ?? ''} ${field ?? ''}`));
  for (const draft of packages) {
    const lines = drafts.get(draft.key)?.lines ?? [];
    for (const { item, field, message } of faultsOfPackage(draft, taxonomy)) {
      const line = lines[item ?? 0];
      const column = COLUMN_OF[field];
      // A cell that cannot be read has its fault already.
      if (!named.has(`${line ?? ''} ${column}`)) faults.push({ ...(line && { line }), field: column, message });
    }
  }
  return { packages, faults: faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

const COLUMN_OF = {
  key: 'package',
  displayName: 'display_name',
  items: 'module',
  moduleKey: 'module',
  submoduleKey: 'submodule',
  status: 'status',
  trialDays: 'trial_days',
} as const;

/** @returns NaN if the text is no whole number */
function readDays(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : NaN;
}

/** The rows of a file that gives these packages, by column: what `readPackageRows` reads again. */
export function packageRows(packages: readonly PackageDraft[]): readonly Readonly<Record<PackageColumn, string>>[] {
  return packages.flatMap(({ key, displayName, items }) =>
    items.map(({ module, submodule, status, trialDays }) => ({
      package: key,
      display_name: displayName,
      module,
      submodule: submodule ?? '',
      status: status.toUpperCase(),
      trial_days: trialDays === null ? '' : String(trialDays),
    })),
  );
}
