import type { EntityManager } from 'typeorm';
import type { StoredAccess } from '../../domain/plan-changes';
import { loadStoredAccess } from '../entitlements/load-stored-access';

/** One organization as a run finds it. */
export interface FoundOrganization {
  readonly id: number;
  /** `enabled_modules` as JSON text. */
  readonly flags: string | null;
  readonly stored: StoredAccess;
}

/** Reads some organizations with their rows, in order of id, in three statements. One that is gone is not among them. */
export async function readOrganizations(manager: EntityManager, ids: readonly number[]): Promise<readonly FoundOrganization[]> {
  const organizations: readonly { id: number; flags: string | null }[] = await manager.query(
    'SELECT id, enabled_modules::text AS flags FROM organizations WHERE id = ANY($1) ORDER BY id',
    [ids],
  );
  const storedOf = await loadStoredAccess(manager, ids);
  return organizations.map(({ id, flags }) => ({ id, flags, stored: storedOf(id) }));
}
