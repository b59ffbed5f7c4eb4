import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { GuardFault } from '../directive/boot/guard-configuration-error';
import type { KnownModule } from '../directive/boot/guard-options';
import type { SchemaFaultKind } from '../directive/check/check-schema';
import type { AddedGuard, GuardChanges } from '../directive/check/compare-guards';
import type { Unguarded } from '../directive/check/losses';
import { DomainError } from '../domain/errors';
import { printable, sayCount } from '../domain/say';
import type { GuardImpact } from '../features/entitlements/guard-impact-service';
import { readConfig } from '../platform/config';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import { Output } from './support/output';
import type { ReadSchema } from './support/schema-files';

interface CheckOptions extends CommonOptions {
  readonly schema: readonly string[];
  readonly against?: readonly string[];
  readonly taxonomy?: string;
  readonly offline?: boolean;
}

/** The files of a command, read. */
interface Files {
  readonly schema: ReadSchema;
  readonly against: ReadSchema | null;
}

/** The modules that directives may name, and what tells them, for the reader. */
interface Keys {
  readonly modules: readonly KnownModule[];
  readonly from: string;
}

/** A fault that `guardSchema` refuses, or a misspelt directive, which it cannot see. */
interface FoundFault extends GuardFault {
  readonly kind: SchemaFaultKind | 'MISSPELT';
}

/** A new guard, with the organizations that it would deny. */
interface Denial extends AddedGuard, GuardImpact {}

const SHOWN = 3;

export function addSchemaCommand(program: Command): void {
  const schema = program.command('schema').description('The guards in the SDL of a server that uses the library.');
  schema
    .command('check')
    .description(
      'Check the directives in SDL, in CI: keys that do not exist, root fields without a guard, and whatever else ' +
        'guardSchema would refuse; with --against, what a change opens, and which organizations its new guards would ' +
        'deny now. Changes nothing.',
    )
    .requiredOption('--schema <file>', 'A file with SDL; repeat it for more, which are merged as servers do', more)
    .option('--against <file>', 'The SDL as it was, such as that of the main branch; may be repeated, too', more)
    .option(
      '--taxonomy <file>',
      'Take the modules from this file, as seed loads it, and ask no database: nothing is said about organizations',
    )
    .option('--offline', 'Ask no database: without --taxonomy, the modules are those of the shipped taxonomy')
    .option('--json', 'Print one JSON document')
    .action(runSchemaCheck);
}

/** In CI there is mostly none, and an embedded one that is made for it would know nothing. */
function requireDatabase(): void {
  const { database, dataDir } = readConfig(process.env);
  if (database !== null || existsSync(dataDir)) return;
  throw new DomainError(
    'INVALID_INPUT',
    'The modules are not known: name a file with --taxonomy, use --offline for those of the shipped taxonomy, ' +
      'or set DATABASE_URL to the database that has them.',
  );
}

function more(file: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), file];
}

async function runSchemaCheck(options: CheckOptions): Promise<void> {
  const { readSchemaFiles } = await import('./support/schema-files.js');
  const files: Files = {
    schema: await readSchemaFiles(options.schema),
    against: options.against ? await readSchemaFiles(options.against) : null,
  };
  if (!options.offline && options.taxonomy === undefined) {
    requireDatabase();
    await withDatabase(options, (context) => checkWithDatabase(context, files, options));
    return;
  }
  const { readTaxonomyFile, SHIPPED_TAXONOMY } = await import('../features/taxonomy/read-taxonomy-file.js');
  const { modules, notices } = await readTaxonomyFile(options.taxonomy ?? SHIPPED_TAXONOMY);
  const out = new Output(options.json ?? false);
  for (const notice of notices) out.warn(printable(notice));
  const from = options.taxonomy ?? 'the shipped taxonomy';
  process.exitCode = await check(out, files, options, { modules, from }, null);
}

async function checkWithDatabase(context: CommandContext, files: Files, options: CheckOptions): Promise<number> {
  const { services, database, actor, out } = context;
  const { setup } = await services.access.read([]);
  const keys = { modules: setup.taxonomy.modules, from: `${database.name} at ${database.host}` };
  return check(out, files, options, keys, (added) => services.guardImpact.impactOf(actor, added, new Date()));
}

/** @param impactOf asks the database which organizations new guards would deny; null without a database */
async function check(
  out: Output,
  { schema, against }: Files,
  options: CheckOptions,
  keys: Keys,
  impactOf: ((added: readonly AddedGuard[]) => Promise<readonly GuardImpact[]>) | null,
): Promise<number> {
  const { checkSchema } = await import('../directive/check/check-schema.js');
  const { compareGuards } = await import('../directive/check/compare-guards.js');
  const { compiled, faults: ofGuards } = checkSchema(schema.schema, schema.typeDefs, keys.modules);
  const faults = [...schema.misspelt.map((fault) => ({ ...fault, kind: 'MISSPELT' as const })), ...ofGuards];
  const changes = against
    ? compareGuards(checkSchema(against.schema, against.typeDefs, keys.modules).compiled, compiled)
    : null;
  const denials = changes && impactOf ? await denialsOf(changes, impactOf) : null;

  const usages = compiled.usages.all().length;
  out.line(`${sayCount(usages, 'directive')} in ${options.schema.join(', ')}, with the modules of ${keys.from}`);
  if (usages === 0) out.warn("Nothing is guarded. SDL that graphql's printSchema printed has lost its directives.");
  printFaults(out, faults, schema);
  if (changes) printUnguarded(out, changes.unguarded, schema);
  if (denials) printDenials(out, denials);
  else if (changes && changes.added.length > 0)
    out.line(
      `${sayCount(changes.added.length, 'new guard')}: without a database, it is not known whom they would deny.`,
    );
  const clean = faults.length + (changes?.unguarded.length ?? 0) + (denials?.length ?? 0) === 0;
  if (clean) out.ok(changes ? 'No fault, and nothing is opened' : 'No fault');
  if (!changes) out.line('Next: with --against and the SDL of your main branch, it is also said what a change opens.');
  out.document({
    schema: options.schema,
    against: options.against ?? null,
    modulesFrom: keys.from,
    directives: usages,
    faults: faults.map((fault) => ({ ...fault, ...place(schema, fault.coordinate) })),
    unguarded: changes && changes.unguarded.map((one) => ({ ...one, ...place(schema, one.coordinate) })),
    denials:
      denials?.map(({ coordinate: _, first, ...denial }) => ({ ...denial, firstOrganizationIds: first })) ?? null,
    clean,
  });
  return clean ? EXIT.done : EXIT.incomplete;
}

/** The new guards that would deny somebody; those that require the same of the same are one. */
async function denialsOf(
  { added }: GuardChanges,
  impactOf: (added: readonly AddedGuard[]) => Promise<readonly GuardImpact[]>,
): Promise<readonly Denial[]> {
  const alike = new Map<string, AddedGuard>();
  for (const guard of added) {
    const key = [guard.anyOf, ...guard.before].map(sayChoice).join(', ');
    const known = alike.get(key);
    alike.set(key, known ? { ...known, places: [...new Set([...known.places, ...guard.places])] } : guard);
  }
  const guards = [...alike.values()];
  const impacts = await impactOf(guards);
  return guards
    .map((guard, index) => ({ ...guard, ...(impacts[index] ?? { organizations: 0, first: [] }) }))
    .filter(({ organizations }) => organizations > 0)
    .sort((one, other) => (sayChoice(one.anyOf) < sayChoice(other.anyOf) ? -1 : 1));
}

const FAULTS: Readonly<Record<FoundFault['kind'], string>> = {
  MISSPELT: 'misspelt',
  UNKNOWN_KEY: 'unknown key',
  ROOT_UNGUARDED: 'no guard',
  REFUSED: 'fault',
};

function printFaults(out: Output, faults: readonly FoundFault[], schema: ReadSchema): void {
  if (faults.length === 0) return;
  out.heading('Faults of the guards');
  out.table(
    ['', 'coordinate', 'line', 'what is wrong'],
    faults.map(({ kind, coordinate, message }) => [
      FAULTS[kind],
      coordinate,
      sayLine(schema, coordinate),
      printable(message),
    ]),
  );
  if (faults.some(({ kind }) => kind === 'UNKNOWN_KEY'))
    out.line("Next: correct the keys, or load a taxonomy that has them first: 'portcullis seed --taxonomy <file>'.");
  if (faults.some(({ kind }) => kind === 'ROOT_UNGUARDED'))
    out.line('Next: guard root fields with @requiresEntitlement, or mark them @entitlementFree(reason: "…").');
}

const OPENED: Readonly<Record<Unguarded['kind'], string>> = {
  LOST: 'unguarded',
  LESS: 'requires less',
  DENIAL: 'milder denial',
  ORGANIZATION: 'organization',
  FREE: 'free',
  MOVED: 'moved',
  NEW_WAY: 'new way',
};

function printUnguarded(out: Output, unguarded: readonly Unguarded[], schema: ReadSchema): void {
  if (unguarded.length === 0) return;
  out.heading('What the change opens');
  out.table(
    ['', 'coordinate', 'line', 'what is different', 'for'],
    unguarded.map(({ kind, coordinate, message, places }) => [
      OPENED[kind],
      coordinate,
      sayLine(schema, coordinate),
      printable(message),
      sayPlaces(places.filter((one) => one !== coordinate)),
    ]),
  );
  out.line('Next: if it is meant, have it reviewed by whoever sells the modules; otherwise put the directives back.');
}

function printDenials(out: Output, denials: readonly Denial[]): void {
  const [first] = denials;
  if (!first) return;
  out.heading('Organizations that new guards would deny now');
  out.table(
    ['requires', 'in place of', 'organizations', 'the first', 'at'],
    denials.map(({ anyOf, before, organizations, first: ids, places }) => [
      printable(sayChoice(anyOf)),
      printable(before.map(sayChoice).join(', ')),
      String(organizations),
      ids.map(printable).join(', ') + (organizations > ids.length ? ' …' : ''),
      sayPlaces(places),
    ]),
  );
  const [{ module, submodule } = { module: '', submodule: null }] = first.anyOf;
  const target = `--module ${module}${submodule === null ? '' : ` --submodule ${submodule}`}`;
  out.line(`Next: portcullis explain --org ${printable(first.first[0] ?? '')} ${target} says why;`);
  out.line("      'portcullis override set' gives access, before the guard is released.");
}

function sayChoice(anyOf: AddedGuard['anyOf']): string {
  return anyOf.map(({ module, submodule }) => (submodule === null ? module : `${module}/${submodule}`)).join(' or ');
}

function sayPlaces(places: readonly string[]): string {
  const others = places.length - SHOWN;
  return places.slice(0, SHOWN).join(', ') + (others > 0 ? ` and ${others} more` : '');
}

function sayLine(schema: ReadSchema, coordinate: string): string {
  const line = schema.lineOf(coordinate);
  return line ? `${line.file}:${line.line}` : '';
}

function place(schema: ReadSchema, coordinate: string) {
  const { file, line } = schema.lineOf(coordinate) ?? { file: null, line: null };
  return { file, line };
}
