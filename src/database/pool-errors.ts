import { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';

/** The connections of this process. */
export interface PoolFigures {
  readonly total: number;
  readonly idle: number;
  /** Statements and transactions that wait for a connection. */
  readonly waiting: number;
  /** How many connections the database gives, as far as it was found out; null for as many as wanted. */
  readonly allowed: number | null;
  /** Connections that could not be opened. */
  readonly refused: number;
  /** Connections that broke while idle. */
  readonly lost: number;
}

/** Counts connections of a pool that fail. */
export class PoolErrors {
  refused = 0;
  lost = 0;
  allowed: number | null = null;
  /** Called when the database refuses the pool a connection because there are too many. */
  onRefused: () => void = () => undefined;
  /** Has the pool give one connection back, if it has more than one. */
  makeRoom: () => void = () => undefined;
}

/** The current figures of a data source's pool. */
export function poolFigures({ driver }: DataSource, { refused, lost, allowed }: PoolErrors): PoolFigures {
  const pool: unknown = driver instanceof PostgresDriver ? driver.master : null;
  const {
    totalCount: total,
    idleCount: idle,
    waitingCount: waiting,
  } = pool instanceof Pool ? pool : { totalCount: 0, idleCount: 0, waitingCount: 0 };
  return { total, idle, waiting, allowed, refused, lost };
}
