import { InvalidArgumentError, Option, type Command } from 'commander';
import { ROLES, type Role } from '../domain/actor';
import { readConfig } from '../platform/config';
import { cliActor } from './support/command-context';
import { mintToken } from '../database/mint-token';

interface TokenOptions {
  readonly role: Role;
  readonly org?: number;
  readonly ttl: string;
  readonly subject?: string;
}

export function addTokenCommand(program: Command): void {
  program
    .command('token')
    .description('make a bearer token for the API, on the embedded set-up or where AUTH_JWT_SECRET is set')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--org <id>', 'the organization it belongs to', readOrganizationId)
    .option('--ttl <time>', 'how long it is good: 15m, 1h, 7d', '1h')
    .option('--subject <id>', 'whom it names; by default cli:<OS user>')
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

function readOrganizationId(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('must be the number of an organization');
  return Number(text);
}
