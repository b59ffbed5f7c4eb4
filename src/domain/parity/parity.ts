import type { Answer } from '../decision/answer';
import { decide } from '../decision/decide';
import type { Decision } from '../decision/decision';
import { type LegacyReading, OrganizationAccess } from '../decision/organization-access';
import type { Override } from '../decision/override';
import { RUN_SOURCE, type StoredAccess } from '../stored-access';
import type { Taxonomy } from '../taxonomy/taxonomy';

/** How entitlements answer otherwise than the legacy flags: access lost or gained by them, or kept with another status. */
export const PARITY_KINDS = ['LOST', 'GAINED', 'STATUS'] as const;
export type ParityKind = (typeof PARITY_KINDS)[number];

/** Somebody decided so, or time passed. */
export const EXPLAINED_CAUSES = ['OVERRIDE', 'MANUAL_ROW', 'TRIAL_ENDED'] as const;
type ExplainedCause = (typeof EXPLAINED_CAUSES)[number];

/** Nobody decided it. */
const UNEXPLAINED_CAUSES = ['LATE_WRITER', 'NEVER_RUN', 'UNREADABLE', 'HELD', 'TAXONOMY', 'OTHER'] as const;

export const PARITY_CAUSES = [...EXPLAINED_CAUSES, ...UNEXPLAINED_CAUSES] as const;
export type ParityCause = (typeof PARITY_CAUSES)[number];

/** True for a cause that says who decided, or what time did. */
export function isExplained(cause: ParityCause): boolean {
  return EXPLAINED_CAUSES.some((one) => one === cause);
}

/** Two answers about one module or submodule that are not the same. */
export interface ParityDifference {
  readonly kind: ParityKind;
  readonly module: string;
  /** Null for the module. */
  readonly submodule: string | null;
  readonly legacy: Answer;
  readonly entitlement: Answer;
  /** Of the row that gave the entitlement's answer; null where none did. */
  readonly source: string | null;
  /** What explains it; null where nothing in the organization's rows does. */
  readonly explanation: ExplainedCause | null;
  /** Of a module: how many of its submodules differ just as it does, and are not named by themselves. */
  readonly alikeSubmodules: number;
}

/**
 * How an entitlement's answer differs from the legacy one; null where nobody would notice: what both deny is the same, whatever status
 * it is denied with.
 */
export function parityKind(legacy: Answer, entitlement: Answer): ParityKind | null {
  if (legacy.allowed !== entitlement.allowed) return legacy.allowed ? 'LOST' : 'GAINED';
  return legacy.allowed && legacy.status !== entitlement.status ? 'STATUS' : null;
}

/** What is compared of one organization: what its flags give, and what is stored of it. */
export interface ParityFacts {
  readonly legacy: LegacyReading;
  readonly stored: StoredAccess;
  readonly overrides: readonly Override[];
}

/** So many different modules' facts are remembered: organizations differ less than they are many. */
const REMEMBERED = 20_000;
const NOTHING: StoredAccess = { entitlements: [], subentitlements: [] };

/**
 * Compares organizations' legacy answers with their entitlements' answers at one time. Each module's facts are brought into a normal form,
 * and what was compared before is not compared again: only what is new is decided, by `decide` itself, for the module and each submodule.
 */
export class ParityComparer {
  private readonly known = new Map<string, readonly ParityDifference[]>();

  constructor(
    private readonly taxonomy: Taxonomy,
    private readonly at: Date,
  ) {}

  /** All that differs, in the taxonomy's order; submodules that differ as their module does are counted with it. */
  compare(facts: ParityFacts): readonly ParityDifference[] {
    const forms = this.normalForms(facts);
    // A module of which nothing is known is denied by both, or allowed by its policy.
    return forms.size === 0
      ? []
      : this.taxonomy
          .activeModules()
          .flatMap(({ key }) => (forms.has(key) ? this.compareModule(key, forms.get(key) ?? '', facts) : []));
  }

  /** By module, all that decisions about it look at, as text. */
  private normalForms({ legacy, stored, overrides }: ParityFacts): ReadonlyMap<string, string> {
    const forms = new Map<string, string>();
    const add = (module: string, form: string) => forms.set(module, `${forms.get(module) ?? ''}${form}\n`);
    if (legacy.readable) {
      for (const [module, { status, partial, submodules }] of legacy.state.modules) {
        const own =
          submodules.size === 0
            ? ''
            : [...submodules]
                .map(([key, on]) => `${key}:${on}`)
                .sort()
                .join();
        add(module, `L${status} ${partial} ${own}`);
      }
    }
    for (const { module, status, trialExpiresAt, source } of stored.entitlements)
      add(module, JSON.stringify(['E', status, trialExpiresAt, source]));
    for (const { module, submodule, enabled, source } of stored.subentitlements)
      add(module, JSON.stringify(['S', submodule, enabled, source]));
    for (const override of overrides) add(override.module, JSON.stringify(['V', override]));
    return forms;
  }

  private compareModule(module: string, form: string, facts: ParityFacts): readonly ParityDifference[] {
    const name = `${module} ${facts.legacy.readable}\n${form}`;
    const before = this.known.get(name);
    if (before) return before;
    if (this.known.size >= REMEMBERED) this.known.clear();
    const differences = foldSubmodules(this.expand(module, facts));
    this.known.set(name, differences);
    return differences;
  }

  private expand(module: string, facts: ParityFacts): readonly ParityDifference[] {
    const { legacy, stored, overrides } = facts;
    const ofModule: ParityFacts = {
      legacy: legacy.readable
        ? {
            readable: true,
            state: {
              modules: new Map([...legacy.state.modules].filter(([key]) => key === module)),
              met: [],
              unmapped: [],
            },
          }
        : legacy,
      stored: {
        entitlements: stored.entitlements.filter((row) => row.module === module),
        subentitlements: stored.subentitlements.filter((row) => row.module === module),
      },
      overrides: overrides.filter((override) => override.module === module),
    };
    const organization = accessOf(ofModule);
    const withoutOverrides = ofModule.overrides.length === 0 ? organization : accessOf({ ...ofModule, overrides: [] });
    const targets = [null, ...this.taxonomy.activeSubmodules(module).map(({ key }) => key)];
    return targets.flatMap((submodule): readonly ParityDifference[] => {
      const question = {
        taxonomy: this.taxonomy,
        organization,
        moduleKey: module,
        submoduleKey: submodule,
        at: this.at,
      };
      const decision = decide(question);
      const { legacy: old, entitlement } = decision;
      const kind = parityKind(old, entitlement);
      if (!kind) return [];
      const isByOverride =
        decision.provenance.kind === 'OVERRIDE' ||
        (withoutOverrides !== organization &&
          parityKind(old, decide({ ...question, organization: withoutOverrides }).entitlement) === null);
      const explanation = isByOverride ? 'OVERRIDE' : explain(decision, ofModule);
      return [
        {
          kind,
          module,
          submodule,
          legacy: brief(old),
          entitlement: brief(entitlement),
          source: decision.provenance.source,
          explanation,
          alikeSubmodules: 0,
        },
      ];
    });
  }
}

/** What legacy flags say of one target, whatever is stored. */
export function legacyAnswer(
  taxonomy: Taxonomy,
  legacy: LegacyReading,
  target: { readonly module: string; readonly submodule: string | null },
  at: Date,
): Answer {
  const organization = accessOf({ legacy, stored: NOTHING, overrides: [] });
  return decide({ taxonomy, organization, moduleKey: target.module, submoduleKey: target.submodule, at }).legacy;
}

/** Under `ENFORCE`, so that the decision's provenance is that of the entitlement's answer; both answers are given under any. */
function accessOf(facts: ParityFacts): OrganizationAccess {
  return new OrganizationAccess({ organizationId: 0, gating: { mode: 'ENFORCE', by: 'GLOBAL' }, ...facts });
}

function explain({ entitlement, legacy, provenance }: Decision, { stored }: ParityFacts): ExplainedCause | null {
  if (entitlement.reason === 'TRIAL_EXPIRED' && legacy.status === 'TRIAL') return 'TRIAL_ENDED';
  // Whatever stands under a row that somebody made is left by runs, and so is theirs.
  const isManual = (source: string | null | undefined) =>
    source !== null && source !== undefined && source !== RUN_SOURCE;
  return isManual(provenance.source) || isManual(stored.entitlements[0]?.source) ? 'MANUAL_ROW' : null;
}

/** A module that is lost whole is named once, not once more for each of its submodules. */
function foldSubmodules(differences: readonly ParityDifference[]): readonly ParityDifference[] {
  const [module, ...others] = differences;
  if (!module || module.submodule !== null) return differences;
  const named = others.filter((one) => !isAlike(one, module));
  return [{ ...module, alikeSubmodules: others.length - named.length }, ...named];
}

function isAlike(one: ParityDifference, module: ParityDifference): boolean {
  return (
    one.kind === module.kind &&
    one.explanation === module.explanation &&
    one.legacy.status === module.legacy.status &&
    one.entitlement.status === module.entitlement.status
  );
}

function brief({ allowed, status, reason }: Answer): Answer {
  return { allowed, status, reason };
}
