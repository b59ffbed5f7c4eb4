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
  /** Where changes are made: the address of the pool's connections. Contains the password: do not log it. */
  readonly changes: DatabaseTarget;
  /** Its streaming standbys, which may be read from; null for none. Contains the password: do not log it. */
  readonly replicas: DatabaseTarget | null;
  /** The current figures of this process's connections. */
  pool(): PoolFigures;
  /**
   * Has the pool give a connection back, for one that is refused and is needed more: by the change line, without which
   * each check needs a connection of the pool.
   */
  makeRoom(): void;
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
    changes: targets.pool,
    replicas: config.database?.replicas ?? null,
    pool: () => poolFigures(dataSource, errors),
    makeRoom: () => errors.makeRoom(),
    close: async () => {
      await dataSource.destroy();
      await held?.release();
    },
  };
}

function both(target: DatabaseTarget): NonNullable<Config['database']> {
  return { pool: target, direct: target, replicas: null };
}
