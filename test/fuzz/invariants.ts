import { z } from 'zod';

/** What stands in the data of every organization but the first. */
export const FOREIGN = 'CANARY';

/** What no answer may hold, whatever was sent. */
const FORBIDDEN: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/INTERNAL_SERVER_ERROR/, 'an internal error'],
  [/\bat [^\n"]*\.[cm]?[jt]s:\d+|node_modules/, 'a stack'],
  [/\bSELECT\b[^"]*\bFROM\b|QueryFailedError|syntax error at|relation \\?"|violates |invalid input syntax/, 'SQL'],
  [/postgres(ql)?:\/\//, 'the address of the database'],
];

/** What was sent to the server, and what came back. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  /** Whether who asked may only see the first organization. */
  readonly mayOnlySeeOwn: boolean;
}

/** @throws naming what of an answer may not be, with its beginning */
export function requireSound(answered: Answered): void {
  const faults = broken(answered);
  if (faults.length > 0) throw new Error(`the answer has ${faults.join(', ')}: ${answered.text.slice(0, 600)}`);
}

function broken({ status, text, mayOnlySeeOwn }: Answered): readonly string[] {
  const told = errorsOf(text);
  return [
    ...(status >= 500 ? [`HTTP ${status}`] : []),
    ...FORBIDDEN.flatMap(([pattern, what]) => (pattern.test(told) ? [what] : [])),
    ...(mayOnlySeeOwn && text.toUpperCase().includes(FOREIGN) ? ["another organization's data"] : []),
  ];
}

const withErrors = z.object({ errors: z.unknown() });

/** What an answer tells of errors: its data may hold SQL that operators are to run. Of what is no answer, all of it. */
function errorsOf(text: string): string {
  try {
    const parsed = withErrors.safeParse(JSON.parse(text));
    return parsed.success ? JSON.stringify(parsed.data.errors ?? null) : text;
  } catch {
    return text;
  }
}
