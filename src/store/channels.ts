import type { EntityManager } from 'typeorm';

/** The triggers of the entitlement tables notify this channel of the organizations whose access may have changed. */
export const ACCESS_CHANNEL = 'portcullis_access';

/** Workers listen on this channel for runs and parity reports that wait for them. */
export const RUNS_CHANNEL = 'portcullis_runs';

/** Wakes the workers of all processes when the transaction commits. */
export async function wakeWorkers(manager: Pick<EntityManager, 'query'>): Promise<void> {
  await manager.query(`SELECT pg_notify($1, '')`, [RUNS_CHANNEL]);
}

/** Makes every process drop its whole cache when the transaction commits. */
export async function announceAccessOfAll(manager: Pick<EntityManager, 'query'>): Promise<void> {
  await manager.query(`SELECT pg_notify($1, '*')`, [ACCESS_CHANNEL]);
}
