import type { DataSource } from 'typeorm';
import { DomainError } from '../domain/errors';
import type { Config } from '../platform/config';
import { type DatabaseTarget, nameHosts } from '../platform/database-url';
import { targetOf } from './client-options';
import { explainConnectFailure } from './connect-failure';
import { createDataSource } from './data-source';
import { acquireEmbeddedDatabase } from './embedded/embedded-database';
import { PoolErrors, type PoolFigures, poolFigures } from './pool-errors';

export interface Database {
  readonly dataSource: DataSource;
  /** Host and port, or several with commas between. */
  readonly host: string;
  readonly name: string;
  readonly embedded: boolean;
  /** For connections outside the pool, which need a session. Contains the password: do not log it. */
  readonly direct: DatabaseTarget;
  /** The current figures of this process's connections. */
  pool(): PoolFigures;
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** Receives progress messages of the embedded database. */
  readonly log?: (message: string) => void;
  /** Whether the statements need sessions: then they go to `DATABASE_DIRECT_URL`. @default false */
  readonly direct?: boolean;
}

/**
 * Connects to the configured database: `DATABASE_URL`, or without it the embedded one, which is started if necessary.
 * @throws DomainError INVALID_INPUT if it cannot be reached, naming hosts and database but not the password
 */
export async function openDatabase(
  config: Pick<Config, 'database' | 'dataDir' | 'poolSize'>,
  { log, direct = false }: OpenDatabaseOptions = {},
): Promise<Database> {
  const held =
    config.database === null ? await acquireEmbeddedDatabase({ dataDir: config.dataDir, ...(log && { log }) }) : null;
  const targets = config.database ?? both(targetOf(held?.url ?? ''));
  const target = direct ? targets.direct : targets.pool;
  const host = held ? 'embedded' : nameHosts(target);
  const name = target.database ?? target.user ?? process.env['PGDATABASE'] ?? process.env['PGUSER'] ?? '';
  const errors = new PoolErrors();
  let dataSource: DataSource;
  try {
    dataSource = await createDataSource(target, config.poolSize, errors).initialize();
  } catch (error) {
    await held?.release();
    const variable = direct && targets.direct !== targets.pool ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
    throw new DomainError(
      'INVALID_INPUT',
      `Cannot connect to the database '${name}' at ${host}: ${explainConnectFailure(error, variable)}`,
    );
  }
  return {
    dataSource,
    host,
    name,
    embedded: held !== null,
    direct: targets.direct,
    pool: () => poolFigures(dataSource, errors),
    close: async () => {
      await dataSource.destroy();
      await held?.release();
    },
  };
}

function both(target: DatabaseTarget): NonNullable<Config['database']> {
  return { pool: target, direct: target };
}
