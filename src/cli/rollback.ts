import { sayCount } from '../domain/say';
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { DomainError } from '../domain/errors';
import type { RowState } from '../domain/run/plan-changes';
import type { KeptCause, KeptRow } from '../domain/run/undo-changes';
import type { MigrationRun } from '../entities/migration-run';
import type { MigrationRunOrganization } from '../entities/migration-run-organization';
import type { RollbackProgress } from '../store/rollback-progress';
import { readWholeNumber } from './support/arguments';
import { confirm, EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';
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
    .command('rollback <run>')
    .description(
      'take back what an execution wrote, row by row, where the row still is what the run left; exit code 3 where rows were kept',
    )
    .requiredOption('--reason <text>', 'why; kept with the run and its events')
    .option(
      '--acknowledge-lost-access',
      'roll back although organizations are under ENFORCE, and lose what the run gave them',
    )
    .option('--workers <n>', 'transactions to work on at once (default: the number of cores)', readWholeNumber)
    .option('--yes', 'do not ask before rolling back')
    .option('--json', 'print one JSON document')
    .action((id: string, options: RollbackOptions) =>
      withDatabase(options, (context) => runRollback(context, id, options)),
    );
}

/** Rolls back, or goes on with a rollback. @returns the exit code: 3 where rows were kept */
export async function runRollback(context: CommandContext, id: string, options: RollbackOptions): Promise<number> {
  const { services, actor, database, out } = context;
  const seen = await services.runs.find(actor, id);
  if (!seen) throw new DomainError('NOT_FOUND', `There is no run ${id}.`);
  out.line(`Database: ${database.name} at ${database.host}`);
  if (seen.status === 'ROLLING_BACK') out.line(`Run ${seen.id} is being rolled back already; going on with it`);
  else {
    const { counts } = await progressOf(context, seen);
    const rows = `${counts.moduleEntitlementsCreated + counts.submoduleEntitlementsCreated} created, ${counts.moduleEntitlementsUpdated + counts.submoduleEntitlementsUpdated} updated and ${counts.moduleEntitlementsRevoked + counts.submoduleEntitlementsRevoked} revoked rows`;
    const question = `Roll back run ${seen.id} in the database '${database.name}' at ${database.host}: ${rows} of ${sayCount(counts.changed, 'organization')}?`;
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
  if (more > 0)
    out.line(`\n… and ${more} more organizations ('portcullis rollback' with --json, and the API, have all)`);
  printRollback(out, run, progress);
  if (run.status === 'ROLLING_BACK')
    out.line(`The rollback goes on with any worker; go on with it here:  portcullis rollback ${run.id} --reason '…'`);
  out.document({
    database: { name: context.database.name, host: context.database.host },
    run: rollbackDocument(run, progress),
    kept: shown,
  });
}

/** The organization of a rollback whose rows were kept, or that the database refused. */
export function printKept(out: Output, { organizationId, rollback }: MigrationRunOrganization, name: string): void {
  out.heading(`${organizationId} ${name}`);
  if (rollback?.error) out.fail(rollback.error);
  for (const row of rollback?.kept ?? []) out.warn(sayKept(row));
}

/** `Kept sales/leads: on now, the run had left off (it was changed since)`. */
function sayKept({ module, submodule, cause, left, now }: KeptRow): string {
  const say = (state: RowState | null) =>
    `${describe(state)}${state?.source === undefined ? '' : ` (${state.source})`}`;
  return `Kept ${submodule === null ? module : `${module}/${submodule}`}: ${say(now)} now, the run had left ${say(left)} (${CAUSES[cause]})`;
}

const CAUSES: Readonly<Record<KeptCause, string>> = {
  EDITED: 'somebody has changed it since',
  MODULE_KEPT: 'its module is kept',
  SUBMODULES_ADDED: 'others have added or changed submodules under it',
  NOT_IN_TAXONOMY: 'it is not in the taxonomy any more',
};

/** A rollback's numbers, one a line. */
export function printRollback(
  out: Output,
  run: MigrationRun,
  { counts, processed, total, heldBack }: RollbackProgress,
): void {
  out.heading(`Rollback of run ${run.id}`);
  const lines: readonly (readonly [string, number])[] = [
    ['Organizations rolled back', counts.organizationsRolledBack],
    ['Organizations with rows kept', counts.organizationsKept],
    ['Organizations deleted meanwhile', counts.organizationsSkipped],
    ['Rows restored', counts.rowsRestored],
    ['Rows kept', counts.rowsKept],
    ['Events created', counts.eventsCreated],
    ['Errors', counts.organizationsFailed],
  ];
  for (const [label, number] of lines) out.line(`${label}: ${number}`);
  if (processed < total) out.line(`Not reached: ${total - processed} of ${total}`);
  out.line(`Status: ${run.status}`);
  if (heldBack !== null) out.warn(`Held back: ${heldBack}`);
}

/** A rollback for programs. */
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
