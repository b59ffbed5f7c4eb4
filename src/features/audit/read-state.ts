import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { type Checkpoint, judgeSignature, sayPublicKey } from '../../domain/audit/checkpoint';
import { PlatformEvent } from '../../entities/platform-event';
import { eventType } from '../../store/event-types';
import { readNewestCheckpoints } from './check-chain';

/** An end of the chain, and by which key it is signed: base64, null for none that is trusted. */
interface SealedCheckpoint extends Checkpoint {
  readonly publicKey: string | null;
}

/** What an earlier verification found, as its event says. */
interface PastVerification {
  readonly id: string;
  readonly at: Date;
  readonly actorId: string;
  readonly events: number;
  readonly position: number;
  readonly findings: number;
  readonly firstFinding: string | null;
}

/** The record of events, without reading it. */
export interface AuditState {
  readonly end: SealedCheckpoint | null;
  readonly signedEnd: SealedCheckpoint | null;
  readonly unsealed: number;
  readonly lastVerification: PastVerification | null;
}

/** So many of what is not sealed are counted: servers are behind for seconds only. */
const MOST_UNSEALED = 1_000;

/** @param trusted the public keys by which checkpoints may be signed, hexadecimal; with none, any */
export async function readAuditState(manager: EntityManager, trusted: readonly string[]): Promise<AuditState> {
  const { newest, newestSigned } = await readNewestCheckpoints(manager);
  const judged = [newest, newestSigned].map((one): SealedCheckpoint | null => {
    if (one === null) return null;
    const signed = one.signature !== null && judgeSignature(one, trusted) === 'SIGNED';
    return { ...one, publicKey: signed ? sayPublicKey(one.signature.publicKey) : null };
  });
  const [end = null, signed = null] = judged;
  const [row]: readonly { unsealed: number }[] = await manager.query(
    `SELECT count(*)::int AS unsealed
     FROM (SELECT 1 FROM audit_links WHERE position IS NULL LIMIT ${MOST_UNSEALED}) AS l`,
  );
  return {
    end,
    signedEnd: signed?.publicKey === null ? null : signed,
    unsealed: row?.unsealed ?? 0,
    lastVerification: await readLastVerification(manager),
  };
}

const verified = z.object({
  events: z.int(),
  position: z.int(),
  findings: z.int(),
  first: z.string().nullable(),
});

async function readLastVerification(manager: EntityManager): Promise<PastVerification | null> {
  const [event] = await manager.find(PlatformEvent, {
    where: { eventType: eventType('audit_verified') },
    order: { id: 'DESC' },
    take: 1,
  });
  // Somebody may have written over it: what cannot be read is no result, and a verification names it.
  const result = verified.safeParse(event?.payload);
  if (!event || !result.success) return null;
  const { first: firstFinding, ...numbers } = result.data;
  return { id: event.id, at: event.createdAt, actorId: event.actorId, ...numbers, firstFinding };
}
