import type { EntitlementStatus } from '../status';

/** One line of a mapping: a legacy flag, and the module or submodule that it grants. */
export interface MappingRule {
  /**
   * As written in the file: `enabled_modules.CRM`, `route_access.vendors`, `enabled_modules` for the value itself, `*`
   * for every organization, or `@empty` for organizations without flags.
   */
  readonly legacyFlag: string;
  /** For information only; it has no effect. */
  readonly legacyRoutePattern: string | null;
  /** `NOTHING` if the flag is known and grants nothing. */
  readonly targetModule: string;
  readonly targetSubmodule: string | null;
  /** `disabled` for a rule that grants nothing. */
  readonly defaultStatus: EntitlementStatus;
  readonly notes: string | null;
  /** The rule is met by just this value, which is trimmed and in lower case; omitted if it is met by on. */
  readonly value?: string;
  /** The rule is met also where the value does not mention the flag. */
  readonly whenAbsent?: 'on';
}

/** The target of a rule whose flag is known and grants nothing. No module can have this key. */
export const NOTHING = '-';

/** Whether a rule only says that its flag is known. */
export function grantsNothing({ targetModule }: MappingRule): boolean {
  return targetModule === NOTHING;
}
