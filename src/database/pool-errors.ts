import { Client, Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';

/** The connections of this process. */
export interface PoolFigures {
  readonly total: number;
  readonly idle: number;
  /** Statements and transactions that wait for a connection. */
  readonly waiting: number;
  /** Connections that could not be opened. */
  readonly refused: number;
  /** Connections that broke while idle. */
  readonly lost: number;
}

/** Counts connections of a pool that fail. */
export class PoolErrors {
  refused = 0;
  lost = 0;

  /** The client class for the pool, which counts failed connects: the pool itself does not report them. */
  readonly client = countFailures(() => {
    this.refused++;
  });
}

type Connected = ((error: Error) => void) | ((error: null, client: Client) => void);

function countFailures(onFailure: () => void): typeof Client {
  return class extends Client {
    override connect(): Promise<Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<Client> | void {
      if (!callback) {
        return super.connect().catch((error: unknown) => {
          onFailure();
          throw error;
        });
      }
      // Despite its type, the callback gets an error only if the connection failed.
      super.connect((...answer: readonly unknown[]) => {
        if (answer[0]) onFailure();
        Reflect.apply(callback, undefined, answer);
      });
    }
  };
}

/** The current figures of a data source's pool. */
export function poolFigures({ driver }: DataSource, { refused, lost }: PoolErrors): PoolFigures {
  const pool: unknown = driver instanceof PostgresDriver ? driver.master : null;
  const {
    totalCount: total,
    idleCount: idle,
    waitingCount: waiting,
  } = pool instanceof Pool ? pool : { totalCount: 0, idleCount: 0, waitingCount: 0 };
  return { total, idle, waiting, refused, lost };
}
