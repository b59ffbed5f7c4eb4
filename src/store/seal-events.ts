import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../../migrations/baseline/names';
import { type AuditKey, type Checkpoint, signCheckpoint } from '../domain/audit/checkpoint';

interface SealedRow {
  readonly head: number;
  readonly hash: string | null;
  readonly madeAt: Date | null;
  readonly signed: boolean | null;
  readonly more: boolean;
}

/** Where the chain ends, and whether that is signed. */
export interface SealedEnd extends Checkpoint {
  readonly signed: boolean;
  /** Whether events were committed that are not at the end of the chain yet. */
  readonly more: boolean;
}

/**
 * Puts events that were committed since the last time at the end of the chain: of large statements, whose events it has
 * to hash, about 5,000. Any number of processes may do this at once.
 * @returns where the chain ends; null before the first event
 */
export async function sealEvents(manager: EntityManager): Promise<SealedEnd | null> {
  const [row]: readonly SealedRow[] = await manager.query(
    `SELECT head::float8 AS head, encode(hash, 'hex') AS hash, made_at AS "madeAt", signed, more
     FROM ${SCHEMA}.seal_events()`,
  );
  if (!row) throw new Error('seal_events returned no row');
  const { head, hash, madeAt, signed, more } = row;
  return hash === null || madeAt === null ? null : { position: head, hash, madeAt, signed: signed === true, more };
}

/** The same with all of them, however many there are. */
export async function sealAllEvents(manager: EntityManager): Promise<SealedEnd | null> {
  for (;;) {
    const end = await sealEvents(manager);
    if (!end?.more) return end;
  }
}

/**
 * Signs a checkpoint that is not signed yet. Sign only what was held to the chain: whoever may write to the database
 * can put another end there. Nothing happens if another process has signed or replaced it.
 */
export async function storeSignature(manager: EntityManager, checkpoint: Checkpoint, key: AuditKey): Promise<void> {
  await manager.query(`SELECT ${SCHEMA}.sign_checkpoint($1, decode($2, 'hex'), decode($3, 'hex'))`, [
    checkpoint.position,
    key.publicKey,
    signCheckpoint(checkpoint, key),
  ]);
}

/** Whether the chain ends at a checkpoint that nobody has signed: another process may have sealed last. */
export async function isEndUnsigned(manager: Pick<EntityManager, 'query'>): Promise<boolean> {
  const [newest]: readonly { unsigned: boolean }[] = await manager.query(
    `SELECT signature IS NULL AS unsigned FROM ${SCHEMA}.audit_checkpoints ORDER BY position DESC LIMIT 1`,
  );
  return newest?.unsigned === true;
}

/** Whether events were committed that are not at the end of the chain yet. */
export async function hasUnsealed(manager: Pick<EntityManager, 'query'>): Promise<boolean> {
  const found: readonly unknown[] = await manager.query(
    `SELECT 1 FROM ${SCHEMA}.audit_links WHERE position IS NULL LIMIT 1`,
  );
  return found.length > 0;
}
