/** Every way in which Portcullis refuses; the list is closed, so that clients can switch over it. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'INVALID_INPUT',
  'CONFLICT',
  'INVALID_TRANSITION',
  'STALE_PLAN',
  'ENTITLEMENT_REQUIRED',
  'ENTITLEMENT_CHECK_FAILED',
  'MAINTENANCE',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

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
