import { isEnumType } from 'graphql';
import { EXIT, EXIT_MEANINGS } from '../../src/cli/support/command-context';
import { ERROR_CODES, ERRORS } from '../../src/domain/errors';
import { readSchema } from './api';
import { code, table } from './table';

export function errorCodes(): readonly string[] {
  return table(
    ['code', 'when', 'HTTP status', 'what the client should do'],
    ERROR_CODES.map((name) => {
      const { when, status, client } = ERRORS[name];
      return [code(name), when, status, client];
    }),
  );
}

export function exitCodes(): readonly string[] {
  const meanings: Readonly<Record<string, string>> = EXIT_MEANINGS;
  return table(
    ['exit code', 'meaning'],
    Object.entries(EXIT).map(([name, exit]) => [String(exit), meanings[name] ?? '']),
  );
}

/** What each reason of a decision means, as the SDL says it. */
export function decisionReasons(): readonly string[] {
  const reasons = readSchema().getType('DecisionReason');
  if (!isEnumType(reasons)) throw new Error('The schema has no enum DecisionReason.');
  return table(
    ['reason', 'meaning'],
    reasons.getValues().map(({ name, description }) => [code(name), description ?? '']),
  );
}
