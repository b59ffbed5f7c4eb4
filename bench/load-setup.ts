import { mintToken } from '../src/database/mint-token';
import type { Role } from '../src/domain/actor';
import { type Config, readConfig } from '../src/platform/config';
import { type BenchDatabase, createBenchDatabase } from './bench-database';
import { LoadServer } from './load-server';
import { runCommand } from './run-command';

const NO_LIMIT = '1000000';

/** A migrated database under ENFORCE, and a server on it. */
export interface LoadSetup {
  readonly database: BenchDatabase;
  readonly server: LoadServer;
  /** Signs a token of an actor of its own. */
  readonly token: (subject: string, role?: Role) => Promise<string>;
  /** Sends a document. @returns the answer @throws if it has errors, unless they are allowed */
  readonly ask: (token: string, query: string, options?: AskOptions) => Promise<string>;
  close(): Promise<void>;
}

interface AskOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly mayFail?: boolean;
}

export async function setUpLoad(
  organizations: number,
  variables: Readonly<Record<string, string>>,
): Promise<LoadSetup> {
  const given = process.env['DATABASE_URL'];
  if (given === undefined) throw new Error('Set DATABASE_URL to a PostgreSQL server.');
  const database = await createBenchDatabase(given, organizations, 'common');
  try {
    await runCommand(database.url, 'seed');
    await runCommand(database.url, 'migrate', '--execute', '--yes');
    await database.dataSource.query(`UPDATE rollout SET mode = 'ENFORCE'`);
    const environment = {
      DATABASE_URL: database.url,
      AUTH_JWT_SECRET: 'a secret of thirty-two bytes, or more',
      PORT: '0',
      NODE_ENV: 'production',
      MAX_SOCKETS: NO_LIMIT,
      RATE_LIMIT_ACTOR: '100000000',
      RATE_LIMIT_ADDRESS: '100000000',
      ...variables,
    };
    const server = await LoadServer.start(environment);
    const config: Config = readConfig(environment);
    return {
      database,
      server,
      token: (subject, role = 'SUPER_ADMIN') =>
        mintToken(config, { subject, role, organizationId: role === 'SUPER_ADMIN' ? null : '1', ttl: '12h' }),
      ask: async (token, query, { variables = {}, mayFail = false } = {}) => {
        const response = await fetch(`${server.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ query, variables }),
        });
        const text = await response.text();
        if (!mayFail && text.includes('"errors"')) throw new Error(`a query failed: ${text}`);
        return text;
      },
      close: async () => {
        await server.stop();
        await database.drop();
      },
    };
  } catch (error) {
    await database.drop();
    throw error;
  }
}
