import { sayKey } from '../say';
import { moduleOf, type RecordedEvent } from './recorded-change';
import { nameOf, type PastState, undo } from './undo';

/** From when on something is known, and why not before. */
export interface Known {
  readonly from: Date;
  /** A clause, such as `retention removed the events of 2026-11`. */
  readonly because: string;
}

/** What was stored about an organization from a time on, until the next version. */
export interface Version {
  readonly from: Date;
  readonly state: PastState;
}

/** What was stored about an organization, and when. */
export interface Timeline {
  /** Newest first; never empty. The oldest begins where the history is known from. */
  readonly versions: readonly Version[];
  /** From when on it is known what the organization had of a module. */
  readonly known: (module: string) => Known;
}

/**
 * The versions of what is stored about an organization: the state now, with every recorded change taken back, the
 * newest first. It never guesses: a change whose event does not say what was there before, and a row that is not as the
 * last change of it left it, are where the history is known from. The latter is so for its module alone.
 * @param events those after the oldest time that is asked for, newest first
 * @param known from when on events tell everything
 * @param readAt when the state was read
 */
export function timelineOf(now: PastState, events: readonly RecordedEvent[], known: Known, readAt: Date): Timeline {
  const versions: Version[] = [];
  const ofModules = new Map<string, Known>();
  const lastTold = new Map<string, Date>();
  let state = now;
  let beginning = known;
  for (const event of events) {
    if (event.at <= beginning.from) break;
    versions.push({ from: event.at, state });
    if (event.changes === null) {
      beginning = {
        from: event.at,
        because: `the event ${event.id} (${sayKey(event.eventType)}) does not say what was there before`,
      };
      return { versions, known: knownOf(beginning, ofModules) };
    }
    for (const change of [...event.changes].reverse()) {
      const undone = undo(state, change);
      const name = nameOf(change);
      if (!undone.wasAsLeft) {
        const module = moduleOf(change);
        const from = lastTold.get(name) ?? readAt;
        const what = module === null ? "the organization's gating" : `a row of ${sayKey(module)}`;
        const broken = {
          from,
          because: `${what} was changed after the event ${event.id}, and nothing recorded that change`,
        };
        if (module === null) beginning = later(beginning, broken);
        else ofModules.set(module, later(ofModules.get(module) ?? broken, broken));
      }
      lastTold.set(name, event.at);
      ({ state } = undone);
    }
  }
  return { versions: [...versions, { from: beginning.from, state }], known: knownOf(beginning, ofModules) };
}

/** The version that was stored at a time; undefined before the oldest. */
export function versionAt({ versions }: Timeline, at: Date): Version | undefined {
  return versions.find(({ from }) => from <= at);
}

/** The later of two. */
export function later(one: Known, other: Known): Known {
  return other.from > one.from ? other : one;
}

function knownOf(all: Known, ofModules: ReadonlyMap<string, Known>): Timeline['known'] {
  return (module) => later(all, ofModules.get(module) ?? all);
}
