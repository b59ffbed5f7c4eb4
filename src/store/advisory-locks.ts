import type { EntityManager } from 'typeorm';

/** All advisory locks that Portcullis takes. Each but the first ends with the transaction that took it. */
const LOCKS = {
  migrations: 'portcullis:migrations',
  setup: 'portcullis:setup',
  fence: 'portcullis:fence',
  idempotency: 'portcullis:idempotency',
  overrides: 'portcullis:overrides',
} as const;

type Queryable = Pick<EntityManager, 'query'>;

/** Does something while no other process migrates the schema. Takes the lock for the session, since migrations commit in between. */
export async function holdingMigrations<Result>(session: Queryable, work: () => Promise<Result>): Promise<Result> {
  await session.query('SELECT pg_advisory_lock(hashtext($1))', [LOCKS.migrations]);
  try {
    return await work();
  } finally {
    await session.query('SELECT pg_advisory_unlock(hashtext($1))', [LOCKS.migrations]);
  }
}

/** Taxonomy, mapping and the start of runs change one at a time, so that a plan is made from one state of the three. */
export async function lockSetup(manager: Queryable): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [LOCKS.setup]);
}

/** The fence, the legacy column and the values kept of it change one at a time. */
export async function lockFence(manager: Queryable): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [LOCKS.fence]);
}

/** Requests of one actor with one idempotency key are answered one after the other. */
export async function lockIdempotencyKey(manager: Queryable, actorId: string, key: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))', [
    LOCKS.idempotency,
    JSON.stringify([actorId, key]),
  ]);
}

/** The overrides of one organization change one request at a time. */
export async function lockOverrides(manager: Queryable, organizationId: number): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1), $2::int)', [LOCKS.overrides, organizationId]);
}
