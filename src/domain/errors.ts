/** When an error code is given, with which HTTP status, and what a client should do about it. */
interface ErrorDescription {
  readonly when: string;
  readonly status: string;
  readonly client: string;
}

const IN_THE_ANSWER = '200';
const REFUSED = '400 for a request that is refused before it runs, else 200';

/**
 * Every way in which Portcullis refuses; the list is closed, so that clients can switch over it. `docs/errors.md` is
 * generated from it.
 */
export const ERRORS = {
  UNAUTHENTICATED: {
    when: 'The request has no token, or its token is invalid or has expired.',
    status: '401 for a token that is not valid, 200 without one',
    client: 'Sign in again, then repeat the request.',
  },
  FORBIDDEN: {
    when: "The actor's role does not allow the operation.",
    status: IN_THE_ANSWER,
    client: 'Do not repeat it; use a token with the role that the message names.',
  },
  NOT_FOUND: {
    when: 'What an id or a key names does not exist, or the actor may not see it. Both cases answer alike.',
    status: IN_THE_ANSWER,
    client: 'Do not repeat it; check the id, and the organization of the token.',
  },
  INVALID_INPUT: {
    when: 'An argument, an option, a variable of the environment or a file is invalid.',
    status: REFUSED,
    client: 'Correct every fault in `details.faults`, each with its field or line, and repeat the request.',
  },
  CONFLICT: {
    when: 'The present state does not allow it: a newer version, a live run, a gate that is shut, a lock.',
    status: IN_THE_ANSWER,
    client: 'Read the state again, resolve what the message names, and decide anew.',
  },
  INVALID_TRANSITION: {
    when: 'A migration run cannot go from its status to the status that was asked for.',
    status: IN_THE_ANSWER,
    client: "Read the run's status; the message says what that status allows.",
  },
  STALE_PLAN: {
    when: 'The mapping or the taxonomy changed after the dry run whose plan is to be executed.',
    status: IN_THE_ANSWER,
    client: 'Start another dry run, review its plan, and execute that one.',
  },
  ENTITLEMENT_REQUIRED: {
    when: 'The organization may not use the module or the submodule that a guard requires.',
    status: '403 for an operation that a guard rejects and an `Accept` header that prefers GraphQL responses, else 200',
    client: 'Show what is missing (`details.module`, `details.reason`); do not repeat it.',
  },
  ENTITLEMENT_CHECK_FAILED: {
    when: 'A guard could not look up the decision, and denied access.',
    status: 'as `ENTITLEMENT_REQUIRED`',
    client: 'Repeat the request after a short wait.',
  },
  MAINTENANCE: {
    when: 'A mutation was sent while maintenance is on, or while its state cannot be read.',
    status: '503 for an `Accept` header that prefers GraphQL responses, else 200',
    client: 'Show the message, and repeat the mutation when maintenance is over. Queries are not affected.',
  },
} as const satisfies Readonly<Record<string, ErrorDescription>>;

export type ErrorCode = keyof typeof ERRORS;

export const ERROR_CODES: readonly ErrorCode[] = Object.keys(ERRORS).filter(isErrorCode);

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}

/** A fault in something a person wrote: a file, an argument, the environment. */
export interface Fault {
  /** Where: an argument's path, an environment variable, a file's column. */
  readonly field?: string;
  /** The line of the file, counted from 1. */
  readonly line?: number;
  readonly message: string;
}

/**
 * A refusal that its cause can be told of. `message` is written for the person who asked and says what
 * would be right; `details` is for programs. Anything else that is thrown is a bug and reaches clients masked.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** The refusal of an input, with all of its faults, so that a file or a form is mended in one go. */
export class InvalidInputError extends DomainError {
  constructor(
    readonly faults: readonly Fault[],
    readonly summary: string,
  ) {
    super('INVALID_INPUT', sayFaults(faults, summary), { faults });
  }
}

/**
 * `INVALID_INPUT`, naming all faults at once.
 * @param faults their messages go on after the field: `must be 3650 or less`
 * @param summary what was refused, or what that means
 * @example invalidInput([{ field: 'input.trialDays', message: 'must be 3650 or less' }]).message
 *   // Invalid input: input.trialDays must be 3650 or less.
 */
export function invalidInput(faults: readonly Fault[], summary = 'Invalid input'): InvalidInputError {
  return new InvalidInputError(faults, summary);
}

/** A sentence for one fault, a list for several and for faults of a file's lines. */
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
