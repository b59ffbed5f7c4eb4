import { type DataSource, EntityManager, type QueryRunner } from 'typeorm';
import { z } from 'zod';
import { DomainError } from '../domain/errors';
import type { Database } from './database';
import { cutConnection, sessionClient } from './session-client';

/** What has all that another object has, and may have its own besides. */
const inherit: <Whole extends object>(whole: Whole) => Whole = Object.create;

/** A connection whose process on the server is known: through a pooler, another one may do its work. */
const directClient = z.object({ direct: z.literal(true), processID: z.number() });

const shared = new WeakMap<DataSource, DataSource>();

/** The data source itself, of one that is bounded by a time limit: what is known of a database is known of both. */
export function sharedDataSource(dataSource: DataSource): DataSource {
  return shared.get(dataSource) ?? dataSource;
}

/** What ends a transaction that is out of time. */
const GIVES_UP = /^\s*ROLLBACK/i;
/** How often statements that are still running are cancelled again: one may have begun after another was. */
const AGAIN_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * What has not ended so long after it was to be cancelled has a connection that is silent, or a pooler that does not
 * pass cancellations on: its connection is cut.
 */
const CUT_AFTER_MS = 5_000;

/**
 * Statements that began a moment ago are left alone: by now, their connection may do the work of another operation.
 * They are looked at again.
 */
const CANCEL = `
SELECT pg_cancel_backend(pid) FROM pg_stat_activity
WHERE pid = ANY($1::int[]) AND state = 'active' AND query_start < clock_timestamp() - interval '500 milliseconds'`;

/**
 * Ends the work of one operation on the database when its time is over: statements that are running are cancelled, no
 * other is begun, and transactions are rolled back. What was committed stays. Where a connection has fallen silent, it
 * is cut a moment later.
 */
export class TimeLimit {
  /** A data source on the same connections, with this limit. */
  readonly bounded: DataSource;
  private readonly ends: number;
  /** Statements that are running, each with its connection and the process that runs it; null behind a pooler. */
  private readonly running = new Map<QueryRunner, { readonly client: unknown; readonly process: number | null }>();
  private timer: NodeJS.Timeout | null = null;

  /** @param ms from now */
  constructor(
    private readonly database: Pick<Database, 'dataSource' | 'changes'>,
    private readonly ms: number,
  ) {
    const { dataSource } = database;
    this.ends = performance.now() + ms;
    this.bounded = inherit(dataSource);
    shared.set(this.bounded, dataSource);
    Object.defineProperty(this.bounded, 'createQueryRunner', {
      value: (...mode: Parameters<DataSource['createQueryRunner']>) => this.bind(dataSource.createQueryRunner(...mode)),
    });
    Object.defineProperty(this.bounded, 'manager', { value: new EntityManager(this.bounded) });
  }

  private isOver(): boolean {
    return performance.now() >= this.ends;
  }

  private bind(runner: QueryRunner): QueryRunner {
    const query = runner.query.bind(runner);
    // Its own type has two forms, of which TypeORM uses both.
    const bound = async (...parameters: readonly unknown[]): Promise<unknown> => {
      const givesUp = GIVES_UP.test(String(parameters[0]));
      if (this.isOver() && !givesUp) throw this.tooLong();
      // It may have to wait for a connection, for as long as others take.
      const client: unknown = await runner.connect();
      if (this.isOver() && !givesUp) throw this.tooLong();
      this.timer ??= setTimeout(() => void this.cancel(), this.ends - performance.now()).unref();
      this.running.set(runner, { client, process: directClient.safeParse(client).data?.processID ?? null });
      try {
        return await Reflect.apply(query, runner, parameters);
      } catch (error) {
        throw this.isOver() ? this.tooLong() : error;
      } finally {
        this.running.delete(runner);
        if (!this.isBusy()) this.disarm();
      }
    };
    Object.defineProperty(runner, 'query', { value: bound });
    return runner;
  }

  /**
   * Cancels what is running, now and until nothing is. Over a connection of its own: those of the pool may all be
   * waiting for what is to be cancelled.
   */
  private async cancel(): Promise<void> {
    if (performance.now() > this.ends + CUT_AFTER_MS)
      for (const { client } of this.running.values()) cutConnection(client);
    const processes = [...this.running.values()].flatMap(({ process }) => process ?? []);
    if (processes.length > 0) {
      const Client = sessionClient(this.database.changes, {
        applicationName: 'portcullis-cancel',
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      });
      const client = new Client();
      try {
        await client.connect();
        await client.query(CANCEL, [processes]);
      } catch {
        // A database that is away has ended them itself; one without room for a connection is asked again.
      } finally {
        await client.leave();
      }
    }
    if (this.isBusy()) this.timer = setTimeout(() => void this.cancel(), AGAIN_MS).unref();
  }

  private isBusy(): boolean {
    return this.running.size > 0;
  }

  private disarm(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private tooLong(): DomainError {
    const seconds = this.ms / 1_000;
    return new DomainError(
      'TIMEOUT',
      `The operation took longer than ${seconds} s and was ended. Ask for less at once.`,
      { seconds },
    );
  }
}
