import type { Command } from 'commander';
import { isLive } from '../domain/decision/override';
import { invalidInput } from '../domain/errors';
import { type Moment, readEndMoment, sayMoment } from '../domain/read-moment';
import { sayTime } from '../domain/say';
import { toDecisionStatus } from '../domain/status';
import type { AskedChange } from '../domain/taxonomy/asked-change';
import type { EntitlementOverride } from '../entities/entitlement-override';
import type { OverridesChanged } from '../features/overrides/overrides-service';
import { Catalog } from '../features/taxonomy/catalog';
import { readAll } from './support/all-pages';
import { ORGANIZATION_ID, readTimeZone } from './support/arguments';
import { brief, collectChange, printEffect, SHORTER, withReason } from './support/changes';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';

interface ChangeOptions extends CommonOptions {
  readonly reason: string;
  readonly expectedVersion?: number;
}

interface SetOptions extends ChangeOptions {
  readonly trialEnds?: string;
  readonly expires?: string;
  readonly timeZone: string;
  readonly dryRun?: boolean;
  readonly acknowledgeShorterAccess?: boolean;
}

interface ListOptions extends CommonOptions {
  readonly ended?: boolean;
}

export function addOverrideCommand(program: Command): void {
  const override = program
    .command('override')
    .description("Super admins' decisions about one organization, which precede its entitlements.");
  withReason(
    override
      .command('set')
      .argument('<org>', ORGANIZATION_ID)
      .argument(
        '<change...>',
        'MODULE[/SUBMODULE]=STATUS, where STATUS is ENABLED, TRIAL (of a module) or DISABLED',
        collectChange,
      ),
  )
    .description('Override modules and submodules of an organization: either all of them or none.')
    .option(
      '--trial-ends <time>',
      'When the trials end: a length from today (14d, 2w, 1m, end-of-month), or a time in ISO 8601; a date alone ' +
        'means the end of that day (default: never)',
    )
    .option('--expires <time>', 'When the overrides themselves end: as --trial-ends (default: never)')
    .option('--time-zone <name>', 'The IANA time zone in which a date alone ends', readTimeZone, 'UTC')
    .option('--dry-run', 'Show what would change, and write nothing')
    .option('--acknowledge-shorter-access', SHORTER)
    .action((org: string, changes: readonly AskedChange[], options: SetOptions) => {
      const ends = readEnds(changes, options);
      return withDatabase(options, (context) => runOverrideSet(context, org, changes, ends, options));
    });
  withReason(
    override
      .command('revoke')
      .argument('<org>', ORGANIZATION_ID)
      .argument('<id...>', "Overrides' ids, as `override list` shows them"),
  )
    .description('End overrides of an organization: either all of them or none. Its entitlements decide again.')
    .action((org: string, ids: readonly string[], options: ChangeOptions) =>
      withDatabase(options, (context) => runOverrideRevoke(context, org, ids, options)),
    );
  override
    .command('list')
    .argument('<org>', ORGANIZATION_ID)
    .description('List the overrides of an organization, with who made them and why.')
    .option('--ended', 'Include overrides that were ended or have expired')
    .option('--json', 'Print one JSON document')
    .action((org: string, options: ListOptions) =>
      withDatabase(options, (context) => runOverrideList(context, org, options)),
    );
}

interface Ends {
  readonly trial: Moment | null;
  readonly override: Moment | null;
}

const NO_ENDS: Ends = { trial: null, override: null };

/** The options are read here, not as they come: a date alone depends on --time-zone, which may follow it. */
function readEnds(changes: readonly AskedChange[], { trialEnds, expires, timeZone }: SetOptions): Ends {
  if (trialEnds !== undefined && !changes.some(({ status }) => status === 'TRIAL'))
    throw invalidInput([
      { field: '--trial-ends', message: 'needs a change to TRIAL; use --expires to end the overrides themselves' },
    ]);
  return {
    trial: readEnd('--trial-ends', trialEnds, timeZone),
    override: readEnd('--expires', expires, timeZone),
  };
}

function readEnd(option: string, text: string | undefined, timeZone: string): Moment | null {
  if (text === undefined) return null;
  const moment = readEndMoment(text, timeZone, new Date());
  if ('message' in moment) throw invalidInput([{ ...moment, field: option }]);
  return moment;
}

async function runOverrideSet(
  context: CommandContext,
  org: string,
  changes: readonly AskedChange[],
  ends: Ends,
  options: SetOptions,
): Promise<number> {
  const { services, actor } = context;
  const { reason, dryRun = false } = options;
  const changed = await services.overrides.override(actor, {
    organizationId: org,
    expectedVersion: options.expectedVersion ?? (await currentVersion(context, org)),
    reason,
    expiresAt: ends.override?.at,
    dryRun,
    acknowledgeShorterAccess: options.acknowledgeShorterAccess,
    changes: changes.map((change) => ({
      ...change,
      trialExpiresAt: change.status === 'TRIAL' ? ends.trial?.at : undefined,
    })),
  });
  const title = dryRun ? 'Dry run: nothing was written' : `Overridden for ${nameOf(changed)}`;
  return report(context, changed, title, ends);
}

async function runOverrideRevoke(
  context: CommandContext,
  org: string,
  overrideIds: readonly string[],
  options: ChangeOptions,
): Promise<number> {
  const { services, actor } = context;
  const expectedVersion = options.expectedVersion ?? (await currentVersion(context, org));
  const changed = await services.overrides.revoke(actor, {
    organizationId: org,
    expectedVersion,
    overrideIds,
    reason: options.reason,
  });
  return report(context, changed, `Revoked for ${nameOf(changed)}`, NO_ENDS);
}

async function runOverrideList(
  { services, actor, database, out }: CommandContext,
  org: string,
  { ended = false }: ListOptions,
): Promise<number> {
  const { id, name } = await services.organizations.get(actor, org);
  const version = await services.overrides.version(id);
  const overrides = await readAll((page) => services.overrides.list(actor, id, { includeEnded: ended, ...page }));
  const catalog = await Catalog.load(database.dataSource.manager);
  const shown = overrides.map((override) => documentOf(override, catalog));
  out.line(`Overrides of organization ${id} (${name}), version ${version}`);
  if (shown.length === 0) out.line(ended ? 'No override' : 'No live override; --ended shows the earlier ones.');
  else
    out.table(
      ['id', 'target', 'status', 'until', 'reason', 'by', 'made'],
      shown.map((one) => [
        one.id,
        targetOf(one),
        one.status,
        sayUntil(one),
        one.reason,
        one.actorId,
        one.createdAt.toISOString(),
      ]),
    );
  out.document({ organizationId: id, name, version, overrides: shown });
  return EXIT.done;
}

async function currentVersion({ services, actor }: CommandContext, org: string): Promise<number> {
  return services.overrides.version((await services.organizations.get(actor, org)).id);
}

async function report(
  { services, out }: CommandContext,
  changed: OverridesChanged,
  title: string,
  ends: Ends,
): Promise<number> {
  const { organization, dryRun, changes } = changed;
  out.ok(title);
  for (const change of changes)
    printEffect(out, change, change.overrideId === null ? '' : ` (override ${change.overrideId})`);
  if (ends.trial) out.line(`  Trial until ${sayMoment(ends.trial)}`);
  if (ends.override) out.line(`  Overrides until ${sayMoment(ends.override)}`);
  if (changes.some(({ after }) => after.gating !== 'ENFORCE'))
    out.warn('The legacy flags answer for the organization: overrides are kept, and do not count before ENFORCE');
  const version = await services.overrides.version(organization.id);
  out.document({
    organizationId: organization.id,
    version,
    dryRun,
    trialExpiresAt: ends.trial?.at ?? null,
    expiresAt: ends.override?.at ?? null,
    changes: changes.map(({ module, submodule, overrideId, before, after, warning }) => ({
      moduleKey: module,
      submoduleKey: submodule,
      overrideId,
      before: brief(before),
      after: brief(after),
      warning,
    })),
  });
  return EXIT.done;
}

function nameOf({ organization: { id, name } }: OverridesChanged): string {
  return `organization ${id} (${name})`;
}

function documentOf(override: EntitlementOverride, catalog: Catalog) {
  const { moduleId, submoduleId, status, organizationId: _organizationId, ...rest } = override;
  const moduleKey = catalog.moduleById(moduleId).key;
  const submoduleKey = submoduleId === null ? null : (catalog.findSubmoduleById(submoduleId)?.key ?? null);
  return { ...rest, moduleKey, submoduleKey, status: toDecisionStatus(status), live: isLive(override, new Date()) };
}

type Shown = ReturnType<typeof documentOf>;

function targetOf({ moduleKey, submoduleKey }: Shown): string {
  return submoduleKey === null ? moduleKey : `${moduleKey}/${submoduleKey}`;
}

function sayUntil({ endedAt, endedBy, expiresAt, trialExpiresAt, live }: Shown): string {
  if (endedAt) return `ended ${sayTime(endedAt)} by ${endedBy ?? 'an unknown actor'}`;
  const trial = trialExpiresAt ? `, trial until ${sayTime(trialExpiresAt)}` : '';
  if (!expiresAt) return `further notice${trial}`;
  return `${live ? '' : 'expired '}${sayTime(expiresAt)}${trial}`;
}
