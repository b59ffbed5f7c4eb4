import { CommanderError } from 'commander';
import { buildProgram } from './program';
import { EXIT, reportError } from './support/command-context';
import { requireStorable } from './support/storable-arguments';

/**
 * Runs one command as it was typed, prints what it prints, and leaves its exit code in `process.exitCode`.
 * @param args without the program's name, such as `['rollout', 'show', '--json']`
 */
export async function runCommand(args: readonly string[]): Promise<void> {
  try {
    requireStorable(args);
    const program = await buildProgram(args[0]);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    else process.exitCode = reportError(error);
  }
}
