import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { type Known, later } from '../../domain/history/timeline';
import { COLUMN_MISSING } from '../../domain/legacy/legacy-flags';
import type { OrganizationId } from '../../domain/organization-id';
import { type Gating, GATINGS } from '../../domain/rollout/gating';
import type { PlatformEventType } from '../../store/event-types';
import { FENCE_RAISED } from '../../store/fence-triggers';
import { readFlags } from '../../store/legacy-column';
import { readTakenParts } from '../../store/taken-parts';
import { TABLES_OF_ORGANIZATIONS } from './recorded-changes';

/**
 * What an event about the platform does to the history: after some, the rows (or the legacy flags) of before cannot be
 * told. Null: nothing, since it changes none, or has its changes in events of organizations or the history of the
 * set-up. Every type has an answer, or this does not compile.
 */
const BEGINS: Readonly<Record<PlatformEventType, { readonly of: 'ROWS' | 'FLAGS'; readonly because: string } | null>> =
  {
    entitlements_reset: { of: 'ROWS', because: 'a reset emptied the entitlements then' },
    snapshot_imported: { of: 'ROWS', because: 'a snapshot was imported then' },
    changed_by_sql: {
      of: 'ROWS',
      because: 'SQL changed so many rows of entitlements then that they were not recorded one by one',
    },
    schema_migrated: { of: 'ROWS', because: 'the triggers that record changes by SQL were missing until then' },
    source_set: { of: 'FLAGS', because: 'another source of the legacy flags was set then' },
    legacy_column_dropped: null,
    legacy_fence_raised: null,
    legacy_fence_lowered: null,
    taxonomy_seeded: null,
    mapping_loaded: null,
    package_published: null,
    default_packages_set: null,
    migration_run_started: null,
    migration_run_paused: null,
    migration_run_resumed: null,
    migration_run_cancelled: null,
    migration_run_throttled: null,
    migration_run_ended: null,
    migration_run_rollback_started: null,
    migration_run_rollback_ended: null,
    parity_report_started: null,
    rollout_set: null,
    product_answers_recorded: null,
    maintenance_set: null,
    snapshot_exported: null,
    backup_noted: null,
    legacy_hidden: null,
    legacy_unhidden: null,
    legacy_flags_purged: null,
    console_signed_in: null,
    token_minted: null,
    access_refused: null,
    rights_granted: null,
    audit_verified: null,
    audit_exported: null,
    partitions_detached: null,
    partitions_dropped: null,
  };

/** The legacy flags of an organization, as far as it is proven what they were. */
export interface PastFlags {
  /** Undefined if it is not recorded what they were. */
  readonly at: (at: Date) => string | null | undefined;
  /** When they changed, or when it became known what they were; oldest first. */
  readonly moments: readonly Date[];
}

/** From when on something is known about one organization. */
export interface KnownFacts {
  /** From when on its events tell what was stored. */
  readonly rows: Known;
  readonly flags: PastFlags;
  readonly ownGating: Gating | null;
}

/** Reads from when on the history of an organization can be told. Three statements. */
export async function readKnown(manager: EntityManager, organizationId: OrganizationId): Promise<KnownFacts> {
  const flags = (await readFlags(manager, [organizationId])).get(organizationId) ?? null;
  const [found] = facts.parse(
    await manager.query(FACTS, [
      Object.keys(BEGINS).filter((type) => beginning(type) !== null),
      TABLES_OF_ORGANIZATIONS,
      organizationId,
    ]),
  );
  const installed: Known = { from: found.installedAt, because: 'Portcullis was installed then' };
  const begun = found.begun.flatMap(({ type, at }) => {
    const begins = beginning(type);
    return begins ? [{ from: new Date(at), ...begins }] : [];
  });
  const removed = [...(await readTakenParts(manager)), ...found.detached].flatMap(({ parent, part }): Known[] => {
    const [year = 0, month = 0] = part.split('-').map(Number);
    if (parent !== 'entitlement_events' && parent !== 'platform_events') return [];
    return [{ from: new Date(Date.UTC(year, month, 1)), because: `retention removed the events of ${part}` }];
  });
  return {
    rows: [...begun.filter((one) => one.of === 'ROWS'), ...removed].reduce<Known>(later, installed),
    flags: pastFlags(
      flags,
      found,
      begun.filter((one) => one.of === 'FLAGS').map(({ from }) => from),
    ),
    ownGating: found.ownGating,
  };
}

function beginning(type: string) {
  return new Map(Object.entries(BEGINS)).get(type) ?? null;
}

const MS = (time: string) => `date_trunc('milliseconds', ${time})`;

/** Only what concerns rows begins the history of rows: a set-up that SQL changed is in its own history. */
const FACTS = `
  SELECT ${MS('i.installed_at')} AS "installedAt",
    (SELECT mode FROM organization_rollouts WHERE org_id = $3::organization_id) AS "ownGating",
    (SELECT coalesce(json_agg(json_build_object('type', b.event_type, 'at', b.at)), '[]')
     FROM (SELECT event_type, ${MS('max(created_at)')} AS at FROM platform_events
           WHERE event_type = ANY($1)
             AND (event_type <> 'changed_by_sql' OR payload ->> 'table' = ANY($2))
             AND (event_type <> 'schema_migrated' OR payload ->> 'remade' ~ 'notify|record_')
           GROUP BY event_type) AS b) AS begun,
    (SELECT coalesce(json_agg(json_build_object('parent', d.parent, 'part', d.part)), '[]')
     FROM detached_partitions d) AS detached,
    CASE WHEN ${FENCE_RAISED} THEN f.raised_at END AS "fencedSince",
    ${MS('c.changed_at')} AS "changedAt", c.old_flags AS "oldFlags", c.count::int AS changes,
    ${MS('d.dropped_at')} AS "droppedAt"
  FROM installation i
  LEFT JOIN legacy_fence f ON true
  LEFT JOIN legacy_changes c ON c.org_id = $3::organization_id
  LEFT JOIN legacy_column_drop d ON true`;

const facts = z.tuple([
  z.object({
    installedAt: z.date(),
    ownGating: z.enum(GATINGS).nullable(),
    begun: z.array(z.object({ type: z.string(), at: z.string() })),
    detached: z.array(z.object({ parent: z.string(), part: z.string() })),
    fencedSince: z.date().nullable(),
    changedAt: z.date().nullable(),
    oldFlags: z.string().nullable(),
    changes: z.number().nullable(),
    droppedAt: z.date().nullable(),
  }),
]);

/**
 * The product changes its flags without an event. While the fence is up, it keeps the last change of each organization:
 * so it is proven what they were since that change, and before it if it is the only one.
 */
function pastFlags(
  now: string | null,
  { fencedSince, changedAt, oldFlags, changes, droppedAt }: z.infer<typeof facts>[0],
  sourcesSet: readonly Date[],
): PastFlags {
  if (now === COLUMN_MISSING) {
    return {
      at: (at) => (droppedAt !== null && at >= droppedAt ? now : undefined),
      moments: droppedAt === null ? [] : [droppedAt],
    };
  }
  if (fencedSince === null) return { at: () => undefined, moments: [] };
  const since = sourcesSet.reduce((latest, one) => (one > latest ? one : latest), fencedSince);
  return {
    at: (at) => {
      if (at < since) return undefined;
      if (changedAt === null || at >= changedAt) return now;
      return changes === 1 ? oldFlags : undefined;
    },
    moments: [since, ...(changedAt !== null && changedAt > since ? [changedAt] : [])],
  };
}
