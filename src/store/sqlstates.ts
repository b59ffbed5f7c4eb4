import { databaseError } from '../platform/database-error';
import { codeOf, messageOf } from '../platform/error-shape';

/** The SQLSTATEs that are told apart, by the names of PostgreSQL's appendix A. */
const SQLSTATE = {
  uniqueViolation: '23505',
  insufficientPrivilege: '42501',
  dependentObjectsStillExist: '2BP01',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  lockNotAvailable: '55P03',
  queryCanceled: '57014',
  idleInTransactionTimeout: '25P03',
} as const;

const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
/** `pg` says these without a code, and TypeORM says the last two of a transaction whose connection broke. */
const TERMINATED =
  /Connection terminated|connection timeout|Client has encountered a connection error|not queryable|Driver not Connected|query runner.* already released/i;

function stateOf(error: unknown): string | undefined {
  return databaseError(error)?.code;
}

function isState(error: unknown, ...states: readonly (keyof typeof SQLSTATE)[]): boolean {
  const state = stateOf(error);
  return states.some((name) => SQLSTATE[name] === state);
}

/** True where a unique index refused a row. @param index its name; any if left out */
export function isUniqueViolation(error: unknown, index?: string): boolean {
  return isState(error, 'uniqueViolation') && (index === undefined || databaseError(error)?.constraint === index);
}

/** True where another session's lock did not go away in time, or waiting for it would have been a deadlock. */
export function isLockedOut(error: unknown): boolean {
  return isState(error, 'lockNotAvailable', 'deadlockDetected');
}

/** True where the same statement may succeed at the next attempt: deadlock, serialization, a lock or a statement timeout. */
export function isTransientState(error: unknown): boolean {
  return isState(error, 'serializationFailure', 'deadlockDetected', 'lockNotAvailable', 'queryCanceled');
}

/** True where something depends on what was to be dropped. */
export function isDependedOn(error: unknown): boolean {
  return isState(error, 'dependentObjectsStillExist');
}

/** True where a value, a constraint or a trigger refused a row: classes 22 (data), 23 (constraints) and P0 (PL/pgSQL). */
export function isRefusedRow(error: unknown): boolean {
  return /^(22|23|P0)/.test(stateOf(error) ?? '');
}

/** True where the statement itself is wrong (class 42), rather than what it was to write; missing rights are not. */
export function isFaultyStatement(error: unknown): boolean {
  return (stateOf(error)?.startsWith('42') ?? false) && !isState(error, 'insufficientPrivilege');
}

/** True where the database has no room, memory or connection left (classes 53, 58): worth another try once an operator has mended it. */
export function isOutOfResources(error: unknown): boolean {
  return /^(53|58)/.test(stateOf(error) ?? '');
}

/** True where the database went away, ended our session, or does not let us in: nothing is wrong with the statement. */
export function isConnectionTrouble(error: unknown): boolean {
  const code = stateOf(error) ?? codeOf(error) ?? '';
  return (
    /^(08|57P0)/.test(code) ||
    code === SQLSTATE.idleInTransactionTimeout ||
    NETWORK.test(code) ||
    TERMINATED.test(messageOf(error))
  );
}
