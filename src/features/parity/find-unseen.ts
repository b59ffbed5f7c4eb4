import type { EntityManager } from 'typeorm';
import { NOT_DROPPED_BY_US, sayColumnMissing } from '../../domain/legacy/legacy-column';
import { readLegacyColumn } from '../../store/legacy-column';
import { findRepeatedIds, REPEATED_ARE_REFUSED, sayRepeatedIds } from '../../store/sound-source';
import { findHidingTables, sayHidingTables } from '../../store/source';

/** Why the organizations, or their flags, cannot be seen as they are, as a sentence; null if they can. */
export async function whatIsUnseen(manager: EntityManager): Promise<string | null> {
  const hiding = await findHidingTables(manager);
  if (hiding.length > 0) return sayHidingTables(hiding);
  const [visible]: readonly { any: boolean }[] = await manager.query(
    'SELECT EXISTS (SELECT 1 FROM organizations) AS any',
  );
  if (!visible?.any) return 'No organization is visible: is this the right database, and the right source?';
  const repeated = await findRepeatedIds(manager);
  if (repeated.count > 0) return `${sayRepeatedIds(repeated)}. ${REPEATED_ARE_REFUSED}`;
  const column = await readLegacyColumn(manager);
  if (column.exists || column.droppedAt !== null) return null;
  return `${sayColumnMissing(column)} ${NOT_DROPPED_BY_US}`;
}
