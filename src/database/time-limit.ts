import { type DataSource, EntityManager, type QueryRunner } from 'typeorm';
import { z } from 'zod';
import { DomainError } from '../domain/errors';

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

/**
 * Statements that began a moment ago are left alone: by now, their connection may do the work of another operation.
 * They are looked at again.
 */
const CANCEL = `
SELECT pg_cancel_backend(pid) FROM pg_stat_activity
WHERE pid = ANY($1::int[]) AND state = 'active' AND query_start < clock_timestamp() - interval '500 milliseconds'`;

/**
 * Ends the work of one operation on the database when its time is over: statements that are running are cancelled, no
 * other is begun, and transactions are rolled back. What was committed stays.
 */
export class TimeLimit {
  /** A data source on the same connections, with this limit. */
  readonly bounded: DataSource;
  private readonly ends: number;
  private readonly running = new Set<QueryRunner>();
  private timer: NodeJS.Timeout | null = null;

  /** @param ms from now */
  constructor(
    private readonly dataSource: DataSource,
    private readonly ms: number,
  ) {
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
      if (this.isOver() && !GIVES_UP.test(String(parameters[0]))) throw this.tooLong();
      this.timer ??= setTimeout(() => void this.cancel(), this.ends - performance.now()).unref();
      this.running.add(runner);
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

  /** Cancels what is running, now and until nothing is. */
  private async cancel(): Promise<void> {
    const clients = await Promise.all([...this.running].map((runner) => runner.connect().catch(() => null)));
    const processes = clients.flatMap((client: unknown) => directClient.safeParse(client).data?.processID ?? []);
    // Those that have ended meanwhile are not cancelled: see above. A database that is away has ended them itself.
    if (processes.length > 0) await this.dataSource.query(CANCEL, [processes]).catch(() => undefined);
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
