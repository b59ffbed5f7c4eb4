import { databaseError } from '../../../platform/database-error';
import { ConcurrentChangeError } from './write-changes';

/** Deadlock, serialization, lock or statement timeout, or a row that somebody changed under our hands: worth another try. */
export function isTransient(error: unknown): boolean {
  return error instanceof ConcurrentChangeError || /^(40001|40P01|55P03|57014)$/.test(databaseError(error)?.code ?? '');
}
