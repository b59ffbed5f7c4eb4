import type { EntityManager } from 'typeorm';
import { type DesiredState, desiredState, desiredStateAllows } from '../../domain/legacy/desired-state';
import { flagsOf, readLegacyFlags } from '../../domain/legacy/legacy-flags';
import type { Mapping } from '../../domain/legacy/mapping';
import type { OrganizationId } from '../../domain/organization-id';
import type { Taxonomy } from '../../domain/taxonomy/taxonomy';
import { firstOf, namesOf, type PlacedId, scanFlagValues } from '../../store/scan-organizations';
import { type FlagUse, FlagUses } from './flag-uses';

/** How the answers by legacy flags would change with another mapping. */
export interface MappingImpact {
  readonly organizationsLosing: number;
  readonly organizationsGaining: number;
  /** The number of organizations by target (`sales`, `hr/payslips`), largest first. */
  readonly losses: readonly TargetCount[];
  readonly gains: readonly TargetCount[];
  /** Up to 10 organizations that lose something, then up to 10 that only gain. */
  readonly examples: readonly MappingExample[];
  /** Organizations whose flags cannot be read by the new rules, and so grant nothing. */
  readonly unreadable: number;
  /** Flags in use that only the new mapping has a rule for; most used first, like the next two lists. */
  readonly flagsTaken: readonly FlagUse[];
  /** Flags in use that only the present mapping has a rule for. */
  readonly flagsLeft: readonly FlagUse[];
  /** Flags in use that neither mapping has a rule for. */
  readonly flagsUnknown: readonly FlagUse[];
}

export interface TargetCount {
  readonly target: string;
  readonly organizations: number;
}

export interface MappingExample {
  readonly id: OrganizationId;
  readonly name: string;
  readonly loses: readonly string[];
  readonly gains: readonly string[];
}

type Example = Omit<MappingExample, 'name'> & PlacedId;

const EXAMPLES = 10;
const NOTHING: DesiredState = { modules: new Map(), met: [], unmapped: [] };

/** Compares two mappings over all organizations, each distinct value of the legacy flags once a page. */
export async function compareMappings(
  manager: EntityManager,
  before: Mapping,
  after: Mapping,
  taxonomy: Taxonomy,
): Promise<MappingImpact> {
  const losses = new Map<string, number>();
  const gains = new Map<string, number>();
  const uses = new FlagUses();
  let losing: readonly Example[] = [];
  let onlyGaining: readonly Example[] = [];
  let organizationsLosing = 0;
  let organizationsGaining = 0;
  let unreadable = 0;
  for await (const page of scanFlagValues(manager)) {
    for (const { flags, organizations, first } of page) {
      const old = readState(flags, before, taxonomy);
      const next = readState(flags, after, taxonomy);
      if (next === null) unreadable += organizations;
      uses.add(flagsOf(flags, after), organizations);
      const { lost, gained } = compareTargets(old ?? NOTHING, next ?? NOTHING, taxonomy);
      for (const target of lost) losses.set(target, (losses.get(target) ?? 0) + organizations);
      for (const target of gained) gains.set(target, (gains.get(target) ?? 0) + organizations);
      if (gained.length > 0) organizationsGaining += organizations;
      if (lost.length > 0) organizationsLosing += organizations;
      const examples = first.slice(0, EXAMPLES).map((one) => ({ ...one, loses: lost, gains: gained }));
      if (lost.length > 0) losing = firstOf([...losing, ...examples], EXAMPLES);
      else if (gained.length > 0) onlyGaining = firstOf([...onlyGaining, ...examples], EXAMPLES);
    }
  }
  const known = (mapping: Mapping) => (name: string) => mapping.knows(name);
  return {
    organizationsLosing,
    organizationsGaining,
    losses: byCount(losses),
    gains: byCount(gains),
    examples: await withNames(manager, [...losing, ...onlyGaining]),
    unreadable,
    ...uses.compare(known(before), known(after)),
  };
}

/** Null if the flags cannot be read, and so grant nothing. */
function readState(flags: string | null, mapping: Mapping, taxonomy: Taxonomy): DesiredState | null {
  const read = readLegacyFlags(flags, mapping);
  return read.readable ? desiredState(read, mapping, taxonomy) : null;
}

/** A module that is lost or gained as a whole is listed once, without its submodules. */
function compareTargets(
  old: DesiredState,
  next: DesiredState,
  taxonomy: Taxonomy,
): { lost: string[]; gained: string[] } {
  const lost: string[] = [];
  const gained: string[] = [];
  for (const module of new Set([...old.modules.keys(), ...next.modules.keys()])) {
    const had = desiredStateAllows(old, module, null);
    const has = desiredStateAllows(next, module, null);
    if (had && !has) lost.push(module);
    else if (!had && has) gained.push(module);
    for (const { key } of had && has ? taxonomy.activeSubmodules(module) : []) {
      const verdict = compareSubmodule(old, next, module, key);
      if (verdict < 0) lost.push(`${module}/${key}`);
      if (verdict > 0) gained.push(`${module}/${key}`);
    }
  }
  return { lost, gained };
}

function compareSubmodule(old: DesiredState, next: DesiredState, module: string, submodule: string): number {
  return Number(desiredStateAllows(next, module, submodule)) - Number(desiredStateAllows(old, module, submodule));
}

function byCount(counts: ReadonlyMap<string, number>): readonly TargetCount[] {
  return [...counts]
    .map(([target, organizations]) => ({ target, organizations }))
    .sort((a, b) => b.organizations - a.organizations || a.target.localeCompare(b.target));
}

async function withNames(manager: EntityManager, examples: readonly Example[]): Promise<readonly MappingExample[]> {
  const names = await namesOf(
    manager,
    examples.map(({ id }) => id),
  );
  return examples.flatMap(({ id, loses, gains }) => {
    const name = names.get(id);
    return name === undefined ? [] : [{ id, loses, gains, name }];
  });
}
