import type { EntityManager } from 'typeorm';

/** On this channel the triggers of the entitlement tables report which organizations' access may have changed. */
export const ACCESS_CHANNEL = 'portcullis_access';

/** On this channel workers hear that a run or a parity report is waiting for them. */
export const RUNS_CHANNEL = 'portcullis_runs';

/** Wakes the workers of all processes once the transaction has committed. */
export async function wakeWorkers(manager: Pick<EntityManager, 'query'>): Promise<void> {
  await manager.query(`SELECT pg_notify($1, '')`, [RUNS_CHANNEL]);
}

/** Has every process drop what it keeps of all organizations once the transaction has committed. */
export async function announceAccessOfAll(manager: Pick<EntityManager, 'query'>): Promise<void> {
  await manager.query(`SELECT pg_notify($1, '*')`, [ACCESS_CHANNEL]);
}
