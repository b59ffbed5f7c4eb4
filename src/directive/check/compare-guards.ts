import type { CompiledSchema } from '../boot/compiled-schema';
import type { EntitlementRef } from '../boot/decision';
import { describeRefs, type Requirement, type Usage } from '../boot/requirement';
import { coordinatesOf } from './coordinates';
import { choiceKey } from './implies';
import { additionsAt, type Loss, lossesAt, type Unguarded } from './losses';
import { type Place, placesOf } from './places';
import { newWays, replacedTypes } from './ways';

type Compiled = CompiledSchema<object>;

/** A requirement that a change adds at places that there were before. */
export interface AddedGuard {
  /** Where the directive is written. */
  readonly coordinate: string;
  /** Of these, one is enough. */
  readonly anyOf: readonly EntitlementRef[];
  /** What the places required before; all of it. */
  readonly before: readonly (readonly EntitlementRef[])[];
  readonly places: readonly string[];
}

/** What a change of a schema opens, and what it closes. */
export interface GuardChanges {
  readonly unguarded: readonly Unguarded[];
  readonly added: readonly AddedGuard[];
}

/**
 * Compares the guards of two versions of a schema by what is required at each place, so that a guard that was only
 * moved, such as from a type to all fields that return it, is no change.
 * @example compareGuards(compiled, compiled) // { unguarded: [], added: [] }
 */
export function compareGuards(before: Compiled, after: Compiled): GuardChanges {
  const places = placesOf(before, after);
  const known = { before: coordinatesOf(before.schema), after: coordinatesOf(after.schema) };
  const found = new Findings();
  for (const place of places) {
    for (const loss of lossesAt(place.before, place.after, place.exists))
      found.addLoss(whereLost(loss, place, before, after, known.after), loss, place.coordinate);
  }
  for (const { coordinate, loss } of unappliedLosses(before, after, places, known.after))
    found.addLoss(coordinate, loss, coordinate);
  for (const one of [...replacedTypes(before, after), ...newWays(before, after, known)]) found.add(one);
  for (const coordinate of known.after) {
    if (known.before.has(coordinate) && after.usages.isFree(coordinate) && !before.usages.isFree(coordinate))
      found.add({
        kind: 'FREE',
        coordinate,
        message: 'is marked @entitlementFree now',
        places: [coordinate],
      });
  }
  return { unguarded: found.all(), added: addedGuards(places) };
}

/** The findings, with those of one directive at many places as one. */
class Findings {
  private readonly found = new Map<string, Unguarded>();

  addLoss(coordinate: string, { kind, requirement, message }: Loss, place: string): void {
    this.merge(`${kind} ${coordinate} ${choiceKey(requirement)}`, { kind, coordinate, message, places: [place] });
  }

  add(one: Unguarded): void {
    this.merge(`${one.kind} ${one.coordinate} ${one.message}`, one);
  }

  all(): readonly Unguarded[] {
    return [...this.found.values()];
  }

  private merge(key: string, one: Unguarded): void {
    const known = this.found.get(key);
    this.found.set(key, known ? { ...known, places: [...new Set([...known.places, ...one.places])] } : one);
  }
}

/** The directive if it was changed where it is written, otherwise the place that it does not apply to any more. */
function whereLost(
  { requirement }: Loss,
  { coordinate }: Place,
  before: Compiled,
  after: Compiled,
  known: ReadonlySet<string>,
): string {
  const { writtenOn } = requirement;
  if (writtenOn === coordinate || !known.has(writtenOn)) return coordinate;
  const still = new Set(after.usages.on(writtenOn).map(usageKey));
  const was = before.usages.on(writtenOn).filter((usage) => choiceKey(usage) === choiceKey(requirement));
  return was.some((usage) => still.has(usageKey(usage))) ? coordinate : writtenOn;
}

function usageKey(usage: Usage): string {
  return [choiceKey(usage), usage.organizationArg?.join('.') ?? '', usage.onDeny ?? ''].join('|');
}

/** Losses of directives that applied nowhere, such as on a type that no field returns yet. */
function unappliedLosses(
  before: Compiled,
  after: Compiled,
  places: readonly Place[],
  known: ReadonlySet<string>,
): readonly { readonly coordinate: string; readonly loss: Loss }[] {
  const applied = new Set(places.flatMap((place) => place.before.requirements.map(({ writtenOn }) => writtenOn)));
  const written = new Set(before.usages.all().map(({ writtenOn }) => writtenOn));
  return [...written]
    .filter((coordinate) => known.has(coordinate) && !applied.has(coordinate))
    .flatMap((coordinate) =>
      lossesAt(asWritten(before, coordinate), asWritten(after, coordinate)).map((loss) => ({ coordinate, loss })),
    );
}

function asWritten({ usages }: Compiled, coordinate: string) {
  return {
    requirements: usages.on(coordinate).map((usage): Requirement => ({ ...usage, onDeny: usage.onDeny ?? 'ERROR' })),
    organizationArg: null,
  };
}

function addedGuards(places: readonly Place[]): readonly AddedGuard[] {
  const found = new Map<string, AddedGuard>();
  for (const { coordinate: place, before, after } of places) {
    for (const { writtenOn: coordinate, anyOf } of additionsAt(before.requirements, after.requirements)) {
      const earlier = before.requirements.map((requirement) => requirement.anyOf);
      const key = [coordinate, ...[anyOf, ...earlier].map(describeRefs)].join('|');
      const places = [...new Set([...(found.get(key)?.places ?? []), place])];
      found.set(key, { coordinate, anyOf, before: earlier, places });
    }
  }
  return [...found.values()];
}
