import { hostname } from 'node:os';
import closeWithGrace from 'close-with-grace';
import { openDatabase } from '../database/database';
import { serveWorkers } from '../features/serve-workers';
import { readConfig } from '../platform/config';
import { createLogger } from '../platform/logger';
import { endWithoutTerminal } from '../platform/lost-terminal';
import { onStopSignals } from '../platform/stop-signals';
import { requireCurrentSchema } from '../store/schema-version';
import { requireWritable } from '../store/writable';
import { startServer } from './server';

const CLOSE_TIMEOUT_MS = 15_000;

/**
 * Serves the API, and works on migration runs and parity reports, until the process receives a signal; then running
 * requests and the current batch are finished.
 * @throws DomainError if the configuration, the database or its schema is invalid
 */
export async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config);
  const database = await openDatabase(config, { log: (message) => logger.info(message) });
  const stopping = new AbortController();
  try {
    await requireCurrentSchema(database);
    await requireWritable(database);
    const server = await startServer(config, database, logger);
    const workers = serveWorkers(database, config, logger, {
      name: `server:${hostname()}:${process.pid}`,
      workers: 1, // requests have priority here; `portcullis worker` runs more
      signal: stopping.signal,
      access: server.access,
      ...(config.cache.staleMs > 0 && { aroundWrites: (work) => server.access.change(null, work) }),
    });
    let asked: NodeJS.Signals = 'SIGTERM';
    const { close } = closeWithGrace(
      { delay: CLOSE_TIMEOUT_MS, skip: ['SIGINT', 'SIGTERM'], logger: { error: (error) => logger.error(error) } },
      async ({ err, signal }) => {
        if (err) logger.fatal({ err }, 'stopping after an uncaught error');
        else if (signal) logger.info({ signal }, 'stopping');
        stopping.abort();
        await server.close();
        await workers;
        await database.close();
        endWithoutTerminal(signal ?? asked);
      },
    );
    onStopSignals(
      (signal) => {
        asked = signal;
        logger.info({ signal }, 'stopping');
        close();
      },
      (signal) => {
        logger.error({ signal }, 'stopping at once');
        process.exit(1);
      },
    );
    logger.info(
      { url: `${server.url}/graphql`, database: database.name, databaseHost: database.host },
      `GraphQL at ${server.url}/graphql`,
    );
    const consoleLink = server.consoleLink();
    if (consoleLink !== null)
      logger.info({ console: consoleLink }, `Console at ${consoleLink} (signs in once, within 5 minutes)`);
    if (await server.offersDemo()) logger.info('The database is empty: the console offers demo data');
  } catch (error) {
    stopping.abort();
    await database.close();
    throw error;
  }
}
