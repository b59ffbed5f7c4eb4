import type { Command } from 'commander';
import { MAPPING_COLUMNS, OPTIONAL_MAPPING_COLUMNS } from '../domain/legacy/mapping';
import { grantsNothing } from '../domain/legacy/mapping-rule';
import { readReason } from '../domain/reason';
import { printable, sayCount } from '../domain/say';
import type { MappingImpact, TargetCount } from '../features/mapping/compare-mappings';
import { toCsv } from '../platform/write-csv';
import { readMappingFile, requireActiveMapping } from '../store/active-mapping';
import { loadTaxonomy } from '../store/load-taxonomy';
import { type CommandContext, type CommonOptions, confirm, EXIT, withDatabase } from './support/command-context';
import { createFile } from './support/create-file';
import type { Output } from './support/output';

const SHOWN = 15;

interface LoadOptions extends CommonOptions {
  readonly reason?: string;
  readonly yes?: boolean;
}

interface DraftOptions extends CommonOptions {
  readonly out?: string;
}

export function addMappingCommand(program: Command): void {
  const mapping = program.command('mapping').description('The rules that map legacy flags to modules and submodules.');
  mapping
    .command('load')
    .argument('<file>', 'The CSV file')
    .description(
      'Show which organizations would gain or lose access by the rules of a CSV file, then make them the active rules.',
    )
    .option('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)')
    .option('--yes', 'Do not ask before organizations lose access; only a terminal asks')
    .option('--json', 'Print one JSON document')
    .action((file: string, options: LoadOptions) =>
      withDatabase(options, (context) => runMappingLoad(context, file, options)),
    );
  mapping
    .command('draft')
    .description(
      'Write a mapping to review: the active rules, and each flag and value without one, nearest target proposed.',
    )
    .option('--out <file>', 'The CSV file to create; without it the rows are printed')
    .option('--json', 'Print one JSON document')
    .action((options: DraftOptions) => withDatabase(options, (context) => runMappingDraft(context, options)));
  mapping
    .command('show')
    .description('Print the active rules.')
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runMappingShow));
}

async function runMappingLoad(context: CommandContext, file: string, options: LoadOptions): Promise<number> {
  const result = await loadMapping(context, file, options);
  context.out.document(result);
  return result === null ? EXIT.failed : EXIT.done;
}

/**
 * Shows which organizations would gain or lose access by a file's rules, and makes them the active rules.
 * @returns null if the operator at the terminal declined
 */
export async function loadMapping(
  context: CommandContext,
  file: string,
  options: { readonly reason?: string; readonly yes?: boolean },
) {
  const { services, actor, out } = context;
  const reason = options.reason === undefined ? null : readReason(options.reason);
  const loaded = await readMappingFile(file, await loadTaxonomy(context.database.dataSource.manager));
  for (const notice of loaded.notices) out.warn(printable(notice));
  const impact = await services.mappings.impactOf(actor, loaded);
  if (impact) printImpact(out, impact);
  if (
    impact &&
    impact.organizationsLosing > 0 &&
    out.interactive &&
    !(await confirm(out, 'Make these the active rules?', options.yes))
  )
    return null;
  const changed = await services.mappings.activate(actor, loaded, reason, impact);
  const rules = loaded.mapping.rules.length;
  out.ok(
    changed
      ? `Loaded ${sayCount(rules, 'mapping rule')} from ${file}`
      : `The active mapping has these ${sayCount(rules, 'rule')} already; nothing was changed`,
  );
  return { file, hash: loaded.mapping.hash(), rules, changed, impact, notices: loaded.notices };
}

function printImpact(out: Output, impact: MappingImpact): void {
  out.line(
    `By the legacy flags, ${sayCount(impact.organizationsLosing, 'organization')} would lose access ` +
      `and ${impact.organizationsGaining} would gain access.`,
  );
  if (impact.unreadable > 0)
    out.warn(
      `The flags of ${sayCount(impact.unreadable, 'organization')} cannot be read by these rules, and grant nothing`,
    );
  printTargets(out, 'Lost', impact.losses);
  printTargets(out, 'Gained', impact.gains);
  for (const { id, name, loses, gains } of impact.examples) {
    const changes = [sayTargets('loses', loses), sayTargets('gains', gains)].flat();
    out.line(`  ${id} ${name} ${changes.join(', and ')}`);
  }
}

function sayTargets(verb: string, targets: readonly string[]): readonly string[] {
  if (targets.length === 0) return [];
  return [`${verb} ${targets.slice(0, SHOWN).join(', ')}${targets.length > SHOWN ? ' …' : ''}`];
}

function printTargets(out: Output, title: string, counts: readonly TargetCount[]): void {
  if (counts.length === 0) return;
  out.table(
    [title, 'organizations'],
    counts.slice(0, SHOWN).map(({ target, organizations }) => [target, String(organizations)]),
  );
  if (counts.length > SHOWN) out.line(`  and ${counts.length - SHOWN} more (--json prints all)`);
}

async function runMappingDraft({ services, actor, out }: CommandContext, options: DraftOptions): Promise<number> {
  const file = options.out ?? null;
  const { rows, leftOut } = await services.census.draft(actor);
  const csv = toCsv([...MAPPING_COLUMNS, ...OPTIONAL_MAPPING_COLUMNS], rows, ['value', 'notes']);
  const open = rows.filter(({ target_module: target }) => target === '').length;
  if (file === null) out.line(csv.trimEnd());
  else {
    await createFile(file, csv);
    out.ok(`Wrote ${sayCount(rows.length, 'rule')} to ${file}; ${sayOpen(open)}`);
    out.line(`Review it, then: portcullis mapping load ${file}`);
  }
  for (const sentence of leftOut) {
    const said = `Left out: ${printable(sentence)}`;
    // The printed rows are a file, in which it would be a row.
    if (file !== null) out.warn(said);
    else if (!out.json) process.stderr.write(`${said}\n`);
  }
  out.document({ file, rows, leftOut, withoutTarget: open });
  return EXIT.done;
}

function sayOpen(open: number): string {
  if (open === 0) return 'each has a target';
  return `${open} ${open === 1 ? 'has' : 'have'} no target yet: name a module, or - if the flag grants nothing`;
}

async function runMappingShow({ database, out }: CommandContext): Promise<number> {
  const { name, mapping } = await requireActiveMapping(database.dataSource.manager);
  out.line(`${sayCount(mapping.rules.length, 'rule')} from ${name} (${mapping.hash().slice(0, 12)})`);
  out.table(
    ['legacy flag', 'route', 'grants', 'status'],
    mapping.rules.map((rule) => [
      rule.legacyFlag + (rule.value === undefined ? '' : ` = ${rule.value}`) + (rule.whenAbsent ? ' (or absent)' : ''),
      rule.legacyRoutePattern ?? '',
      grantsNothing(rule) ? 'nothing' : rule.targetModule + (rule.targetSubmodule ? `/${rule.targetSubmodule}` : ''),
      grantsNothing(rule) ? '' : rule.defaultStatus,
    ]),
  );
  out.document({ name, hash: mapping.hash(), rules: mapping.rules });
  return EXIT.done;
}
