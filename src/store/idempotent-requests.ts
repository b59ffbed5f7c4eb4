import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Actor } from '../domain/actor';
import { DomainError, invalidInput } from '../domain/errors';
import { hashOf } from '../domain/hash';
import { lockIdempotencyKey } from './advisory-locks';

const MAX_LENGTH = 200;

/** A request with an idempotency key, which its actor may send again. */
export interface IdempotentRequest {
  readonly actorId: string;
  readonly key: string;
  readonly inputHash: string;
}

/**
 * Reads the idempotency key of a request.
 * @param parts the operation's name and all input: two requests are the same if these are equal
 * @returns null without a key
 * @throws DomainError INVALID_INPUT if the key is empty or longer than 200 characters
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
  /** Does the work, in the transaction that also stores `answer`: JSON from which `replay` restores the result. */
  readonly work: () => Promise<{ readonly result: Result; readonly answer: string }>;
  /** Restores the result of the first request from its stored answer. */
  readonly replay: (answer: unknown) => Promise<Result>;
}

/**
 * Does the work of a request once: the same request sent again within a week gets the first result. Requests of one
 * actor with the same key wait for each other until the transaction ends.
 * @param request null for a request without a key, whose work is always done
 * @throws DomainError CONFLICT if the key was used with other input
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
    `The idempotency key was used before with other input${run.success ? ` (run ${run.data.runId})` : ''}. ` +
      'Use a new key for a new request.',
    { idempotencyKey: key, ...(run.success && { runId: run.data.runId }) },
  );
}

/** Deletes answers older than a week. */
export async function pruneAnswers(manager: EntityManager): Promise<void> {
  await manager.query(`DELETE FROM idempotent_requests WHERE created_at < now() - interval '7 days'`);
}
