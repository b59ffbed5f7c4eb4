import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { invalidInput } from '../domain/errors';
import { sayCount } from '../domain/say';
import type { MigrationRun } from '../entities/migration-run';
import { readMappingFile, type NamedMapping } from '../store/active-mapping';
import { countScope } from '../features/migration-runs/work/run-scope';
import { loadTaxonomy } from '../store/load-taxonomy';
import { readIdList, readPercentage, readWholeNumber } from './support/arguments';
import { confirm, EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';
import { followRun } from './support/follow-run';
import { loadMapping } from './mapping';
import { addThrottleOptions, throttleChange, type ThrottleOptions } from './support/throttle-options';
import {
  exitCodeOf,
  organizationDocument,
  printOrganization,
  printSummary,
  progressOf,
  readJournal,
  runDocument,
} from './support/run-report';
import type { StartRunInput } from '../features/migration-runs/start/start-input';

export interface MigrateOptions extends CommonOptions, ThrottleOptions {
  readonly execute?: boolean;
  readonly reason: string;
  readonly dryRunId?: number;
  readonly org?: readonly number[];
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
export const DEFAULT_REASON = 'legacy takeover';

export function addMigrateCommand(program: Command): void {
  addThrottleOptions(program.command('migrate'))
    .description('take legacy flags over to entitlements: a dry run, which changes nothing, unless --execute')
    .option('--execute', 'write entitlements, with a journal and events')
    .option('--reason <text>', 'why; kept with the run and its events', DEFAULT_REASON)
    .option('--dry-run-id <id>', 'with --execute: apply exactly the plan of this dry run', readWholeNumber)
    .option('--org <ids>', 'only these organizations: 1,2', readIdList)
    .option(
      '--changed-since <run>',
      'only organizations whose legacy flags changed since this execution, new ones, and such as it did not bring over',
      readWholeNumber,
    )
    .option('--trial-days <n>', 'new trials end after so many days; left out, they have no end', readWholeNumber)
    .option('--allow-revocations', 'let the run take access away; left out, such changes are held and named')
    .option('--error-budget <percent>', 'stop when more of all organizations have failed (default: 10)', readPercentage)
    .option('--mapping <file>', 'rules from a CSV file: a dry run tries them, --execute loads them first')
    .option('--workers <n>', 'transactions to work on at once (default: the number of cores)', readWholeNumber)
    .option('--verbose', 'print every organization, not only the first')
    .option('--yes', 'do not ask before executing')
    .option('--json', 'print one JSON document')
    .action((options: MigrateOptions) => withDatabase(options, (context) => runMigrate(context, options)));
}

/** @returns the exit code: 3 where organizations failed, are stale or were held */
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

  if (options.execute) await services.runs.refuseIfLive(); // before a mapping is loaded for nothing
  const trial = await takeMapping(context, options);
  if (trial === 'refused') return EXIT.failed;
  const started = await services.runs.start(actor, startInput(options), trial);
  out.line(`Loaded ${sayCount(started.moduleCount, 'module')} and ${sayCount(started.submoduleCount, 'submodule')}`);
  out.line(`Loaded ${sayCount(started.mappingRules.length, 'mapping rule')}`);
  out.line(`Found ${sayCount(await countScope(database.dataSource.manager, started), 'organization')} to process`);

  const { run, interrupted } = await followRun(context, started.id, options.workers ?? availableParallelism());
  await reportRun(context, run, { verbose: options.verbose ?? false, interrupted });
  return interrupted ? EXIT.interrupted : exitCodeOf(run);
}

function refuseMixedOptions(options: MigrateOptions): void {
  if (options.dryRunId === undefined) return;
  const fault = (field: string, message: string) =>
    invalidInput([{ field, message }], 'The options do not go together');
  if (!options.execute) throw fault('--dry-run-id', 'is for --execute');
  const planned = {
    '--org': options.org,
    '--changed-since': options.changedSince,
    '--trial-days': options.trialDays,
    '--allow-revocations': options.allowRevocations,
    '--mapping': options.mapping,
  };
  for (const [name, value] of Object.entries(planned)) {
    if (value !== undefined)
      throw fault(name, 'was settled when the dry run was made; leave it out, or make another dry run with it');
  }
}

/** A dry run tries the rules of the file; an execution makes them the active ones first. */
async function takeMapping(context: CommandContext, options: MigrateOptions): Promise<NamedMapping | null | 'refused'> {
  if (options.mapping === undefined) return null;
  if (options.execute) return (await loadMapping(context, options.mapping, options)) ? null : 'refused';
  const loaded = await readMappingFile(options.mapping, await loadTaxonomy(context.database.dataSource.manager));
  for (const notice of loaded.notices) context.out.warn(notice);
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
              organizationIds: org?.map(String),
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

/** Prints what a run did to the first organizations (or all), its summary, and what to do next. */
export async function reportRun(
  context: CommandContext,
  run: MigrationRun,
  options: { readonly verbose: boolean; readonly interrupted: boolean },
): Promise<void> {
  const { out } = context;
  const progress = await progressOf(context, run);
  const shown: object[] = [];
  for await (const { entry, name } of readJournal(context, run, {})) {
    if (!options.verbose && shown.length === SHOWN_ORGANIZATIONS) break;
    printOrganization(out, run, entry, name, options.verbose);
    shown.push(organizationDocument(entry, name));
  }
  const more = progress.processed - shown.length;
  if (more > 0)
    out.line(`\n… and ${sayCount(more, 'more organization')} ('portcullis runs show ${run.id} --verbose' has all)`);
  printSummary(out, run, progress);
  out.heading('Next');
  for (const line of nextSteps(run, options.interrupted)) out.line(line);
  out.document({
    database: { name: context.database.name, host: context.database.host },
    run: runDocument(run, progress),
    organizations: shown,
  });
}

function nextSteps(run: MigrationRun, interrupted: boolean): readonly string[] {
  const { id, mode, status } = run;
  const failures = `See what failed:      portcullis runs show ${id} --outcome FAILED`;
  if (interrupted || status === 'PAUSED')
    return [
      `The run is paused; nothing is half done.`,
      `Go on with it:        portcullis runs resume ${id}`,
      `Or stop it for good:  portcullis runs cancel ${id}`,
    ];
  if (status === 'FAILED') return [failures, `Go on all the same:   portcullis runs resume ${id}`];
  if (status === 'RUNNING' || status === 'QUEUED') return [`The run goes on elsewhere: portcullis runs show ${id}`];
  if (status === 'CANCELLED') return [`What was done stays: portcullis runs show ${id}`];
  const review = status === 'COMPLETED_WITH_ERRORS' ? [failures] : [];
  if (mode === 'DRY_RUN')
    return [
      ...review,
      `Review the plan:      portcullis runs show ${id} --verbose`,
      `Execute just this:    portcullis migrate --execute --dry-run-id ${id}`,
    ];
  return [...review, `Look at it again:     portcullis runs show ${id}`];
}
