import type { Command } from 'commander';
import { sayCount } from '../domain/say';
import { printWritten, snapshotDocument } from './snapshot';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import { untilInterrupted } from './support/interrupts';

interface ResetOptions extends CommonOptions {
  readonly confirm: string;
  readonly reason: string;
  readonly export?: string;
}

export function addResetCommand(program: Command): void {
  program
    .command('reset')
    .description(
      'Roll back completely: export entitlements, subentitlements, overrides and events, then delete them, but for ' +
        'the events.',
    )
    .requiredOption('--confirm <database>', "The database's name, to confirm that it is the one you mean")
    .requiredOption('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)')
    .option(
      '--export <file>',
      'Where to export to (default: a file in the current folder, named after the database and the time)',
    )
    .option('--json', 'Print one JSON document')
    .action((options: ResetOptions) => withDatabase(options, (context) => runReset(context, options)));
}

function runReset({ services, actor, database, out }: CommandContext, options: ResetOptions): Promise<number> {
  return untilInterrupted(async (signal) => {
    const { snapshot, runs } = await services.reset.reset(actor, {
      confirm: options.confirm,
      reason: options.reason,
      file: options.export,
      signal,
    });
    printWritten(out, snapshot);
    out.ok(
      `Deleted the entitlements, subentitlements and overrides of the database '${options.confirm}' ` +
        `at ${database.host}`,
    );
    if (runs > 0) out.ok(`${sayCount(runs, 'executed run')} can still be shown, but no longer rolled back or resumed`);
    out.line(`Put it all back:  portcullis snapshot import ${snapshot.path}`);
    out.document({ snapshot: snapshotDocument(snapshot), runs });
    return EXIT.done;
  });
}
