import { availableParallelism, hostname } from 'node:os';
import type { Command } from 'commander';
import { createLogger } from '../platform/logger';
import { readWholeNumber } from './support/arguments';
import { EXIT, withDatabase, type CommandContext } from './support/command-context';
import { serveWorkers } from '../features/serve-workers';

interface WorkerCommandOptions {
  readonly workers?: number;
}

export function addWorkerCommand(program: Command): void {
  program
    .command('worker')
    .description(
      'work on migration runs and parity reports, without serving the API; as many such processes as you like, on any machine',
    )
    .option('--workers <n>', 'transactions to work on at once (default: the number of cores)', readWholeNumber)
    .action((options: WorkerCommandOptions) => withDatabase({}, (context) => runWorker(context, options)));
}

/** Works until told to stop; then the transactions in hand are finished. */
async function runWorker({ config, database }: CommandContext, { workers }: WorkerCommandOptions): Promise<number> {
  const logger = createLogger(config);
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  logger.info({ database: database.name, databaseHost: database.host }, 'working on migration runs');
  await serveWorkers(database, config, logger, {
    name: `worker:${hostname()}:${process.pid}`,
    workers: workers ?? availableParallelism(),
    signal: stopping.signal,
  });
  return EXIT.done;
}
