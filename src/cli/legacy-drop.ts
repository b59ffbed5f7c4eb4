import type { Command } from 'commander';
import { sayCount } from '../domain/say';
import { LOCK_TIMEOUT_MS } from '../features/legacy/legacy-drop-service';
import { readWholeNumber } from './support/arguments';
import { EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';

interface PurgeOptions extends CommonOptions {
  readonly confirm: string;
  readonly reason: string;
}

interface DropOptions extends PurgeOptions {
  readonly lockTimeout?: number;
}

/** The two steps that end the legacy flags, below `legacy`. */
export function addLegacyDropCommands(legacy: Command): void {
  confirmed(legacy.command('drop-column'))
    .description('drop the legacy column, where legacy status says that it is safe; its values are kept until purge')
    .option(
      '--lock-timeout <ms>',
      `how long to wait for others to leave the table, and they behind (default: ${LOCK_TIMEOUT_MS})`,
      readWholeNumber,
    )
    .action((options: DropOptions) => withDatabase(options, (context) => runDropColumn(context, options)));
  confirmed(legacy.command('purge'))
    .description('delete the values that are kept of the dropped column: there is no way back then')
    .action((options: PurgeOptions) => withDatabase(options, (context) => runPurge(context, options)));
}

function confirmed(command: Command): Command {
  return command
    .requiredOption('--confirm <database>', "the database's name: do you know where you are?")
    .requiredOption('--reason <text>', 'why, for the event')
    .option('--json', 'print one JSON document');
}

export async function runDropColumn(
  { services, actor, out, database }: CommandContext,
  { confirm, reason, lockTimeout }: DropOptions,
): Promise<number> {
  const done = await services.legacyDrop.drop(actor, { confirm, reason, lockTimeoutMs: lockTimeout });
  out.ok(
    `Dropped enabled_modules from organizations of ${database.name} at ${database.host}; the table was locked for ${done.lockedMs} ms`,
  );
  out.ok(
    `The values of ${sayCount(done.organizations, 'organization')} are kept in legacy_flags_kept, until 'portcullis legacy purge'`,
  );
  for (const warning of done.warnings) out.warn(warning);
  out.line('To put the column back until then:');
  for (const statement of done.putBack) out.line(`  ${statement}`);
  out.document(done);
  return EXIT.done;
}

export async function runPurge({ services, actor, out }: CommandContext, options: PurgeOptions): Promise<number> {
  const organizations = await services.legacyDrop.purge(actor, options);
  out.ok(`Deleted the kept values of ${sayCount(organizations, 'organization')}`);
  out.document({ organizations });
  return EXIT.done;
}
