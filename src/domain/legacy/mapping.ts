import type { Fault } from '../errors';
import type { FileRow } from '../file-row';
import { groupBy } from '../group-by';
import { hashOf } from '../hash';
import { nearest } from '../nearest';
import { ENTITLEMENT_STATUSES, type EntitlementStatus } from '../status';
import type { Taxonomy } from '../taxonomy/taxonomy';
import { normaliseFlagName } from './legacy-flags';

/** One line of a mapping: a legacy flag, and the module or submodule that it grants. */
export interface MappingRule {
  /** As written in the file: `enabled_modules.CRM`, `route_access.vendors`, or `*` for every organization. */
  readonly legacyFlag: string;
  /** For information only; it has no effect. */
  readonly legacyRoutePattern: string | null;
  readonly targetModule: string;
  readonly targetSubmodule: string | null;
  readonly defaultStatus: EntitlementStatus;
  readonly notes: string | null;
}

export const MAPPING_COLUMNS = [
  'legacy_flag',
  'legacy_route_pattern',
  'target_module',
  'target_submodule',
  'default_status',
  'notes',
] as const;

const EVERY_ORGANIZATION = '*';
const FLAG_PREFIXES = { 'enabled_modules.': '', 'route_access.': 'route_access.' } as const;

/**
 * The name of a rule's `legacy_flag` among an organization's flags; `*` for every organization.
 * @returns undefined if the text has none of the three forms
 */
export function ruleFlagName(legacyFlag: string): string | undefined {
  if (legacyFlag === EVERY_ORGANIZATION) return EVERY_ORGANIZATION;
  for (const [prefix, kept] of Object.entries(FLAG_PREFIXES)) {
    const name = legacyFlag.slice(prefix.length);
    if (legacyFlag.startsWith(prefix) && name !== '') return kept + name.split('.').map(normaliseFlagName).join('.');
  }
  return undefined;
}

/** The rules of a mapping, looked up by flag. Immutable. */
export class Mapping {
  private readonly byFlag: ReadonlyMap<string | undefined, readonly MappingRule[]>;
  private readonly always: readonly MappingRule[];

  constructor(readonly rules: readonly MappingRule[]) {
    // Kept apart because a flag could be named '*' too.
    this.always = rules.filter((rule) => rule.legacyFlag === EVERY_ORGANIZATION);
    this.byFlag = groupBy(
      rules.filter((rule) => rule.legacyFlag !== EVERY_ORGANIZATION),
      (rule) => ruleFlagName(rule.legacyFlag),
    );
  }

  /** The rules that name this flag, in the file's order. */
  rulesFor(flagName: string): readonly MappingRule[] {
    return this.byFlag.get(flagName) ?? [];
  }

  /** The rules with `*`, which apply to every organization. */
  rulesForEveryOrganization(): readonly MappingRule[] {
    return this.always;
  }

  /** The same for equal rules in any order. It identifies a mapping, and the mapping that a plan was made with. */
  hash(): string {
    const parts = this.rules.map((rule) => [
      rule.legacyFlag === EVERY_ORGANIZATION,
      ruleFlagName(rule.legacyFlag),
      rule.targetModule,
      rule.targetSubmodule,
      rule.defaultStatus,
      rule.legacyRoutePattern,
      rule.notes,
    ]);
    return hashOf(parts.map((part) => JSON.stringify(part)).sort());
  }
}

/**
 * Turns the rows of a mapping file into rules, or reports all of its faults with their lines.
 * A file is accepted whole or not at all: use the rules only if `faults` is empty.
 */
export function checkMappingRows(
  rows: readonly FileRow<(typeof MAPPING_COLUMNS)[number]>[],
  taxonomy: Taxonomy,
): { readonly rules: readonly MappingRule[]; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const rules: MappingRule[] = [];
  const lineOfRule = new Map<string, number>();

  for (const { line, values } of rows) {
    const faultsBefore = faults.length;
    const fault = (field: string, message: string) => faults.push({ line, field, message });
    const { legacy_flag: legacyFlag, target_module: targetModule, target_submodule: targetSubmodule } = values;

    const flagName = ruleFlagName(legacyFlag);
    if (flagName === undefined) {
      fault('legacy_flag', `'${legacyFlag}' must be enabled_modules.<name>, route_access.<name> or *`);
    }
    if (!taxonomy.module(targetModule)) {
      fault(
        'target_module',
        `unknown module '${targetModule}'${nearest(
          targetModule,
          taxonomy.modules.map((module) => module.key),
        )}`,
      );
    } else if (targetSubmodule !== '' && !taxonomy.submodule(targetModule, targetSubmodule)) {
      const known = taxonomy.module(targetModule)?.submodules.map((submodule) => submodule.key) ?? [];
      fault(
        'target_submodule',
        `module '${targetModule}' has no submodule '${targetSubmodule}'${nearest(targetSubmodule, known)}`,
      );
    }
    const defaultStatus = ENTITLEMENT_STATUSES.find((status) => status === values.default_status);
    if (!defaultStatus) {
      fault('default_status', `'${values.default_status}' must be one of ${ENTITLEMENT_STATUSES.join(', ')}`);
    } else if (defaultStatus === 'disabled' && targetSubmodule !== '') {
      fault('default_status', 'a rule for a submodule cannot be disabled: leave the rule out instead');
    }

    const identity = JSON.stringify([
      legacyFlag === EVERY_ORGANIZATION,
      flagName ?? legacyFlag,
      targetModule,
      targetSubmodule,
    ]);
    const earlier = lineOfRule.get(identity);
    if (earlier === undefined) lineOfRule.set(identity, line);
    else fault('legacy_flag', `repeats the rule of line ${earlier}`);

    if (defaultStatus && faults.length === faultsBefore) {
      rules.push({
        legacyFlag,
        legacyRoutePattern: values.legacy_route_pattern || null,
        targetModule,
        targetSubmodule: targetSubmodule || null,
        defaultStatus,
        notes: values.notes || null,
      });
    }
  }
  if (rows.length === 0) faults.push({ message: 'the file holds no rule' });
  return { rules, faults };
}
