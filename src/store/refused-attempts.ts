import type { EntityManager } from 'typeorm';
import type { Actor } from '../domain/actor';
import { appendPlatformEvent } from './append-events';

/** How long equal attempts are counted before they are written. */
const EVERY_MS = 60_000;
/** So many different ones are written each time: whoever is refused must not fill the record. */
const MAX_DIFFERENT = 20;
const OTHERS = 'others';

interface Attempt {
  readonly actor: Actor;
  readonly what: string;
  readonly code: string;
  count: number;
}

/**
 * Records what actors were refused that only others may do, counted in this process and written once a minute: the
 * record keeps who tried what, and does not grow with how often.
 */
export class RefusedAttempts {
  private attempts = new Map<string, Attempt>();
  private writing: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;

  /** @param onFailure called if they could not be written; they are written the next time */
  constructor(
    private readonly manager: EntityManager,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.timer = setInterval(() => void this.flush(), EVERY_MS).unref();
  }

  /** @param what the field of the API, or another name of what was refused */
  note(actor: Actor, what: string, code: string): void {
    const known = this.attempts.get(keyOf(actor, what, code));
    if (known) known.count++;
    else if (this.attempts.size < MAX_DIFFERENT) this.add({ actor, what, code, count: 1 });
    else {
      const others = this.attempts.get(keyOf(NOBODY, OTHERS, code));
      if (others) others.count++;
      else this.add({ actor: NOBODY, what: OTHERS, code, count: 1 });
    }
  }

  /** Writes what was counted. */
  flush(): Promise<void> {
    return (this.writing = this.writing.then(() => this.write()));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private add(attempt: Attempt): void {
    this.attempts.set(keyOf(attempt.actor, attempt.what, attempt.code), attempt);
  }

  private async write(): Promise<void> {
    const written = this.attempts;
    if (written.size === 0) return;
    this.attempts = new Map();
    try {
      await this.manager.transaction(async (manager) => {
        for (const { actor, what, code, count } of written.values())
          await appendPlatformEvent(manager, {
            eventType: 'access_refused',
            actor,
            reason: null,
            payload: { what, code, count },
          });
      });
    } catch (error) {
      this.onFailure(error);
      for (const [key, attempt] of written) {
        const newer = this.attempts.get(key);
        if (newer) newer.count += attempt.count;
        else this.attempts.set(key, attempt);
      }
    }
  }
}

/** For attempts of different actors together. */
const NOBODY: Actor = { id: 'several', role: 'MEMBER', organizationId: null };

function keyOf({ id, role }: Actor, what: string, code: string): string {
  return JSON.stringify([id, role, what, code]);
}
