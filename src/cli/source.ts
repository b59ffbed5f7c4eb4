import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { DomainError, invalidInput } from '../domain/errors';
import { printable, sayCount, sayTime } from '../domain/say';
import type { CheckedSource } from '../features/source/check-source';
import type { NewSourceInput, PlatformSource } from '../features/source/source-service';
import { hasCode, messageOf } from '../platform/error-shape';
import { type CommandContext, type CommonOptions, confirm, EXIT, withDatabase } from './support/command-context';
import type { Output } from './support/output';

const SHOWN_LENGTH = 60;

interface DetectOptions extends CommonOptions {
  readonly out?: string;
}

interface SetOptions extends CommonOptions {
  readonly sql?: string;
  readonly table?: string;
  readonly id: string;
  readonly name: string;
  readonly flags?: string;
  readonly where?: string;
  readonly check?: boolean;
  readonly reason?: string;
  readonly yes?: boolean;
}

export function addSourceCommand(program: Command): void {
  const source = program
    .command('source')
    .description('Where the product keeps its organizations and their legacy flags.');
  source
    .command('show')
    .description('Show the source. Exit code 3 while none is set.')
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runSourceShow));
  source
    .command('detect')
    .description(
      'Look at the tables of the product and propose queries for the source, the likeliest first; change nothing. ' +
        'Exit code 3 if nothing looks like organizations with flags.',
    )
    .option('--out <file>', 'Write the likeliest query to a file, to be reviewed and set with: source set --sql <file>')
    .option('--json', 'Print one JSON document')
    .action((options: DetectOptions) =>
      withDatabase(options, (context) => runSourceDetect(context, options), { schema: 'any' }),
    );
  source
    .command('set')
    .description(
      'Check a source and make Portcullis read from it: a table with its columns, or a query with the columns ' +
        'id, name, flags and, if known, version.',
    )
    .option('--table <table>', 'The table, with its schema unless the search path has it')
    .option('--id <column>', 'Its column with the id', 'id')
    .option('--name <column>', 'Its column with the name', 'name')
    .option('--flags <column>', 'Its column with the flags, as JSON')
    .option('--where <condition>', 'SQL that leaves out rows, such as: deleted_at IS NULL')
    .option('--sql <file>', 'A file with the query, in place of --table')
    .option('--check', 'Only check it, and change nothing')
    .option('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)')
    .option('--yes', 'Do not ask before organizations or their flags change')
    .option('--json', 'Print one JSON document')
    .action((options: SetOptions) => withDatabase(options, (context) => runSourceSet(context, options)));
}

async function runSourceShow({ services, actor, out }: CommandContext): Promise<number> {
  const source = await services.source.show(actor);
  if (source) printSource(out, source);
  else {
    out.warn('No source is set: it is not known where the organizations and their flags are.');
    out.line("Next: 'portcullis source detect' proposes one, and 'portcullis source set' sets it.");
  }
  out.document(source);
  return source ? EXIT.done : EXIT.incomplete;
}

function printSource(out: Output, { relation, idType, madeBy, madeAt, definition }: PlatformSource): void {
  out.ok(
    `Organizations are read from ${relation === null ? 'a query' : printable(relation)}, with ids of type ${idType}`,
  );
  out.line(`  set ${sayTime(madeAt)} by ${madeBy === 'auto' ? 'the installation' : printable(madeBy)}`);
  if (relation === null)
    out.line('  the flags are not one column of one table: the fence and drop-column are not available');
  for (const line of definition.split('\n')) out.line(`    ${printable(line)}`);
}

async function runSourceDetect({ services, actor, out }: CommandContext, options: DetectOptions): Promise<number> {
  const proposals = await services.source.detect(actor);
  const [first, ...others] = proposals;
  if (!first) {
    out.warn('No table looks like one of organizations with legacy flags.');
    out.line('Write the query yourself, with the columns id, name and flags, and set it:');
    out.line("  portcullis source set --sql source.sql --reason 'where our organizations are'");
    out.document({ proposals: [] });
    return EXIT.incomplete;
  }
  for (const { sql } of options.out === undefined ? proposals : []) {
    for (const line of sql.split('\n')) out.line(printable(line));
  }
  if (options.out !== undefined) {
    await writeNewFile(options.out, first.sql);
    out.ok(`Wrote the query for ${printable(first.table)} to ${options.out}`);
    for (const sentence of first.unsure) out.warn(printable(sentence));
    if (others.length > 0) out.line(`${sayCount(others.length, 'other proposal')}: leave out --out to see all.`);
  }
  if (options.out !== undefined && first.byTable !== null) {
    out.line('Better than the query, set the table; the fence and drop-column then work as well:');
    out.line(`  ${printable(first.byTable)}`);
  }
  const file = options.out ?? 'source.sql';
  out.line(`Next: review the query${options.out === undefined ? ' and save it' : ''}, check it, and set it:`);
  out.line(`  portcullis source set --sql ${file} --check`);
  out.document({ proposals });
  return EXIT.done;
}

async function runSourceSet(context: CommandContext, options: SetOptions): Promise<number> {
  const { services, actor, out } = context;
  const input = await readInput(options);
  const checked = await services.source.check(actor, input);
  printChecked(out, checked);
  const { added = 0, removed = 0, flagsChanged = 0 } = checked.impact ?? {};
  const { mode, enforcePercentage } = await services.rollout.show(actor);
  if (added > 0 && (mode === 'ENFORCE' || enforcePercentage > 0))
    out.warn(
      'Entitlements answer already: an organization that is added has access to nothing until an execution has ' +
        "migrated it. Prepare 'portcullis migrate --execute' to follow at once, or go back to LEGACY first.",
    );
  if (options.check) {
    out.line('Nothing was changed: leave out --check, and add --reason, to set it.');
    out.document({ checked, changed: false });
    return EXIT.done;
  }
  if (options.reason === undefined) throw invalidInput([{ field: '--reason', message: 'is missing' }]);
  const changes = added + removed + flagsChanged > 0 || checked.failing !== null;
  if (changes && !(await confirm(out, 'Read from this source?', options.yes))) return EXIT.failed;
  const { source, changed } = await services.source.set(actor, { ...input, reason: options.reason });
  if (changed)
    out.ok(`Organizations are read from ${source.relation === null ? 'the query' : printable(source.relation)}`);
  else out.ok('This is the source already; nothing was changed');
  out.line("Next: 'portcullis mapping draft' lists the flags, and 'portcullis preflight' says what is missing.");
  out.document({ checked, source, changed });
  return EXIT.done;
}

async function readInput({ sql, table, id, name, flags, where }: SetOptions): Promise<NewSourceInput> {
  if (sql !== undefined) {
    if (table !== undefined || flags !== undefined || where !== undefined)
      throw invalidInput([{ field: '--sql', message: 'has the whole query: leave out --table, --flags and --where' }]);
    return { sql: await readQuery(sql) };
  }
  if (table === undefined || flags === undefined)
    throw invalidInput([
      { field: table === undefined ? '--table' : '--flags', message: 'is missing: give --table and --flags, or --sql' },
    ]);
  return { table, id, name, flags, where };
}

async function readQuery(file: string): Promise<string> {
  const sql = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new DomainError('INVALID_INPUT', `Cannot read ${file}: ${messageOf(error)}.`);
  });
  if (sql.replace(COMMENTS, '').trim() !== '') return sql;
  throw invalidInput([
    {
      field: '--sql',
      message:
        `names ${file}, which holds no query: write one with the columns id, name and flags, ` +
        "as 'portcullis source detect' proposes it",
    },
  ]);
}

const COMMENTS = /--.*$|\/\*[^]*?\*\//gm;

function printChecked(out: Output, checked: CheckedSource): void {
  const { organizations, unnamed, unordered, relations, idType, sample, impact, failing } = checked;
  out.ok(`${sayCount(organizations, 'organization')} with ids of type ${idType}, each id once`);
  if (relations.length > 0) out.ok(`reads ${relations.map(printable).join(', ')}; no row is hidden from this role`);
  if (organizations === 0) out.warn('The source has no organization');
  if (unnamed > 0) out.warn(`${sayCount(unnamed, 'organization')} without a name: the id is shown instead`);
  if (unordered.length > 0)
    out.warn(
      `${unordered.join(', ')} without ORDER BY: another plan of PostgreSQL may give another order, which would look ` +
        'like a change of the flags. Write ORDER BY in it, or jsonb_object_agg for an object.',
    );
  if (sample.unreadable === 0) out.ok(`the flags of ${sample.organizations} of them can be read`);
  else {
    out.warn(`the flags of ${sample.unreadable} of ${sample.organizations} cannot be read:`);
    for (const problem of sample.problems) out.line(`    ${printable(problem)}`);
  }
  if (sample.first.length > 0)
    out.table(
      ['id', 'name', 'flags'],
      sample.first.map(({ id, name, flags }) => [shortened(id), shortened(name ?? ''), shortened(flags ?? 'null')]),
    );
  if (failing !== null)
    out.warn(`The current source fails, so it is not known what would change: ${printable(failing)}`);
  if (impact && impact.added + impact.removed + impact.flagsChanged > 0)
    out.warn(
      `Against the current source, ${impact.added} would be added, ${impact.removed} would be missing, ` +
        `and the flags of ${impact.flagsChanged} would be others`,
    );
}

async function writeNewFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const why = hasCode(error, 'EEXIST') ? 'it exists already; name another file' : messageOf(error);
    throw new DomainError('INVALID_INPUT', `Cannot write ${path}: ${why}.`);
  }
}

function shortened(text: string): string {
  const line = printable(text);
  return line.length <= SHOWN_LENGTH ? line : `${line.slice(0, SHOWN_LENGTH).toWellFormed()}…`;
}
