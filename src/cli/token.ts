import { type Command, Option } from 'commander';
import { mintToken } from '../database/mint-token';
import { type Role, ROLES } from '../domain/actor';
import { readConfig } from '../platform/config';
import { cliActor } from './support/command-context';

interface TokenOptions {
  readonly role: Role;
  readonly org?: string;
  readonly ttl: string;
  readonly subject?: string;
}

export function addTokenCommand(program: Command): void {
  program
    .command('token')
    .description('Print a bearer token for the API. It needs the embedded database, or AUTH_JWT_SECRET.')
    .addOption(new Option('--role <role>', 'What the token may do').choices(ROLES).makeOptionMandatory())
    .option('--org <id>', 'The organization it is for; MEMBER and ORG_ADMIN need one')
    .option('--ttl <time>', 'How long it is valid, such as 15m, 1h or 7d', '1h')
    .option('--subject <id>', 'The actor that it names (default: cli: and the OS user)')
    .action(async ({ role, org, ttl, subject }: TokenOptions) => {
      const token = await mintToken(readConfig(process.env), {
        role,
        organizationId: org ?? null,
        ttl,
        subject: subject ?? cliActor().id,
      });
      process.stdout.write(`${token}\n`);
    });
}
