import { type Command, InvalidArgumentError } from 'commander';
import { invalidInput } from '../domain/errors';
import { type Moment, readEndMoment, readStart, sayMoment } from '../domain/read-moment';
import { sayTime } from '../domain/say';
import { DECISION_STATUSES } from '../domain/status';
import type { AskedChange } from '../domain/taxonomy/asked-change';
import type { Granted } from '../features/grants/grants-service';
import { ORGANIZATION_ID, readTarget, readTimeZone, type TypedTarget } from './support/arguments';
import { brief, printEffect, SHORTER, withReason } from './support/changes';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';

interface ChangeOptions extends CommonOptions {
  readonly reason: string;
  readonly expectedVersion?: number;
  readonly dryRun?: boolean;
}

interface GrantOptions extends ChangeOptions {
  readonly timeZone: string;
  readonly acknowledgeShorterAccess?: boolean;
  readonly startAt?: string;
}

/** A change as it was typed; the end of a trial depends on `--time-zone`, which may follow it. */
interface TypedChange {
  readonly change: AskedChange;
  readonly ends: string | null;
}

export function addGrantCommand(program: Command): void {
  changing(
    program
      .command('grant')
      .argument('<org>', ORGANIZATION_ID)
      .argument(
        '<change...>',
        'MODULE[/SUBMODULE]=STATUS, where STATUS is ENABLED, DISABLED or, for a module, TRIAL:END. END is a length ' +
          'from today (14d, 2w, 1m, end-of-month), a time in ISO 8601, a date, to the end of that day, or never',
        collectTyped,
      ),
  )
    .description('Grant modules and submodules to an organization, for good or as trials: either all of it or nothing.')
    .option('--time-zone <name>', 'The IANA time zone in which a length or a date ends', readTimeZone, 'UTC')
    .option('--acknowledge-shorter-access', SHORTER)
    .option(
      '--start-at <time>',
      'When to grant, as the worker does then: a time in ISO 8601, or a date, at its beginning in --time-zone',
    )
    .action((org: string, changes: readonly TypedChange[], options: GrantOptions) => {
      const read = changes.map((one) => readChange(one, options.timeZone));
      return withDatabase(options, (context) => runGrant(context, org, read, options));
    });
}

export function addEndGrantsCommand(program: Command): void {
  changing(
    program
      .command('end-grants')
      .argument('<org>', ORGANIZATION_ID)
      .argument('<target...>', 'MODULE, with the grants of its submodules, or MODULE/SUBMODULE', collectTarget),
  )
    .description('End grants of an organization: either all of them or none. What they replaced does not come back.')
    .action((org: string, targets: readonly TypedTarget[], options: ChangeOptions) =>
      withDatabase(options, (context) => runEnd(context, org, targets, options)),
    );
}

function changing(command: Command): Command {
  return withReason(command).option('--dry-run', 'Show what would change, and write nothing');
}

const CHANGE = /^([^/=]+)(?:\/([^/=]+))?=([A-Za-z]+)(?::(.+))?$/;

/** `sales/leads=ENABLED`, `finance=TRIAL:14d` */
function collectTyped(text: string, earlier: readonly TypedChange[] | undefined): readonly TypedChange[] {
  const [, moduleKey, submoduleKey, word, ends = null] = CHANGE.exec(text) ?? [];
  const status = DECISION_STATUSES.find((one) => one === word?.toUpperCase());
  if (moduleKey === undefined || !status)
    throw new InvalidArgumentError(
      'It must be MODULE[/SUBMODULE]=STATUS, where STATUS is ENABLED, DISABLED or TRIAL:END (finance=TRIAL:14d).',
    );
  if (status === 'TRIAL' && ends === null)
    throw new InvalidArgumentError(
      `A trial says when it ends: ${text}:14d, ${text}:end-of-month, ${text}:2027-01-31 or ${text}:never.`,
    );
  if (status !== 'TRIAL' && ends !== null)
    throw new InvalidArgumentError(`Only a TRIAL ends by itself: leave out ':${ends}'.`);
  return [...(earlier ?? []), { change: { moduleKey, submoduleKey, status }, ends }];
}

/** `sales`, `sales/leads` */
function collectTarget(text: string, earlier: readonly TypedTarget[] | undefined): readonly TypedTarget[] {
  return [...(earlier ?? []), readTarget(text)];
}

interface ReadChange {
  readonly change: AskedChange;
  readonly end: Moment | null;
}

function readChange({ change, ends }: TypedChange, timeZone: string): ReadChange {
  if (ends === null || ends === 'never') return { change, end: null };
  const end = readEndMoment(ends, timeZone, new Date());
  if ('message' in end) throw invalidInput([{ field: `The end of ${change.moduleKey}=TRIAL`, message: end.message }]);
  return { change: { ...change, trialExpiresAt: end.at }, end };
}

async function runGrant(
  context: CommandContext,
  org: string,
  changes: readonly ReadChange[],
  options: GrantOptions,
): Promise<number> {
  const { services, actor, out } = context;
  const granted = await services.grants.grant(actor, {
    organizationId: org,
    expectedVersion: options.expectedVersion ?? (await currentVersion(context, org)),
    reason: options.reason,
    dryRun: options.dryRun,
    acknowledgeShorterAccess: options.acknowledgeShorterAccess,
    startAt: readBeginning(options),
    changes: changes.map(({ change }) => change),
  });
  print(context, granted, 'Granted to');
  for (const { change, end } of changes) if (end) out.line(`  ${change.moduleKey}: trial until ${sayMoment(end)}`);
  return report(context, granted);
}

async function runEnd(
  context: CommandContext,
  org: string,
  targets: readonly TypedTarget[],
  options: ChangeOptions,
): Promise<number> {
  const ended = await context.services.grants.end(context.actor, {
    organizationId: org,
    expectedVersion: options.expectedVersion ?? (await currentVersion(context, org)),
    reason: options.reason,
    dryRun: options.dryRun,
    targets,
  });
  print(context, ended, 'Ended grants of');
  return report(context, ended);
}

async function currentVersion({ services, actor }: CommandContext, org: string): Promise<number> {
  return services.overrides.version((await services.organizations.get(actor, org)).id);
}

function readBeginning({ startAt, timeZone }: GrantOptions): Date | null {
  if (startAt === undefined) return null;
  const begins = readStart(startAt, timeZone);
  if ('message' in begins) throw invalidInput([{ field: '--start-at', message: begins.message }]);
  return begins;
}

function print({ out }: CommandContext, granted: Granted, done: string): void {
  const { organization, dryRun, changes, scheduled } = granted;
  const { id, name } = organization;
  if (scheduled)
    out.ok(
      `Scheduled for ${sayTime(scheduled.startAt)} as ${scheduled.id}: until then, nothing of organization ${id} ` +
        `(${name}) is changed`,
    );
  else out.ok(dryRun ? 'Dry run: nothing was written' : `${done} organization ${id} (${name})`);
  for (const change of changes) printEffect(out, change);
}

async function report(
  { services, out }: CommandContext,
  { organization, dryRun, changes, scheduled }: Granted,
): Promise<number> {
  if (changes.some(({ after }) => after.gating !== 'ENFORCE'))
    out.warn('The legacy flags answer for the organization: grants are kept, and do not count before ENFORCE');
  out.document({
    organizationId: organization.id,
    version: await services.overrides.version(organization.id),
    dryRun,
    scheduled: scheduled && { id: scheduled.id, startAt: scheduled.startAt, status: scheduled.status },
    changes: changes.map(({ module, submodule, before, after, warning }) => ({
      moduleKey: module,
      submoduleKey: submodule,
      before: brief(before),
      after: brief(after),
      warning,
    })),
  });
  return EXIT.done;
}
