import { invalidInput } from '../../domain/errors';
import { textFault } from '../../domain/storable-text';

/**
 * Refuses arguments that no database could store, whichever option takes them. A shell passes none on, other programs
 * may.
 * @param args as they were typed
 * @throws DomainError INVALID_INPUT naming the options
 */
export function requireStorable(args: readonly string[]): void {
  const faults = args.flatMap((arg, index) => {
    const message = textFault(arg);
    return message === null ? [] : [{ field: nameOf(arg, index, args[index - 1]), message }];
  });
  if (faults.length > 0) throw invalidInput(faults);
}

/** The option whose value it is, as `--option value` or `--option=value`; else its place. */
function nameOf(arg: string, index: number, before: string | undefined): string {
  const [, own] = /^(--[\w-]+)=/.exec(arg) ?? [];
  return own ?? (before !== undefined && /^--?[a-z][\w-]*$/i.test(before) ? before : `argument ${index + 1}`);
}
