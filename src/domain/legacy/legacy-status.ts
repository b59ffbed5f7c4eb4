import type { Gating } from '../rollout/gating';
import { sayCount, sayTime } from '../say';
import { type LegacyColumn, NOT_DROPPED_BY_US, sayColumnMissing } from './legacy-column';

/** What decides whether the legacy column can be hidden and dropped, as of one moment. */
export interface LegacyStatusFacts {
  readonly at: Date;
  /** `ENABLE_ENTITLEMENTS_GATING` in the environment of this process; null if unset. */
  readonly environment: boolean | null;
  readonly gating: {
    readonly organizations: number;
    /** Organizations that are not under `ENFORCE` by the stored rollout and their own rows. */
    readonly others: number;
    /** When the last organization came under `ENFORCE`; null if that is not known. */
    readonly enforcedSince: Date | null;
    /** The mode of the stored rollout. */
    readonly mode: Gating;
    /** The stored rollout is not what its last event says: it was written by SQL, not by Portcullis. */
    readonly writtenByHand: boolean;
  };
  /** The newest report of all organizations as of its own time; null if there is none. */
  readonly parity: {
    readonly id: string;
    readonly finishedAt: Date;
    readonly unexplained: number;
    readonly uncovered: number;
  } | null;
  readonly lateWriters: {
    /** Organizations whose flags, as they are now, no execution has migrated. */
    readonly notMigrated: number;
    /** Organizations without flags that were in no execution; they are not among the others. */
    readonly emptyUnseen: number;
    /** Those, and organizations whose flags were changed within so many days. */
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
    /** Who counted those within the days to drop, most first. */
    readonly sources: readonly { readonly source: string; readonly withinDropDays: number }[];
  };
  readonly snapshotAt: Date | null;
  /** Live runs, dry runs included: `#2 RUNNING`. */
  readonly liveRuns: readonly string[];
  /** Why the column cannot be dropped from its table, as sentences. */
  readonly obstacles: readonly string[];
}

export interface LegacyDays {
  readonly hide: number;
  readonly drop: number;
}

/** One condition of hiding and dropping. */
export interface LegacyCheck {
  readonly name: string;
  /** `WARN` if it allows hiding, but not dropping yet. */
  readonly status: 'PASS' | 'WARN' | 'FAIL';
  readonly detail: string;
  /** What was counted; null if there was nothing to count. */
  readonly number: number | null;
  readonly allowsHide: boolean;
  readonly allowsDrop: boolean;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const FRESH_HOURS = 24;
const NO_ORGANIZATION = 'There is no organization yet.';

/** The conditions of hiding and dropping the legacy column, each with its finding. */
export function legacyChecks(facts: LegacyStatusFacts, days: LegacyDays): readonly LegacyCheck[] {
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

/** The one finding once the column has been dropped. */
export function columnMissingCheck(column: LegacyColumn): LegacyCheck {
  const kept =
    column.purgedAt !== null
      ? ` Its values were deleted at ${sayTime(column.purgedAt)}.`
      : column.droppedAt === null
        ? ` ${NOT_DROPPED_BY_US}`
        : " Its values are kept until 'portcullis legacy purge'.";
  return both('column', column.droppedAt !== null, null, `${sayColumnMissing(column)}${kept}`);
}

function gatingCheck({ environment, gating: { organizations, others, mode } }: LegacyStatusFacts): LegacyCheck {
  if (environment === false)
    return both(
      'gating',
      false,
      organizations,
      'ENABLE_ENTITLEMENTS_GATING=false puts every organization under LEGACY, regardless of the rollout.',
    );
  if (organizations === 0) return both('gating', false, 0, NO_ORGANIZATION);
  const all = sayCount(organizations, 'organization');
  if (others > 0)
    return both(
      'gating',
      false,
      others,
      `${others} of ${all} ${others === 1 ? 'is' : 'are'} not under ENFORCE: see 'portcullis rollout show'.`,
    );
  if (mode === 'ENFORCE') return both('gating', true, 0, `Every organization is under ENFORCE (${all}).`);
  return check(
    'gating',
    true,
    false,
    0,
    `Every organization is under ENFORCE (${all}), but the rollout's mode is still ${mode}: ` +
      "run 'portcullis rollout set ENFORCE'.",
  );
}

function daysCheck(
  { at, environment, gating: { organizations, others, enforcedSince, writtenByHand } }: LegacyStatusFacts,
  { hide, drop }: LegacyDays,
): LegacyCheck {
  const name = 'days under ENFORCE';
  const wanted = `${hide} to hide, ${drop} to drop`;
  if (organizations === 0) return both(name, false, 0, NO_ORGANIZATION);
  if (environment === false || others > 0)
    return both(name, false, 0, `Not every organization is under ENFORCE yet (${wanted}).`);
  if (writtenByHand)
    return both(
      name,
      false,
      null,
      'It is not known since when every organization is under ENFORCE, because the rollout was not written by ' +
        "Portcullis: set it with 'portcullis rollout set'; the days count from then on.",
    );
  if (enforcedSince === null)
    return both(name, false, null, 'It is not known since when every organization is under ENFORCE.');
  const age = at.getTime() - enforcedSince.getTime();
  const days = Math.floor(age / DAY_MS);
  const detail =
    `Every organization has been under ENFORCE since ${sayTime(enforcedSince)}, ` +
    `for ${sayCount(days, 'day')} (${wanted}).`;
  return check(name, age >= hide * DAY_MS, age >= drop * DAY_MS, days, detail);
}

function parityCheck({ at, parity }: LegacyStatusFacts): LegacyCheck {
  const make = "run 'portcullis parity'";
  if (!parity) return both('parity', false, null, `No parity report covers all organizations: ${make}.`);
  const { id, finishedAt, unexplained, uncovered } = parity;
  const found = unexplained + uncovered;
  const said = `Parity report ${id} of ${sayTime(finishedAt)}`;
  if (found > 0)
    return both(
      'parity',
      false,
      found,
      `${said} finds ${sayCount(unexplained, 'unexplained difference')}, ` +
        `and ${sayCount(uncovered, 'organization')} that no execution has migrated.`,
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
  { legacyAnswers: { withinHideDays, withinDropDays, lastDay, sources } }: LegacyStatusFacts,
  { hide, drop }: LegacyDays,
): LegacyCheck {
  const last = lastDay === null ? '' : ` The last ones were on ${lastDay}.`;
  const detail =
    withinDropDays === 0
      ? `The legacy flags have answered no check within ${drop} days.${last}`
      : `The legacy flags have answered ${sayCount(withinDropDays, 'check')} within ${drop} days, ` +
        `${withinHideDays} of them within ${hide} days.${last} ` +
        `Counted by: ${sources.map((one) => `${one.source} ${one.withinDropDays}`).join(', ')}.`;
  return check('legacy answers', withinHideDays === 0, withinDropDays === 0, withinDropDays, detail);
}

function writersCheck(
  {
    gating: { organizations },
    lateWriters: { notMigrated, emptyUnseen, withinHideDays, withinDropDays, lastAt, fencedSince },
  }: LegacyStatusFacts,
  { hide, drop }: LegacyDays,
): LegacyCheck {
  const fence =
    fencedSince === null
      ? 'The fence is off: flags that were changed and changed back are not seen.'
      : `The fence has been on since ${sayTime(fencedSince)}.`;
  const name = 'late writers';
  if (organizations === 0) return both(name, true, 0, `No organization has flags. ${fence}`);
  if (withinDropDays === 0)
    return both(
      name,
      true,
      0,
      [
        `The flags of all organizations are as an execution read them, and none were changed within ${drop} days.`,
        ...sayEmptyUnseen(emptyUnseen),
        fence,
      ].join(' '),
    );
  const findings = [
    notMigrated === 0 ? [] : sayNotMigrated(notMigrated),
    sayEmptyUnseen(emptyUnseen),
    // An organization that counts as both is left to the first finding.
    withinDropDays === notMigrated
      ? []
      : `The flags of ${sayCount(withinDropDays - notMigrated, 'organization')} were changed within ${drop} days, ` +
        `${withinHideDays - notMigrated} of them within ${hide} days, and have been migrated since.`,
    lastAt === null ? [] : `The last change seen was at ${sayTime(lastAt)}.`,
    fence,
  ].flat();
  return check(name, withinHideDays === 0, false, withinDropDays, findings.join(' '));
}

function sayNotMigrated(organizations: number): string {
  const what = organizations === 1 ? '1 organization has' : `${organizations} organizations have`;
  return (
    `${what} flags that no execution has migrated yet: run 'portcullis migrate --execute' ` +
    '(--changed-since RUN limits it to changes since that execution).'
  );
}

/** They do not hold the column back; but what the mapping gives them, they get by an execution alone. */
function sayEmptyUnseen(organizations: number): readonly string[] {
  if (organizations === 0) return [];
  const who =
    organizations === 1 ? '1 organization without flags was' : `${organizations} organizations without flags were`;
  return [
    `${who} in no execution: if the mapping gives such organizations anything (@empty), they have it under ENFORCE ` +
      "only after 'portcullis migrate --execute'.",
  ];
}

function snapshotCheck({ at, snapshotAt }: LegacyStatusFacts): LegacyCheck {
  const take = "run 'portcullis snapshot export FILE', or record a pg_dump with 'portcullis snapshot note-backup REF'";
  if (snapshotAt === null) return both('snapshot', false, null, `No backup has been made or recorded: ${take}.`);
  const age = at.getTime() - snapshotAt.getTime();
  const isFresh = age <= FRESH_HOURS * HOUR_MS;
  return both(
    'snapshot',
    isFresh,
    Math.floor(age / HOUR_MS),
    `The last backup was made at ${sayTime(snapshotAt)}${isFresh ? '' : `, more than a day ago: ${take}`}.`,
  );
}

function runsCheck({ liveRuns }: LegacyStatusFacts): LegacyCheck {
  const detail =
    liveRuns.length === 0
      ? 'No run is live.'
      : `Live runs read the flags (${liveRuns.join(', ')}): wait until they end, or cancel them.`;
  return check('live runs', true, liveRuns.length === 0, liveRuns.length, detail);
}

function tableCheck({ obstacles }: LegacyStatusFacts): LegacyCheck {
  return check(
    'table',
    true,
    obstacles.length === 0,
    obstacles.length,
    obstacles.length === 0 ? 'The column can be dropped: nothing in the database depends on it.' : obstacles.join(' '),
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
