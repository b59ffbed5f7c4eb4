import type { Command } from 'commander';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';

interface VerifyOptions extends CommonOptions {
  readonly run?: string;
}

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description(
      'Check that what an execution wrote is unchanged and agrees with its journal and the legacy flags. ' +
        'Exit code 3 if a check fails.',
    )
    .option('--run <id>', 'The execution to check (default: the newest)')
    .option('--json', 'Print one JSON document')
    .action((options: VerifyOptions) => withDatabase(options, (context) => runVerify(context, options)));
}

/** @returns the exit code: 3 if a check failed */
async function runVerify({ services, actor, database, out }: CommandContext, options: VerifyOptions): Promise<number> {
  const run = await services.verification.findRun(actor, options.run ?? null);
  const verification = await services.verification.verify(actor, run);
  if (!verification) throw new Error(`run ${run.id} was not verified`);
  out.line(`Verification of run ${run.id} on ${database.name} at ${database.host}`);
  for (const { name, status, detail, expected, actual } of verification.checks) {
    const numbers =
      expected === null || expected === actual ? '' : ` (expected ${expected}, found ${actual ?? 'none'})`;
    out.check(status, `${name}: ${detail}${numbers}`);
  }
  out.line(`Result: ${verification.status}`);
  out.document({ runId: run.id, ...verification });
  return verification.status === 'FAIL' ? EXIT.incomplete : EXIT.done;
}
