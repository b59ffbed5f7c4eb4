import type { Command } from 'commander';
import { EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';

interface VerifyOptions extends CommonOptions {
  readonly run?: string;
}

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description(
      'check that what an execution did still stands, and agrees with its journal and with the legacy flags; exit code 3 where it does not',
    )
    .option('--run <id>', 'the execution (default: the newest)')
    .option('--json', 'print one JSON document')
    .action((options: VerifyOptions) => withDatabase(options, (context) => runVerify(context, options)));
}

/** @returns the exit code: 3 where a check failed */
export async function runVerify(
  { services, actor, database, out }: CommandContext,
  options: VerifyOptions,
): Promise<number> {
  const run = await services.verification.findRun(actor, options.run ?? null);
  const verification = await services.verification.verify(actor, run);
  if (!verification) throw new Error(`run ${run.id} was not verified`);
  out.line(`Verification of run ${run.id} on ${database.name} at ${database.host}`);
  for (const { name, status, detail, expected, actual } of verification.checks) {
    const numbers =
      expected === null || expected === actual ? '' : ` (expected ${expected}, found ${actual ?? 'none'})`;
    const text = `${status}  ${name}: ${detail}${numbers}`;
    if (status === 'PASS') out.ok(text);
    else if (status === 'WARN') out.warn(text);
    else out.fail(text);
  }
  out.line(`Result: ${verification.status}`);
  out.document({ runId: run.id, ...verification });
  return verification.status === 'FAIL' ? EXIT.incomplete : EXIT.done;
}
