import { Client, Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';

/** The connections of a process. */
export interface PoolFigures {
  readonly total: number;
  readonly idle: number;
  /** Work that waits for a connection. */
  readonly waiting: number;
  /** Connections that could not be made. */
  readonly refused: number;
  /** Connections that broke while nobody used them. */
  readonly lost: number;
}

/** Counts what goes wrong with a pool's connections. */
export class PoolErrors {
  refused = 0;
  lost = 0;

  /** For the pool to make its connections by, in place of its own: the pool tells of none that failed. */
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
      // Whatever its type says, there is an error only where it failed.
      super.connect((...answer: readonly unknown[]) => {
        if (answer[0]) onFailure();
        Reflect.apply(callback, undefined, answer);
      });
    }
  };
}

/** How a data source's pool stands. */
export function poolFigures({ driver }: DataSource, { refused, lost }: PoolErrors): PoolFigures {
  const pool: unknown = driver instanceof PostgresDriver ? driver.master : null;
  const {
    totalCount: total,
    idleCount: idle,
    waitingCount: waiting,
  } = pool instanceof Pool ? pool : { totalCount: 0, idleCount: 0, waitingCount: 0 };
  return { total, idle, waiting, refused, lost };
}
