import type { Answer } from '../decision/answer';
import { decide } from '../decision/decide';
import type { Decision } from '../decision/decision';
import { type LegacyReading, OrganizationAccess } from '../decision/organization-access';
import type { Override } from '../decision/override';
import { RUN_SOURCE, type StoredAccess } from '../stored-access';
import type { Taxonomy } from '../taxonomy/taxonomy';

/**
 * How answers differ. `LOST`, `GAINED`, `STATUS`: the entitlements' answer differs from the legacy one, and access is
 * lost, gained, or kept with another status. `READING`: the product's own answer differs from the legacy one, which is
 * a reading of the flags.
 */
export const PARITY_KINDS = ['LOST', 'GAINED', 'STATUS', 'READING'] as const;
export type ParityKind = (typeof PARITY_KINDS)[number];

/** Causes for which an actor decided, or a trial ended. */
export const EXPLAINED_CAUSES = ['OVERRIDE', 'MANUAL_ROW', 'TRIAL_ENDED'] as const;
type ExplainedCause = (typeof EXPLAINED_CAUSES)[number];

/** Causes that no actor decided. */
const UNEXPLAINED_CAUSES = [
  'LATE_WRITER',
  'NEVER_RUN',
  'UNREADABLE',
  'HELD',
  'TAXONOMY',
  'OTHER',
  'PRODUCT_ALLOWS',
  'PRODUCT_DENIES',
] as const;

export const PARITY_CAUSES = [...EXPLAINED_CAUSES, ...UNEXPLAINED_CAUSES] as const;
export type ParityCause = (typeof PARITY_CAUSES)[number];

/** True for a difference that an actor decided, or that the end of a trial caused. */
export function isExplained(cause: ParityCause): boolean {
  return EXPLAINED_CAUSES.some((one) => one === cause);
}

/** Whether the legacy side of a difference allows. */
export function legacyAllows({ kind, cause }: { readonly kind: ParityKind; readonly cause: ParityCause }): boolean {
  return kind === 'READING' ? cause === 'PRODUCT_DENIES' : kind !== 'GAINED';
}

/** Whether the product allows what a difference is about; null if the difference says nothing of the product. */
export function productAllows({
  kind,
  cause,
}: {
  readonly kind: ParityKind;
  readonly cause: ParityCause;
}): boolean | null {
  return kind === 'READING' ? cause === 'PRODUCT_ALLOWS' : null;
}

/** A module or submodule for which the two sides answer differently. */
export interface ParityDifference {
  readonly kind: ParityKind;
  readonly module: string;
  /** Null for the module. */
  readonly submodule: string | null;
  readonly legacy: Answer;
  readonly entitlement: Answer;
  /** The source of the row that gave the entitlement's answer; null if no row did. */
  readonly source: string | null;
  /** The cause that the organization's rows explain; null if they explain none. */
  readonly explanation: ExplainedCause | null;
  /** For a module: the number of its submodules that differ in the same way and are not listed separately. */
  readonly alikeSubmodules: number;
}

/**
 * How an entitlement's answer differs from the legacy one.
 * @returns null if the client sees no difference: two denials are the same, even with different statuses
 */
export function parityKind(legacy: Answer, entitlement: Answer): ParityKind | null {
  if (legacy.allowed !== entitlement.allowed) return legacy.allowed ? 'LOST' : 'GAINED';
  return legacy.allowed && legacy.status !== entitlement.status ? 'STATUS' : null;
}

/** What is compared of one organization: its legacy reading and its stored access. */
export interface ParityFacts {
  readonly legacy: LegacyReading;
  readonly stored: StoredAccess;
  readonly overrides: readonly Override[];
}

/** The number of different modules' facts whose differences are kept; many organizations have the same ones. */
const REMEMBERED = 20_000;
const NOTHING: StoredAccess = { entitlements: [], subentitlements: [] };

/**
 * Compares organizations' legacy answers with their entitlements' answers at one time. It brings each module's facts
 * into a normal form and remembers the result, because many organizations share them. New facts are decided by `decide`
 * itself, for the module and each submodule.
 */
export class ParityComparer {
  private readonly known = new Map<string, readonly ParityDifference[]>();

  constructor(
    private readonly taxonomy: Taxonomy,
    private readonly at: Date,
  ) {}

  /** All differences, in the taxonomy's order; submodules that differ as their module does are counted with it. */
  compare(facts: ParityFacts): readonly ParityDifference[] {
    const forms = this.normalForms(facts);
    // A module without any facts is denied by both sides, or allowed by its policy.
    return forms.size === 0
      ? []
      : this.taxonomy
          .activeModules()
          .flatMap(({ key }) => (forms.has(key) ? this.compareModule(key, forms.get(key) ?? '', facts) : []));
  }

  /** By module, everything that its decisions depend on, as text. */
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
      return [
        {
          kind,
          module,
          submodule,
          legacy: brief(old),
          entitlement: brief(entitlement),
          source: decision.provenance.source,
          explanation: explanationOf(decision),
          alikeSubmodules: 0,
        },
      ];
    });
  }
}

/** The legacy answer for one target. */
export function legacyAnswer(
  taxonomy: Taxonomy,
  legacy: LegacyReading,
  target: { readonly module: string; readonly submodule: string | null },
  at: Date,
): Answer {
  const organization = accessOf({ legacy, stored: NOTHING, overrides: [] });
  return decide({ taxonomy, organization, moduleKey: target.module, submoduleKey: target.submodule, at }).legacy;
}

/** Under `ENFORCE`, because a decision's provenance is then that of the entitlement's answer. */
function accessOf(facts: ParityFacts): OrganizationAccess {
  return new OrganizationAccess({ organizationId: '', gating: { mode: 'ENFORCE', by: 'GLOBAL' }, ...facts });
}

/**
 * Why the entitlements' answer differs from the legacy one, if an actor decided so or a trial ended; null otherwise.
 * @param decision of an organization under `ENFORCE`: its provenance is then that of the entitlements' answer
 */
export function explanationOf(decision: Decision): ExplainedCause | null {
  const { entitlement, legacy, provenance, moduleKey, question } = decision;
  if (!question.organization.found) return null;
  const { facts } = question.organization;
  if (provenance.kind === 'OVERRIDE') return 'OVERRIDE';
  if (facts.overrides.length > 0) {
    const organization = new OrganizationAccess({ ...facts, overrides: [] });
    if (parityKind(legacy, decide({ ...question, organization }).entitlement) === null) return 'OVERRIDE';
  }
  if (entitlement.reason === 'TRIAL_EXPIRED' && legacy.status === 'TRIAL') return 'TRIAL_ENDED';
  // Runs leave every submodule row under a manual module row, so those count as manual too.
  const isManual = (source: string | null | undefined) =>
    source !== null && source !== undefined && source !== RUN_SOURCE;
  const ofModule = facts.stored.entitlements.find((row) => row.module === moduleKey);
  return isManual(provenance.source) || isManual(ofModule?.source) ? 'MANUAL_ROW' : null;
}

/** A module that differs whole is listed once, without its submodules. */
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
