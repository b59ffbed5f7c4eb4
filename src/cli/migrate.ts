import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { EntityManager } from 'typeorm';
import { invalidInput } from '../domain/errors';
import type { RunCounts, RunKind } from '../domain/run/run-status';
import { printable, sayCount } from '../domain/say';
import type { MigrationRun } from '../entities/migration-run';
import type { StartRunInput } from '../features/migration-runs/start/start-input';
import { countScope } from '../features/migration-runs/work/run-scope';
import { type NamedMapping, readMappingFile } from '../store/active-mapping';
import { loadTaxonomy } from '../store/load-taxonomy';
import { saySourceFault } from '../store/source';
import { loadMapping } from './mapping';
import { IdList, readPercentage, readWholeNumber, readWorkers } from './support/arguments';
import { type CommandContext, type CommonOptions, confirm, EXIT, withDatabase } from './support/command-context';
import { followRun } from './support/follow-run';
import {
  exitCodeOf,
  organizationDocument,
  printOrganization,
  printSummary,
  progressOf,
  readJournal,
  runDocument,
} from './support/run-report';
import { addThrottleOptions, throttleChange, type ThrottleOptions } from './support/throttle-options';

export interface MigrateOptions extends CommonOptions, ThrottleOptions {
  readonly execute?: boolean;
  readonly reason: string;
  readonly dryRunId?: number;
  readonly org?: IdList;
  readonly changedSince?: number;
  readonly trialDays?: number;
  readonly allowRevocations?: boolean;
  readonly errorBudget?: number;
  readonly mapping?: string;
  readonly workers?: number;
  readonly verbose?: boolean;
  readonly yes?: boolean;
}

const SHOWN_ORGANIZATIONS = 5;
export const DEFAULT_REASON = 'legacy migration';

export function addMigrateCommand(program: Command): void {
  addThrottleOptions(program.command('migrate'), 'no limit')
    .description(
      'Migrate legacy flags to entitlements. ' +
        'Without --execute it is a dry run, which stores its plan and changes nothing else. ' +
        'Exit code 3 if organizations failed, or were left stale or held.',
    )
    .option('--execute', 'Write entitlements, with a journal and events')
    .option('--reason <text>', 'Why it is done, kept with the run and its events (3 to 500 characters)', DEFAULT_REASON)
    .option('--dry-run-id <id>', 'With --execute: apply exactly the plan of this dry run', readWholeNumber)
    .option(
      '--org <ids>',
      'Only these organizations, such as 1,2 or \'"a, b",c\'; if repeated, each is one id (default: all)',
      IdList.read,
    )
    .option(
      '--changed-since <run>',
      'Only organizations whose legacy flags have changed since this execution, or that it did not migrate ' +
        '(default: all)',
      readWholeNumber,
    )
    .option(
      '--trial-days <n>',
      'Days after which new trials end, up to 3650 (default: they do not end)',
      readWholeNumber,
    )
    .option('--allow-revocations', 'Let the run take access away (default: such changes are held, and reported)')
    .option(
      '--error-budget <percent>',
      'Stop if more than this percentage of all organizations failed (default: 10)',
      readPercentage,
    )
    .option(
      '--mapping <file>',
      'Rules from a CSV file: a dry run tries them, --execute makes them the active rules first ' +
        '(default: the active rules)',
    )
    .option('--workers <n>', 'Transactions to work on at once (default: the number of cores)', readWorkers)
    .option('--verbose', 'Print every organization, not only the first 5')
    .option('--yes', 'Do not ask before executing')
    .option('--json', 'Print one JSON document')
    .action((options: MigrateOptions) => withDatabase(options, (context) => runMigrate(context, options)));
}

/** @returns the exit code: 3 if organizations failed, or were left stale or held */
export async function runMigrate(context: CommandContext, options: MigrateOptions): Promise<number> {
  const { services, actor, database, out } = context;
  refuseMixedOptions(options);
  out.line(out.colors.bold('Portcullis: legacy flags to entitlements'));
  out.line(`Mode: ${options.execute ? 'EXECUTE' : 'DRY-RUN (no changes will be made)'}`);
  out.line(`Database: ${database.name} at ${database.host}`);
  if (
    options.execute &&
    !(await confirm(out, `Write entitlements to the database '${database.name}' at ${database.host}?`, options.yes))
  )
    return EXIT.failed;

  if (options.execute) await services.runs.refuseIfLive(); // before a mapping is loaded in vain
  const trial = await takeMapping(context, options);
  if (trial === 'refused') return EXIT.failed;
  const started = await services.runs.start(actor, startInput(options), trial);
  out.line(`Loaded ${sayCount(started.moduleCount, 'module')} and ${sayCount(started.submoduleCount, 'submodule')}`);
  out.line(`Loaded ${sayCount(started.mappingRules.length, 'mapping rule')}`);
  const found = await countFound(database.dataSource.manager, started);
  if (found !== null) out.line(`Found ${sayCount(found, 'organization')} to process`);

  const { run, interrupted } = await followRun(context, started.id, options.workers ?? availableParallelism());
  await reportRun(context, run, { verbose: options.verbose ?? false, interrupted });
  return interrupted ? EXIT.interrupted : exitCodeOf(run);
}

/** Null if the source fails: the run is stored already, and fails with the reason as soon as it is worked on. */
export async function countFound(manager: EntityManager, started: MigrationRun): Promise<number | null> {
  try {
    return await countScope(manager, started);
  } catch (error) {
    if (saySourceFault(error) === error) throw error;
    return null;
  }
}

function refuseMixedOptions(options: MigrateOptions): void {
  if (options.dryRunId === undefined) return;
  const fault = (field: string, message: string) => invalidInput([{ field, message }]);
  if (!options.execute) throw fault('--dry-run-id', 'needs --execute');
  const planned = {
    '--org': options.org,
    '--changed-since': options.changedSince,
    '--trial-days': options.trialDays,
    '--allow-revocations': options.allowRevocations,
    '--mapping': options.mapping,
  };
  for (const [name, value] of Object.entries(planned)) {
    if (value !== undefined)
      throw fault(name, 'was settled by the dry run: leave it out, or make another dry run with it');
  }
}

/** A dry run tries the rules of the file; an execution makes them the active rules first. */
async function takeMapping(context: CommandContext, options: MigrateOptions): Promise<NamedMapping | null | 'refused'> {
  if (options.mapping === undefined) return null;
  if (options.execute) return (await loadMapping(context, options.mapping, options)) ? null : 'refused';
  const loaded = await readMappingFile(options.mapping, await loadTaxonomy(context.database.dataSource.manager));
  for (const notice of loaded.notices) context.out.warn(printable(notice));
  return loaded;
}

function startInput(options: MigrateOptions): StartRunInput {
  const { dryRunId, org, changedSince, trialDays, allowRevocations, errorBudget } = options;
  return {
    mode: options.execute ? 'EXECUTE' : 'DRY_RUN',
    source:
      dryRunId === undefined
        ? {
            fresh: {
              organizationIds: org?.ids,
              changedSince: changedSince?.toString(),
              trialDays,
              allowRevocations,
            },
          }
        : { dryRunId: String(dryRunId) },
    reason: options.reason,
    throttle: throttleChange(options),
    errorBudgetPercent: errorBudget,
  };
}

/** Prints what a run did to the first organizations, or all, its summary, and what to do next. */
export async function reportRun(
  context: CommandContext,
  run: MigrationRun,
  options: { readonly verbose: boolean; readonly interrupted: boolean },
): Promise<void> {
  const { out } = context;
  const progress = await progressOf(context, run);
  const shown: object[] = [];
  try {
    for await (const { entry, name } of readJournal(context, run, {})) {
      if (!options.verbose && shown.length === SHOWN_ORGANIZATIONS) break;
      printOrganization(out, run, entry, name, options.verbose);
      shown.push(organizationDocument(entry, name));
    }
  } catch (error) {
    // What failed the run, such as row security, may also keep the names from being read; the summary says it.
    if (run.error === null) throw error;
  }
  const more = progress.processed - shown.length;
  if (more > 0)
    out.line(`\n… and ${sayCount(more, 'more organization')} ('portcullis runs show ${run.id} --verbose' prints all)`);
  printSummary(out, run, progress);
  out.heading('Next');
  for (const line of nextSteps(run, progress.counts, options.interrupted)) out.line(line);
  out.document({
    database: { name: context.database.name, host: context.database.host },
    run: runDocument(run, progress),
    organizations: shown,
  });
}

/** What executes the plan of a dry run of each kind. */
const EXECUTE = { MIGRATION: 'migrate --execute --dry-run-id', CHANGE: 'change execute' } as const;
/** What starts a run of each kind. */
const COMMANDS = { MIGRATION: 'migrate', CHANGE: 'change …' } as const satisfies Readonly<Record<RunKind, string>>;

function nextSteps(run: MigrationRun, counts: RunCounts, interrupted: boolean): readonly string[] {
  const { id, mode, status } = run;
  const review = notMigrated(run, counts);
  if (interrupted || status === 'PAUSED')
    return [
      `The run is paused; nothing is half done.`,
      `Resume it:            portcullis runs resume ${id}`,
      `Or cancel it:         portcullis runs cancel ${id}`,
    ];
  if (status === 'FAILED') return [...review, resumeFailed(run)];
  if (status === 'RUNNING' || status === 'QUEUED')
    return [`Other workers go on with the run: portcullis runs show ${id}`];
  if (status === 'CANCELLED') return [`What the run did is kept: portcullis runs show ${id}`];
  if (mode === 'DRY_RUN')
    return [
      ...review,
      `Review the plan:      portcullis runs show ${id} --verbose`,
      `Execute this plan:    portcullis ${EXECUTE[run.kind]} ${id}`,
    ];
  return [
    ...review,
    `Show it again:        portcullis runs show ${id}`,
    ...(run.kind === 'CHANGE' ? [`Verify it:            portcullis verify --run ${id}`] : []),
  ];
}

function resumeFailed({ id, kind, error }: MigrationRun): string {
  const resume = `portcullis runs resume ${id}`;
  if (error?.code === 'ERROR_BUDGET') return `Accept and resume:    ${resume}`;
  // A source that fails, or the column of the flags that is gone.
  if (error?.code === 'CONFLICT') return `Mend the source, then resume: ${resume}`;
  if (error?.code === 'STALE_PLAN') return `Start another run:    portcullis ${COMMANDS[kind]}`;
  return `Mend it, then resume: ${resume}`;
}

/** How to see what a run left as it was, and why. */
function notMigrated({ id, kind }: MigrationRun, { failed, stale, held }: RunCounts): readonly string[] {
  return [
    ...(failed > 0 ? [`See the failures:     portcullis runs show ${id} --outcome FAILED`] : []),
    ...(stale > 0
      ? [
          `See the stale:        portcullis runs show ${id} --outcome STALE`,
          `Plan them again:      portcullis ${COMMANDS[kind]}`,
        ]
      : []),
    ...(held > 0 ? [`See what was held:    portcullis runs show ${id} --verbose`] : []),
  ];
}
