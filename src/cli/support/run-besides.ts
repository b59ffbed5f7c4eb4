import type { OverrideState, PackageState } from '../../domain/change/organization-state';
import type { ChangeAction } from '../../domain/run/plan-changes';
import type { RunCounts } from '../../domain/run/run-status';
import { printable } from '../../domain/say';
import type { MigrationRun } from '../../entities/migration-run';
import type { MigrationRunOrganization } from '../../entities/migration-run-organization';
import type { Output } from './output';

type Besides = Pick<MigrationRunOrganization, 'packages' | 'overrides'>;

/** Whether a run does nothing to the packages and overrides of an organization. */
export function isEmpty({ packages, overrides }: Besides): boolean {
  return (packages?.changes ?? []).length + (overrides ?? []).length === 0;
}

/** Prints what a change run did to the packages and overrides of an organization, or would do. */
export function printBesides(out: Output, { packages, overrides }: Besides, dry: boolean): void {
  for (const { action, key, before, after } of packages?.changes ?? [])
    print(out, action, `package ${printable(key)}: ${sayPackageState(before)} -> ${sayPackageState(after)}`, dry);
  for (const { action, module, submodule, before, after } of overrides ?? []) {
    const target = submodule === null ? module : `${module}/${submodule}`;
    print(out, action, `override of ${target}: ${sayOverride(before)} -> ${sayOverride(after)}`, dry);
  }
}

function print(out: Output, action: ChangeAction, what: string, dry: boolean): void {
  if (action === 'HELD') out.warn(`Held ${what}`);
  else out.ok(`${dry ? '[DRY-RUN] Would change' : 'Changed'} ${what}`);
}

function sayPackageState(state: PackageState | null): string {
  if (state === null) return 'none';
  return `version ${state.version} from ${state.startsAt}${state.endsAt === null ? '' : ` until ${state.endsAt}`}`;
}

function sayOverride(state: OverrideState | null): string {
  if (state === null) return 'none';
  const trial = state.trialExpiresAt === null ? '' : ` until ${state.trialExpiresAt}`;
  return `${state.status}${trial}${state.expiresAt === null ? '' : ` (ends ${state.expiresAt})`}`;
}

type Lines = readonly (readonly [label: string, count: number])[];

/** The counts that only change runs have. */
export function besidesCounts({ kind }: MigrationRun, counts: RunCounts): Lines {
  if (kind === 'MIGRATION') return [];
  return [
    ['Packages changed', counts.packagesChanged],
    ['Overrides changed', counts.overridesChanged],
  ];
}

/** The counts that only migrations have. */
export function flagCounts({ kind }: MigrationRun, counts: RunCounts): Lines {
  return kind === 'MIGRATION' ? [['Unmapped flags', counts.unmappedFlags]] : [];
}
