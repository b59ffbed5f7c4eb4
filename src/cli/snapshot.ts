import type { Command } from 'commander';
import { invalidInput } from '../domain/errors';
import { sayCount, sayKey, sayTime } from '../domain/say';
import type { CheckedSnapshot } from '../features/snapshots/check-snapshot';
import { isOfRecord, type TableManifest } from '../features/snapshots/snapshot-format';
import { type InTheWay, rowCounts } from '../features/snapshots/snapshots-service';
import type { WrittenSnapshot } from '../features/snapshots/write-snapshot';
import { appendPlatformEvent } from '../store/append-events';
import { readBackupName } from './support/arguments';
import { type CommandContext, type CommonOptions, confirm, EXIT, withDatabase } from './support/command-context';
import { untilInterrupted } from './support/interrupts';
import type { Output } from './support/output';

interface ExportOptions extends CommonOptions {
  readonly force?: boolean;
}

interface ImportOptions extends CommonOptions {
  readonly overwrite?: boolean;
  readonly yes?: boolean;
  readonly reason?: string;
  readonly acknowledgeLostAccess?: boolean;
  readonly foreign?: boolean;
}

const IMPORT_REASON = 'a snapshot was imported';

export function addSnapshotCommand(program: Command): void {
  const snapshot = program
    .command('snapshot')
    .description('Copies of entitlements, overrides, rollout and events, and notes of backups.');
  snapshot
    .command('export')
    .argument('<file>', 'Where to write the snapshot, such as snapshot.ndjson.gz')
    .description('Write entitlements, overrides, rollout and events, as of one moment, to a compressed file.')
    .option('--force', 'Overwrite an existing file')
    .option('--json', 'Print one JSON document')
    .action((file: string, options: ExportOptions) =>
      withDatabase(options, (context) => runSnapshotExport(context, file, options)),
    );
  snapshot
    .command('import')
    .argument('<file>', 'A file that `snapshot export` or `reset` wrote')
    .description(
      'Put a snapshot back exactly as it was, either all of it or nothing. Events are added to those of the record, ' +
        'and replace none.',
    )
    .option('--overwrite', 'Replace the rows that are in the tables')
    .option('--yes', 'Do not ask before rows are replaced')
    .option('--reason <text>', `Why it is done, kept with its event, 3 to 500 characters (default: ${IMPORT_REASON})`)
    .option(
      '--acknowledge-lost-access',
      'With --reason: put organizations under ENFORCE as in the snapshot, although some may lose access',
    )
    .option('--foreign', 'Take a file that no export of this installation has written; the record keeps that it was')
    .option('--json', 'Print one JSON document')
    .action((file: string, options: ImportOptions) =>
      withDatabase(options, (context) => runSnapshotImport(context, file, options)),
    );
  snapshot
    .command('note-backup')
    .argument('<ref>', 'Its place or name, such as s3://backups/product.dump', readBackupName)
    .description('Record a backup that was made by other means, such as pg_dump.')
    .option('--json', 'Print one JSON document')
    .action((ref: string, options: CommonOptions) => withDatabase(options, (context) => runNoteBackup(context, ref)));
}

function runSnapshotExport(
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

async function runSnapshotImport(
  { services, actor, database, out }: CommandContext,
  file: string,
  options: ImportOptions,
): Promise<number> {
  const { overwrite = false, acknowledgeLostAccess = false, foreign = false, reason } = options;
  if (acknowledgeLostAccess && reason === undefined)
    throw invalidInput([{ field: '--acknowledge-lost-access', message: 'needs a --reason, which the event keeps' }]);
  const checked = await services.snapshots.check(actor, file);
  printChecked(out, checked);
  const inTheWay = await services.snapshots.inTheWay(actor, checked, { foreign });
  if (overwrite && inTheWay.length > 0) {
    out.warn(`In the database '${database.name}' at ${database.host} it replaces:`);
    for (const { table, rows } of inTheWay) out.line(`    ${sayInTheWay({ table, rows })}`);
    if (!(await confirm(out, 'Replace all of it?', options.yes))) return EXIT.failed;
  }
  const { tables, takenOut, replaced, runs } = await services.snapshots.import(actor, checked, {
    overwrite,
    acknowledgeLostAccess,
    foreign,
    reason: reason ?? IMPORT_REASON,
  });
  out.ok(`Imported ${checked.path}: ${sayRows(rowCounts(tables))}`);
  if (takenOut > 0)
    out.warn(`${sayCount(takenOut, 'event')} of the file were left out: retention has taken their months out`);
  const left = countEvents(checked.manifest.tables) - countEvents(tables) - takenOut;
  if (left > 0) out.warn(`${sayCount(left, 'event')} of the file were left out: this record has events of its own`);
  if (runs.undone > 0)
    out.warn(
      `${sayCount(runs.undone, 'executed run')} can no longer be rolled back or resumed: ` +
        'the snapshot has replaced what was written',
    );
  if (runs.restored > 0) out.ok(`${sayCount(runs.restored, 'executed run')} can be rolled back or resumed again`);
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

function countEvents(tables: readonly TableManifest[]): number {
  return tables.filter(({ name }) => isOfRecord(name)).reduce((sum, { rows }) => sum + rows, 0);
}

/** Prints what a snapshot holds and where it is. */
export function printWritten(out: Output, written: WrittenSnapshot): void {
  out.ok(`Exported ${sayRows(rowCounts(written.tables))}`);
  out.ok(`To ${written.path} (${written.bytes} bytes, SHA-256 ${written.sha256})`);
}

/** A snapshot in the JSON document. */
export function snapshotDocument({ path, bytes, sha256, tables }: WrittenSnapshot) {
  return { file: path, bytes, sha256, rows: rowCounts(tables) };
}

function printChecked(out: Output, { path, header, manifest, notices }: CheckedSnapshot): void {
  const madeAt = sayTime(new Date(header.createdAt));
  out.ok(
    `${path} is complete: made from the database ${sayKey(header.database)} at ${madeAt}, ` +
      `with ${sayRows(rowCounts(manifest.tables))}`,
  );
  for (const notice of notices) out.warn(notice);
}

function sayInTheWay({ table, rows }: InTheWay): string {
  return table === 'rollout' ? 'rollout: its present settings' : `${table}: ${sayCount(rows, 'row')}`;
}

const LABELS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  org_entitlements: ['entitlement', 'entitlements'],
  org_subentitlements: ['subentitlement', 'subentitlements'],
  entitlement_overrides: ['override', 'overrides'],
  organization_packages: ['package of an organization', 'packages of organizations'],
  entitlement_events: ['event of organizations', 'events of organizations'],
  platform_events: ['event of the platform', 'events of the platform'],
  organization_rollouts: ['rollout of a single organization', 'rollouts of single organizations'],
};

function sayRows(rows: Readonly<Record<string, number>>): string {
  return Object.entries(LABELS)
    .map(([table, [one, many]]) => `${rows[table] ?? 0} ${rows[table] === 1 ? one : many}`)
    .join(', ');
}
