import type { Answer } from '../decision/answer';
import type { LegacyReading } from '../decision/organization-access';
import type { Mapping } from '../legacy/mapping';
import type { Target, Taxonomy } from '../taxonomy/taxonomy';
import { legacyAnswer } from './parity';

/** An answer of the product's own code about one organization. */
export interface ProductAnswer {
  readonly module: string;
  /** Null for the module itself. */
  readonly submodule: string | null;
  readonly allowed: boolean;
}

/** How a product's answer differs from the reading: the product allows what the reading denies, or the other way. */
type ReadingCause = 'PRODUCT_ALLOWS' | 'PRODUCT_DENIES';

/** A module or submodule about which the product answers otherwise than the reading of the legacy flags. */
export interface ReadingDifference {
  readonly kind: 'READING';
  readonly cause: ReadingCause;
  readonly module: string;
  /** Null for the module. */
  readonly submodule: string | null;
  /** The reading's answer. */
  readonly legacy: Answer;
  /** For a module: the number of its submodules that differ in the same way and are not listed separately. */
  readonly alikeSubmodules: number;
}

/** A reading held to the product's answers. */
export interface CheckedReading {
  /** Whether the product has answered about all modules that flags decide about, and about `submodules`. */
  readonly complete: boolean;
  /** The submodules about which it has to answer. */
  readonly submodules: readonly Target[];
  /** In the taxonomy's order. */
  readonly differences: readonly ReadingDifference[];
}

/** The modules that legacy flags decide about: active, and without a policy that gives them to every organization. */
export function modulesOfReading(taxonomy: Taxonomy): readonly string[] {
  return taxonomy
    .activeModules()
    .filter(({ policy }) => policy === 'ENTITLEMENT')
    .map(({ key }) => key);
}

/**
 * The submodules about which the product has to answer besides the modules: those that the mapping has rules for, in
 * modules that are on by the reading. Rules can take them away within their module, which no answer about it shows. If
 * the organization has flags without a rule, those of all modules: the product may give a submodule by such a flag.
 */
export function submodulesToAnswer(taxonomy: Taxonomy, mapping: Mapping, legacy: LegacyReading): readonly Target[] {
  const named = new Set(mapping.rules.map((rule) => targetKey(rule.targetModule, rule.targetSubmodule)));
  const hasUnmapped = legacy.readable && legacy.state.unmapped.length > 0;
  return modulesOfReading(taxonomy).flatMap((module) => {
    const submodules = taxonomy.activeSubmodules(module).filter(({ key }) => named.has(targetKey(module, key)));
    if (submodules.length === 0) return [];
    if (!hasUnmapped && !readingAnswer(taxonomy, legacy, { module, submodule: null }).allowed) return [];
    return submodules.map(({ key: submodule }) => ({ module, submodule }));
  });
}

/** The reading's answer for one target. It does not depend on the time: legacy flags have no end. */
export function readingAnswer(taxonomy: Taxonomy, legacy: LegacyReading, target: Target): Answer {
  return legacyAnswer(taxonomy, legacy, target, new Date(0));
}

/**
 * Holds one reading to the product's answers. Answers about inactive modules and submodules are ignored, as parity
 * ignores them.
 * @param mapping the one by which the flags were read
 * @param answers at most one for each target, given while the flags were as they are
 */
export function checkReading(
  taxonomy: Taxonomy,
  mapping: Mapping,
  legacy: LegacyReading,
  answers: readonly ProductAnswer[],
): CheckedReading {
  const given = new Map(answers.map((one) => [targetKey(one.module, one.submodule), one.allowed]));
  const differences = taxonomy.activeModules().flatMap(({ key: module }) => {
    const targets = [null, ...taxonomy.activeSubmodules(module).map(({ key }) => key)];
    return foldAlike(
      targets.flatMap((submodule): readonly ReadingDifference[] => {
        const allowed = given.get(targetKey(module, submodule));
        if (allowed === undefined) return [];
        const { status, reason, ...reading } = readingAnswer(taxonomy, legacy, { module, submodule });
        if (reading.allowed === allowed) return [];
        return [
          {
            kind: 'READING',
            cause: allowed ? 'PRODUCT_ALLOWS' : 'PRODUCT_DENIES',
            module,
            submodule,
            legacy: { allowed: reading.allowed, status, reason },
            alikeSubmodules: 0,
          },
        ];
      }),
    );
  });
  const submodules = submodulesToAnswer(taxonomy, mapping, legacy);
  const complete =
    modulesOfReading(taxonomy).every((module) => given.has(targetKey(module, null))) &&
    submodules.every(({ module, submodule }) => given.has(targetKey(module, submodule)));
  return { complete, submodules, differences };
}

/** A module that differs whole is listed once, without its submodules. */
function foldAlike(differences: readonly ReadingDifference[]): readonly ReadingDifference[] {
  const [module, ...others] = differences;
  if (!module || module.submodule !== null) return differences;
  const named = others.filter(({ cause }) => cause !== module.cause);
  return [{ ...module, alikeSubmodules: others.length - named.length }, ...named];
}

function targetKey(module: string, submodule: string | null): string {
  return submodule === null ? module : `${module}/${submodule}`;
}

/**
 * Which values of the legacy flags were checked. A value is checked if the product has answered completely for one
 * organization with it, and no answer for any organization with it differs: then whatever the product makes of the
 * value, the reading makes the same of it, and organizations with the same value need no answers of their own.
 */
export class ReadingCoverage {
  private readonly values = new Map<string, { complete: boolean; differs: boolean; submodules: readonly Target[] }>();

  /**
   * Adds what was found for organizations with one value.
   * @param value identifies the value, such as its hash
   */
  add(value: string, { complete, differences, submodules }: CheckedReading): void {
    const known = this.values.get(value);
    this.values.set(value, {
      complete: complete || (known?.complete ?? false),
      differs: differences.length > 0 || (known?.differs ?? false),
      submodules,
    });
  }

  /** The values by which other organizations are checked. */
  checked(): readonly string[] {
    return [...this.values].flatMap(([value, { complete, differs }]) => (complete && !differs ? [value] : []));
  }

  /**
   * Values with a difference, and the submodules that they have to be answered about: only the organizations that the
   * product has answered for completely are checked.
   */
  differing(): readonly { readonly value: string; readonly submodules: readonly Target[] }[] {
    return [...this.values].flatMap(([value, { complete, differs, submodules }]) =>
      complete && differs ? [{ value, submodules }] : [],
    );
  }
}

/** How much of the readings was held to the product's answers. */
export interface ReadingsChecked {
  /** Distinct values of the legacy flags whose reading was checked. */
  readonly checkedValues: number;
  readonly checkedOrganizations: number;
  readonly uncheckedOrganizations: number;
}

const ALLOWED_WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  t: true,
  yes: true,
  y: true,
  on: true,
  1: true,
  allowed: true,
  false: false,
  f: false,
  no: false,
  n: false,
  off: false,
  0: false,
  denied: false,
};

/** Reads the column `allowed` of a file: the words of usual exports, in any case. Undefined for any other text. */
export function readAllowed(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return Object.hasOwn(ALLOWED_WORDS, word) ? ALLOWED_WORDS[word] : undefined;
}
