import { EXIT, EXIT_MEANINGS } from '../../src/cli/support/command-context';
import { ERROR_CODES, ERRORS } from '../../src/domain/errors';
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
