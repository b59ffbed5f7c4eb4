import type { GraphQLError } from 'graphql';
import { DomainError } from '../domain/errors';
import { limitError, type Verdict } from './request-limits';

/** The code under which a refusal is told. */
export function codeOfRefusal({ originalError, extensions: { code } }: GraphQLError): string {
  if (originalError instanceof DomainError) return originalError.code;
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
}

/** @throws DomainError RATE_LIMITED if a limit was exceeded */
export function requireWithin({ exceeded, allowance }: Verdict): void {
  if (exceeded !== null) throw limitError(exceeded, allowance);
}

/** The refusal of one subscription more than a socket may have. */
export function tooMany(most: number): DomainError {
  return new DomainError(
    'CONFLICT',
    `A WebSocket can have at most ${most} subscriptions: complete one, or open another WebSocket.`,
    { most },
  );
}

/** The refusal of a subscription with which those of its actor would cost too much. */
export function tooDear(most: number): DomainError {
  return new DomainError(
    'CONFLICT',
    `Your subscriptions would cost more than ${most} together: complete some, or ask for less in each.`,
    { most },
  );
}

/** The refusal of one subscription more than the process may have. */
export function noPlace(most: number): DomainError {
  return new DomainError('CONFLICT', `This server runs ${most} subscriptions, as many as it may: try again later.`, {
    most,
  });
}
