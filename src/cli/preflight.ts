import type { Command } from 'commander';
import { printable } from '../domain/say';
import { messageOf } from '../platform/error-shape';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';

export function addPreflightCommand(program: Command): void {
  program
    .command('preflight')
    .description('Check that everything is ready for a run. Exit code 1 if a check fails.')
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runPreflight, { schema: 'any' }));
}

export async function runPreflight({ services, database, actor, out }: CommandContext): Promise<number> {
  const preflight = await services.preflight.check(actor, messageOf);
  out.line(`Preflight of ${database.name} at ${database.host}`);
  for (const { name, status, detail } of preflight.checks) out.check(status, `${name}: ${printable(detail)}`);
  out.document(preflight);
  return preflight.status === 'FAIL' ? EXIT.failed : EXIT.done;
}
