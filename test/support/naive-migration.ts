import type { MappingRule } from '../../src/domain/legacy/mapping';
import { type NaiveReading, naiveReading } from './naive-flags';

/**
 * A second implementation of the migration's rules, without any code of the engine: slow, plain, and for one
 * organization at a time. If the two differ, one of them is wrong.
 */
export interface NaiveModule {
  readonly key: string;
  readonly active: boolean;
  readonly submodules: readonly { readonly key: string; readonly active: boolean }[];
}

export interface NaiveModuleRow {
  readonly module: string;
  readonly status: string;
  readonly partial: boolean;
  /** ISO 8601 with milliseconds. */
  readonly end: string | null;
  readonly source: string;
}

export interface NaiveSubmoduleRow {
  readonly module: string;
  readonly submodule: string;
  readonly enabled: boolean;
  readonly source: string;
}

export interface NaiveRows {
  readonly modules: readonly NaiveModuleRow[];
  readonly submodules: readonly NaiveSubmoduleRow[];
}

export interface NaiveOptions {
  /** When a new trial ends. */
  readonly newTrialEnd: string | null;
  readonly allowRevocations: boolean;
}

export interface NaiveResult {
  readonly rows: NaiveRows;
  readonly readable: boolean;
  /** Modules whose changes are held. */
  readonly held: readonly string[];
  /** Manual rows, `module` or `module/submodule`, which the run reports and does not change. */
  readonly kept: readonly string[];
  /** The number of flags that no rule names, and of values that no rule for their flag names. */
  readonly unmapped: number;
}

const OURS = 'legacy_migration';

export function naiveMigration(
  flagsValue: unknown,
  rules: readonly MappingRule[],
  taxonomy: readonly NaiveModule[],
  before: NaiveRows,
  options: NaiveOptions,
): NaiveResult {
  const flags = naiveReading(flagsValue, rules);
  if (flags === 'unreadable') return { rows: before, readable: false, held: [], kept: [], unmapped: 0 };

  let modules = [...before.modules];
  let submodules = [...before.submodules];
  const held: string[] = [];
  const kept: string[] = [];
  for (const module of taxonomy.filter(({ active }) => active)) {
    const activeKeys = module.submodules.filter(({ active }) => active).map(({ key }) => key);
    const wanted = naiveWanted(flags, rules, module.key, activeKeys);
    const row = modules.find((one) => one.module === module.key);
    const subrowOf = (key: string) => submodules.find((one) => one.module === module.key && one.submodule === key);

    if (row && row.source !== OURS) {
      kept.push(module.key, ...activeKeys.filter(subrowOf).map((key) => `${module.key}/${key}`));
      continue;
    }
    const newRow = wanted && {
      module: module.key,
      status: wanted.status,
      partial: wanted.partial,
      end: wanted.status !== 'trial' ? null : row?.status === 'trial' ? row.end : options.newTrialEnd,
      source: OURS,
    };
    const newSubrows = activeKeys.flatMap((key): NaiveSubmoduleRow[] => {
      const subrow = subrowOf(key);
      if (subrow && subrow.source !== OURS) {
        kept.push(`${module.key}/${key}`);
        return [subrow];
      }
      const enabled = wanted?.submodules.get(key);
      return enabled === undefined ? [] : [{ module: module.key, submodule: key, enabled, source: OURS }];
    });
    const access = (status: string | undefined, rowOf: (key: string) => NaiveSubmoduleRow | undefined) => {
      const level = status === 'enabled' ? 2 : status === 'trial' ? 1 : 0;
      return { level, usable: activeKeys.filter((key) => level > 0 && rowOf(key)?.enabled !== false) };
    };
    const now = access(row?.status, subrowOf);
    const then = access(newRow?.status, (key) => newSubrows.find(({ submodule }) => submodule === key));
    const loses = then.level < now.level || now.usable.some((key) => !then.usable.includes(key));
    if (loses && !options.allowRevocations) {
      held.push(module.key);
      continue;
    }
    modules = [...modules.filter((one) => one.module !== module.key), ...(newRow ? [newRow] : [])];
    submodules = [
      ...submodules.filter((one) => one.module !== module.key || !activeKeys.includes(one.submodule)),
      ...newSubrows,
    ];
  }
  return { rows: { modules, submodules }, readable: true, held, kept, unmapped: flags.unmapped.size };
}

function naiveWanted(
  flags: NaiveReading,
  rules: readonly MappingRule[],
  module: string,
  activeKeys: readonly string[],
):
  | { readonly status: string; readonly partial: boolean; readonly submodules: ReadonlyMap<string, boolean> }
  | undefined {
  const isOnFor = (rule: MappingRule) => ({ on: true, off: false, absent: undefined })[flags.ask(rule)];
  const ofModule = rules.filter((rule) => rule.targetModule === module);
  const moduleStatuses = ofModule
    .filter((rule) => rule.targetSubmodule === null && isOnFor(rule) === true)
    .map((rule) => rule.defaultStatus);
  const forSubmodules = ofModule.filter(
    (rule) => rule.targetSubmodule !== null && activeKeys.includes(rule.targetSubmodule),
  );
  const on = forSubmodules.filter((rule) => isOnFor(rule) === true);
  const off = forSubmodules.filter((rule) => isOnFor(rule) === false);
  const isOn = (key: string) => on.some((rule) => rule.targetSubmodule === key);
  const isOff = (key: string) => off.some((rule) => rule.targetSubmodule === key);

  const granted = best(moduleStatuses.filter((status) => status !== 'disabled'));
  if (granted !== undefined) {
    const answers = activeKeys.flatMap((key): (readonly [string, boolean])[] =>
      isOn(key) ? [[key, true]] : isOff(key) ? [[key, false]] : [],
    );
    return { status: granted, partial: false, submodules: new Map(answers) };
  }
  const partialStatus = best(on.map((rule) => rule.defaultStatus));
  if (partialStatus !== undefined)
    return { status: partialStatus, partial: true, submodules: new Map(activeKeys.map((key) => [key, isOn(key)])) };
  return moduleStatuses.length > 0 ? { status: 'disabled', partial: false, submodules: new Map() } : undefined;
}

function best(statuses: readonly string[]): string | undefined {
  if (statuses.includes('enabled')) return 'enabled';
  return statuses.includes('trial') ? 'trial' : statuses[0];
}

/** The rows in the format of `accessLines`. */
export function naiveLines(organizationId: string, { modules, submodules }: NaiveRows): readonly string[] {
  return [
    ...modules.map(
      (row) =>
        `${organizationId} ${row.module} ${row.status} ${row.partial ? 'partial' : 'full'} ${row.source}` +
        (row.end === null ? '' : ` until ${row.end}`),
    ),
    ...submodules.map(
      (row) => `${organizationId} ${row.module}/${row.submodule} ${row.enabled ? 'on' : 'off'} ${row.source}`,
    ),
  ];
}
