import { isShortOfConnections } from '../database/connect-failure';
import type { Database } from '../database/database';
import { DomainError } from '../domain/errors';
import { messageOf } from '../platform/error-shape';
import {
  isConnectionTrouble,
  isLackOfRights,
  isOutOfResources,
  isReadOnly,
  isRowSecurity,
  isTransientState,
} from './sqlstates';
import { readOnlyServer } from './writable';

/**
 * What to do about an error for which no statement and no input is at fault: a database that only reads, is away, has
 * no room or no connection left, or in which another session was in the way. Any other error is returned as it is.
 */
export function sayDatabaseTrouble(error: unknown, database: Pick<Database, 'name' | 'host'>): unknown {
  if (error instanceof DomainError) return error;
  if (isReadOnly(error)) return readOnlyServer(database);
  if (isLackOfRights(error) && !isRowSecurity(error)) {
    return new DomainError(
      'CONFLICT',
      `The role that DATABASE_URL names may not do this: ${messageOf(error).replace(/\.$/, '')}. ` +
        "'portcullis db grants --role ROLE --for server' prints what servers and most commands need, --for auditor " +
        'what audit verify and audit export need; the rest is for the owner.',
    );
  }
  const todo = whatToDo(error);
  if (todo === null) return error;
  const said = messageOf(error).replace(/\.$/, '');
  return new DomainError(
    'CONFLICT',
    `The database '${database.name}' at ${database.host} could not go on: ${said}. ${todo}; what was committed ` +
      'before is kept.',
  );
}

/** Whether an error is none of a statement or an input, but of the database as a whole. */
export function isDatabaseTrouble(error: unknown): boolean {
  return !(error instanceof DomainError) && (isReadOnly(error) || whatToDo(error) !== null);
}

function whatToDo(error: unknown): string | null {
  if (isShortOfConnections(error))
    return (
      'Raise the limit of connections of the role, the database or the server, or lower DATABASE_POOL_SIZE, and run ' +
      'it again'
    );
  if (isOutOfResources(error)) return "Free space, memory or connections on the database's server, and run it again";
  if (isConnectionTrouble(error)) return 'Run it again once the database answers';
  return isTransientState(error) ? 'Another session was in the way: run it again' : null;
}
