import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { organizationNotFound } from '../../domain/actor';
import { decide, failedDecision } from '../../domain/decision/decide';
import { OrganizationAccess, readLegacy } from '../../domain/decision/organization-access';
import type { PastDecision } from '../../domain/history/periods';
import type { RecordedEvent } from '../../domain/history/recorded-change';
import { type Known, later, type Timeline, timelineOf, versionAt } from '../../domain/history/timeline';
import { FLAGS_NOT_RECORDED } from '../../domain/legacy/legacy-flags';
import type { OrganizationId } from '../../domain/organization-id';
import { gatingOf } from '../../domain/rollout/gating';
import type { Target, Taxonomy } from '../../domain/taxonomy/taxonomy';
import { loadAccess } from '../../store/load-access';
import { type PastFlags, readKnown } from './read-known';
import { type PastSetups, readSetups } from './read-setups';
import { readChanges, type TaxonomyKeys } from './recorded-changes';

/** The most events of an organization that are taken back. */
const MAX_EVENTS = 10_000;

/** What is known of the past of one organization. */
export interface Past {
  readonly organizationId: OrganizationId;
  readonly timeline: Timeline;
  readonly setups: PastSetups;
  readonly flags: PastFlags;
  /** Newest first. */
  readonly events: readonly RecordedEvent[];
  readonly readAt: Date;
}

/**
 * Reads the past of an organization, as of one point in time. Six statements, within a transaction of its own.
 * @param since the time that is asked for; null for everything that is known
 * @throws DomainError NOT_FOUND
 */
export function readPast(dataSource: DataSource, organizationId: OrganizationId, since: Date | null): Promise<Past> {
  return dataSource.transaction('REPEATABLE READ', async (manager) => {
    const known = await readKnown(manager, organizationId);
    const loaded = await loadAccess(manager, [organizationId], { setup: null, environment: null, history: true });
    const facts = loaded.organizations.get(organizationId)?.facts;
    if (!facts) throw organizationNotFound(organizationId);
    const setups = await readSetups(manager, since ?? known.rows.from, since === null);
    const keys = keysOf(loaded.setup.taxonomy);
    const { events, untold } = await readEvents(manager, organizationId, since ?? known.rows.from, keys);
    const readAt = new Date();
    const state = { stored: facts.stored, overrides: facts.overrides, ownGating: known.ownGating };
    const rows = untold ? later(known.rows, untold) : known.rows;
    return {
      organizationId,
      timeline: timelineOf(state, events, rows, readAt),
      setups,
      flags: known.flags,
      events,
      readAt,
    };
  });
}

/**
 * What was decided at a time, by the rules that decide now, from what was stored then.
 * @param at not before the time from which `timeline.known` says that it is known
 */
export function decidePast({ organizationId, timeline, setups, flags }: Past, target: Target, at: Date): PastDecision {
  const state = versionAt(timeline, at)?.state;
  if (!state) throw new Error(`the history is not known at ${at.toISOString()}`);
  const setup = setups.at(at);
  if (!setup) {
    const failed = failedDecision(organizationId, target.module, target.submodule, at);
    return { decision: failed, entitlement: failed, isKnown: true };
  }
  const text = flags.at(at);
  const { taxonomy, mapping, rollout } = setup;
  const facts = {
    organizationId,
    gating: gatingOf(organizationId, state.ownGating, rollout, null),
    legacy: text === undefined ? FLAGS_NOT_RECORDED : readLegacy(text, mapping, taxonomy),
    stored: state.stored,
    overrides: state.overrides,
  };
  const question = { taxonomy, moduleKey: target.module, submoduleKey: target.submodule, at, isPast: true };
  const decision = decide({ ...question, organization: new OrganizationAccess(facts) });
  const enforced = { ...facts, gating: { ...facts.gating, mode: 'ENFORCE' as const } };
  return {
    decision,
    entitlement: decide({ ...question, organization: new OrganizationAccess(enforced) }),
    isKnown: text !== undefined || decision.provenance.kind !== 'LEGACY',
  };
}

const storedEvents = z.array(
  z.object({
    id: z.string(),
    eventType: z.string(),
    actorId: z.string().nullable(),
    reason: z.string().nullable(),
    payload: z.unknown(),
    at: z.date(),
  }),
);

/** @returns newest first, and from when on they are complete if there are too many of them */
async function readEvents(
  manager: EntityManager,
  organizationId: OrganizationId,
  since: Date,
  keys: TaxonomyKeys,
): Promise<{ readonly events: readonly RecordedEvent[]; readonly untold: Known | null }> {
  const found = storedEvents.parse(
    // An adopted table's columns may have other types.
    await manager.query(
      `SELECT e.id::text AS id, e.event_type AS "eventType", e.payload::jsonb ->> 'actor' AS "actorId", e.reason,
              e.payload::jsonb AS payload, date_trunc('milliseconds', e.created_at::timestamptz) AS at
       FROM entitlement_events e
       WHERE e.org_id = $1::organization_id AND e.id >= (
         SELECT min(f.id) FROM entitlement_events f
         WHERE f.org_id = $1::organization_id AND date_trunc('milliseconds', f.created_at::timestamptz) > $2)
       ORDER BY e.id DESC LIMIT $3`,
      [organizationId, since, MAX_EVENTS + 1],
    ),
  );
  let latest = new Date(-8.64e15);
  const events = found
    .slice(0, MAX_EVENTS)
    .reverse()
    .map(({ payload, at, ...event }): RecordedEvent => {
      if (at > latest) latest = at;
      return { ...event, at: latest, changes: readChanges(event.eventType, payload, keys) };
    })
    .reverse();
  const oldest = found.length > MAX_EVENTS ? events.at(-1) : undefined;
  const because = `more than ${MAX_EVENTS} events tell of changes since then`;
  return { events, untold: oldest ? { from: oldest.at, because } : null };
}

/** Nothing of the taxonomy is ever deleted by Portcullis: that of now names what rows of then referred to. */
function keysOf({ modules }: Taxonomy): TaxonomyKeys {
  const moduleKeys = new Map(modules.map(({ id, key }) => [id, key]));
  const submoduleKeys = new Map(modules.flatMap(({ submodules }) => submodules.map(({ id, key }) => [id, key])));
  return { module: (id) => moduleKeys.get(id), submodule: (id) => submoduleKeys.get(id) };
}
