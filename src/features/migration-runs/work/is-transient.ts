import { ConcurrentChangeError } from './write-changes';
import { isTransientState } from '../../../store/sqlstates';

/** Deadlock, serialization, lock or statement timeout, or a row that somebody changed under our hands: worth another try. */
export function isTransient(error: unknown): boolean {
  return error instanceof ConcurrentChangeError || isTransientState(error);
}
