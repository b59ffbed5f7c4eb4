import type { EntityManager } from 'typeorm';
import { ORGANIZATIONS_WITH_FLAGS } from '../entitlements/legacy-column';

export interface ScannedOrganization {
  readonly id: number;
  readonly name: string;
  /** `enabled_modules` as JSON text. */
  readonly flags: string | null;
}

const PAGE = 2_000;

/** Every organization in order of id, a page at a time: memory does not grow with their number. */
export async function* scanOrganizations(manager: EntityManager): AsyncGenerator<readonly ScannedOrganization[]> {
  let after: number | null = null;
  for (;;) {
    const page: readonly ScannedOrganization[] = await manager.query(
      `SELECT o.id, o.name, o.flags FROM ${ORGANIZATIONS_WITH_FLAGS} WHERE $1::int IS NULL OR o.id > $1 ORDER BY o.id LIMIT ${PAGE}`,
      [after],
    );
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.id;
  }
}
