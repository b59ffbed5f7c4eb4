import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { DomainError } from '../domain/errors';
import type { RowState } from '../domain/run/row-state';
import type { KeptCause, KeptRow } from '../domain/run/undo-changes';
import { printable, sayCount } from '../domain/say';
import type { MigrationRun } from '../entities/migration-run';
import type { MigrationRunOrganization } from '../entities/migration-run-organization';
import type { RollbackProgress } from '../store/rollback-progress';
import { readWorkers } from './support/arguments';
import { type CommandContext, type CommonOptions, confirm, EXIT, withDatabase } from './support/command-context';
import { followRun } from './support/follow-run';
import type { Output } from './support/output';
import { describe, progressOf, readJournal } from './support/run-report';

interface RollbackOptions extends CommonOptions {
  readonly reason: string;
  readonly acknowledgeLostAccess?: boolean;
  readonly workers?: number;
  readonly yes?: boolean;
}

const SHOWN_ORGANIZATIONS = 20;

export function addRollbackCommand(program: Command): void {
  program
    .command('rollback')
    .argument('<run>', "The execution's id")
    .description(
      'Undo what an execution wrote, for each row that is still as the run left it. Exit code 3 if rows were kept.',
    )
    .requiredOption('--reason <text>', 'Why it is done, kept with the run and its events (3 to 500 characters)')
    .option(
      '--acknowledge-lost-access',
      'Roll back although organizations are under ENFORCE and lose what the run gave them',
    )
    .option('--workers <n>', 'Transactions to work on at once (default: the number of cores)', readWorkers)
    .option('--yes', 'Do not ask before rolling back')
    .option('--json', 'Print one JSON document')
    .action((id: string, options: RollbackOptions) =>
      withDatabase(options, (context) => runRollback(context, id, options)),
    );
}

/** Rolls back, or goes on with a rollback. @returns the exit code: 3 if rows were kept */
async function runRollback(context: CommandContext, id: string, options: RollbackOptions): Promise<number> {
  const { services, actor, database, out } = context;
  const seen = await services.runs.find(actor, id);
  if (!seen) throw new DomainError('NOT_FOUND', `There is no run ${id}.`);
  out.line(`Database: ${database.name} at ${database.host}`);
  if (seen.status === 'ROLLING_BACK') out.line(`Run ${seen.id} is already being rolled back; going on with it`);
  else {
    const { counts } = await progressOf(context, seen);
    const created = counts.moduleEntitlementsCreated + counts.submoduleEntitlementsCreated;
    const updated = counts.moduleEntitlementsUpdated + counts.submoduleEntitlementsUpdated;
    const revoked = counts.moduleEntitlementsRevoked + counts.submoduleEntitlementsRevoked;
    const question =
      `Roll back run ${seen.id} in the database '${database.name}' at ${database.host}: ` +
      `${created} created, ${updated} updated and ${revoked} revoked rows ` +
      `of ${sayCount(counts.changed, 'organization')}?`;
    if (!(await confirm(out, question, options.yes))) return EXIT.failed;
    await services.runs.rollBack(actor, {
      id,
      reason: options.reason,
      acknowledgeLostAccess: options.acknowledgeLostAccess,
    });
  }
  const { run, interrupted } = await followRun(context, seen.id, options.workers ?? availableParallelism());
  await report(context, run);
  if (interrupted) return EXIT.interrupted;
  if (run.status === 'ROLLED_BACK') return EXIT.done;
  return run.status === 'ROLLED_BACK_WITH_CONFLICTS' ? EXIT.incomplete : EXIT.failed;
}

async function report(context: CommandContext, run: MigrationRun): Promise<void> {
  const { out, services } = context;
  const progress = await services.runs.rollbackProgress(run);
  const shown: object[] = [];
  for (const rollback of ['KEPT', 'FAILED'] as const) {
    for await (const { entry, name } of readJournal(context, run, { rollback })) {
      if (!out.json && shown.length === SHOWN_ORGANIZATIONS) break;
      printKept(out, entry, name);
      shown.push({ id: entry.organizationId, name, ...entry.rollback });
    }
  }
  const { counts } = progress;
  const more = counts.organizationsKept + counts.organizationsFailed - shown.length;
  if (more > 0) out.line(`\n… and ${more} more organizations ('portcullis rollback --json' prints all)`);
  printRollback(out, run, progress);
  if (run.status === 'ROLLING_BACK')
    out.line(`Any worker goes on with the rollback. Go on with it here:  portcullis rollback ${run.id} --reason '…'`);
  out.document({
    database: { name: context.database.name, host: context.database.host },
    run: rollbackDocument(run, progress),
    kept: shown,
  });
}

/** Prints an organization whose rows a rollback kept, or could not restore. */
function printKept(out: Output, { organizationId, rollback }: MigrationRunOrganization, name: string): void {
  out.heading(`${organizationId} ${name}`);
  if (rollback?.error) out.fail(rollback.error);
  for (const row of rollback?.kept ?? []) out.warn(sayKept(row));
}

/** `Kept sales/leads: on now, the run had left off (it has been changed since)`. */
function sayKept({ module, submodule, cause, left, now }: KeptRow): string {
  const say = (state: RowState | null) =>
    `${describe(state)}${state?.source === undefined ? '' : ` (${printable(state.source)})`}`;
  const target = submodule === null ? module : `${module}/${submodule}`;
  return `Kept ${target}: ${say(now)} now, the run had left ${say(left)} (${CAUSES[cause]})`;
}

const CAUSES: Readonly<Record<KeptCause, string>> = {
  EDITED: 'it has been changed since',
  MODULE_KEPT: 'its module is kept',
  SUBMODULES_ADDED: 'submodules under it have been added or changed since',
  NOT_IN_TAXONOMY: 'it is no longer in the taxonomy',
};

/** Prints a rollback's counts, one a line. */
export function printRollback(
  out: Output,
  run: MigrationRun,
  { counts, processed, total, heldBack }: RollbackProgress,
): void {
  out.heading(`Rollback of run ${run.id}`);
  const lines: readonly (readonly [string, number])[] = [
    ['Organizations rolled back', counts.organizationsRolledBack],
    ['Organizations with rows kept', counts.organizationsKept],
    ['Organizations deleted since', counts.organizationsSkipped],
    ['Rows restored', counts.rowsRestored],
    ['Rows kept', counts.rowsKept],
    ['Events created', counts.eventsCreated],
    ['Errors', counts.organizationsFailed],
  ];
  for (const [label, number] of lines) out.line(`${label}: ${number}`);
  if (processed < total) out.line(`Not reached: ${total - processed} of ${total}`);
  out.line(`Status: ${run.status}`);
  if (heldBack !== null) out.warn(`Waiting: ${heldBack}`);
}

/** A rollback in the JSON document. */
export function rollbackDocument(
  run: MigrationRun,
  { counts, total, processed, perSecond, heldBack }: RollbackProgress,
) {
  const {
    id,
    status,
    rollbackRequestedBy: requestedBy,
    rollbackReason: reason,
    rollbackAcknowledgedLostAccess: acknowledgedLostAccess,
    rollbackRequestedAt: requestedAt,
    rollbackStartedAt: startedAt,
    rollbackFinishedAt: finishedAt,
  } = run;
  return {
    id,
    status,
    rollback: {
      requestedBy,
      reason,
      acknowledgedLostAccess,
      requestedAt,
      startedAt,
      finishedAt,
      total,
      processed,
      perSecond,
      heldBack,
      counts,
    },
  };
}
