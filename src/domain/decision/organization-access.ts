import { groupBy } from '../group-by';
import { type DesiredState, desiredState } from '../legacy/desired-state';
import { readLegacyFlags, type UnreadableFlags } from '../legacy/legacy-flags';
import type { Mapping } from '../legacy/mapping';
import type { OrganizationId } from '../organization-id';
import type { OrganizationGating } from '../rollout/gating';
import { type EntitlementRow, readEnd, type StoredAccess, type SubentitlementRow } from '../stored-access';
import type { Taxonomy } from '../taxonomy/taxonomy';
import type { Finding } from './answer';
import { type Override, unendedOverride } from './override';

/** What an organization's legacy flags grant, or why they cannot be read. */
export type LegacyReading = { readonly readable: true; readonly state: DesiredState } | UnreadableFlags;

/** Everything that decisions about one organization depend on, as of one load. */
export interface OrganizationFacts {
  readonly organizationId: OrganizationId;
  readonly gating: OrganizationGating;
  readonly legacy: LegacyReading;
  /** The flags that were read, as `flagsHash` names them; undefined in a comparison, which records nothing. */
  readonly flagsHash?: string;
  readonly stored: StoredAccess;
  /** For all targets. Ended overrides do not count, but an explanation names them. */
  readonly overrides: readonly Override[];
}

/** Takes the place of an organization that was not named, does not exist, or could not be looked up. */
export interface MissingOrganization {
  readonly found: false;
  readonly reason: 'NO_ORGANIZATION' | 'ORGANIZATION_NOT_FOUND' | 'CHECK_FAILED';
  /** The requested organization. */
  readonly organizationId: OrganizationId | null;
}

/** @param text the value of `organizations.enabled_modules` as JSON text, null for SQL NULL, or `COLUMN_MISSING` */
export function readLegacy(text: string | null, mapping: Mapping, taxonomy: Taxonomy): LegacyReading {
  const flags = readLegacyFlags(text, mapping);
  return flags.readable ? { readable: true, state: desiredState(flags, mapping, taxonomy) } : flags;
}

export interface ModuleFacts {
  readonly row: EntitlementRow | undefined;
  /** When the row's trial ends, in milliseconds since 1970; `Infinity` for never. */
  readonly trialEnds: number;
  /** The override that was not ended; it counts until it expires. */
  readonly override: Override | undefined;
  readonly submodules: ReadonlyMap<string, SubmoduleFacts>;
}

interface SubmoduleFacts {
  readonly row: SubentitlementRow | undefined;
  readonly override: Override | undefined;
}

/** An organization's facts, indexed for fast decisions under the taxonomy that its desired state was made with. */
export class OrganizationAccess {
  readonly found = true;
  private readonly modules: ReadonlyMap<string, ModuleFacts>;
  /** By module, then by submodule (null: the module). */
  private readonly legacyFindings = new Map<string, Map<string | null, Finding>>();

  constructor(readonly facts: OrganizationFacts) {
    const rows = new Map(facts.stored.entitlements.map((row) => [row.module, row]));
    const subrows = groupBy(facts.stored.subentitlements, (row) => row.module);
    const overrides = groupBy(facts.overrides, (override) => override.module);
    const keys = new Set([...rows.keys(), ...subrows.keys(), ...overrides.keys()]);
    this.modules = new Map(
      [...keys].map((key) => [key, moduleFacts(rows.get(key), subrows.get(key) ?? [], overrides.get(key) ?? [])]),
    );
  }

  /** The stored facts of a module; undefined if it has none. */
  module(moduleKey: string): ModuleFacts | undefined {
    return this.modules.get(moduleKey);
  }

  /** The legacy answer does not depend on the time, so it is computed once for each target. */
  legacyFinding(moduleKey: string, submoduleKey: string | null, workOut: () => Finding): Finding {
    let findings = this.legacyFindings.get(moduleKey);
    if (!findings) {
      findings = new Map();
      this.legacyFindings.set(moduleKey, findings);
    }
    let finding = findings.get(submoduleKey);
    if (!finding) {
      finding = workOut();
      findings.set(submoduleKey, finding);
    }
    return finding;
  }
}

function moduleFacts(
  row: EntitlementRow | undefined,
  subrows: readonly SubentitlementRow[],
  overrides: readonly Override[],
): ModuleFacts {
  const rows = new Map(subrows.map((subrow) => [subrow.submodule, subrow]));
  const overridesOf = groupBy(overrides, (override) => override.submodule);
  const keys = new Set([...rows.keys(), ...[...overridesOf.keys()].filter((key) => key !== null)]);
  return {
    row,
    trialEnds: row?.status === 'trial' ? readEnd(row.trialExpiresAt) : Infinity,
    override: unendedOverride(overridesOf.get(null) ?? []),
    submodules: new Map(
      [...keys].map((key) => [key, { row: rows.get(key), override: unendedOverride(overridesOf.get(key) ?? []) }]),
    ),
  };
}
