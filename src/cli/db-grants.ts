import type { Command } from 'commander';
import { plainly, quoted } from '../../migrations/baseline/names';
import { invalidInput } from '../domain/errors';
import { appendPlatformEvent } from '../store/append-events';
import { grantRights, grantStatements, libraryRights, readRole } from '../store/library-rights';
import { requireWritable } from '../store/writable';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';

interface GrantsOptions extends CommonOptions {
  readonly role: string;
  readonly counts: boolean;
  readonly answers?: boolean;
  readonly apply?: boolean;
}

/** Adds `db grants`. */
export function addDbGrantsCommand(db: Command): void {
  db.command('grants')
    .description(
      'Print the statements that give a role the rights of an application that uses the library (openEntitlements): ' +
        'to read entitlements and count checks, and nothing else. Repeat it after an upgrade, and after another ' +
        'source was set.',
    )
    .requiredOption('--role <name>', 'The role in the DATABASE_URL of the application')
    .option('--no-counts', 'Leave out the right to count checks, for countChecks: false')
    .option('--answers', "Include the right to record the product's own answers")
    .option('--apply', 'Grant them. Needs the owner of the tables')
    .option('--json', 'Print one JSON document')
    .action((options: GrantsOptions) =>
      withDatabase(options, (context) => runDbGrants(context, options), { direct: true }),
    );
}

async function runDbGrants(
  { database, actor, out }: CommandContext,
  { role, counts, answers = false, apply = false }: GrantsOptions,
): Promise<number> {
  if (apply) await requireWritable(database);
  const { statements, known } = await database.dataSource.transaction(async (manager) => {
    const rights = await libraryRights(manager, { counts, answers });
    const state = await readRole(manager, role, rights);
    if (apply) {
      if (!state)
        throw invalidInput([{ field: '--role', message: 'names no role of the database: CREATE ROLE it first' }]);
      await grantRights(manager, rights, role);
      await appendPlatformEvent(manager, {
        eventType: 'rights_granted',
        actor,
        reason: null,
        payload: { role, statements: grantStatements(rights, role) },
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
    roleExists: known !== null,
    statements,
    applied: apply,
    hidingTables: known?.hiding ?? [],
  });
  return EXIT.done;
}
