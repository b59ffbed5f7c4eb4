import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { DomainError } from '../domain/errors';
import { MAX_PAGE_SIZE } from '../domain/page';
import { type Outcome, OUTCOMES } from '../domain/run/run-status';
import { sayCount } from '../domain/say';
import type { MigrationRun } from '../entities/migration-run';
import { loadProgress } from '../store/run-progress';
import { DEFAULT_REASON, reportRun } from './migrate';
import { printRollback, rollbackDocument } from './rollback';
import { readWorkers } from './support/arguments';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import { followRun } from './support/follow-run';
import {
  describeThrottle,
  exitCodeOf,
  organizationDocument,
  printOrganization,
  printSummary,
  progressOf,
  readJournal,
  runDocument,
  warnOfDetached,
} from './support/run-report';
import { addThrottleOptions, throttleChange, type ThrottleOptions } from './support/throttle-options';

interface ShowOptions extends CommonOptions {
  readonly outcome?: Outcome;
  readonly verbose?: boolean;
}

interface ResumeOptions extends SteerOptions {
  readonly workers?: number;
}

interface SteerOptions extends CommonOptions {
  readonly reason: string;
}

export function addRunsCommand(program: Command): void {
  const runs = program
    .command('runs')
    .description('Runs of migrations and of changes: show, pause, resume, cancel and throttle them.');
  runs
    .command('list')
    .description('List the 100 newest runs.')
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runRunsList));
  runs
    .command('show')
    .argument('<id>', "The run's id")
    .description('Show what a run did, or would do.')
    .addOption(new Option('--outcome <outcome>', 'Print only the organizations with this outcome').choices(OUTCOMES))
    .option('--verbose', 'Print every organization')
    .option('--json', 'Print one JSON document')
    .action((id: string, options: ShowOptions) =>
      withDatabase(options, (context) => runRunsShow(context, id, options)),
    );
  for (const action of ['pause', 'cancel'] as const) {
    runs
      .command(action)
      .argument('<id>', "The run's id")
      .description(action === 'pause' ? 'Pause a run until it is resumed.' : 'Cancel a run; what it did is kept.')
      .option('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)', DEFAULT_REASON)
      .option('--json', 'Print one JSON document')
      .action((id: string, options: SteerOptions) =>
        withDatabase(options, (context) => runRunsSteer(context, id, action, options)),
      );
  }
  addThrottleOptions(runs.command('throttle').argument('<id>', "The run's id"), 'unchanged')
    .description("Limit a run's load on the database, in all of its workers; without a limit, show the limits.")
    .option('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)', DEFAULT_REASON)
    .option('--json', 'Print one JSON document')
    .action((id: string, options: SteerOptions & ThrottleOptions) =>
      withDatabase(options, (context) => runRunsThrottle(context, id, options)),
    );
  runs
    .command('resume')
    .argument('<id>', "The run's id")
    .description('Resume a paused or failed run, or one whose process was killed, in this process.')
    .option('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)', DEFAULT_REASON)
    .option('--workers <n>', 'Transactions to work on at once (default: the number of cores)', readWorkers)
    .option('--json', 'Print one JSON document')
    .action((id: string, options: ResumeOptions) =>
      withDatabase(options, (context) => runRunsResume(context, id, options)),
    );
}

async function runRunsList(context: CommandContext): Promise<number> {
  const { services, actor, database, out } = context;
  const { nodes } = await services.runs.list(actor, { first: MAX_PAGE_SIZE });
  const progress = await loadProgress(database.dataSource.manager, nodes);
  out.table(
    ['run', 'kind', 'mode', 'status', 'organizations', 'changed', 'errors', 'by', 'created'],
    nodes.map((run) => {
      const { processed = 0, total = 0, counts } = progress.get(run.id) ?? {};
      return [
        String(run.id),
        run.kind,
        run.mode,
        run.status,
        `${processed}/${total}`,
        String(counts?.changed ?? 0),
        String(counts?.failed ?? 0),
        run.requestedBy,
        run.createdAt.toISOString(),
      ];
    }),
  );
  out.document(
    nodes.flatMap((run) => {
      const found = progress.get(run.id);
      return found ? [runDocument(run, found)] : [];
    }),
  );
  return EXIT.done;
}

async function runRunsShow(context: CommandContext, id: string, options: ShowOptions): Promise<number> {
  const { out } = context;
  const run = await requireRun(context, id);
  const progress = await progressOf(context, run);
  const { outcome, verbose = false } = options;
  const shown: object[] = [];
  let count = 0;
  if (outcome !== undefined || verbose) {
    for await (const { entry, name } of readJournal(context, run, { outcome })) {
      printOrganization(out, run, entry, name, verbose);
      count += 1;
      if (out.json) shown.push(organizationDocument(entry, name));
    }
  }
  const rollback = run.rollbackRequestedAt ? await context.services.runs.rollbackProgress(run) : null;
  if (outcome === undefined) {
    printSummary(out, run, progress);
    if (rollback) printRollback(out, run, rollback);
  } else {
    out.heading(
      `Run ${run.id} (${run.status}): ` +
        `${count} of ${sayCount(progress.processed, 'organization')} with the outcome ${outcome}`,
    );
    warnOfDetached(out, run);
  }
  out.document({
    run: { ...runDocument(run, progress), ...(rollback ? rollbackDocument(run, rollback) : {}) },
    organizations: shown,
  });
  return EXIT.done;
}

async function runRunsSteer(
  { services, actor, out }: CommandContext,
  id: string,
  action: 'pause' | 'cancel',
  { reason }: SteerOptions,
): Promise<number> {
  const run = await services.runs[action](actor, { id, reason });
  out.ok(`Run ${run.id} is ${run.status}`);
  if (action === 'pause') out.line(`Resume it: portcullis runs resume ${run.id}`);
  out.document({ id: run.id, status: run.status });
  return EXIT.done;
}

/** Sets the given limits; without any, shows them. */
async function runRunsThrottle(
  context: CommandContext,
  id: string,
  options: SteerOptions & ThrottleOptions,
): Promise<number> {
  const { services, actor, out } = context;
  const change = throttleChange(options);
  const asked =
    change.maxRate !== undefined || change.maxReplicationLag !== undefined || change.maxLockWaits !== undefined;
  const run = asked
    ? await services.runs.throttle(actor, { id, reason: options.reason, throttle: change })
    : await requireRun(context, id);
  out.ok(`Run ${run.id} is ${run.status}, ${describeThrottle(run)}`);
  const { maxRate, maxReplicationLag, maxLockWaits } = run;
  out.document({ id: run.id, status: run.status, throttle: { maxRate, maxReplicationLag, maxLockWaits } });
  return EXIT.done;
}

async function runRunsResume(context: CommandContext, id: string, { reason, workers }: ResumeOptions): Promise<number> {
  const { services, actor } = context;
  const seen = await requireRun(context, id);
  // A run whose process was killed is still RUNNING: it needs a worker, and no transition.
  if (seen.status !== 'RUNNING' && seen.status !== 'QUEUED') await services.runs.resume(actor, { id, reason });
  const { run, interrupted } = await followRun(context, seen.id, workers ?? availableParallelism());
  await reportRun(context, run, { verbose: false, interrupted });
  return interrupted ? EXIT.interrupted : exitCodeOf(run);
}

async function requireRun({ services, actor }: CommandContext, id: string): Promise<MigrationRun> {
  const run = await services.runs.find(actor, id);
  if (!run) throw new DomainError('NOT_FOUND', `There is no run ${id}.`);
  return run;
}
