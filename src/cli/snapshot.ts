import type { Command } from 'commander';
import { appendPlatformEvent } from '../features/events/append-events';
import { EXIT, withDatabase, type CommonOptions } from './command-context';

export function addSnapshotCommand(program: Command): void {
  const snapshot = program.command('snapshot').description('backups');
  snapshot
    .command('note-backup <ref>')
    .description('record that a backup was made by other means (pg_dump): where it is, or its name')
    .option('--json', 'print one JSON document')
    .action((ref: string, options: CommonOptions) =>
      withDatabase(options, async ({ database, actor, out }) => {
        await appendPlatformEvent(database.dataSource.manager, { eventType: 'backup_noted', actor, reason: null, payload: { ref } });
        out.ok(`Noted the backup ${ref}`);
        out.document({ ref });
        return EXIT.done;
      }),
    );
}
