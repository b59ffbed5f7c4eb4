import { QueryFailedError } from 'typeorm';
import { SCHEMA } from '../../migrations/baseline/names';
import { SOURCE_UNSET_STATE } from '../../migrations/baseline/source';
import { NoSuchServerError } from '../database/choose-host';
import { databaseError } from '../platform/database-error';
import { codeOf, messageOf } from '../platform/error-shape';

/** SQLSTATEs, named as in appendix A of PostgreSQL's manual. */
const SQLSTATE = {
  uniqueViolation: '23505',
  readOnlyTransaction: '25006',
  insufficientPrivilege: '42501',
  duplicateTable: '42P07',
  duplicateFunction: '42723',
  duplicateObject: '42710',
  dependentObjectsStillExist: '2BP01',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  lockNotAvailable: '55P03',
  queryCanceled: '57014',
  idleInTransactionTimeout: '25P03',
  invalidAuthorization: '28000',
  objectNotInPrerequisiteState: '55000',
} as const;

const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
/** `pg` reports these without a code; the last two are TypeORM's, for a transaction whose connection broke. */
const TERMINATED = new RegExp(
  [
    'Connection terminated',
    'connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error',
    'not queryable',
    'Driver not Connected',
    'query runner.* already released',
  ].join('|'),
  'i',
);

function stateOf(error: unknown): string | undefined {
  return databaseError(error)?.code;
}

function isState(error: unknown, ...states: readonly (keyof typeof SQLSTATE)[]): boolean {
  const state = stateOf(error);
  return states.some((name) => SQLSTATE[name] === state);
}

/**
 * Whether a unique index refused a row.
 * @param index the name of the index; any index if omitted
 */
export function isUniqueViolation(error: unknown, index?: string): boolean {
  return isState(error, 'uniqueViolation') && (index === undefined || databaseError(error)?.constraint === index);
}

/** Whether another session held a lock for too long, or waiting for it would have been a deadlock. */
export function isLockedOut(error: unknown): boolean {
  return isState(error, 'lockNotAvailable', 'deadlockDetected');
}

/** Whether a retry may succeed: deadlock, serialization failure, lock timeout or statement timeout. */
export function isTransientState(error: unknown): boolean {
  return isState(error, 'serializationFailure', 'deadlockDetected', 'lockNotAvailable', 'queryCanceled');
}

/** Whether the role lacks a right, such as the ownership of a table. */
export function isLackOfRights(error: unknown): boolean {
  return isState(error, 'insufficientPrivilege');
}

/**
 * Whether row security hides rows of a table from the role, which our sessions take as an error. The SQLSTATE alone is
 * also that of a missing privilege and of a row that a policy refuses, and the message is in the server's language.
 */
export function isRowSecurity(error: unknown): boolean {
  return isLackOfRights(error) && databaseError(error)?.routine === 'check_enable_rls';
}

/** Whether no source of organizations is set: raised by the function that the view of them reads from. */
export function isSourceUnset(error: unknown): boolean {
  return stateOf(error) === SOURCE_UNSET_STATE;
}

/** Whether a query failed on the values of a row: classes 21 (rows of a subquery), 22 (data) and P0 (PL/pgSQL). */
export function isFailedRow(error: unknown): boolean {
  return /^(21|22|P0)/.test(stateOf(error) ?? '');
}

/** What is wrong with the source: its rows, its query, the rights of our role, or the state of what the query reads. */
export type SourceFault = 'rows' | 'query' | 'rights' | 'state';

/**
 * Whether the source is at fault, in a statement that read the organizations. PostgreSQL puts the query of the source
 * into the statement that asks, and names its function only where what it names is gone. But our own statements give
 * PostgreSQL no value that could fail, have no functions in which an error could arise, and read nothing in a state.
 */
export function faultOfSource(error: unknown): SourceFault | null {
  const raisedIn = databaseError(error)?.where ?? '';
  if (isFaultyStatement(error) && raisedIn.includes('read_source')) return 'query';
  const statement = statementOf(error);
  if (!READS_ORGANIZATIONS.test(statement) || WRITES.test(statement)) return null;
  if (isFailedRow(error)) return 'rows';
  if (isState(error, 'objectNotInPrerequisiteState')) return 'state';
  if (isLackOfRights(error)) return isRefusedOurs(messageOf(error), statement) ? null : 'rights';
  return isFaultyStatement(error) && raisedIn !== '' ? 'query' : null;
}

/** The view of organizations, the function behind it, the published view upon it, or the cursor of a snapshot. */
const READS_ORGANIZATIONS = /\b(organizations|read_source|v_effective_entitlements|snapshot_rows)\b/i;
/** In a statement that writes, another application's trigger may be what failed. */
const WRITES = /\b(INSERT\s+INTO|UPDATE\s+\w+\s+(AS\s+)?(\w+\s+)?SET|DELETE\s+FROM)\b/i;

/**
 * Whether rights are missing on what the statement itself names, and not on what the source names. PostgreSQL has the
 * name in the message alone. The product's table may be called `organizations`, and our view of that name is ours.
 */
function isRefusedOurs(message: string, statement: string): boolean {
  const ours = [...statement.matchAll(/\b(?:FROM|JOIN)\s+(?:ONLY\s+)?([\w.]+)/gi)].flatMap(([, name]) =>
    name === undefined ? [] : name.toLowerCase().split('.'),
  );
  return (message.match(/\w+/g) ?? []).some(
    (word) => word === SCHEMA || (word !== 'organizations' && ours.includes(word)),
  );
}

function statementOf(error: unknown): string {
  return error instanceof QueryFailedError ? error.query : '';
}

/** Whether something else has the name of what was to be made. */
export function isNameTaken(error: unknown): boolean {
  return isState(error, 'duplicateTable', 'duplicateFunction', 'duplicateObject');
}

/** Whether other objects depend on the object to be dropped. */
export function isDependedOn(error: unknown): boolean {
  return isState(error, 'dependentObjectsStillExist');
}

/** Whether a value, a constraint or a trigger refused a row: classes 22 (data), 23 (constraints) and P0 (PL/pgSQL). */
export function isRefusedRow(error: unknown): boolean {
  return /^(22|23|P0)/.test(stateOf(error) ?? '');
}

/** Whether the statement itself is wrong (class 42), and not the values or the privileges. */
export function isFaultyStatement(error: unknown): boolean {
  return (stateOf(error)?.startsWith('42') ?? false) && !isState(error, 'insufficientPrivilege');
}

/** Whether a write was refused because the server only reads: it is a standby, or became one. */
export function isReadOnly(error: unknown): boolean {
  return isState(error, 'readOnlyTransaction');
}

/**
 * Whether the database has run out of disk space, memory or connections, or has a system error (classes 53 and 58). A
 * retry may succeed after an operator has fixed it.
 */
export function isOutOfResources(error: unknown): boolean {
  // A connection that was refused has no statement, and so no `QueryFailedError`.
  return /^(53|58)/.test(stateOf(error) ?? codeOf(error) ?? '');
}

/**
 * Whether the database is unreachable, ended the session, refused the connection or, after a failover, only reads. The
 * statement is not at fault.
 */
export function isConnectionTrouble(error: unknown): boolean {
  const code = stateOf(error) ?? codeOf(error) ?? '';
  return (
    error instanceof NoSuchServerError ||
    /^(08|57P0)/.test(code) ||
    code === SQLSTATE.idleInTransactionTimeout ||
    code === SQLSTATE.readOnlyTransaction ||
    code === SQLSTATE.invalidAuthorization ||
    NETWORK.test(code) ||
    TERMINATED.test(messageOf(error))
  );
}
