import type { Command } from 'commander';
import { DomainError } from '../domain/errors';
import { wasColumnDropped } from '../store/inspect-schema';
import { loadProgress, type RunProgress } from '../store/run-progress';
import { runDbMigrate } from './db';
import { DEFAULT_REASON, runMigrate } from './migrate';
import { runPreflight } from './preflight';
import { runSeed } from './seed';
import { type CommandContext, EXIT, withDatabase } from './support/command-context';

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description(
      'Migrate demo organizations on the embedded database: preflight, dry run, execution, and execution again.',
    )
    .action(() => withDatabase({}, runDemo, { schema: 'any' }));
}

/** Runs the commands that an operator would type, one after the other. */
async function runDemo(context: CommandContext): Promise<number> {
  const { out, database } = context;
  if (!database.embedded)
    throw new DomainError('INVALID_INPUT', 'The demo needs the embedded database: unset DATABASE_URL.');
  if (await wasColumnDropped(database.dataSource.manager))
    throw new DomainError(
      'CONFLICT',
      'The legacy column of this database was dropped: nothing is left to migrate. Use another PORTCULLIS_DATA_DIR.',
    );
  const steps: readonly (readonly [string, () => Promise<number>])[] = [
    ['db migrate', () => runDbMigrate(context)],
    ['seed --demo', () => runSeed(context, { demo: true })],
    ['preflight', () => runPreflight(context)],
    ['migrate', () => runMigrate(context, { reason: DEFAULT_REASON })],
    ['migrate --execute --yes', () => runMigrate(context, { reason: DEFAULT_REASON, execute: true, yes: true })],
    [
      'migrate --execute --yes',
      () => runMigrate(context, { reason: 'a second execution changes nothing', execute: true, yes: true }),
    ],
  ];
  for (const [command, run] of steps) {
    out.heading(out.colors.cyan(`$ portcullis ${command}`));
    const code = await run();
    if (code !== EXIT.done) return code;
  }
  await compareRuns(context);
  await count(context);
  out.heading('Look at it in GraphQL');
  out.line('  npm start                                   # http://127.0.0.1:4000/graphql');
  out.line('  npx portcullis token --role SUPER_ADMIN     # a token for: Authorization: Bearer …');
  out.line(
    '  curl -s http://127.0.0.1:4000/graphql -H "authorization: Bearer $(npx portcullis token --role SUPER_ADMIN)" \\',
  );
  out.line(
    "    -H 'content-type: application/json' -d " +
      `'{"query":"{ organization(id: 1) { name entitlements { module { key } status source } } }"}'`,
  );
  return EXIT.done;
}

/** The three runs side by side. */
async function compareRuns({ services, actor, database, out }: CommandContext): Promise<void> {
  const { nodes } = await services.runs.list(actor, { first: 3 });
  const runs = [...nodes].reverse();
  const progress = await loadProgress(database.dataSource.manager, runs);
  const row = (label: string, numberOf: (one: RunProgress | undefined) => number | undefined) => [
    label,
    ...runs.map(({ id }) => String(numberOf(progress.get(id)))),
  ];
  out.heading('The runs side by side');
  out.table(
    ['', 'dry run', 'execution', 'execution again'],
    [
      row('Organizations processed', (one) => one?.processed),
      row('Module entitlements created', (one) => one?.counts.moduleEntitlementsCreated),
      row('Submodule entitlements created', (one) => one?.counts.submoduleEntitlementsCreated),
      row('Events created', (one) => one?.counts.eventsCreated),
      row('Errors', (one) => one?.counts.failed),
    ],
  );
}

async function count({ database, out }: CommandContext): Promise<void> {
  const [counts]: readonly { organizations: number; entitlements: number; events: number }[] =
    await database.dataSource.query(
      `SELECT (SELECT count(*)::int FROM organizations) AS organizations,
              (SELECT count(*)::int FROM org_entitlements) AS entitlements,
              (SELECT count(*)::int FROM entitlement_events) AS events`,
    );
  out.heading('What the tables hold now');
  out.table(
    ['organizations', 'org_entitlements', 'entitlement_events'],
    [[String(counts?.organizations), String(counts?.entitlements), String(counts?.events)]],
  );
}
