import type { EntityManager } from 'typeorm';
import { eventType } from '../../store/event-types';

/** The imports of snapshots that were said to be foreign: no export of this installation had written the file. */
export async function findForeignImports(manager: Pick<EntityManager, 'query'>): Promise<readonly string[]> {
  const found: readonly { id: string }[] = await manager.query(
    `SELECT id::text AS id FROM platform_events
     WHERE event_type = '${eventType('snapshot_imported')}' AND payload -> 'foreign' = 'true' ORDER BY id`,
  );
  return found.map(({ id }) => id);
}
