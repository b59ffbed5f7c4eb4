import type { Command } from 'commander';
import { EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';

export function addPreflightCommand(program: Command): void {
  program
    .command('preflight')
    .description('check that all is ready for a run; exit code 1 where something is not')
    .option('--json', 'print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runPreflight, 'any'));
}

export async function runPreflight({ services, database, actor, out }: CommandContext): Promise<number> {
  const preflight = await services.preflight.check(actor);
  out.line(`Preflight of ${database.name} at ${database.host}`);
  for (const { name, status, detail } of preflight.checks) {
    const text = `${status}  ${name}: ${detail}`;
    if (status === 'PASS') out.ok(text);
    else if (status === 'WARN') out.warn(text);
    else out.fail(text);
  }
  out.document(preflight);
  return preflight.status === 'FAIL' ? EXIT.failed : EXIT.done;
}
