import type { Command } from 'commander';
import { sayCount } from '../domain/say';
import { dropCaches } from '../store/drop-caches';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';

export function addCacheCommand(program: Command): void {
  const cache = program.command('cache').description('What servers and applications keep to answer without asking.');
  cache
    .command('drop')
    .description(
      'Have every server and application read its answers anew, and take parity reports for old. Only needed after ' +
        'changes that send no notification (a restore, logical replication, SQL with triggers switched off); ' +
        'without it they are seen after a minute at most. Changes no entitlement.',
    )
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runCacheDrop));
}

async function runCacheDrop({ database, out }: CommandContext): Promise<number> {
  const { listening, unseen } = await dropCaches(database.dataSource);
  out.ok(`Processes that listen for changes, and drop what they keep: ${listening}`);
  if (unseen > 0)
    out.warn(
      `${sayCount(unseen, 'more session')} of other roles listen, for changes or for runs: a role with ` +
        'pg_read_all_stats can tell which',
    );
  out.document({ listening, unseen });
  return EXIT.done;
}
