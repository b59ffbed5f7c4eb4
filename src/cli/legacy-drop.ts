import type { Command } from 'commander';
import { sayCount } from '../domain/say';
import { LOCK_TIMEOUT_MS } from '../features/legacy/legacy-drop-service';
import { readWholeNumber } from './support/arguments';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';

interface PurgeOptions extends CommonOptions {
  readonly confirm: string;
  readonly reason: string;
}

interface DropOptions extends PurgeOptions {
  readonly lockTimeout?: number;
}

/** Adds the two commands that end the legacy flags, below `legacy`. */
export function addLegacyDropCommands(legacy: Command): void {
  confirmed(legacy.command('drop-column'))
    .description(
      "Drop the legacy column, if 'legacy status' reports that it is safe. Its values are kept until 'legacy purge'.",
    )
    .option(
      '--lock-timeout <ms>',
      'How long to wait for the lock on the table, while others queue behind it, in milliseconds, up to 60000 ' +
        `(default: ${LOCK_TIMEOUT_MS})`,
      readWholeNumber,
    )
    .action((options: DropOptions) => withDatabase(options, (context) => runDropColumn(context, options)));
  confirmed(legacy.command('purge'))
    .description('Delete the kept values of the dropped column. Afterwards the column cannot be put back.')
    .action((options: PurgeOptions) => withDatabase(options, (context) => runPurge(context, options)));
}

function confirmed(command: Command): Command {
  return command
    .requiredOption('--confirm <database>', "The database's name, to confirm that it is the one you mean")
    .requiredOption('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)')
    .option('--json', 'Print one JSON document');
}

async function runDropColumn(
  { services, actor, out, database }: CommandContext,
  { confirm, reason, lockTimeout }: DropOptions,
): Promise<number> {
  const done = await services.legacyDrop.drop(actor, { confirm, reason, lockTimeoutMs: lockTimeout });
  out.ok(
    `Dropped ${done.column} from ${done.table} of ${database.name} at ${database.host}; ` +
      `the table was locked for ${done.lockedMs} ms`,
  );
  out.ok(
    `The values of ${sayCount(done.organizations, 'organization')} are kept in legacy_flags_kept, ` +
      "until 'portcullis legacy purge'",
  );
  for (const warning of done.warnings) out.warn(warning);
  out.line('To put the column back until then:');
  for (const statement of done.putBack) out.line(`  ${statement}`);
  out.document(done);
  return EXIT.done;
}

async function runPurge({ services, actor, out }: CommandContext, options: PurgeOptions): Promise<number> {
  const organizations = await services.legacyDrop.purge(actor, options);
  out.ok(`Deleted the kept values of ${sayCount(organizations, 'organization')}`);
  out.document({ organizations });
  return EXIT.done;
}
