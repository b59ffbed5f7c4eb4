import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { inTime, TooLateError } from '../platform/in-time';
import type { AccessSource } from './load-access';

/** A database that hangs, or that the network hides, must not hold requests for ever. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Reads from the database itself, in time: a connection that has not answered is ended, because one that the network
 * forgot would never end by itself, and would be given to the next who asks.
 */
export class PrimaryReads implements AccessSource {
  constructor(
    private readonly dataSource: Pick<DataSource, 'createQueryRunner'>,
    private readonly withinMs = ANSWER_WITHIN_MS,
  ) {}

  /** @throws TooLateError; and the error of the statement */
  async query<Rows>(statement: string, parameters: unknown[] = []): Promise<Rows> {
    const runner = this.dataSource.createQueryRunner();
    const connecting: Promise<unknown> = runner.connect();
    let connection: unknown;
    try {
      connection = await inTime(connecting, this.withinMs, 'the database');
    } catch (error) {
      // The pool may still give it a connection.
      connecting.then(
        () => runner.release(),
        () => undefined,
      );
      throw error;
    }
    const reading: Promise<Rows> = runner.manager.query<Rows>(statement, parameters);
    try {
      return await inTime(reading, this.withinMs, 'the database');
    } catch (error) {
      if (error instanceof TooLateError && connection instanceof Client) {
        connection.connection.stream.destroy();
        // The pool must know that it is broken before it gets it back.
        await reading.catch(() => undefined);
      }
      throw error;
    } finally {
      await runner.release();
    }
  }
}
