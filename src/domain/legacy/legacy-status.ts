import type { Gating } from '../rollout/gate';
import { sayColumnGone, type LegacyColumn } from './legacy-column';
import { sayCount, sayTime } from '../say';

/** What is known of the way to the legacy column's end, at one moment. */
export interface LegacyFacts {
  readonly at: Date;
  /** `ENABLE_ENTITLEMENTS_GATING` as the process that looks sees it. */
  readonly environment: boolean | null;
  readonly gating: {
    readonly organizations: number;
    /** Those that are not under `ENFORCE` by what is stored. */
    readonly others: number;
    /** When the last of them came under it; null where nobody can tell. */
    readonly enforcedSince: Date | null;
    /** The mode of the stored rollout. */
    readonly mode: Gating;
    /** The stored rollout is not what its last event says: a hand has written it. */
    readonly writtenByHand: boolean;
  };
  /** The newest whole report as of its own time; null where there is none. */
  readonly parity: {
    readonly id: string;
    readonly finishedAt: Date;
    readonly unexplained: number;
    readonly uncovered: number;
  } | null;
  readonly lateWriters: {
    /** Organizations whose flags no execution has read as they are. */
    readonly notMigrated: number;
    readonly withinHideDays: number;
    readonly withinDropDays: number;
    readonly lastAt: Date | null;
    readonly fencedSince: Date | null;
  };
  /** Checks that the legacy flags answered. */
  readonly legacyAnswers: {
    readonly withinHideDays: number;
    readonly withinDropDays: number;
    readonly lastDay: string | null;
  };
  readonly snapshotAt: Date | null;
  /** Runs, dry ones too, that are live: `#2 RUNNING`. */
  readonly liveRuns: readonly string[];
  /** What refuses to let the column go from its table, as sentences. */
  readonly obstacles: readonly string[];
}

export interface LegacyDays {
  readonly hide: number;
  readonly drop: number;
}

/** One condition, with its number. */
export interface LegacyCheck {
  readonly name: string;
  /** `WARN` where it allows hiding, but not yet dropping. */
  readonly status: 'PASS' | 'WARN' | 'FAIL';
  readonly detail: string;
  /** Null where there is nothing to count. */
  readonly number: number | null;
  readonly allowsHide: boolean;
  readonly allowsDrop: boolean;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const FRESH_HOURS = 24;

/** What stands between here and hiding, and dropping, the legacy column. */
export function legacyChecks(facts: LegacyFacts, days: LegacyDays): readonly LegacyCheck[] {
  return [
    gatingCheck(facts),
    daysCheck(facts, days),
    parityCheck(facts),
    answersCheck(facts, days),
    writersCheck(facts, days),
    snapshotCheck(facts),
    runsCheck(facts),
    tableCheck(facts),
  ];
}

/** All that is left to say once the column is gone. */
export function columnGoneCheck(column: LegacyColumn): LegacyCheck {
  const kept =
    column.purgedAt !== null
      ? ` Its values were deleted at ${sayTime(column.purgedAt)}.`
      : column.droppedAt === null
        ? ''
        : " Its values are kept until 'portcullis legacy purge'.";
  return both('column', true, null, `${sayColumnGone(column)}${kept}`);
}

function gatingCheck({ environment, gating: { organizations, others, mode } }: LegacyFacts): LegacyCheck {
  if (environment === false)
    return both(
      'gating',
      false,
      organizations,
      'ENABLE_ENTITLEMENTS_GATING=false puts every organization under LEGACY, whatever the rollout says.',
    );
  if (others === 0 && mode !== 'ENFORCE')
    return check(
      'gating',
      true,
      false,
      0,
      `Everybody is under ENFORCE, but the rollout says ${mode}, to which they would return: 'portcullis rollout set ENFORCE' says it of all.`,
    );
  if (others === 0)
    return both('gating', true, 0, `Everybody is under ENFORCE: ${sayCount(organizations, 'organization')}.`);
  return both(
    'gating',
    false,
    others,
    `${others} of ${sayCount(organizations, 'organization')} not under ENFORCE by what is stored: see 'portcullis rollout show'.`,
  );
}

function daysCheck(
  { at, environment, gating: { others, enforcedSince, writtenByHand } }: LegacyFacts,
  { hide, drop }: LegacyDays,
): LegacyCheck {
  const name = 'days under ENFORCE';
  const wanted = `${hide} to hide, ${drop} to drop`;
  if (environment === false || others > 0)
    return both(name, false, 0, `Not everybody is under ENFORCE yet (${wanted}).`);
  if (writtenByHand)
    return both(
      name,
      false,
      null,
      'The rollout was written by other means than Portcullis, so that nobody can tell since when: set it by Portcullis, from when on it counts.',
    );
  if (enforcedSince === null) return both(name, false, null, 'Nothing tells since when everybody is under ENFORCE.');
  const age = at.getTime() - enforcedSince.getTime();
  const detail = `Everybody is under ENFORCE since ${sayTime(enforcedSince)}, for ${sayCount(Math.floor(age / DAY_MS), 'day')} (${wanted}).`;
  return check(name, age >= hide * DAY_MS, age >= drop * DAY_MS, Math.floor(age / DAY_MS), detail);
}

function parityCheck({ at, parity }: LegacyFacts): LegacyCheck {
  const make = "make one with 'portcullis parity'";
  if (!parity) return both('parity', false, null, `No parity report has compared all organizations: ${make}.`);
  const { id, finishedAt, unexplained, uncovered } = parity;
  const found = unexplained + uncovered;
  const said = `Parity report ${id} of ${sayTime(finishedAt)}`;
  if (found > 0)
    return both(
      'parity',
      false,
      found,
      `${said} finds ${sayCount(unexplained, 'difference')} that nobody decided, and ${sayCount(uncovered, 'organization')} that no execution has brought over.`,
    );
  const isFresh = at.getTime() - finishedAt.getTime() <= FRESH_HOURS * HOUR_MS;
  return both(
    'parity',
    isFresh,
    0,
    isFresh ? `${said} is clean.` : `${said} is clean, but older than ${FRESH_HOURS} hours: ${make}.`,
  );
}

function answersCheck(
  { legacyAnswers: { withinHideDays, withinDropDays, lastDay } }: LegacyFacts,
  { hide, drop }: LegacyDays,
): LegacyCheck {
  const last = lastDay === null ? '' : ` The last ones are of ${lastDay}.`;
  const detail =
    withinDropDays === 0
      ? `The legacy flags have answered no check within ${drop} days.${last}`
      : `The legacy flags have answered ${sayCount(withinDropDays, 'check')} within ${drop} days, ${withinHideDays} within ${hide} days.${last}`;
  return check('legacy answers', withinHideDays === 0, withinDropDays === 0, withinDropDays, detail);
}

function writersCheck(
  { lateWriters: { notMigrated, withinHideDays, withinDropDays, lastAt, fencedSince } }: LegacyFacts,
  { hide, drop }: LegacyDays,
): LegacyCheck {
  const evidence =
    fencedSince === null
      ? 'No fence stands: what was changed and changed back is not known.'
      : `A fence stands since ${sayTime(fencedSince)}.`;
  const name = 'late writers';
  if (withinDropDays === 0)
    return both(
      name,
      true,
      0,
      `The flags of all organizations are as an execution read them, and nobody has changed any within ${drop} days. ${evidence}`,
    );
  const untaken =
    notMigrated > 0
      ? ` Of ${notMigrated} no execution has read them as they are: take them over with 'portcullis migrate --changed-since RUN --execute'.`
      : '';
  const last = lastAt === null ? '' : ` The last change that was seen is of ${sayTime(lastAt)}.`;
  return check(
    name,
    withinHideDays === 0,
    false,
    withinDropDays,
    `The flags of ${sayCount(withinDropDays, 'organization')} were changed within ${drop} days, of ${withinHideDays} within ${hide} days.${untaken}${last} ${evidence}`,
  );
}

function snapshotCheck({ at, snapshotAt }: LegacyFacts): LegacyCheck {
  const take = "take one with 'portcullis snapshot', or note a pg_dump with 'portcullis snapshot note-backup REF'";
  if (snapshotAt === null) return both('snapshot', false, null, `No backup was taken or noted: ${take}.`);
  const age = at.getTime() - snapshotAt.getTime();
  const isFresh = age <= FRESH_HOURS * HOUR_MS;
  return both(
    'snapshot',
    isFresh,
    Math.floor(age / HOUR_MS),
    `The last backup is of ${sayTime(snapshotAt)}${isFresh ? '' : `, older than a day: ${take}`}.`,
  );
}

function runsCheck({ liveRuns }: LegacyFacts): LegacyCheck {
  const detail =
    liveRuns.length === 0
      ? 'No run is live.'
      : `A live run reads the flags (${liveRuns.join(', ')}): wait for it, or cancel it.`;
  return check('live runs', true, liveRuns.length === 0, liveRuns.length, detail);
}

function tableCheck({ obstacles }: LegacyFacts): LegacyCheck {
  return check(
    'table',
    true,
    obstacles.length === 0,
    obstacles.length,
    obstacles.length === 0
      ? "The column can go from 'organizations': nothing in the database depends on it."
      : obstacles.join(' '),
  );
}

function both(name: string, allows: boolean, number: number | null, detail: string): LegacyCheck {
  return check(name, allows, allows, number, detail);
}

function check(
  name: string,
  allowsHide: boolean,
  allowsDrop: boolean,
  number: number | null,
  detail: string,
): LegacyCheck {
  return { name, status: allowsDrop ? 'PASS' : allowsHide ? 'WARN' : 'FAIL', detail, number, allowsHide, allowsDrop };
}
