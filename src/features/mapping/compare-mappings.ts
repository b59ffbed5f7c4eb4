import type { EntityManager } from 'typeorm';
import { desiredState, desiredStateAllows, type DesiredState } from '../../domain/desired-state';
import { readLegacyFlags, type ReadableFlags } from '../../domain/legacy-flags';
import type { Mapping } from '../../domain/mapping';
import type { Taxonomy } from '../../domain/taxonomy';
import { scanOrganizations } from '../organizations/scan-organizations';

/** What another mapping would change of the answers that legacy flags give. */
export interface MappingImpact {
  readonly organizationsLosing: number;
  readonly organizationsGaining: number;
  /** Organizations by target (`sales`, `hr/payslips`), most first. */
  readonly losses: readonly TargetCount[];
  readonly gains: readonly TargetCount[];
  /** The first organizations that lose something, for looking at. */
  readonly examples: readonly { readonly id: number; readonly name: string; readonly loses: readonly string[] }[];
  /** Their flags cannot be read, under any mapping. */
  readonly unreadable: number;
}

export interface TargetCount {
  readonly target: string;
  readonly organizations: number;
}

const EXAMPLES = 10;

/** Compares two mappings over every organization; memory does not grow with their number. */
export async function compareMappings(manager: EntityManager, before: Mapping, after: Mapping, taxonomy: Taxonomy): Promise<MappingImpact> {
  const losses = new Map<string, number>();
  const gains = new Map<string, number>();
  const examples: { id: number; name: string; loses: readonly string[] }[] = [];
  let organizationsLosing = 0;
  let organizationsGaining = 0;
  let unreadable = 0;
  for await (const page of scanOrganizations(manager)) {
    for (const { id, name, flags } of page) {
      const read = readLegacyFlags(flags);
      if (!read.readable) {
        unreadable++;
        continue;
      }
      const { lost, gained } = compareTargets(read, before, after, taxonomy);
      for (const target of lost) losses.set(target, (losses.get(target) ?? 0) + 1);
      for (const target of gained) gains.set(target, (gains.get(target) ?? 0) + 1);
      if (gained.length > 0) organizationsGaining++;
      if (lost.length > 0) {
        organizationsLosing++;
        if (examples.length < EXAMPLES) examples.push({ id, name, loses: lost });
      }
    }
  }
  return { organizationsLosing, organizationsGaining, losses: byCount(losses), gains: byCount(gains), examples, unreadable };
}

/** A module that is lost whole is named once, without its submodules. */
function compareTargets(flags: ReadableFlags, before: Mapping, after: Mapping, taxonomy: Taxonomy): { lost: string[]; gained: string[] } {
  const old = desiredState(flags, before, taxonomy);
  const next = desiredState(flags, after, taxonomy);
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
  return [...counts].map(([target, organizations]) => ({ target, organizations })).sort((a, b) => b.organizations - a.organizations || a.target.localeCompare(b.target));
}
