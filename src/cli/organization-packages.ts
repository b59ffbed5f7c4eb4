import type { Command } from 'commander';
import { invalidInput } from '../domain/errors';
import type { Assignment } from '../domain/package/package';
import { sayPackage } from '../domain/package/package';
import { type Moment, readEndMoment, readStart } from '../domain/read-moment';
import { sayCount, sayTime } from '../domain/say';
import type { Target } from '../domain/taxonomy/taxonomy';
import type { AssignedPackages } from '../features/packages/assignments-service';
import type { ProposedPackages } from '../features/packages/fit-service';
import { writeCsv } from '../platform/write-csv';
import { ORGANIZATION_ID, readTimeZone } from './support/arguments';
import { brief, printEffect, SHORTER, withReason } from './support/changes';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import { collectPackage, PACKAGE_NAME, type TypedPackage } from './support/package-name';

interface ChangeOptions extends CommonOptions {
  readonly reason: string;
  readonly expectedVersion?: number;
  readonly dryRun?: boolean;
}

interface AssignOptions extends ChangeOptions {
  readonly starts?: string;
  readonly until?: string;
  readonly ends?: readonly string[];
  readonly handOver?: boolean;
  readonly timeZone: string;
  readonly acknowledgeShorterAccess?: boolean;
}

interface FitOptions extends CommonOptions {
  readonly csv?: string;
  readonly package?: readonly string[];
}

/** The commands that give packages to organizations. */
export function addPackagesOfOrganizations(packages: Command): void {
  changing(
    packages
      .command('assign')
      .argument('<org>', ORGANIZATION_ID)
      .argument('<package...>', PACKAGE_NAME, collectPackage),
  )
    .description(
      'Give packages to an organization, or move it to another version or other dates: either all of it or nothing.',
    )
    .option('--starts <time>', 'When they begin (ISO 8601, or a date: its beginning; default: now, or as before)')
    .option(
      '--until <end>',
      'When they end: a length from today (14d, 2w, 1m, end-of-month), a time in ISO 8601, a date, to the end of ' +
        'that day, or never (default: never, or as before)',
    )
    .option('--ends <key...>', 'Packages that end with it, such as the smaller one that a larger one replaces')
    .option('--hand-over', "Make rows of migration runs the packages', and grants of what the packages do not give")
    .option('--time-zone <name>', 'The IANA time zone in which a length or a date ends', readTimeZone, 'UTC')
    .option('--acknowledge-shorter-access', SHORTER)
    .action((org: string, names: readonly TypedPackage[], options: AssignOptions) =>
      withDatabase(options, (context) => runAssign(context, org, names, options)),
    );
  changing(packages.command('end').argument('<org>', ORGANIZATION_ID).argument('<key...>', 'The keys of the packages'))
    .description('End packages of an organization at once: either all of them or none.')
    .action((org: string, keys: readonly string[], options: ChangeOptions) =>
      withDatabase(options, (context) => runEnd(context, org, keys, options)),
    );
  packages
    .command('fit')
    .description(
      'Propose for each organization the packages whose union is nearest to what it has, and show how they differ. ' +
        'Nothing is written to the database.',
    )
    .option('--package <key...>', 'Choose from these packages only')
    .option('--csv <file>', 'Write the proposal to a CSV file')
    .option('--json', 'Print one JSON document')
    .action((options: FitOptions) => withDatabase(options, (context) => runFit(context, options)));
}

function changing(command: Command): Command {
  return withReason(command).option('--dry-run', 'Show what would change, and write nothing');
}

async function runAssign(
  context: CommandContext,
  org: string,
  names: readonly TypedPackage[],
  options: AssignOptions,
): Promise<number> {
  const startsAt = options.starts === undefined ? undefined : readStarts(options.starts, options.timeZone);
  const until = options.until === undefined ? undefined : readUntil(options.until, options.timeZone);
  const { services, actor } = context;
  const assigned = await services.assignments.assign(actor, {
    organizationId: org,
    expectedVersion: options.expectedVersion,
    packages: names.map(({ key, version }) => ({
      key,
      version,
      startsAt,
      ...(until !== undefined && { endsAt: until?.at ?? null }),
    })),
    ends: options.ends,
    handOver: options.handOver,
    reason: options.reason,
    dryRun: options.dryRun,
    acknowledgeShorterAccess: options.acknowledgeShorterAccess,
  });
  return report(context, assigned, 'Changed the packages of');
}

/** @throws DomainError INVALID_INPUT */
function readStarts(text: string, timeZone: string): Date {
  const start = readStart(text, timeZone);
  if ('message' in start) throw invalidInput([{ field: '--starts', message: start.message }]);
  return start;
}

/** @returns null for no end @throws DomainError INVALID_INPUT */
function readUntil(text: string, timeZone: string): Moment | null {
  if (text === 'never') return null;
  const moment = readEndMoment(text, timeZone, new Date());
  if ('message' in moment) throw invalidInput([{ field: '--until', message: moment.message }]);
  return moment;
}

async function runEnd(
  context: CommandContext,
  org: string,
  keys: readonly string[],
  options: ChangeOptions,
): Promise<number> {
  const ended = await context.services.assignments.end(context.actor, {
    organizationId: org,
    expectedVersion: options.expectedVersion,
    keys,
    reason: options.reason,
    dryRun: options.dryRun,
  });
  return report(context, ended, 'Ended packages of');
}

async function report({ services, out }: CommandContext, assigned: AssignedPackages, done: string): Promise<number> {
  const { organization, dryRun, packages, changes, kept } = assigned;
  out.ok(dryRun ? 'Dry run: nothing was written' : `${done} organization ${organization.id} (${organization.name})`);
  for (const change of changes) printEffect(out, change);
  if (changes.length === 0) out.line('  nothing that it may use changes now');
  for (const one of kept)
    out.warn(`${sayTarget(one)} stays as it is: it has the source ${one.source}, which packages do not change`);
  if (kept.some(({ source }) => source === 'legacy_migration'))
    out.line("  Pass --hand-over to make rows of migration runs the packages'.");
  out.line(`It has ${packages.length === 0 ? 'no package' : packages.map(sayAssignment).join(', ')}.`);
  if (changes.some(({ after }) => after.gating !== 'ENFORCE'))
    out.warn('The legacy flags answer for the organization: packages do not count before ENFORCE');
  out.document({
    organizationId: organization.id,
    version: await services.overrides.version(organization.id),
    dryRun,
    packages: packages.map(({ package: { key, version }, startsAt, endsAt }) => ({ key, version, startsAt, endsAt })),
    changes: changes.map(({ module, submodule, before, after, warning }) => ({
      moduleKey: module,
      submoduleKey: submodule,
      before: brief(before),
      after: brief(after),
      warning,
    })),
    kept: kept.map(({ module, submodule, source }) => ({ moduleKey: module, submoduleKey: submodule, source })),
  });
  return EXIT.done;
}

function sayAssignment({ package: version, startsAt, endsAt }: Assignment): string {
  const from = startsAt > new Date() ? ` from ${sayTime(startsAt)}` : '';
  return `${sayPackage(version)}${from}${endsAt === null ? '' : ` until ${sayTime(endsAt)}`}`;
}

const SHOWN = 20;
const FIT_COLUMNS = ['organization', 'name', 'packages', 'gained', 'extra', 'has'] as const;

async function runFit({ services, actor, out }: CommandContext, options: FitOptions): Promise<number> {
  const shown: ProposedPackages[] = [];
  const by = new Map<string, number>();
  let total = 0;
  let differing = 0;
  const count = async function* () {
    for await (const one of services.fit.propose(actor, options.package ?? null)) {
      total += 1;
      const name = one.packages.map(sayPackage).join(' + ') || 'none';
      by.set(name, (by.get(name) ?? 0) + 1);
      if (one.gained.length + one.extra.length > 0) differing += 1;
      if (out.json || shown.length < SHOWN) shown.push(one);
      yield {
        organization: one.organizationId,
        name: one.name,
        packages: one.packages.map(sayPackage).join(' '),
        gained: one.gained.map(sayTarget).join(' '),
        extra: one.extra.map(sayTarget).join(' '),
        has: one.has.join(' '),
      };
    }
  };
  if (options.csv === undefined) for await (const _row of count()) continue;
  else await writeCsv(options.csv, FIT_COLUMNS, count());
  out.table(
    ['packages', 'organizations'],
    [...by].sort(([, a], [, b]) => b - a).map(([name, organizations]) => [name, String(organizations)]),
  );
  for (const { organizationId, name, packages, gained, extra } of shown.slice(0, SHOWN))
    out.line(
      `  ${organizationId} ${name}: ${packages.map(sayPackage).join(' + ') || 'no package'}` +
        (gained.length > 0 ? `; gains ${gained.map(sayTarget).join(', ')}` : '') +
        (extra.length > 0 ? `; keeps as a grant ${extra.map(sayTarget).join(', ')}` : ''),
    );
  if (total > SHOWN) out.line(`  and ${total - SHOWN} more${options.csv === undefined ? ' (--csv writes all)' : ''}`);
  if (options.csv !== undefined) out.ok(`Wrote ${sayCount(total, 'organization')} to ${options.csv}`);
  if (total > 0) out.line('Next: portcullis packages assign ORG PACKAGE --hand-over --dry-run --reason "..."');
  out.document({
    organizations: total,
    differing,
    proposals: shown.map(({ packages, gained, extra, ...one }) => ({
      ...one,
      packages: packages.map(sayPackage),
      gained: gained.map(sayTarget),
      extra: extra.map(sayTarget),
    })),
  });
  return differing > 0 ? EXIT.incomplete : EXIT.done;
}

function sayTarget({ module, submodule }: Target): string {
  return submodule === null ? module : `${module}/${submodule}`;
}
