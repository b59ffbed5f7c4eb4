import type { Command } from 'commander';
import { sayMonth } from '../domain/retention/months';
import type { RetentionMonths } from '../domain/retention/retention';
import { sayCount, sayTime } from '../domain/say';
import type { Retained, RetainedJournal, RetainedPartition } from '../features/retention/read-retained';
import { requireWritable } from '../store/writable';
import { type CommandContext, type CommonOptions, confirm, EXIT, withDatabase } from './support/command-context';
import type { Output } from './support/output';

interface ApplyOptions extends CommonOptions {
  readonly reason: string;
  readonly drop?: boolean;
  readonly yes?: boolean;
}

export function addRetentionCommand(program: Command): void {
  const retention = program
    .command('retention')
    .description('How long journals, events and counts are kept: show, apply.');
  retention
    .command('show', { isDefault: true })
    .description(
      'Show the journals and the partitions of events and counts, and which of them the settings ' +
        '(PORTCULLIS_RETENTION_…_MONTHS) would detach. Exit code 3 if something is due to be detached.',
    )
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runRetentionShow));
  retention
    .command('apply')
    .description(
      'Detach what is due into tables of its own, which remain in the schema portcullis. What is still needed is ' +
        'held back, such as the journal of a run that can be rolled back.',
    )
    .requiredOption('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)')
    .option('--drop', 'Drop the tables that were detached before, instead of detaching more')
    .option('--yes', 'Do not ask before')
    .option('--json', 'Print one JSON document')
    .action((options: ApplyOptions) =>
      withDatabase(options, (context) => (options.drop ? runDrop(context, options) : runApply(context, options)), {
        direct: true,
      }),
    );
}

async function runRetentionShow({ services, actor, database, out }: CommandContext): Promise<number> {
  const retained = await services.retention.show(actor);
  out.line(`Retention of ${database.name} at ${database.host}: ${sayMonths(retained.months)}`);
  printPartitions(out, retained);
  printJournals(out, retained.journals);
  printDetached(out, retained);
  const due = dueNames(retained);
  if (due.length > 0)
    out.warn(`${sayCount(due.length, 'part')} can be detached: portcullis retention apply --reason …`);
  else out.ok('Nothing is due');
  out.document({ database: database.name, host: database.host, ...retained });
  return due.length > 0 ? EXIT.incomplete : EXIT.done;
}

async function runApply(context: CommandContext, { reason, yes }: ApplyOptions): Promise<number> {
  const { services, actor, database, out } = context;
  await requireWritable(database);
  const seen = await services.retention.show(actor);
  printHeld(out, seen);
  const due = dueNames(seen);
  if (due.length === 0) {
    out.ok(`Nothing is due; nothing was changed (${sayMonths(seen.months)})`);
    out.document({ detached: [], emptied: [] });
    return EXIT.done;
  }
  for (const name of due) out.line(`  ${name}`);
  const where = `in the database '${database.name}' at ${database.host}`;
  const question = `Detach ${due.length === 1 ? 'this part' : `these ${due.length} parts`} ${where}?`;
  if (!(await confirm(out, question, yes))) return EXIT.failed;
  const done = await services.retention.apply(actor, { reason });
  for (const { name, part, rows } of done.detached)
    out.ok(`Detached portcullis.${name} (${part}): ${sayCount(rows, 'row')}`);
  for (const name of done.emptied) out.ok(`Dropped portcullis.${name}, which had no row`);
  if (done.detached.length > 0)
    out.line("They remain as tables. To drop them, once they are archived: 'portcullis retention apply --drop'");
  out.document(done);
  return EXIT.done;
}

async function runDrop(context: CommandContext, { reason, yes }: ApplyOptions): Promise<number> {
  const { services, actor, database, out } = context;
  await requireWritable(database);
  const { detached } = await services.retention.show(actor);
  if (detached.length === 0) {
    out.ok('No table was detached; nothing was changed');
    out.document({ dropped: [], missing: [] });
    return EXIT.done;
  }
  for (const { name, part, rows } of detached) out.line(`  portcullis.${name} (${part}): ${sayCount(rows, 'row')}`);
  const which = detached.length === 1 ? 'this table' : `these ${detached.length} tables`;
  const question = `Drop ${which} for good in the database '${database.name}' at ${database.host}?`;
  if (!(await confirm(out, question, yes))) return EXIT.failed;
  const done = await services.retention.drop(actor, { reason });
  for (const { name, rows } of done.dropped) out.ok(`Dropped portcullis.${name}: ${sayCount(rows, 'row')}`);
  for (const name of done.missing) out.warn(`portcullis.${name} was not there any more: somebody moved or dropped it`);
  out.document(done);
  return EXIT.done;
}

function sayMonths({ events, counts, journal }: RetentionMonths): string {
  const say = (months: number | null) => (months === null ? 'for ever' : sayCount(months, 'month'));
  return `events are kept ${say(events)}, counts ${say(counts)}, journals ${say(journal)}`;
}

function dueNames({ partitions, journals }: Retained): readonly string[] {
  return [
    ...partitions.filter(({ verdict }) => verdict.state === 'DUE').map(nameOf),
    ...journals.filter(({ verdict }) => verdict.state === 'DUE').map(sayJournal),
  ];
}

function nameOf({ table, start }: RetainedPartition): string {
  return `${table} of ${start === null ? 'no month' : sayMonth(start)}`;
}

function sayJournal({ runId, organizations }: RetainedJournal): string {
  return `the journal of run ${runId}, of ${sayCount(organizations, 'organization')}`;
}

const WORDS = { KEPT: 'kept', DUE: 'due', HELD: 'held back' } as const;

function printPartitions(out: Output, retained: Retained): void {
  const shown = retained.partitions.filter(({ start, rows }) => start !== null || rows > 0);
  out.table(
    ['table', 'month', 'rows (about)', 'size', 'state'],
    shown.map(({ table, start, rows, bytes, verdict }) => [
      table,
      start === null ? 'other rows' : sayMonth(start),
      String(rows),
      saySize(bytes),
      WORDS[verdict.state],
    ]),
  );
  if (retained.adoptedEvents !== null)
    out.warn(
      `${retained.adoptedEvents} is a table of your own: retention never changes it. Delete old events there ` +
        'yourself, or partition it by created_at, with a key on (id, created_at).',
    );
  for (const { table } of shown.filter(({ start }) => start === null))
    out.warn(`${table} has rows of months without a partition: 'portcullis db migrate' sorts them`);
  printHeld(out, retained);
}

function printHeld(out: Output, { partitions, journals }: Retained): void {
  for (const one of partitions.filter(({ verdict }) => verdict.state === 'HELD'))
    out.warn(`${nameOf(one)} is held back: ${one.verdict.neededFor.join('; ')}`);
  for (const one of journals.filter(({ verdict }) => verdict.state === 'HELD'))
    out.warn(`${sayJournal(one)}, is held back: ${one.verdict.neededFor.join('; ')}`);
}

function printJournals(out: Output, journals: readonly RetainedJournal[]): void {
  if (journals.length === 0) return;
  out.heading('Journals');
  out.table(
    ['run', 'mode', 'status', 'ended', 'organizations', 'size', 'state'],
    journals.map(({ runId, mode, status, finishedAt, rollbackFinishedAt, organizations, partition, verdict }) => [
      String(runId),
      mode,
      status,
      (rollbackFinishedAt ?? finishedAt)?.toISOString() ?? '-',
      String(organizations),
      partition === null ? 'shared' : saySize(partition.bytes),
      WORDS[verdict.state],
    ]),
  );
}

function printDetached(out: Output, { detached }: Retained): void {
  if (detached.length === 0) return;
  out.heading('Detached, and no longer read');
  out.table(
    ['table', 'of', 'rows', 'size', 'detached', 'by', 'reason'],
    detached.map(({ name, part, rows, bytes, detachedAt, actorId, reason }) => [
      `portcullis.${name}`,
      part,
      String(rows),
      bytes === null ? 'not there' : saySize(bytes),
      sayTime(detachedAt),
      actorId,
      reason,
    ]),
  );
}

const KIB = 1024;

function saySize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(KIB)), units.length - 1);
  return `${Math.round(bytes / KIB ** power)} ${units[power] ?? ''}`;
}
