import type { Command } from 'commander';
import { EFFECTIVE_VIEW, plainly, quoted, SCHEMA } from '../../migrations/baseline/names';
import { clockOffsetOf } from '../database/read-clock';
import { DomainError } from '../domain/errors';
import { sayCount } from '../domain/say';
import type { LegacyFence } from '../features/legacy/fence-store';
import { isClockOff, sayClockOffset } from '../platform/clock-offset';
import { appendPlatformEvent } from '../store/append-events';
import { inspectSchema, type TableReport } from '../store/inspect-schema';
import { findStrayTables } from '../store/installed-tables';
import { findLostObjects, saidLost, sayLostObjects } from '../store/lost-objects';
import { tryMakePartitions } from '../store/partitions';
import {
  appliedMigrations,
  isInstalled,
  migrateSchema,
  pendingMigrations,
  planInstallation,
  repairSchema,
  requireCurrentSchema,
} from '../store/schema-version';
import {
  MISSING_ARE_LEFT_OUT,
  readSourceRows,
  REPEATED_ARE_REFUSED,
  sayMissingIds,
  sayRepeatedIds,
  type SourceRows,
} from '../store/sound-source';
import { findHidingTables, sayHidingTables, saySourceFault } from '../store/source';
import { findUnfitIds, sayUnfitIds, UNFIT_ARE_LEFT_OUT, type UnfitIds } from '../store/unfit-ids';
import { uninstallSchema } from '../store/uninstall-schema';
import { requireWritable } from '../store/writable';
import { addDbGrantsCommand } from './db-grants';
import { sayFence } from './legacy';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import { describePlan } from './support/describe-installation';
import type { Output } from './support/output';

interface MigrateOptions extends CommonOptions {
  readonly plan?: boolean;
}

interface UninstallOptions extends CommonOptions {
  readonly confirm: string;
}

export function addDbCommand(program: Command): void {
  const db = program.command('db').description('The database schema.');
  db.command('migrate')
    .description(
      'Bring the schema up to date: run the pending migrations, all in one transaction. The first looks at the whole ' +
        'database, and says everything that does not fit at once. If none is pending, it makes again the views, ' +
        'functions, triggers, keys and added columns that somebody dropped or switched off.',
    )
    .option('--plan', 'Only print what would be made, added and adopted. Exit code 3 if anything does not fit')
    .option('--json', 'Print one JSON document')
    .action((options: MigrateOptions) =>
      withDatabase(options, options.plan ? runDbPlan : runDbMigrate, { schema: 'any', direct: true }),
    );
  db.command('status')
    .description(
      'Show the tables, their origin, and the migrations that have run. ' +
        'Exit code 3 if migrations are pending, something is missing, a table does not fit, the source fails or ' +
        "repeats an id, or the clock of this machine is off from the database's. Reads all rows of the source.",
    )
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runDbStatus, { schema: 'any' }));
  addDbGrantsCommand(db);
  db.command('uninstall')
    .description(
      "Take back exactly what 'db migrate' made and added, and all that is stored there. Refused while entitlements " +
        'answer for any organization. Adopted tables keep their rows.',
    )
    .requiredOption('--confirm <database>', "The database's name, to confirm that it is the one you mean")
    .option('--json', 'Print one JSON document')
    .action((options: UninstallOptions) =>
      withDatabase(options, (context) => runDbUninstall(context, options), { schema: 'any', direct: true }),
    );
}

export async function runDbMigrate({ database, services, actor, out }: CommandContext): Promise<number> {
  await requireWritable(database);
  const migrations = await migrateSchema(database.dataSource);
  out.line(`Database: ${database.name} at ${database.host}`);
  for (const name of migrations) out.ok(`Ran migration ${name}`);
  const remade = migrations.length === 0 ? await repairSchema(database.dataSource) : [];
  for (const { what } of remade) out.ok(`Made the ${what} again`);
  for (const said of saidLost(remade)) out.warn(said);
  if (migrations.length === 0) {
    await requireCurrentSchema(database);
    out.ok('The schema is up to date');
  }
  if (migrations.length > 0 || remade.length > 0)
    await appendPlatformEvent(database.dataSource.manager, {
      eventType: 'schema_migrated',
      actor,
      reason: null,
      payload: { migrations, remade: remade.map(({ what }) => what) },
    });
  const { made: partitions, fault } = await tryMakePartitions(database.dataSource);
  if (fault !== null) out.warn(fault);
  if (partitions.length > 0) out.ok(`Made ${sayCount(partitions.length, 'partition')}: ${partitions.join(', ')}`);
  if ((await services.source.show(actor)) === null)
    out.line("Next: 'portcullis source detect' proposes where organizations are, and 'portcullis source set' sets it.");
  out.document({
    database: database.name,
    host: database.host,
    migrations,
    remade: remade.map(({ what }) => what),
    partitions,
  });
  return EXIT.done;
}

/** @returns the exit code: 3 if anything does not fit */
async function runDbPlan({ database, out }: CommandContext): Promise<number> {
  const { dataSource, name, host } = database;
  out.line(`Database: ${name} at ${host}`);
  if (await isInstalled(dataSource.manager)) {
    const pending = await pendingMigrations(dataSource);
    for (const migration of pending) out.line(`  would run migration ${migration}`);
    const lost = pending.length === 0 ? await findLostObjects(dataSource.manager) : [];
    if (lost.some(({ remake }) => remake === null)) {
      out.fail(sayLostObjects(lost) ?? '');
      out.document({ database: name, host, pending, installation: null, lost: lost.map(({ what }) => what) });
      return EXIT.incomplete;
    }
    for (const { what } of lost) out.line(`  would make the ${what} again`);
    for (const said of saidLost(lost)) out.warn(said);
    if (pending.length + lost.length === 0) out.ok('The schema is up to date: nothing would be changed');
    out.document({ database: name, host, pending, installation: null });
    return EXIT.done;
  }
  const plan = await planInstallation(dataSource);
  for (const line of describePlan(plan)) out.line(`  ${line}`);
  for (const problem of plan.problems) out.fail(problem);
  if (plan.problems.length === 0) {
    out.ok('Everything fits; nothing was changed. To do it: portcullis db migrate');
    if (plan.organizations.unset) out.line(`Then say where organizations are: ${plan.organizations.unset.next}`);
  }
  out.document({ database: name, host, pending: await pendingMigrations(dataSource), installation: plan });
  return plan.problems.length === 0 ? EXIT.done : EXIT.incomplete;
}

async function runDbUninstall(
  { database, config, out }: CommandContext,
  { confirm }: UninstallOptions,
): Promise<number> {
  const { removed, missing } = await uninstallSchema(database.dataSource, confirm, config.gating);
  for (const what of removed) out.line(`  removed ${what}`);
  for (const what of missing) {
    out.warn(`The ${what} was not there any more, or is another now: what somebody renamed or made stays`);
  }
  out.ok(`Uninstalled Portcullis from the database '${database.name}' at ${database.host}`);
  out.document({ database: database.name, host: database.host, removed, missing });
  return EXIT.done;
}

/** @returns the exit code: 3 if something needs attention, as the description of the command says */
async function runDbStatus(context: CommandContext): Promise<number> {
  const { database, out } = context;
  const { dataSource, name, host } = database;
  const [server]: readonly { version: string }[] = await dataSource.query(
    `SELECT current_setting('server_version') AS version`,
  );
  const pending = (await pendingMigrations(dataSource)).length > 0;
  const applied = await appliedMigrations(dataSource);
  const lost = applied.length > 0 && !pending ? await findLostObjects(dataSource.manager) : [];
  if (lost.some(({ remake }) => remake === null)) {
    out.line(`Database: ${name} at ${host}, PostgreSQL ${server?.version ?? '?'}`);
    out.fail(sayLostObjects(lost) ?? '');
    out.document({ database: name, host, serverVersion: server?.version ?? null, lost: lost.map(({ what }) => what) });
    return EXIT.incomplete;
  }
  const published = await inspectSchema(dataSource.manager);
  const tables: readonly { name: string; schema: string; rows: number | null }[] = await dataSource.query(
    `SELECT c.relname AS name, n.nspname AS schema, (xpath('/row/n/text()', counted))[1]::text::bigint::int AS rows
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     CROSS JOIN query_to_xml(
       CASE WHEN row_security_active(c.oid) OR NOT has_table_privilege(c.oid, 'SELECT') THEN 'SELECT NULL AS n'
       ELSE format('SELECT count(*) AS n FROM %s', c.oid::regclass) END, false, true, '') AS counted
     WHERE c.relkind IN ('r', 'p') AND (NOT c.relispartition OR n.nspname <> '${SCHEMA}')
       AND (n.nspname = '${SCHEMA}' OR c.oid = ANY(ARRAY(SELECT to_regclass(t)::oid FROM unnest($1::text[]) AS t)))
     ORDER BY n.nspname <> '${SCHEMA}', c.relname`,
    [published.flatMap(({ schema, name: table }) => (schema === null ? [] : [quoted(schema, table)]))],
  );
  out.line(`Database: ${name} at ${host}, PostgreSQL ${server?.version ?? '?'}`);
  out.table(
    ['table', 'rows'],
    tables.map((table) => [plainly(table.schema, table.name), String(table.rows ?? 'hidden')]),
  );
  const view = await findView(context);
  for (const table of published) printPublished(out, table);
  const fence = await findFence(context);
  if (fence?.standing) out.ok(`${fence.table ?? 'organizations'}: ${sayFence(fence)}`);
  if (view !== null && !lost.some(({ what }) => what === `view ${plainly(view, EFFECTIVE_VIEW)}`))
    out.ok(`${EFFECTIVE_VIEW}: a view, created by Portcullis${view === SCHEMA ? ` in ${SCHEMA}` : ''}`);
  for (const migration of applied) out.ok(`${migration} has run`);
  const stray = applied.length > 0 ? await findStrayTables(dataSource.manager) : null;
  if (stray !== null) out.fail(stray);
  if (lost.length > 0) out.fail(sayLostObjects(lost) ?? '');
  const hiding = applied.length > 0 ? await findHidingTables(dataSource.manager) : [];
  if (hiding.length > 0) out.fail(sayHidingTables(hiding));
  const ids = applied.length > 0 && hiding.length === 0 ? await lookAtSource(context) : null;
  const clock = await findClockOffset(context);
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
    stray,
    lost: lost.map(({ what }) => what),
    hidingTables: hiding,
    unfitIds: ids && ('fault' in ids ? { fault: ids.fault } : ids.unfit),
    missingIds: ids && 'rows' in ids ? ids.rows.missing : null,
    repeatedIds: ids && 'rows' in ids ? ids.rows.repeated : null,
    clockOffsetMs: clock,
  });
  return pending ||
    isClockOff(clock) ||
    stray !== null ||
    lost.length > 0 ||
    hiding.length > 0 ||
    (ids !== null && ('fault' in ids || ids.rows.repeated.count > 0)) ||
    published.some(({ problems }) => problems.length > 0)
    ? EXIT.incomplete
    : EXIT.done;
}

/** What `db status` finds by reading all rows of the source. */
type SourceLook = { readonly rows: SourceRows; readonly unfit: UnfitIds } | { readonly fault: string };

/** Prints which ids of the source do not fit, or why it cannot be read. */
async function lookAtSource({ database: { dataSource }, out }: CommandContext): Promise<SourceLook> {
  try {
    const rows = await readSourceRows(dataSource.manager);
    const unfit = await findUnfitIds(dataSource.manager);
    if (rows.repeated.count > 0) out.fail(`${sayRepeatedIds(rows.repeated)}. ${REPEATED_ARE_REFUSED}`);
    if (rows.missing > 0) out.warn(`${sayMissingIds(rows.missing)}. ${MISSING_ARE_LEFT_OUT}`);
    if (unfit.count > 0) out.warn(`${sayUnfitIds(unfit)}. ${UNFIT_ARE_LEFT_OUT}`);
    return { rows, unfit };
  } catch (error) {
    const said = saySourceFault(error);
    if (!(said instanceof DomainError)) throw error;
    out.fail(said.message);
    return { fault: said.message };
  }
}

/** How far the clock of this machine is ahead of the database's, in milliseconds. Printed if that is too far. */
async function findClockOffset({ database: { dataSource }, out }: CommandContext): Promise<number> {
  const offset = await clockOffsetOf(dataSource.manager);
  const fault = sayClockOffset(offset);
  if (fault !== null) out.warn(fault);
  return Math.round(offset);
}

/** The schema of the published view; null if Portcullis is not installed. */
async function findView({ database: { dataSource } }: CommandContext): Promise<string | null> {
  if (!(await isInstalled(dataSource.manager))) return null;
  const [found]: readonly { schema: string }[] = await dataSource.query(
    'SELECT view_schema AS schema FROM installation',
  );
  return found?.schema ?? null;
}

/** Null if the schema has no table for it yet. */
async function findFence({ database: { dataSource }, services, actor }: CommandContext): Promise<LegacyFence | null> {
  return (await isInstalled(dataSource.manager)) ? services.legacyFence.show(actor) : null;
}

/** Prints a published table's origin, what was added to it, and what about it does not fit. */
function printPublished(out: Output, { name, schema, origin, added, reason, problems }: TableReport): void {
  const whose =
    origin === null
      ? 'found'
      : origin === 'created'
        ? `created by Portcullis${schema === SCHEMA ? ` in ${SCHEMA}: ${reason ?? ''}` : ''}`
        : `adopted${added.length > 0 ? `, with ${added.join(', ')} added` : ', nothing added'}`;
  if (problems.length === 0) out.ok(`${name}: ${whose}`);
  else for (const problem of problems) out.fail(`${name}: ${problem}`);
}
