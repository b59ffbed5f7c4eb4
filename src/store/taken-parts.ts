import type { EntityManager } from 'typeorm';

/** A part of a table that retention detached, and may have dropped since: a month, such as `2026-11`, or a run's id. */
export interface TakenPart {
  readonly parent: string;
  readonly part: string;
}

/** What retention took out of the tables, as its events say: these are chained like all others. */
export function readTakenParts(manager: EntityManager): Promise<readonly TakenPart[]> {
  return manager.query(
    `SELECT DISTINCT t.parent, t.part
     FROM platform_events e, jsonb_to_recordset(e.payload -> 'tables') AS t (parent text, part text)
     WHERE e.event_type IN ('partitions_detached', 'partitions_dropped')`,
  );
}
