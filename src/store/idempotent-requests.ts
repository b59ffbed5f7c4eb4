import type { EntityManager } from 'typeorm';
import type { Actor } from '../domain/actor';
import { DomainError, invalidInput } from '../domain/errors';
import { lockIdempotencyKey } from './advisory-locks';

const MAX_LENGTH = 200;

/** @throws DomainError INVALID_INPUT for a key that is empty, or too long */
export function readIdempotencyKey(key: string | null | undefined): string | null {
  if (key === null || key === undefined) return null;
  if (key.length >= 1 && key.length <= MAX_LENGTH) return key;
  throw invalidInput('The input is not right:', [
    { field: 'input.idempotencyKey', message: `should have 1 to ${MAX_LENGTH} characters` },
  ]);
}

/**
 * What an actor's earlier request with this key was answered with; undefined where there was none. Until the transaction ends no other
 * request with the key is looked at.
 * @throws DomainError CONFLICT where the earlier one had other input
 */
export async function findAnswer(
  manager: EntityManager,
  actor: Actor,
  key: string,
  inputHash: string,
): Promise<unknown> {
  await lockIdempotencyKey(manager, actor.id, key);
  const [earlier]: readonly { input_hash: string; answer: unknown }[] = await manager.query(
    'SELECT input_hash, answer FROM idempotent_requests WHERE actor_id = $1 AND key = $2',
    [actor.id, key],
  );
  if (!earlier || earlier.input_hash === inputHash) return earlier?.answer;
  throw new DomainError(
    'CONFLICT',
    'The idempotency key was used before, with other input. Take a new key for a new request.',
    { idempotencyKey: key },
  );
}

/** Forgets answers that are older than a week: nobody sends a request again after so long. */
export async function pruneAnswers(manager: EntityManager): Promise<void> {
  await manager.query(`DELETE FROM idempotent_requests WHERE created_at < now() - interval '7 days'`);
}

/** Keeps an answer, as JSON; call it in the transaction that does what it tells of, after `findAnswer`. */
export async function keepAnswer(
  manager: EntityManager,
  actor: Actor,
  key: string,
  inputHash: string,
  answer: string,
): Promise<void> {
  await manager.query('INSERT INTO idempotent_requests (actor_id, key, input_hash, answer) VALUES ($1, $2, $3, $4)', [
    actor.id,
    key,
    inputHash,
    answer,
  ]);
}
