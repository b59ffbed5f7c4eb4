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

/** One `INVALID_INPUT` that names all faults at once, so that a file is mended in one go. */
export function invalidInput(summary: string, faults: readonly Fault[]): DomainError {
  const lines = faults.map(({ field, line, message }) =>
    ['  ', line === undefined ? '' : `line ${line}: `, field === undefined ? '' : `${field}: `, message].join(''),
  );
  return new DomainError('INVALID_INPUT', [summary, ...lines].join('\n'), { faults });
}
