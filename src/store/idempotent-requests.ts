import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../domain/actor';
import { DomainError, invalidInput } from '../domain/errors';
import { hashOf } from '../domain/hash';
import { lockIdempotencyKey } from './advisory-locks';

const MAX_LENGTH = 200;

/** A request that may be sent again, as its actor's key tells; null without a key. */
export interface IdempotentRequest {
  readonly actorId: string;
  readonly key: string;
  readonly inputHash: string;
}

/**
 * @param parts the operation's name, and everything that makes two inputs the same
 * @throws DomainError INVALID_INPUT for a key that is empty, or too long
 */
export function readIdempotent(
  actor: Actor,
  key: string | null | undefined,
  parts: readonly unknown[],
): IdempotentRequest | null {
  if (key === null || key === undefined) return null;
  if (key.length < 1 || key.length > MAX_LENGTH) {
    throw invalidInput([{ field: 'input.idempotencyKey', message: `must have 1 to ${MAX_LENGTH} characters` }]);
  }
  return { actorId: actor.id, key, inputHash: hashOf(parts) };
}

export interface IdempotentWork<Result> {
  /** Does what is asked for, in the transaction that also keeps the answer: JSON from which `replay` makes the result again. */
  readonly work: () => Promise<{ readonly result: Result; readonly answer: string }>;
  readonly replay: (answer: unknown) => Promise<Result>;
}

/**
 * Does what a request asks for once: sent again within a week it gets the first answer, and nothing is done twice. Requests of one actor with
 * one key wait for each other until the transaction ends.
 * @throws DomainError CONFLICT where the key was used with other input
 */
export async function answerOnce<Result>(
  manager: EntityManager,
  request: IdempotentRequest | null,
  { work, replay }: IdempotentWork<Result>,
): Promise<Result> {
  if (request === null) return (await work()).result;
  const { actorId, key, inputHash } = request;
  await lockIdempotencyKey(manager, actorId, key);
  const [earlier]: readonly { input_hash: string; answer: unknown }[] = await manager.query(
    'SELECT input_hash, answer FROM idempotent_requests WHERE actor_id = $1 AND key = $2',
    [actorId, key],
  );
  if (earlier && earlier.input_hash !== inputHash) throw otherInput(key, earlier.answer);
  if (earlier) return replay(earlier.answer);
  const { result, answer } = await work();
  await manager.query('INSERT INTO idempotent_requests (actor_id, key, input_hash, answer) VALUES ($1, $2, $3, $4)', [
    actorId,
    key,
    inputHash,
    answer,
  ]);
  return result;
}

const startedRun = z.object({ runId: z.string() });

function otherInput(key: string, answer: unknown): DomainError {
  const run = startedRun.safeParse(answer);
  return new DomainError(
    'CONFLICT',
    `The idempotency key was used before, with other input${run.success ? ` (run ${run.data.runId})` : ''}. Use a new key for a new request.`,
    { idempotencyKey: key, ...(run.success && { runId: run.data.runId }) },
  );
}

/** Forgets answers that are older than a week: no client repeats a request after so long. */
export async function pruneAnswers(manager: EntityManager): Promise<void> {
  await manager.query(`DELETE FROM idempotent_requests WHERE created_at < now() - interval '7 days'`);
}
