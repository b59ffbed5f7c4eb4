import { availableParallelism, hostname } from 'node:os';
import type { Command } from 'commander';
import { serveWorkers } from '../features/serve-workers';
import { createLogger } from '../platform/logger';
import { requireWritable } from '../store/writable';
import { readWorkers } from './support/arguments';
import { type CommandContext, EXIT, withDatabase } from './support/command-context';
import { withInterrupts } from './support/interrupts';

interface WorkerCommandOptions {
  readonly workers?: number;
}

export function addWorkerCommand(program: Command): void {
  program
    .command('worker')
    .description(
      'Work on migration runs and parity reports, without serving the API, until Ctrl-C or SIGTERM. ' +
        'Any number of such processes may run, on any machine that reaches the database.',
    )
    .option('--workers <n>', 'Transactions to work on at once (default: the number of cores)', readWorkers)
    .action((options: WorkerCommandOptions) => withDatabase({}, (context) => runWorker(context, options)));
}

/** Works until it is interrupted, and then completes the transactions under way. */
function runWorker({ config, database }: CommandContext, { workers }: WorkerCommandOptions): Promise<number> {
  return withInterrupts(async (signal) => {
    const logger = createLogger(config);
    await requireWritable(database);
    logger.info({ database: database.name, databaseHost: database.host }, 'working on migration runs');
    await serveWorkers(database, config, logger, {
      name: `worker:${hostname()}:${process.pid}`,
      workers: workers ?? availableParallelism(),
      signal,
    });
    return EXIT.done;
  });
}
