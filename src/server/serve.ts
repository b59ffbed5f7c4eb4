import { hostname } from 'node:os';
import closeWithGrace from 'close-with-grace';
import { serveRuns } from '../features/migration-runs/work/serve-runs';
import { serveParity } from '../features/parity/serve-parity';
import { startServer } from './server';
import { readConfig } from '../platform/config';
import { openDatabase } from '../database/database';
import { requireCurrentSchema } from '../store/schema-version';
import { createLogger } from '../platform/logger';
import { Wakeup } from '../database/wakeup';
import { RUNS_CHANNEL } from '../store/channels';

const CLOSE_TIMEOUT_MS = 15_000;

/**
 * Serves the API and works on migration runs and parity reports until the process is told to stop; then running requests end, and the batch in hand.
 * @throws DomainError where the configuration, the database or its schema are not right
 */
export async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config);
  const database = await openDatabase(config, (message) => logger.info(message));
  const stopping = new AbortController();
  try {
    await requireCurrentSchema(database);
    const server = await startServer(config, database, logger);
    const wakeup = new Wakeup(database.url, RUNS_CHANNEL);
    const worker = serveRuns(database.dataSource, {
      name: `server:${hostname()}:${process.pid}`,
      batchSize: config.batchSize,
      leaseSeconds: config.leaseSeconds,
      workers: 1, // requests come first here; `portcullis worker` takes more
      signal: stopping.signal,
      wakeup,
      onError: (error) => logger.error({ err: error }, 'a migration run could not be worked on'),
    });
    const reporter = serveParity(database.dataSource, {
      leaseSeconds: config.leaseSeconds,
      signal: stopping.signal,
      wakeup,
      onError: (error) => logger.error({ err: error }, 'a parity report could not be worked on'),
    });
    logger.info(
      { url: `${server.url}/graphql`, database: database.name, databaseHost: database.host },
      `GraphQL at ${server.url}/graphql`,
    );
    const consoleLink = server.consoleLink();
    if (consoleLink !== null)
      logger.info({ console: consoleLink }, `Console at ${consoleLink} signs in once, within 5 minutes`);
    if (await server.offersDemo()) logger.info('The database is empty: the console offers demo data');
    closeWithGrace(
      { delay: CLOSE_TIMEOUT_MS, logger: { error: (error) => logger.error(error) } },
      async ({ err, signal }) => {
        if (err) logger.fatal({ err }, 'stopping after an error that nobody caught');
        else logger.info({ signal }, 'stopping');
        stopping.abort();
        await server.close();
        await worker;
        await reporter;
        await wakeup.close();
        await database.close();
      },
    );
  } catch (error) {
    stopping.abort();
    await database.close();
    throw error;
  }
}
