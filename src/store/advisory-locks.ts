import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';

/** All advisory locks of Portcullis. Each is released at the end of the transaction that took it. */
const LOCKS = {
  migrations: 'portcullis:migrations',
  setup: 'portcullis:setup',
  fence: 'portcullis:fence',
  idempotency: 'portcullis:idempotency',
  overrides: 'portcullis:overrides',
} as const;

type Queryable = Pick<EntityManager, 'query'>;

/** Serializes changes of the schema; a lock of the transaction, so that it works through a pooler too. */
export async function lockMigrations(manager: Queryable): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [LOCKS.migrations]);
}

/**
 * Serializes changes of the taxonomy, changes of the mapping and starts of runs, so that a plan sees one state of both.
 */
export async function lockSetup(manager: Queryable): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [LOCKS.setup]);
}

/** Serializes changes of the fence, the legacy column and its retained values. */
export async function lockFence(manager: Queryable): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [LOCKS.fence]);
}

/** Serializes the requests of one actor that have the same idempotency key. */
export async function lockIdempotencyKey(manager: Queryable, actorId: string, key: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))', [
    LOCKS.idempotency,
    JSON.stringify([actorId, key]),
  ]);
}

/** Serializes changes of what one organization has. */
export async function lockOrganization(manager: Queryable, organizationId: OrganizationId): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtext($1), hashtext($2))', [LOCKS.overrides, organizationId]);
}
