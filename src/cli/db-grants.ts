import { type Command, Option } from 'commander';
import type { EntityManager } from 'typeorm';
import { plainly, quoted } from '../../migrations/baseline/names';
import { invalidInput } from '../domain/errors';
import { appendPlatformEvent } from '../store/append-events';
import {
  grantRights,
  grantStatements,
  libraryRights,
  readRole,
  type Right,
  type WantedRights,
} from '../store/library-rights';
import { auditorRights, type Grantee, GRANTEES, serverRights } from '../store/role-rights';
import { requireWritable } from '../store/writable';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';

interface GrantsOptions extends CommonOptions {
  readonly role: string;
  readonly for: Grantee;
  readonly counts: boolean;
  readonly answers?: boolean;
  readonly apply?: boolean;
}

/** Adds `db grants`. */
export function addDbGrantsCommand(db: Command): void {
  db.command('grants')
    .description(
      'Print the statements that give a role its rights, and no more. An application that uses the library ' +
        '(openEntitlements) reads entitlements and counts checks; servers, workers and commands do everything but ' +
        'change events and migrate the schema; an auditor reads events and verifies them. Repeat it after an ' +
        'upgrade, and after another source was set.',
    )
    .requiredOption('--role <name>', 'The role in the DATABASE_URL of whom it is for')
    .addOption(
      new Option('--for <whom>', 'Whom the role is for').choices(GRANTEES).default('application' satisfies Grantee),
    )
    .option('--no-counts', 'Leave out the right of an application to count checks, for countChecks: false')
    .option('--answers', "Include the right of an application to record the product's own answers")
    .option('--apply', 'Grant them. Needs the owner of the tables')
    .option('--json', 'Print one JSON document')
    .action((options: GrantsOptions) =>
      withDatabase(options, (context) => runDbGrants(context, options), { direct: true }),
    );
}

const rightsOf: Readonly<Record<Grantee, (manager: EntityManager, wanted: WantedRights) => Promise<readonly Right[]>>> =
  {
    application: libraryRights,
    server: serverRights,
    auditor: auditorRights,
  };

async function runDbGrants(
  { database, actor, out }: CommandContext,
  { role, for: whom, counts, answers = false, apply = false }: GrantsOptions,
): Promise<number> {
  if (apply) await requireWritable(database);
  const { statements, known } = await database.dataSource.transaction(async (manager) => {
    const rights = await rightsOf[whom](manager, { counts, answers });
    const state = await readRole(manager, role, rights);
    if (apply) {
      if (!state)
        throw invalidInput([{ field: '--role', message: 'names no role of the database: CREATE ROLE it first' }]);
      await grantRights(manager, rights, role);
      await appendPlatformEvent(manager, {
        eventType: 'rights_granted',
        actor,
        reason: null,
        payload: { role, for: whom, statements: grantStatements(rights, role) },
      });
    }
    return { statements: grantStatements(rights, role), known: state };
  });
  // What is printed can be run as it is: `portcullis db grants --role app | psql`.
  if (!known) out.line(`-- There is no role ${plainly(role)} yet: CREATE ROLE ${quoted(role)} LOGIN PASSWORD '…';`);
  for (const statement of statements) out.line(`${statement};`);
  if (known && known.hiding.length > 0)
    out.line(
      `-- Row security of ${known.hiding.join(', ')} could hide rows from it: ALTER ROLE ${quoted(role)} BYPASSRLS;`,
    );
  if (apply) out.line(`-- Granted to ${plainly(role)} in the database '${database.name}' at ${database.host}`);
  out.document({
    database: database.name,
    host: database.host,
    role,
    for: whom,
    roleExists: known !== null,
    statements,
    applied: apply,
    hidingTables: known?.hiding ?? [],
  });
  return EXIT.done;
}
