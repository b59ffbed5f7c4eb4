import { availableParallelism, hostname } from 'node:os';
import type { Command } from 'commander';
import { serveRuns } from '../features/migration-runs/work/serve-runs';
import { serveParity } from '../features/parity/serve-parity';
import { createLogger } from '../platform/logger';
import { Wakeup } from '../database/wakeup';
import { readWholeNumber } from './support/arguments';
import { EXIT, withDatabase, type CommandContext } from './support/command-context';
import { RUNS_CHANNEL } from '../store/channels';

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
async function runWorker({ config, database }: CommandContext, options: WorkerCommandOptions): Promise<number> {
  const logger = createLogger(config);
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const wakeup = new Wakeup(database.url, RUNS_CHANNEL);
  logger.info({ database: database.name, databaseHost: database.host }, 'working on migration runs');
  const reporter = serveParity(database.dataSource, {
    leaseSeconds: config.leaseSeconds,
    signal: stopping.signal,
    wakeup,
    onError: (error) => logger.error({ err: error }, 'a parity report could not be worked on'),
  });
  await serveRuns(database.dataSource, {
    name: `worker:${hostname()}:${process.pid}`,
    batchSize: config.batchSize,
    leaseSeconds: config.leaseSeconds,
    workers: options.workers ?? availableParallelism(),
    signal: stopping.signal,
    wakeup,
    onError: (error) => logger.error({ err: error }, 'a migration run could not be worked on'),
  });
  await reporter;
  await wakeup.close();
  return EXIT.done;
}
