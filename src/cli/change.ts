import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import type { AskedRunChange } from '../domain/change/read-change';
import { sayRunChange, type SelectionFilter } from '../domain/change/run-change';
import { invalidInput } from '../domain/errors';
import { readEndMoment } from '../domain/read-moment';
import { type Gating, GATINGS } from '../domain/rollout/gating';
import { printable, sayCount } from '../domain/say';
import { ENTITLEMENT_STATUSES, type EntitlementStatus } from '../domain/status';
import type { FreshChangeInput, StartChangeInput } from '../features/migration-runs/start/change-input';
import { readText } from '../platform/csv';
import { collectTyped, readChange, type TypedChange } from './grant';
import { countFound, reportRun } from './migrate';
import { readStarts, readUntil } from './organization-packages';
import {
  IdList,
  readPercentage,
  readTarget,
  readTimeZone,
  readWholeNumber,
  readWorkers,
  type TypedTarget,
} from './support/arguments';
import { type CommandContext, type CommonOptions, confirm, EXIT, withDatabase } from './support/command-context';
import { followRun } from './support/follow-run';
import { collectPackage, PACKAGE_NAME, readPackageName, type TypedPackage } from './support/package-name';
import { exitCodeOf } from './support/run-report';
import { addThrottleOptions, throttleChange, type ThrottleOptions } from './support/throttle-options';

interface RunOptions extends CommonOptions, ThrottleOptions {
  readonly reason: string;
  readonly errorBudget?: number;
  readonly workers?: number;
  readonly verbose?: boolean;
  readonly yes?: boolean;
}

interface ChangeOptions extends RunOptions {
  readonly execute?: boolean;
  readonly allowRevocations?: boolean;
}

interface SelectOptions extends ChangeOptions {
  readonly org?: IdList;
  readonly all?: boolean;
  readonly search?: string;
  readonly module?: string;
  readonly status?: EntitlementStatus;
  readonly gating?: Gating;
  readonly override?: boolean;
  readonly package?: TypedPackage;
  readonly timeZone: string;
}

interface PackageOptions extends SelectOptions {
  readonly starts?: string;
  readonly until?: string;
  readonly ends?: readonly string[];
  readonly handOver?: boolean;
}

const TYPED_CHANGE =
  'MODULE[/SUBMODULE]=STATUS, where STATUS is ENABLED, DISABLED or, for a module, TRIAL:END. END is a length ' +
  'from today (14d, 2w, 1m, end-of-month), a time in ISO 8601, a date, to the end of that day, or never';

export function addChangeCommand(program: Command): void {
  const change = program
    .command('change')
    .description(
      'Change what many organizations have, by a run that can be reviewed first, verified, and rolled back.',
    );
  selecting(change.command('grant').argument('<change...>', TYPED_CHANGE, collectTyped))
    .description('Grant modules and submodules to many organizations. Without --execute it is a dry run.')
    .action((changes: readonly TypedChange[], options: SelectOptions) =>
      start(options, { grant: { changes: readAll(changes, options) } }),
    );
  selecting(change.command('package').argument('[package...]', PACKAGE_NAME, collectPackage))
    .description(
      'Give packages to many organizations, move them to another version, or end packages. Without --execute it is a ' +
        'dry run.',
    )
    .option('--starts <time>', 'When they begin (ISO 8601, or a date: its beginning; default: now, or as before)')
    .option(
      '--until <end>',
      'When they end: a length from today, a time, a date, or never (default: never, or as before)',
    )
    .option('--ends <key...>', 'Packages that end with it, such as the smaller one that a larger one replaces')
    .option('--hand-over', "Make rows of migration runs the packages', and grants of what the packages do not give")
    .action((names: readonly TypedPackage[], options: PackageOptions) => start(options, packageChange(names, options)));
  selecting(change.command('override').argument('<change...>', TYPED_CHANGE, collectTyped))
    .description('Set overrides of many organizations. Without --execute it is a dry run.')
    .option(
      '--expires <end>',
      'When all of them end by themselves: a length from today, a time or a date (default: never)',
    )
    .action((changes: readonly TypedChange[], options: SelectOptions & { readonly expires?: string }) =>
      start(options, {
        override: { changes: readAll(changes, options), expiresAt: readEnd('--expires', options.expires, options) },
      }),
    );
  selecting(change.command('revoke').argument('<target...>', 'MODULE or MODULE/SUBMODULE', collectTarget))
    .description(
      'End the overrides of modules and submodules in many organizations. Without --execute it is a dry run.',
    )
    .action((targets: readonly TypedTarget[], options: SelectOptions) => start(options, { revoke: { targets } }));
  selecting(change.command('extend-trial').argument('[module...]', 'Only trials of these modules (default: all)'))
    .description('Let trials of many organizations end later; none is shortened. Without --execute it is a dry run.')
    .option('--to <end>', 'The new end, of trials that end before it: a length from today, a time or a date')
    .option('--days <n>', 'By how many days, from the end of each', readWholeNumber)
    .option('--include-ended', 'Also trials that have ended')
    .action((modules: readonly string[], options: ExtendOptions) => start(options, extension(modules, options)));
  changing(change.command('rows').argument('<file>', 'The CSV file'))
    .description(
      'Make a change of its own in each organization of a CSV file: organization,module,submodule,status,trial_ends ' +
        'for grants, or organization,package,version,start,end for packages. Without --execute it is a dry run.',
    )
    .option('--hand-over', "For packages: make rows of migration runs the packages', and grants of the rest")
    .action((file: string, options: ChangeOptions & { readonly handOver?: boolean }) =>
      withDatabase(options, async (context) => {
        const { handOver, allowRevocations } = options;
        const csv = await readText(file);
        return runChange(context, options, { rows: { name: file, csv, handOver, allowRevocations } });
      }),
    );
  running(change.command('execute').argument('<dry-run>', "The dry run's id", readWholeNumber))
    .description('Apply exactly the plan of a dry run. Organizations that have changed since are left as they are.')
    .action((dryRunId: number, options: RunOptions) =>
      withDatabase(options, (context) =>
        runChange(context, { ...options, execute: true }, { dryRunId: String(dryRunId) }),
      ),
    );
}

/** What every command takes that works on a run. */
function running(command: Command): Command {
  return addThrottleOptions(command, 'no limit')
    .requiredOption('--reason <text>', 'Why it is done, kept with the run and its events (3 to 500 characters)')
    .option(
      '--error-budget <percent>',
      'Stop if more than this percentage of all organizations failed (default: 10)',
      readPercentage,
    )
    .option('--workers <n>', 'Transactions to work on at once (default: the number of cores)', readWorkers)
    .option('--verbose', 'Print every organization, not only the first 5')
    .option('--yes', 'Do not ask before executing')
    .option('--json', 'Print one JSON document');
}

function changing(command: Command): Command {
  return running(command)
    .option('--execute', 'Make the change, with a journal and events')
    .option(
      '--allow-revocations',
      'Let the run take access away, or let it end sooner (default: such changes are held, and reported)',
    );
}

function selecting(command: Command): Command {
  return changing(command)
    .option('--org <ids>', 'These organizations, such as 1,2; if repeated, each is one id', IdList.read)
    .option('--all', 'All organizations')
    .option('--search <text>', 'Organizations whose name contains this text, or whose id equals it')
    .option('--module <key>', 'Organizations with an entitlement row for this module')
    .addOption(
      new Option('--status <status>', 'Organizations with an entitlement of this status').choices(ENTITLEMENT_STATUSES),
    )
    .addOption(new Option('--gating <gating>', 'Organizations under this gating now').choices(GATINGS))
    .option('--override', 'Organizations with an override that has not ended')
    .option('--package <package>', 'Organizations that have this package: KEY, or KEY@VERSION', readPackageName)
    .option('--time-zone <name>', 'The IANA time zone in which a length or a date ends', readTimeZone, 'UTC');
}

function collectTarget(text: string, earlier: readonly TypedTarget[] | undefined): readonly TypedTarget[] {
  return [...(earlier ?? []), readTarget(text)];
}

function readAll(changes: readonly TypedChange[], { timeZone }: SelectOptions) {
  return changes.map((one) => readChange(one, timeZone).change);
}

/** @throws DomainError INVALID_INPUT naming the option */
function readEnd(option: string, text: string | undefined, { timeZone }: SelectOptions): Date | null {
  if (text === undefined) return null;
  const end = readEndMoment(text, timeZone, new Date());
  if ('message' in end) throw invalidInput([{ field: option, message: end.message }]);
  return end.at;
}

interface ExtendOptions extends SelectOptions {
  readonly to?: string;
  readonly days?: number;
  readonly includeEnded?: boolean;
}

function extension(modules: readonly string[], options: ExtendOptions): AskedRunChange {
  const { days, includeEnded } = options;
  const to = readEnd('--to', options.to, options);
  if ((to === null) === (days === undefined))
    throw invalidInput([{ field: '--to', message: 'or --days must say when the trials end: one of the two' }]);
  return { extendTrial: { moduleKeys: modules.length > 0 ? modules : null, to, days, includeEnded } };
}

function packageChange(names: readonly TypedPackage[], options: PackageOptions): AskedRunChange {
  const startsAt = options.starts === undefined ? undefined : readStarts(options.starts, options.timeZone);
  const until = options.until === undefined ? undefined : readUntil(options.until, options.timeZone);
  const packages = names.map(({ key, version }) => ({
    key,
    version,
    startsAt,
    ...(until !== undefined && { endsAt: until?.at ?? null }),
  }));
  return { package: { packages, ends: options.ends, handOver: options.handOver } };
}

function start(options: SelectOptions, change: AskedRunChange): Promise<void> {
  return withDatabase(options, (context) => {
    const { allowRevocations } = options;
    return runChange(context, options, { fresh: { selection: selectionOf(options), change, allowRevocations } });
  });
}

/** @throws DomainError INVALID_INPUT unless it is said which organizations are meant, in one way */
function selectionOf(options: SelectOptions): FreshChangeInput['selection'] {
  const { org, all, search, module, status, gating, override, package: named } = options;
  const filter: SelectionFilter = {
    ...(search !== undefined && { search }),
    ...(module !== undefined && { moduleKey: module }),
    ...(status !== undefined && { status }),
    ...(gating !== undefined && { gating }),
    ...(override && { hasOverride: true }),
    ...(named && { packageKey: named.key, ...(named.version !== null && { packageVersion: named.version }) }),
  };
  const isFiltered = Object.keys(filter).length > 0;
  if (org !== undefined && !isFiltered && !all) return { organizationIds: org.ids };
  if (org === undefined && isFiltered !== (all === true)) return { filter };
  throw invalidInput([
    {
      message:
        'say which organizations, in one way: --org, or a filter (--package, --module, --status, --gating, --search, ' +
        '--override), or --all',
    },
  ]);
}

/** @returns the exit code: 3 if organizations failed, or were left stale or held */
async function runChange(
  context: CommandContext,
  options: ChangeOptions,
  source: StartChangeInput['source'],
): Promise<number> {
  const { services, actor, database, out } = context;
  out.line(out.colors.bold('Portcullis: change of many organizations'));
  out.line(`Mode: ${options.execute ? 'EXECUTE' : 'DRY-RUN (no changes will be made)'}`);
  out.line(`Database: ${database.name} at ${database.host}`);
  const question = `Change organizations in the database '${database.name}' at ${database.host}?`;
  if (options.execute && !(await confirm(out, question, options.yes))) return EXIT.failed;
  const started = await services.runs.startChange(actor, {
    mode: options.execute ? 'EXECUTE' : 'DRY_RUN',
    source,
    reason: options.reason,
    throttle: throttleChange(options),
    errorBudgetPercent: options.errorBudget,
  });
  if (started.change) out.line(`Change: ${printable(sayRunChange(started.change))}`);
  const found = await countFound(database.dataSource.manager, started);
  if (found !== null) out.line(`Found ${sayCount(found, 'organization')} to process`);
  const { run, interrupted } = await followRun(context, started.id, options.workers ?? availableParallelism());
  await reportRun(context, run, { verbose: options.verbose ?? false, interrupted });
  return interrupted ? EXIT.interrupted : exitCodeOf(run);
}
