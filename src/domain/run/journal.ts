import { DomainError } from '../errors';
import { sayTime } from '../say';

/** A run, as far as its journal is concerned. */
export interface JournaledRun {
  readonly id: number;
  /** When retention took the journal away; null if it is there. */
  readonly journalDetachedAt: Date | null;
}

/** `the journal of run 2 was removed by retention on 2027-11-01 00:00 UTC`; null if it is there. */
export function sayJournalDetached({ id, journalDetachedAt }: JournaledRun): string | null {
  return journalDetachedAt === null
    ? null
    : `the journal of run ${id} was removed by retention on ${sayTime(journalDetachedAt)}`;
}

/**
 * @param what what cannot be done without it: `Run 2 cannot be rolled back`
 * @throws DomainError CONFLICT if the journal was removed
 */
export function requireJournal(run: JournaledRun, what: string): void {
  const said = sayJournalDetached(run);
  if (said === null) return;
  throw new DomainError('CONFLICT', `${what}: ${said}; nothing was changed.`, { runId: String(run.id) });
}
