import type { Command } from 'commander';
import { sayCount } from '../domain/say';
import { EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';
import { printWritten, snapshotDocument } from './snapshot';
import { untilInterrupted } from './support/until-interrupted';

interface ResetOptions extends CommonOptions {
  readonly confirm: string;
  readonly reason: string;
  readonly export?: string;
}

export function addResetCommand(program: Command): void {
  program
    .command('reset')
    .description('the complete rollback: export, then empty entitlements, subentitlements, overrides and their events')
    .requiredOption('--confirm <database>', "the database's name: do you know where you are?")
    .requiredOption('--reason <text>', 'why; kept with the event')
    .option(
      '--export <file>',
      'where what goes is kept (default: a file in the current folder, named for database and time)',
    )
    .option('--json', 'print one JSON document')
    .action((options: ResetOptions) => withDatabase(options, (context) => runReset(context, options)));
}

export function runReset({ services, actor, database, out }: CommandContext, options: ResetOptions): Promise<number> {
  return untilInterrupted(async (signal) => {
    const { snapshot, runs } = await services.reset.reset(actor, {
      confirm: options.confirm,
      reason: options.reason,
      file: options.export,
      signal,
    });
    printWritten(out, snapshot);
    out.ok(
      `Emptied entitlements, subentitlements, overrides and their events of the database '${options.confirm}' at ${database.host}`,
    );
    if (runs > 0)
      out.ok(
        `${sayCount(runs, 'executed run')} ${runs === 1 ? 'stays' : 'stay'} readable, and can no longer be rolled back or resumed`,
      );
    out.line(`Put it all back:  portcullis snapshot import ${snapshot.path}`);
    out.document({ snapshot: snapshotDocument(snapshot), runs });
    return EXIT.done;
  });
}
