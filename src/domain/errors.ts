import { printable, printableLines } from './say';

/** When an error code is returned, with which HTTP status, and what a client should do about it. */
interface ErrorDescription {
  readonly when: string;
  readonly status: string;
  readonly client: string;
}

const IN_THE_ANSWER = '200';
const REFUSED = '400 for a request that is refused before it runs, otherwise 200';

/** The closed list of error codes, over which clients can switch. `docs/errors.md` is generated from it. */
export const ERRORS = {
  UNAUTHENTICATED: {
    when: 'The request has no token, or its token is invalid or has expired.',
    status: '401 for an invalid token, and for more than 16 kB without one; otherwise 200',
    client: 'Sign in again, then repeat the request.',
  },
  FORBIDDEN: {
    when: "The actor's role does not allow the operation.",
    status: IN_THE_ANSWER,
    client: 'Do not repeat it; use a token with the role that the message names.',
  },
  NOT_FOUND: {
    when: 'The object of an id or a key does not exist, or the actor may not see it. Both cases have the same message.',
    status: IN_THE_ANSWER,
    client: 'Do not repeat it; check the id, and the organization of the token.',
  },
  INVALID_INPUT: {
    when: 'An argument, an option, an environment variable or a file is invalid.',
    status: REFUSED,
    client: 'Correct every fault in `details.faults`, each with its field or line, and repeat the request.',
  },
  CONFLICT: {
    when: 'The current state does not allow it: a newer version, a live run, a shut gate, a lock.',
    status: IN_THE_ANSWER,
    client: 'Read the state again, resolve what the message names, and decide again.',
  },
  INVALID_TRANSITION: {
    when: 'A migration run cannot go from its current status to the requested one.',
    status: IN_THE_ANSWER,
    client: "Read the run's status; the message says what that status allows.",
  },
  STALE_PLAN: {
    when: 'The mapping or the taxonomy has changed since the dry run whose plan is to be executed.',
    status: IN_THE_ANSWER,
    client: 'Start another dry run, review its plan, and execute that one.',
  },
  ENTITLEMENT_REQUIRED: {
    when: 'The organization may not use the module or the submodule that a guard requires.',
    status:
      '403 for an operation that a guard rejects and an `Accept` header that prefers GraphQL responses, otherwise 200',
    client: 'Show what is missing (`details.module`, `details.reason`); do not repeat it.',
  },
  ENTITLEMENT_CHECK_FAILED: {
    when: 'A guard could not look up the decision, and denied access.',
    status: 'as `ENTITLEMENT_REQUIRED`',
    client: 'Repeat the request after a short wait; not for the reason NOT_PREPARED: the server is set up wrongly.',
  },
  MAINTENANCE: {
    when: 'A mutation was sent while maintenance is on, or while its state cannot be read.',
    status: '503 for an `Accept` header that prefers GraphQL responses, otherwise 200',
    client: 'Show the message, and repeat the mutation when maintenance is over. Queries are not affected.',
  },
  RATE_LIMITED: {
    when: 'The actor, or its address, has sent more requests than it may in a minute. Nothing of the request has run.',
    status: '429',
    client: 'Repeat it after as many seconds as the header `retry-after` and `details.retryAfterSeconds` say.',
  },
  TIMEOUT: {
    when:
      'The operation took longer than it may, and its statements were ended. Of a mutation, what was not yet ' +
      'committed was rolled back.',
    status: IN_THE_ANSWER,
    client: 'Ask for less at once: smaller pages, fewer fields that read all organizations.',
  },
  UNAVAILABLE: {
    when: 'The database is away, only reads, or has no connection, memory or room left. The log says which.',
    status: IN_THE_ANSWER,
    client: 'Repeat a query after a short wait. Before a mutation is repeated, read the state: it may have been made.',
  },
} as const satisfies Readonly<Record<string, ErrorDescription>>;

export type ErrorCode = keyof typeof ERRORS;

export const ERROR_CODES: readonly ErrorCode[] = Object.keys(ERRORS).filter(isErrorCode);

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}

/** A fault in an argument, an option, an environment variable or a file. */
export interface Fault {
  /** The argument's path, the environment variable, or the file's column. */
  readonly field?: string;
  /** The line of the file, counted from 1. */
  readonly line?: number;
  readonly message: string;
}

/**
 * A refusal with a message for the user, which says how to correct it; `details` is for programs. Any other thrown
 * error is a bug, and is masked before it reaches a client. What the message repeats of a file or a client moves no
 * cursor.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(printableLines(message));
  }
}

/** The refusal of an input with all of its faults, so that a user can correct a file or a form in one go. */
export class InvalidInputError extends DomainError {
  readonly faults: readonly Fault[];

  constructor(
    said: readonly Fault[],
    readonly summary: string,
  ) {
    const faults = said.map(printableFault);
    super('INVALID_INPUT', sayFaults(faults, summary), { faults });
    this.faults = faults;
  }
}

/** A fault is one line, whatever text of a file or a client it repeats. */
function printableFault({ field, message, ...fault }: Fault): Fault {
  return { ...fault, ...(field !== undefined && { field: printable(field) }), message: printable(message) };
}

/**
 * `INVALID_INPUT`, naming all faults at once.
 * @param faults with messages that continue after the field: `must be 3650 or less`
 * @param summary the start of the message, before the faults
 * @example invalidInput([{ field: 'input.trialDays', message: 'must be 3650 or less' }]).message
 *   // Invalid input: input.trialDays must be 3650 or less.
 */
export function invalidInput(faults: readonly Fault[], summary = 'Invalid input'): InvalidInputError {
  return new InvalidInputError(faults, summary);
}

/** One sentence for a single fault; a list for several faults, or for faults with line numbers. */
export function sayFaults(faults: readonly Fault[], summary: string): string {
  const [only, ...others] = faults;
  if (only && others.length === 0 && only.line === undefined) return `${summary}: ${asSentence(sayFault(only))}`;
  return [`${summary}:`, ...faults.map((fault) => `  ${sayFault(fault)}`)].join('\n');
}

function sayFault({ field, line, message }: Fault): string {
  if (line === undefined) return field === undefined ? message : `${field} ${message}`;
  return `line ${line}: ${field === undefined ? '' : `${field}: `}${message}`;
}

function asSentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
