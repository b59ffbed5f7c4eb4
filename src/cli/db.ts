import type { Command } from 'commander';
import type { LegacyFence } from '../features/legacy/fence-store';
import { inspectSchema, type TableReport } from '../store/inspect-schema';
import { appliedMigrations, hasPendingMigrations, migrateSchema } from '../store/schema-version';
import { requireWritable } from '../store/writable';
import { sayFence } from './legacy';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import type { Output } from './support/output';

export function addDbCommand(program: Command): void {
  const db = program.command('db').description('The database schema.');
  db.command('migrate')
    .description('Bring the schema up to date: run the pending migrations.')
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runDbMigrate, { schema: 'any', direct: true }));
  db.command('status')
    .description(
      'Show the tables, their origin, and the migrations that have run. ' +
        'Exit code 3 if migrations are pending or a table does not fit.',
    )
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runDbStatus, { schema: 'any' }));
}

export async function runDbMigrate({ database, out }: CommandContext): Promise<number> {
  await requireWritable(database);
  const migrations = await migrateSchema(database.dataSource);
  out.line(`Database: ${database.name} at ${database.host}`);
  for (const name of migrations) out.ok(`Ran migration ${name}`);
  if (migrations.length === 0) out.ok('The schema is up to date');
  out.document({ database: database.name, host: database.host, migrations });
  return EXIT.done;
}

/** @returns the exit code: 3 if migrations are pending or a table does not fit */
async function runDbStatus(context: CommandContext): Promise<number> {
  const { database, out } = context;
  const { dataSource, name, host } = database;
  const [server]: readonly { version: string }[] = await dataSource.query(
    `SELECT current_setting('server_version') AS version`,
  );
  const pending = await hasPendingMigrations(dataSource);
  const applied = await appliedMigrations(dataSource);
  const tables: readonly { name: string; rows: number }[] = await dataSource.query(
    `SELECT c.relname AS name, (xpath('/row/n/text()', counted))[1]::text::bigint::int AS rows
     FROM pg_class c
     CROSS JOIN query_to_xml(format('SELECT count(*) AS n FROM %s', c.oid::regclass), false, true, '') AS counted
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname`,
  );
  out.line(`Database: ${name} at ${host}, PostgreSQL ${server?.version ?? '?'}`);
  out.table(
    ['table', 'rows'],
    tables.map((table) => [table.name, String(table.rows)]),
  );
  const [view]: readonly { there: boolean }[] = await dataSource.query(
    `SELECT to_regclass('v_effective_entitlements') IS NOT NULL AS there`,
  );
  const published = await inspectSchema(dataSource.manager);
  for (const table of published) printPublished(out, table);
  const fence = await findFence(context);
  if (fence?.standing) out.ok(`organizations: ${sayFence(fence)}`);
  if (view?.there) out.ok('v_effective_entitlements: a view, created by Portcullis');
  for (const migration of applied) out.ok(`${migration} has run`);
  if (pending) out.warn("Migrations are pending: run 'portcullis db migrate'");
  out.document({
    database: name,
    host,
    serverVersion: server?.version ?? null,
    tables,
    published,
    fence,
    appliedMigrations: applied,
    pending,
  });
  return pending || published.some(({ problems }) => problems.length > 0) ? EXIT.incomplete : EXIT.done;
}

/** Null if the schema has no table for it yet. */
async function findFence({ database: { dataSource }, services, actor }: CommandContext): Promise<LegacyFence | null> {
  const [known]: readonly { there: boolean }[] = await dataSource.query(
    `SELECT to_regclass('legacy_fence') IS NOT NULL AS there`,
  );
  return known?.there ? services.legacyFence.show(actor) : null;
}

/** Prints a published table's origin, what was added to it, and what about it does not fit. */
function printPublished(out: Output, { name, origin, added, problems }: TableReport): void {
  const whose =
    origin === null
      ? 'found'
      : origin === 'created'
        ? 'created by Portcullis'
        : `adopted${added.length > 0 ? `, with ${added.join(', ')} added` : ', nothing added'}`;
  if (problems.length === 0) out.ok(`${name}: ${whose}`);
  else for (const problem of problems) out.fail(`${name}: ${problem}`);
}
