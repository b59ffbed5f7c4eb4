import type { Command } from 'commander';
import { invalidInput } from '../domain/errors';
import { sayCount, sayTime } from '../domain/say';
import { appendPlatformEvent } from '../store/append-events';
import type { CheckedSnapshot } from '../features/snapshots/check-snapshot';
import { rowCounts, type InTheWay } from '../features/snapshots/snapshots-service';
import type { WrittenSnapshot } from '../features/snapshots/write-snapshot';
import { confirm, EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';
import type { Output } from './support/output';
import { untilInterrupted } from './support/until-interrupted';

interface ExportOptions extends CommonOptions {
  readonly force?: boolean;
}

interface ImportOptions extends CommonOptions {
  readonly overwrite?: boolean;
  readonly yes?: boolean;
  readonly reason?: string;
  readonly acknowledgeLostAccess?: boolean;
}

const IMPORT_REASON = 'a snapshot was imported';

export function addSnapshotCommand(program: Command): void {
  const snapshot = program
    .command('snapshot')
    .description('copies of entitlements, overrides, rollout and events, and backups');
  snapshot
    .command('export <file>')
    .description('write entitlements, overrides, rollout and events, as they stand at one moment, to a compressed file')
    .option('--force', 'write over a file that is there')
    .option('--json', 'print one JSON document')
    .action((file: string, options: ExportOptions) =>
      withDatabase(options, (context) => runSnapshotExport(context, file, options)),
    );
  snapshot
    .command('import <file>')
    .description('put a snapshot back, just as it was: all of it, or nothing')
    .option('--overwrite', 'take the place of what stands in the tables')
    .option('--yes', 'do not ask before anything is replaced')
    .option('--reason <text>', 'why, for the event')
    .option(
      '--acknowledge-lost-access',
      'with --reason: put organizations under ENFORCE again as the snapshot has them, though some may lose access',
    )
    .option('--json', 'print one JSON document')
    .action((file: string, options: ImportOptions) =>
      withDatabase(options, (context) => runSnapshotImport(context, file, options)),
    );
  snapshot
    .command('note-backup <ref>')
    .description('record that a backup was made by other means (pg_dump): where it is, or its name')
    .option('--json', 'print one JSON document')
    .action((ref: string, options: CommonOptions) => withDatabase(options, (context) => runNoteBackup(context, ref)));
}

export function runSnapshotExport(
  { services, actor, out }: CommandContext,
  file: string,
  { force = false }: ExportOptions,
): Promise<number> {
  return untilInterrupted(async (signal) => {
    const written = await services.snapshots.export(actor, file, { force, signal });
    printWritten(out, written);
    out.document(snapshotDocument(written));
    return EXIT.done;
  });
}

export async function runSnapshotImport(
  { services, actor, database, out }: CommandContext,
  file: string,
  options: ImportOptions,
): Promise<number> {
  const { overwrite = false, acknowledgeLostAccess = false, reason } = options;
  if (acknowledgeLostAccess && reason === undefined)
    throw invalidInput(
      [{ field: '--acknowledge-lost-access', message: 'wants a --reason, which the event keeps' }],
      'The options do not go together',
    );
  const checked = await services.snapshots.check(actor, file);
  printChecked(out, checked);
  const inTheWay = await services.snapshots.inTheWay(actor, checked);
  if (overwrite && inTheWay.length > 0) {
    out.warn(`In the database '${database.name}' at ${database.host} it takes the place of:`);
    for (const { table, rows } of inTheWay) out.line(`    ${sayInTheWay({ table, rows })}`);
    if (!(await confirm(out, 'Replace all of it?', options.yes))) return EXIT.failed;
  }
  const { tables, replaced, runs } = await services.snapshots.import(actor, checked, {
    overwrite,
    acknowledgeLostAccess,
    reason: reason ?? IMPORT_REASON,
  });
  out.ok(`Imported ${checked.path}: ${sayRows(rowCounts(tables))}`);
  if (runs.undone > 0)
    out.warn(
      `${sayCount(runs.undone, 'executed run')} can no longer be rolled back or resumed: the snapshot has taken the place of what they had written`,
    );
  if (runs.restored > 0)
    out.ok(`${sayCount(runs.restored, 'executed run')} ${runs.restored === 1 ? 'stands' : 'stand'} again as before`);
  out.document({
    file: checked.path,
    sha256: checked.sha256,
    madeAt: checked.header.createdAt,
    madeFrom: checked.header.database,
    rows: rowCounts(tables),
    replaced,
    runs,
    notices: checked.notices,
  });
  return EXIT.done;
}

async function runNoteBackup({ database, actor, out }: CommandContext, ref: string): Promise<number> {
  await appendPlatformEvent(database.dataSource.manager, {
    eventType: 'backup_noted',
    actor,
    reason: null,
    payload: { ref },
  });
  out.ok(`Noted the backup ${ref}`);
  out.document({ ref });
  return EXIT.done;
}

/** Where what was written is, and what is in it. */
export function printWritten(out: Output, written: WrittenSnapshot): void {
  out.ok(`Exported ${sayRows(rowCounts(written.tables))}`);
  out.ok(`To ${written.path} (${written.bytes} bytes, SHA-256 ${written.sha256})`);
}

/** A snapshot for programs. */
export function snapshotDocument({ path, bytes, sha256, tables }: WrittenSnapshot) {
  return { file: path, bytes, sha256, rows: rowCounts(tables) };
}

function printChecked(out: Output, { path, header, manifest, notices }: CheckedSnapshot): void {
  out.ok(
    `${path} is whole: made from the database '${header.database}' at ${sayTime(new Date(header.createdAt))}, with ${sayRows(rowCounts(manifest.tables))}`,
  );
  for (const notice of notices) out.warn(notice);
}

function sayInTheWay({ table, rows }: InTheWay): string {
  return table === 'rollout' ? 'rollout: as it is set now' : `${table}: ${sayCount(rows, 'row')}`;
}

const LABELS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  org_entitlements: ['entitlement', 'entitlements'],
  org_subentitlements: ['subentitlement', 'subentitlements'],
  entitlement_overrides: ['override', 'overrides'],
  entitlement_events: ['event', 'events'],
  organization_rollouts: ['rollout of a single organization', 'rollouts of single organizations'],
};

function sayRows(rows: Readonly<Record<string, number>>): string {
  return Object.entries(LABELS)
    .map(([table, [one, many]]) => `${rows[table] ?? 0} ${rows[table] === 1 ? one : many}`)
    .join(', ');
}
