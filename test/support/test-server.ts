import { GraphQLClient } from 'graphql-request';
import { mintToken } from '../../src/database/mint-token';
import type { Role } from '../../src/domain/actor';
import { serveRuns } from '../../src/features/migration-runs/work/serve-runs';
import { serveParity } from '../../src/features/parity/serve-parity';
import { createLogger } from '../../src/platform/logger';
import { startServer } from '../../src/server/server';
import type { TestDatabase } from './test-database';

export interface TestServer {
  readonly url: string;
  /** A client with a token of this role and organization. */
  as(role: Role, organizationId?: string | null): Promise<GraphQLClient>;
  /** A client without a token, or with this Authorization header. */
  anonymous(authorization?: string): GraphQLClient;
  /** A link that signs in to the console once. */
  consoleLink(): string | null;
  close(): Promise<void>;
}

/** The real server on its own port, with workers for runs and parity reports unless `worker` is false. */
export async function startTestServer(
  database: TestDatabase,
  options: { readonly worker?: boolean } = {},
): Promise<TestServer> {
  const stopping = new AbortController();
  const errors: unknown[] = [];
  const server = await startServer(database.config, database, createLogger(database.config));
  const worker =
    options.worker === false
      ? Promise.resolve()
      : serveRuns(database.dataSource, {
          name: 'test',
          batchSize: database.config.batchSize,
          batchesAtOnce: 1,
          signal: stopping.signal,
          pollMs: 20,
          onError: (error) => errors.push(error),
        });
  const reporter =
    options.worker === false
      ? Promise.resolve()
      : serveParity(database.dataSource, {
          signal: stopping.signal,
          pollMs: 20,
          onError: (error) => errors.push(error),
        });
  const client = (authorization?: string) =>
    new GraphQLClient(`${server.url}/graphql`, { headers: authorization === undefined ? {} : { authorization } });
  return {
    url: server.url,
    as: async (role, organizationId = null) =>
      client(
        `Bearer ${await mintToken(database.config, {
          role,
          organizationId,
          subject: `test:${role.toLowerCase()}`,
          ttl: '10m',
        })}`,
      ),
    anonymous: client,
    consoleLink: () => server.consoleLink(),
    close: async () => {
      stopping.abort();
      await worker;
      await reporter;
      await server.close();
      if (errors.length > 0) throw new AggregateError(errors, 'the workers failed');
    },
  };
}
