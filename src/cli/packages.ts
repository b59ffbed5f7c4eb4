import type { Command } from 'commander';
import { DomainError } from '../domain/errors';
import { comparePackages, type PackageDifference } from '../domain/package/compare-packages';
import { type PackageItem, sayPackage } from '../domain/package/package';
import { PACKAGE_COLUMNS, packageRows } from '../domain/package/package-file';
import { sayCount, sayTime } from '../domain/say';
import type { PackageVersionEntity } from '../entities/package-version';
import { readText } from '../platform/csv';
import { toCsv } from '../platform/write-csv';
import { addPackagesOfOrganizations } from './organization-packages';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import { createFile } from './support/create-file';
import type { Output } from './support/output';
import { PACKAGE_NAME, readPackageName, type TypedPackage } from './support/package-name';

interface LoadOptions extends CommonOptions {
  readonly reason: string;
  readonly dryRun?: boolean;
}

interface DefaultOptions extends CommonOptions {
  readonly reason?: string;
  readonly none?: boolean;
}

export function addPackagesCommand(program: Command): void {
  const packages = program
    .command('packages')
    .description('Named sets of modules and submodules, in versions, that organizations are given.');
  packages
    .command('load')
    .argument('<file>', `The CSV file: ${PACKAGE_COLUMNS.join(',')}`)
    .description(
      'Publish the packages of a CSV file that say something new, each as its next version. It changes no ' +
        'organization.',
    )
    .requiredOption('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)')
    .option('--dry-run', 'Show what would be published, and write nothing')
    .option('--json', 'Print one JSON document')
    .action((file: string, options: LoadOptions) =>
      withDatabase(options, (context) => runLoad(context, file, options)),
    );
  packages
    .command('list')
    .description('List the packages, and how many organizations have each version.')
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runList));
  packages
    .command('show')
    .argument('<package>', PACKAGE_NAME, readPackageName)
    .description('Show what a package gives, and its versions.')
    .option('--json', 'Print one JSON document')
    .action((name: TypedPackage, options: CommonOptions) => withDatabase(options, (context) => runShow(context, name)));
  packages
    .command('diff')
    .argument('<before>', PACKAGE_NAME, readPackageName)
    .argument('<after>', PACKAGE_NAME, readPackageName)
    .description(
      'Show what one version of a package gives more, less and otherwise than another, or than another package.',
    )
    .option('--json', 'Print one JSON document')
    .action((before: TypedPackage, after: TypedPackage, options: CommonOptions) =>
      withDatabase(options, (context) => runDiff(context, before, after)),
    );
  packages
    .command('export')
    .argument('[file]', 'The CSV file to create; without it the rows are printed')
    .description('Write the newest version of every package as a CSV file that `packages load` reads.')
    .option('--json', 'Print one JSON document')
    .action((file: string | undefined, options: CommonOptions) =>
      withDatabase(options, (context) => runExport(context, file ?? null)),
    );
  packages
    .command('default')
    .argument('[key...]', 'The keys of the packages')
    .description('Show or set which packages an organization is given when it first appears, at their newest version.')
    .option('--none', 'Give new organizations nothing any more')
    .option('--reason <text>', 'Why they are set, kept with the event (3 to 500 characters)')
    .option('--json', 'Print one JSON document')
    .action((keys: readonly string[], options: DefaultOptions) =>
      withDatabase(options, (context) => runDefault(context, keys, options)),
    );
  addPackagesOfOrganizations(packages);
}

async function runLoad(
  context: CommandContext,
  file: string,
  { reason, dryRun = false }: LoadOptions,
): Promise<number> {
  const { services, actor, out } = context;
  const csv = await readText(file);
  const { packages, notices } = await services.packages.load(actor, { name: file, csv }, { reason, dryRun });
  for (const notice of notices) out.warn(notice);
  const published = packages.filter(({ before, version }) => before !== version);
  for (const { key, before, version, difference } of published) {
    out.ok(`${dryRun ? 'Would publish' : 'Published'} ${key}@${version}${before === null ? ', a new package' : ''}`);
    printDifference(out, difference);
  }
  const same = packages.length - published.length;
  if (same > 0) out.line(`${sayCount(same, 'package')} said the same already; nothing was published again.`);
  if (published.some(({ before }) => before !== null))
    out.line('Organizations keep the version that they have until they are moved: portcullis packages assign');
  out.document({ dryRun, packages, notices });
  return EXIT.done;
}

async function runList({ services, actor, out }: CommandContext): Promise<number> {
  const packages = await services.packages.list(actor);
  const defaults = (await services.packages.defaults(actor)).map(({ key }) => key);
  const users = await services.packages.countUsers(actor);
  if (packages.length === 0) out.line("There are no packages yet: load them with 'portcullis packages load FILE'.");
  else
    out.table(
      ['package', 'newest', 'name', 'items', 'organizations', 'new organizations'],
      packages.map(({ key, version, displayName, items }) => [
        key,
        String(version),
        displayName,
        String(items.length),
        users
          .filter((one) => one.key === key)
          .map((one) => `${one.organizations} @${one.version}`)
          .join(', '),
        defaults.includes(key) ? 'get it' : '',
      ]),
    );
  out.document({
    packages: packages.map((one) => ({ ...brief(one), default: defaults.includes(one.key) })),
    organizations: users,
  });
  return EXIT.done;
}

async function runShow({ services, actor, out }: CommandContext, { key, version }: TypedPackage): Promise<number> {
  const found = await services.packages.require(actor, key, version);
  const versions = await services.packages.versions(actor, key);
  out.line(`${sayPackage(found)}: ${found.displayName}`);
  out.line(`Published ${sayTime(found.publishedAt)} by ${found.publishedBy}: ${found.reason}`);
  out.table(
    ['module', 'status'],
    found.items.map((item) => [sayTarget(item), sayStatus(item)]),
  );
  out.line(`Versions: ${versions.map((one) => `${one.version} (${sayTime(one.publishedAt)})`).join(', ')}`);
  out.document({ ...brief(found), versions: versions.map(brief) });
  return EXIT.done;
}

async function runDiff(
  { services, actor, out }: CommandContext,
  one: TypedPackage,
  two: TypedPackage,
): Promise<number> {
  const before = await services.packages.require(actor, one.key, one.version);
  const after = await services.packages.require(actor, two.key, two.version);
  const difference = comparePackages(before.items, after.items);
  out.line(`${sayPackage(before)} -> ${sayPackage(after)}`);
  printDifference(out, difference);
  out.document({ before: sayPackage(before), after: sayPackage(after), ...difference });
  return EXIT.done;
}

async function runExport({ services, actor, out }: CommandContext, file: string | null): Promise<number> {
  const packages = await services.packages.list(actor);
  const csv = toCsv(PACKAGE_COLUMNS, packageRows(packages), ['display_name']);
  if (file === null) out.text(csv);
  else {
    await createFile(file, csv);
    out.ok(`Wrote ${sayCount(packages.length, 'package')} to ${file}`);
  }
  out.document({ file, packages: packages.map(brief) });
  return EXIT.done;
}

async function runDefault(
  { services, actor, out }: CommandContext,
  keys: readonly string[],
  { reason, none = false }: DefaultOptions,
): Promise<number> {
  if (none && keys.length > 0) throw new DomainError('INVALID_INPUT', 'Name packages, or pass --none: not both.');
  const sets = none || keys.length > 0;
  if (sets && reason === undefined)
    throw new DomainError('INVALID_INPUT', 'Pass --reason: why new organizations are given something else.');
  const packages = sets
    ? await services.packages.setDefaults(actor, { keys, reason: reason ?? '' })
    : await services.packages.defaults(actor);
  const said = packages.map(sayPackage).join(', ');
  out.ok(packages.length === 0 ? 'New organizations are given no package' : `New organizations are given ${said}`);
  out.document({ packages: packages.map(sayPackage) });
  return EXIT.done;
}

function brief({ key, version, displayName, items, publishedAt, publishedBy, reason }: PackageVersionEntity) {
  return { key, version, displayName, items, publishedAt, publishedBy, reason };
}

function printDifference(out: Output, { added, removed, changed }: PackageDifference): void {
  for (const item of added) out.line(out.colors.green(`  + ${sayTarget(item)}  ${sayStatus(item)}`));
  for (const item of removed) out.line(out.colors.red(`  - ${sayTarget(item)}  ${sayStatus(item)}`));
  for (const { before, after } of changed)
    out.line(`  ~ ${sayTarget(after)}  ${sayStatus(before)} -> ${sayStatus(after)}`);
  if (added.length + removed.length + changed.length === 0) out.line('  no difference');
}

function sayTarget({ module, submodule }: PackageItem): string {
  return submodule === null ? module : `${module}/${submodule}`;
}

function sayStatus({ status, trialDays }: PackageItem): string {
  return trialDays === null ? status.toUpperCase() : `TRIAL of ${sayCount(trialDays, 'day')}`;
}
