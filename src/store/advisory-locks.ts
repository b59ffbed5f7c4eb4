import type { EntityManager } from 'typeorm';

/** Taxonomy, mapping and the start of runs change one at a time: whoever plans sees one state of the three. Ends with the transaction. */
export async function lockSetup(manager: EntityManager): Promise<void> {
  await manager.query(`SELECT pg_advisory_xact_lock(hashtext('portcullis:setup'))`);
}
