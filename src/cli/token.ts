import { type Command, Option } from 'commander';
import { mintToken } from '../database/mint-token';
import { type Role, ROLES } from '../domain/actor';
import { appendPlatformEvent } from '../store/append-events';
import { type CommandContext, EXIT, withDatabase } from './support/command-context';

interface TokenOptions {
  readonly role: Role;
  readonly org?: string;
  readonly ttl: string;
  readonly subject?: string;
}

export function addTokenCommand(program: Command): void {
  program
    .command('token')
    .description(
      'Print a bearer token for the API, and record for whom it is. It needs the embedded database, or ' +
        'AUTH_JWT_SECRET.',
    )
    .addOption(new Option('--role <role>', 'What the token may do').choices(ROLES).makeOptionMandatory())
    .option('--org <id>', 'The organization it is for; MEMBER and ORG_ADMIN need one')
    .option('--ttl <time>', 'How long it is valid, such as 15m, 1h or 7d', '1h')
    .option('--subject <id>', 'The actor that it names (default: cli: and the OS user)')
    .action((options: TokenOptions) => withDatabase({}, (context) => runToken(context, options)));
}

async function runToken(
  { config, database, actor }: CommandContext,
  { role, org, ttl, subject = actor.id }: TokenOptions,
): Promise<number> {
  const organizationId = org ?? null;
  const token = await mintToken(config, { role, organizationId, ttl, subject });
  // Before it is printed: no token without its event.
  await appendPlatformEvent(database.dataSource.manager, {
    eventType: 'token_minted',
    actor,
    reason: null,
    payload: { subject, role, organizationId, ttl },
  });
  process.stdout.write(`${token}\n`);
  return EXIT.done;
}
