import { InvalidArgumentError, type Command } from 'commander';
import { DECISION_STATUSES, toDecisionStatus } from '../domain/status';
import { invalidInput } from '../domain/errors';
import { isLive, type OverrideChange } from '../domain/decision/override';
import { MAX_PAGE_SIZE } from '../domain/page';
import { sayTime } from '../domain/say';
import type { EntitlementOverride } from '../entities/entitlement-override';
import type { OverrideEffect } from '../features/overrides/override-effect';
import type { OverridesChanged } from '../features/overrides/overrides-service';
import { Catalog } from '../features/taxonomy/catalog';
import { readTime, readVersion } from './support/arguments';
import { EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';
import type { Output } from './support/output';

interface ChangeOptions extends CommonOptions {
  readonly reason: string;
  readonly expectedVersion?: number;
}

interface SetOptions extends ChangeOptions {
  readonly trialEnds?: Date;
  readonly expires?: Date;
  readonly dryRun?: boolean;
}

interface ListOptions extends CommonOptions {
  readonly ended?: boolean;
}

export function addOverrideCommand(program: Command): void {
  const override = program
    .command('override')
    .description("an admin's decisions about an organization, above its entitlements");
  withReason(
    override
      .command('set')
      .argument('<org>', 'the organization')
      .argument('<change...>', 'MODULE[/SUBMODULE]=STATUS, STATUS being ENABLED, TRIAL or DISABLED', collectChange),
  )
    .description('override modules and submodules, all of them or none')
    .option('--trial-ends <time>', 'when trials end, ISO 8601; left out: never', readTime)
    .option('--expires <time>', 'when the overrides end by themselves, ISO 8601; left out: never', readTime)
    .option('--dry-run', 'only show what would change')
    .action((org: string, changes: readonly OverrideChange[], options: SetOptions) =>
      withDatabase(options, (context) => runOverrideSet(context, org, changes, options)),
    );
  withReason(
    override
      .command('revoke')
      .argument('<org>', 'the organization')
      .argument('<id...>', 'overrides, as `override list` has them'),
  )
    .description('end overrides, all of them or none: what they were above counts again')
    .action((org: string, ids: readonly string[], options: ChangeOptions) =>
      withDatabase(options, (context) => runOverrideRevoke(context, org, ids, options)),
    );
  override
    .command('list')
    .argument('<org>', 'the organization')
    .description('the overrides of an organization, with who made them and why')
    .option('--ended', 'those that were ended, or have expired, too')
    .option('--json', 'print one JSON document')
    .action((org: string, options: ListOptions) =>
      withDatabase(options, (context) => runOverrideList(context, org, options)),
    );
}

function withReason(command: Command): Command {
  return command
    .requiredOption('--reason <text>', 'why, for the event')
    .option(
      '--expected-version <n>',
      'refuse where the version of the overrides is another by now; left out: whatever it is',
      readVersion,
    )
    .option('--json', 'print one JSON document');
}

/** `sales/leads=ENABLED` */
function collectChange(text: string, earlier: readonly OverrideChange[] | undefined): readonly OverrideChange[] {
  const [, moduleKey, submoduleKey, word] = /^([^/=]+)(?:\/([^/=]+))?=(\w+)$/.exec(text) ?? [];
  const status = DECISION_STATUSES.find((one) => one === word?.toUpperCase());
  if (moduleKey === undefined || !status)
    throw new InvalidArgumentError(
      `'${text}' must be MODULE[/SUBMODULE]=STATUS, with ${DECISION_STATUSES.join(', ')} as STATUS.`,
    );
  return [...(earlier ?? []), { moduleKey, submoduleKey, status }];
}

export async function runOverrideSet(
  context: CommandContext,
  org: string,
  changes: readonly OverrideChange[],
  options: SetOptions,
): Promise<number> {
  const { services, actor } = context;
  const { reason, trialEnds, expires, dryRun = false } = options;
  if (trialEnds && !changes.some(({ status }) => status === 'TRIAL')) {
    throw invalidInput([
      { field: '--trial-ends', message: 'goes with TRIAL only: for an end of the overrides, take --expires' },
    ]);
  }
  const changed = await services.overrides.override(actor, {
    organizationId: org,
    expectedVersion: options.expectedVersion ?? (await currentVersion(context, org)),
    reason,
    expiresAt: expires,
    dryRun,
    changes: changes.map((change) => ({
      ...change,
      trialExpiresAt: change.status === 'TRIAL' ? trialEnds : undefined,
    })),
  });
  return report(context, changed, dryRun ? 'Dry run: nothing was written' : `Overridden for ${nameOf(changed)}`);
}

export async function runOverrideRevoke(
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
  return report(context, changed, `Revoked for ${nameOf(changed)}`);
}

export async function runOverrideList(
  { services, actor, database, out }: CommandContext,
  org: string,
  { ended = false }: ListOptions,
): Promise<number> {
  const { id, name } = await services.organizations.get(actor, org);
  const version = await services.overrides.version(id);
  const overrides: EntitlementOverride[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof services.overrides.list>> = await services.overrides.list(actor, id, {
      includeEnded: ended,
      first: MAX_PAGE_SIZE,
      after,
    });
    overrides.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  const catalog = await Catalog.load(database.dataSource.manager);
  const shown = overrides.map((override) => documentOf(override, catalog));
  out.line(`Overrides of organization ${id} (${name}), version ${version}`);
  if (shown.length === 0) out.line(ended ? 'There is none.' : 'None is live; --ended shows those that were.');
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
  out.document({ organizationId: String(id), name, version, overrides: shown });
  return EXIT.done;
}

async function currentVersion({ services, actor }: CommandContext, org: string): Promise<number> {
  return services.overrides.version((await services.organizations.get(actor, org)).id);
}

async function report({ services, out }: CommandContext, changed: OverridesChanged, title: string): Promise<number> {
  const { organization, dryRun, changes } = changed;
  out.ok(title);
  for (const change of changes) printEffect(out, change);
  if (changes.some(({ after }) => after.gating !== 'ENFORCE'))
    out.warn('The legacy flags answer for the organization: overrides are kept, and do not count before ENFORCE');
  const version = await services.overrides.version(organization.id);
  out.document({
    organizationId: String(organization.id),
    version,
    dryRun,
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

function printEffect(out: Output, effect: OverrideEffect): void {
  const { module, submodule, overrideId, before, after, warning } = effect;
  out.line(
    `  ${submodule === null ? module : `${module}/${submodule}`}${overrideId === null ? '' : ` (override ${overrideId})`}: ${sayDecision(before)} -> ${sayDecision(after)}`,
  );
  if (warning) out.warn(`${module}/${submodule ?? ''} stays denied, since its module is`);
}

function sayDecision({ allowed, reason }: { readonly allowed: boolean; readonly reason: string }): string {
  return `${allowed ? 'allowed' : 'denied'} (${reason})`;
}

function brief({ allowed, status, reason, gating }: OverrideEffect['before']) {
  return { allowed, status, reason, gating };
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
  if (endedAt) return `ended ${sayTime(endedAt)} by ${endedBy ?? 'nobody known'}`;
  const trial = trialExpiresAt ? `, trial until ${sayTime(trialExpiresAt)}` : '';
  if (!expiresAt) return `further notice${trial}`;
  return `${live ? '' : 'expired '}${sayTime(expiresAt)}${trial}`;
}
