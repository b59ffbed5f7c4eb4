import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { PlatformEventType } from '../../store/event-types';
import { type AccessSetup, readSetup } from '../../store/load-access';

/** The parts of the set-up of which the history is kept. */
const PARTS = ['taxonomy', 'mapping', 'rollout'] as const;
type SetupPart = (typeof PARTS)[number];

/** The event of the transaction that changed a part of the set-up. */
interface SetupEvent {
  readonly id: string;
  readonly eventType: string;
  readonly actorId: string;
  readonly reason: string | null;
}

/** A change of the set-up that all organizations share. */
interface SetupChange {
  readonly part: SetupPart;
  readonly at: Date;
  /** Null if no event tells of it. */
  readonly event: SetupEvent | null;
}

/** The set-up at past times. */
export interface PastSetups {
  /** @returns undefined if the table `rollout` had no row then: every check failed */
  readonly at: (at: Date) => AccessSetup | undefined;
  /** Oldest first. */
  readonly changes: readonly SetupChange[];
}

const TELLING: readonly PlatformEventType[] = [
  'taxonomy_seeded',
  'mapping_loaded',
  'rollout_set',
  'snapshot_imported',
  'changed_by_sql',
];

/**
 * Reads what the set-up was at a time. One statement.
 * @param since the time
 * @param all whether to read all later ones too
 */
export async function readSetups(manager: EntityManager, since: Date, all: boolean): Promise<PastSetups> {
  const rows = recorded.parse(
    // Ids give the order: a transaction that waited for another one has an earlier time than the one it waited for.
    await manager.query(
      `WITH history AS (
         SELECT id, part, at, date_trunc('milliseconds', max(at) OVER (PARTITION BY part ORDER BY id)) AS counts_from
         FROM setup_history),
       base AS (SELECT part, max(id) AS id FROM history WHERE counts_from <= $1 GROUP BY part)
       SELECT h.part, h.counts_from AS at, s.value, e.event
       FROM history h JOIN setup_history s ON s.id = h.id LEFT JOIN base b ON b.part = h.part
       LEFT JOIN LATERAL (
         SELECT json_build_object('id', p.id::text, 'eventType', p.event_type, 'actorId', p.actor_id,
                                  'reason', p.reason) AS event
         FROM platform_events p WHERE $2 AND p.created_at = h.at AND p.event_type = ANY($3) ORDER BY p.id LIMIT 1
       ) AS e ON true
       WHERE h.id = b.id OR ($2 AND h.id > coalesce(b.id, 0))
       ORDER BY h.id`,
      [since, all, TELLING],
    ),
  );
  const newestFirst = [...rows].reverse();
  const known = new Map<string, AccessSetup>();
  return {
    changes: rows,
    at: (at) => {
      const places = PARTS.map((part) => newestFirst.findIndex((row) => row.part === part && row.at <= at));
      const [taxonomy, mapping, rollout] = places.map((place) => newestFirst[place]?.value ?? null);
      if (taxonomy === null || rollout === null) return undefined;
      const name = places.join();
      const setup = known.get(name) ?? setupOf(taxonomy, mapping, rollout);
      known.set(name, setup);
      return setup;
    },
  };
}

const event = z.object({ id: z.string(), eventType: z.string(), actorId: z.string(), reason: z.string().nullable() });
const recorded = z.array(z.object({ part: z.enum(PARTS), at: z.date(), value: z.unknown(), event: event.nullable() }));
const ofTaxonomy = z.object({ modules: z.unknown(), submodules: z.unknown() });
const ofRollout = z.tuple([z.unknown(), z.unknown()]);

function setupOf(taxonomy: unknown, rules: unknown, rollout: unknown): AccessSetup {
  return readSetup({
    ...ofTaxonomy.parse(taxonomy),
    rules,
    rollout: [...ofRollout.parse(rollout), false, false, null],
  });
}
