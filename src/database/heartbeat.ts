import type { DatabaseTarget } from '../platform/database-url';
import { targetOf } from './client-options';
import { DATABASE_TIME, readClockOffset } from './read-clock';
import { type SessionClient, sessionClient } from './session-client';
import { PRIMARY_POSITION, readPosition, type WalPosition } from './wal-position';

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Sends heartbeats the way that changes go: to the address at which changes are made, over a connection that does not
 * listen. It is not one of the pool's, because a pool that is exhausted would delay them.
 */
export class Heartbeat {
  private readonly HeartbeatClient: new () => SessionClient;
  private connected: { readonly client: SessionClient; readonly ready: Promise<unknown> } | null = null;

  /**
   * @param clock the time of this process, in milliseconds since 1970
   * @throws DomainError INVALID_INPUT if the address is invalid, or its certificates cannot be read
   */
  constructor(
    database: string | DatabaseTarget,
    private readonly clock: () => number = Date.now,
  ) {
    this.HeartbeatClient = sessionClient(targetOf(database), {
      applicationName: 'portcullis-heartbeat',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
  }

  /**
   * Sends one.
   * @returns how far the clock of this process is ahead of the database's, in milliseconds; negative if it is behind
   * @throws if the database does not take it; the next one is sent over a new connection
   */
  async send(channel: string, beat: string): Promise<number> {
    // Before the question, because the time that connecting takes would hide how far a clock is off.
    await this.open();
    return readClockOffset(
      () => this.query(`SELECT pg_notify($1, $2), ${DATABASE_TIME} AS now`, [channel, beat]),
      this.clock,
    );
  }

  /**
   * How far the database has written: every change that was committed before is included.
   * @throws if it does not answer, or the role may not call the functions that tell it
   */
  async position(): Promise<WalPosition> {
    return readPosition(await this.query(`SELECT ${PRIMARY_POSITION}`, []));
  }

  private async query(statement: string, parameters: readonly string[]): Promise<unknown> {
    const connection = await this.open();
    try {
      const { rows } = await connection.client.query<Record<string, unknown>>(statement, [...parameters]);
      return rows[0];
    } catch (error) {
      if (this.connected === connection) this.giveUp();
      throw error;
    }
  }

  /** Gives up the connection, for instance because it is silent. */
  giveUp(): void {
    const { connected } = this;
    this.connected = null;
    connected?.client.cut();
  }

  /** Closes the connection. */
  async close(): Promise<void> {
    const { connected } = this;
    this.connected = null;
    await connected?.client.leave();
  }

  private async open() {
    const connection = (this.connected ??= this.connect());
    try {
      await connection.ready;
      return connection;
    } catch (error) {
      if (this.connected === connection) this.giveUp();
      throw error;
    }
  }

  private connect() {
    const client = new this.HeartbeatClient();
    // The statement under way fails as well; without one, the next opens a new connection.
    client.on('error', () => {
      if (this.connected?.client === client) this.connected = null;
    });
    const ready = client.connect();
    ready.catch(() => undefined); // reported where it is awaited
    return { client, ready };
  }
}
