import type { EntityManager } from 'typeorm';

/** A part of a table that retention detached, and may have dropped since: a month, such as `2026-11`, or a run's id. */
export interface TakenPart {
  readonly parent: string;
  readonly part: string;
}

/** What retention took out of the tables, as its events say: these are chained like all others. */
export function readTakenParts(manager: EntityManager): Promise<readonly TakenPart[]> {
  return manager.query(
    // Somebody may have written over a payload, which a verification has to survive.
    `SELECT DISTINCT t ->> 'parent' AS parent, t ->> 'part' AS part
     FROM platform_events e, jsonb_array_elements(
       CASE WHEN jsonb_typeof(e.payload -> 'tables') = 'array' THEN e.payload -> 'tables' ELSE '[]' END) AS t
     WHERE e.event_type IN ('partitions_detached', 'partitions_dropped') AND t ->> 'parent' IS NOT NULL
       AND t ->> 'part' IS NOT NULL`,
  );
}
