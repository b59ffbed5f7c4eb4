import type { DataSource } from 'typeorm';
import { DomainError } from '../domain/errors';
import type { Config } from '../platform/config';
import { messageOf } from '../platform/error-shape';
import { createDataSource } from './data-source';
import { acquireEmbeddedDatabase } from './embedded/embedded-database';
import { PoolErrors, type PoolFigures, poolFigures } from './pool-errors';

export interface Database {
  readonly dataSource: DataSource;
  readonly host: string;
  readonly name: string;
  readonly embedded: boolean;
  /** For connections outside the pool. Contains the password: do not log it. */
  readonly url: string;
  /** The current figures of this process's connections. */
  pool(): PoolFigures;
  close(): Promise<void>;
}

/**
 * Connects to the configured database: `DATABASE_URL`, or without it the embedded one, which is started if necessary.
 * @param log receives progress messages of the embedded database
 * @throws DomainError INVALID_INPUT if it cannot be reached, naming host and database but not the password
 */
export async function openDatabase(config: Config, log?: (message: string) => void): Promise<Database> {
  const held =
    config.databaseUrl === null
      ? await acquireEmbeddedDatabase({ dataDir: config.dataDir, ...(log && { log }) })
      : null;
  const url = new URL(held?.url ?? config.databaseUrl ?? '');
  const host = held ? 'embedded' : url.host;
  const name = decodeURIComponent(url.pathname.slice(1)) || decodeURIComponent(url.username);
  const errors = new PoolErrors();
  const dataSource = createDataSource(url.href, config.poolSize, errors);
  try {
    await dataSource.initialize();
  } catch (error) {
    await held?.release();
    const cause = error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : messageOf(error);
    throw new DomainError(
      'INVALID_INPUT',
      `Cannot connect to the database '${name}' at ${host}: ${cause}. Check DATABASE_URL.`,
    );
  }
  return {
    dataSource,
    host,
    name,
    embedded: held !== null,
    url: url.href,
    pool: () => poolFigures(dataSource, errors),
    close: async () => {
      await dataSource.destroy();
      await held?.release();
    },
  };
}
