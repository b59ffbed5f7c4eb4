import type { DataSource } from 'typeorm';
import type { Actor } from '../../domain/actor';
import type { Decision } from '../../domain/decision/decision';
import { invalidInput } from '../../domain/errors';
import { type Moment, type Period, periodsOf } from '../../domain/history/periods';
import { moduleOf } from '../../domain/history/recorded-change';
import type { OrganizationId } from '../../domain/organization-id';
import { type Connection, type PageArguments, readPage, toConnection } from '../../domain/page';
import { requireHistoryReader } from '../../domain/rights';
import { sayTime } from '../../domain/say';
import type { Target } from '../../domain/taxonomy/taxonomy';
import { decidePast, type Past, readPast } from './read-past';

/** What begins a period. */
export type BeginningKind = 'KNOWN_FROM' | 'EVENT' | 'TAXONOMY' | 'MAPPING' | 'ROLLOUT' | 'LEGACY_FLAGS' | 'END_DUE';

/** What began a period, who did it and why. */
interface Beginning {
  readonly kind: BeginningKind;
  /** The event that tells of it, of the organization or of the platform; null if none does. */
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly actorId: string | null;
  readonly reason: string | null;
}

export type AccessPeriod = Period<Beginning>;

/** A page of periods, and from when on they are known. */
export interface AccessPeriodPage extends Connection<AccessPeriod> {
  readonly knownFrom: Date;
  readonly knownBecause: string;
}

/** Which module or submodule is asked about. */
export interface HistoryTarget {
  readonly moduleKey: string;
  readonly submoduleKey?: string | null | undefined;
}

const LIST = 'access-period';

/** What an organization had, and when. */
export class HistoryService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * What was decided about an organization at a past time, from what was stored and set up then. The gating that the
   * environment of a process forced is not recorded, and does not count.
   * @throws DomainError INVALID_INPUT if it cannot be told, naming from when on it can; FORBIDDEN for actors who may
   *   not read the organization's history
   */
  async decide(
    actor: Actor | null,
    organizationId: OrganizationId,
    { moduleKey, submoduleKey = null, at }: HistoryTarget & { readonly at: Date },
  ): Promise<Decision> {
    requireHistoryReader(actor, organizationId);
    const past = await readPast(this.dataSource, organizationId, at);
    const known = past.timeline.known(moduleKey);
    if (at < known.from)
      throw untold(at, `what the organization had is known from ${sayMoment(known.from)} on: ${known.because}`);
    const { decision, isKnown } = decidePast(past, { module: moduleKey, submodule: submoduleKey }, at);
    if (!isKnown) throw untold(at, sayFlags(past, at, decision));
    return decision;
  }

  /**
   * The periods of one module or submodule, newest first: what the organization had of it, from when to when, what
   * began it, who did it and why.
   * @throws DomainError FORBIDDEN for actors who may not read the organization's history; INVALID_INPUT for a page
   */
  async list(
    actor: Actor | null,
    organizationId: OrganizationId,
    { moduleKey, submoduleKey = null, ...args }: HistoryTarget & PageArguments,
  ): Promise<AccessPeriodPage> {
    requireHistoryReader(actor, organizationId);
    const page = readPage(LIST, args);
    const past = await readPast(this.dataSource, organizationId, null);
    const target = { module: moduleKey, submodule: submoduleKey };
    const known = past.timeline.known(moduleKey);
    const moments = momentsOf(past, target, known.from);
    const all = periodsOf(moments, (at) => decidePast(past, target, at), DUE, past.readAt);
    const after = page.after === null ? Infinity : Number(page.after);
    const rows = all.filter(({ from }) => from.getTime() < after).slice(0, page.limit + 1);
    const connection = toConnection(
      LIST,
      page,
      rows,
      ({ from }) => from.getTime(),
      () => Promise.resolve(all.length),
    );
    return { ...connection, knownFrom: known.from, knownBecause: known.because };
  }
}

const NOBODY = { eventId: null, eventType: null, actorId: null, reason: null };
const DUE: Beginning = { kind: 'END_DUE', ...NOBODY };

/** Everything after a time that may have changed the answer, oldest first, and one thing for each time. */
function momentsOf({ events, setups, flags }: Past, target: Target, from: Date): readonly Moment<Beginning>[] {
  // The first of a time counts: what concerns the module itself, then the gating, then what concerns all.
  const ofModule = (module: string | null) =>
    events.flatMap(({ at, id, changes, ...event }): Moment<Beginning>[] =>
      changes?.some((change) => moduleOf(change) === module) === true
        ? [{ at, cause: { kind: 'EVENT', eventId: id, ...event } }]
        : [],
    );
  const ofAll = setups.changes.map(({ part, at, event }): Moment<Beginning> => {
    const kind = ({ taxonomy: 'TAXONOMY', mapping: 'MAPPING', rollout: 'ROLLOUT' } as const)[part];
    if (event === null) return { at, cause: { kind, ...NOBODY } };
    const { id, ...told } = event;
    return { at, cause: { kind, eventId: id, ...told } };
  });
  const ofFlags = flags.moments.map((at): Moment<Beginning> => ({ at, cause: { kind: 'LEGACY_FLAGS', ...NOBODY } }));
  const beginning: Moment<Beginning> = { at: from, cause: { kind: 'KNOWN_FROM', ...NOBODY } };
  const byTime = new Map<number, Moment<Beginning>>();
  for (const moment of [beginning, ...ofModule(target.module), ...ofModule(null), ...ofAll, ...ofFlags]) {
    const time = moment.at.getTime();
    if (moment.at >= from && !byTime.has(time)) byTime.set(time, moment);
  }
  return [...byTime.values()].sort((one, other) => one.at.getTime() - other.at.getTime());
}

function untold(at: Date, why: string) {
  return invalidInput([{ field: 'at', message: `is ${sayMoment(at)}; ${why}` }]);
}

function sayFlags({ flags }: Past, at: Date, { gating }: Decision): string {
  const since = flags.moments.find((moment) => moment > at && flags.at(moment) !== undefined);
  const known = since
    ? `they are known from ${sayMoment(since)} on`
    : 'they are recorded only while the fence on them is up';
  return `the legacy flags answered then (${gating ?? ''}), and those of then are not recorded: ${known}`;
}

/** With milliseconds unless they are zero: a time that was told must not be before what it names. */
function sayMoment(at: Date): string {
  return at.getTime() % 60_000 === 0 ? sayTime(at) : at.toISOString();
}
