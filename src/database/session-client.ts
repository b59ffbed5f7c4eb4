import { setTimeout as delay } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import type { DatabaseTarget } from '../platform/database-url';
import { HostChoice, NoSuchServerError, unwanted } from './choose-host';
import { clientOptions } from './client-options';
import { readSession, type Session, settling } from './session';

type Connected = ((error: Error) => void) | ((error: null, client: Client) => void);

const LEAVE_WITHIN_MS = 1_000;

const BEGINS = /^\s*(START\s+TRANSACTION|BEGIN)\s*;?\s*$/i;
const ENDS = /^\s*(COMMIT|ROLLBACK|END|ABORT)\s*;?\s*$/i;

const cuts = new WeakMap<object, () => void>();

/** Ends a connection without a word, if it is one of ours: a statement that waits for an answer fails. */
export function cutConnection(client: unknown): void {
  if (typeof client === 'object' && client !== null) cuts.get(client)?.();
}

interface SessionClientOptions extends Pick<ClientConfig, 'types' | 'query_timeout'> {
  /** Identifies the connections in `pg_stat_activity`, unless the address does. */
  readonly applicationName: string;
  readonly connectionTimeoutMillis: number;
  /** Called when a connection could not be opened: the pool itself does not report that. */
  readonly onFailure?: (error: unknown) => void;
  readonly onSession?: (session: Session, client: Client) => void;
}

/** A connection with our settings. */
export interface SessionClient extends Client {
  /** Whether no pooler stands between, so that the server knows it by its `processID`. */
  readonly direct: boolean;
  /** Ends it without a word: one that is silent would not answer to a farewell. */
  cut(): void;
  /** Ends it, and waits a moment for the server to take leave. */
  leave(): Promise<void>;
}

/**
 * A client class for the connections to one database, which have our settings, whatever role, database and address set.
 * Through a pooler, every statement gets them anew, because the pooler may give each transaction another session of the
 * server, and that session to others afterwards.
 * @throws DomainError INVALID_INPUT if a certificate cannot be read
 */
export function sessionClient(
  target: DatabaseTarget,
  { applicationName, connectionTimeoutMillis, onFailure, onSession, ...own }: SessionClientOptions,
): new () => SessionClient {
  const options: ClientConfig = {
    ...clientOptions(target),
    ...own,
    application_name: target.applicationName ?? applicationName,
    connectionTimeoutMillis: target.connectTimeoutMs ?? connectionTimeoutMillis,
  };
  const choice = target.hosts.length > 1 ? new HostChoice(target, options) : null;
  // What role or database set when the first session was opened, and its tables were looked for.
  let searchPath = target.searchPath;
  return class extends Client {
    direct = false;

    constructor() {
      super(options);
      // An error that nobody listens to would end the process, and there are moments in which nobody does: until it is
      // connected, while a pool has lent it, after it was given back. Whoever waits for a statement is told by that.
      this.on('error', () => undefined);
      cuts.set(this, () => this.cut());
    }

    cut(): void {
      this.connection.stream.destroy();
    }

    async leave(): Promise<void> {
      await Promise.race([this.end().catch(() => undefined), delay(LEAVE_WITHIN_MS, undefined, { ref: false })]);
      this.cut();
    }

    /** As the server, or a pooler, told it at connecting. */
    declare readonly processID: number | null;

    override connect(): Promise<Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<Client> | void {
      const settled = this.settle();
      if (!callback) return settled;
      // Despite its type, the callback gets an error only if the connection failed.
      settled.then(
        () => {
          Reflect.apply(callback, undefined, [undefined, this]);
        },
        (error: unknown) => {
          Reflect.apply(callback, undefined, [error]);
        },
      );
    }

    private async settle(): Promise<Client> {
      try {
        const chosen = await choice?.find();
        if (chosen) {
          this.host = chosen.host;
          this.port = chosen.port ?? this.port;
        }
        await super.connect();
        const [statement, parameters] = settling(target.pooled ? null : this.processID, searchPath);
        const session = readSession((await this.query<Record<string, unknown>>(statement, [...parameters])).rows);
        const fault = unwanted(target, session.standby);
        if (fault !== null) throw new NoSuchServerError(`the server ${fault}`);
        searchPath ??= session.path;
        this.direct = session.direct;
        if (!session.direct) openEachTransaction(this, session.opening);
        onSession?.(session, this);
        return this;
      } catch (error) {
        onFailure?.(error);
        super.end().catch(() => undefined);
        throw error;
      }
    }
  };
}

/** Makes each transaction of a client, also that of a single statement, begin with `opening`. */
function openEachTransaction(client: Client, opening: string): void {
  const plain = client.query.bind(client);
  const send = async (parameters: readonly unknown[]): Promise<unknown> => Reflect.apply(plain, undefined, parameters);
  let inTransaction = false;
  /** Settles when nothing is under way: a single statement takes three messages, with no other between. */
  let idle: Promise<unknown> = Promise.resolve();

  async function run(text: string, parameters: readonly unknown[]): Promise<unknown> {
    if (BEGINS.test(text)) {
      inTransaction = true;
      return plain(opening);
    }
    if (inTransaction) {
      inTransaction = !ENDS.test(text);
      return send(parameters);
    }
    try {
      await plain(opening);
      const answer = await send(parameters);
      await plain('COMMIT');
      return answer;
    } catch (error) {
      // Fails only if the connection is broken, as the error says then.
      await plain('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  const query = (...parameters: readonly unknown[]): unknown => {
    const [text] = parameters;
    // Only TypeORM's own set-up sends others, such as CREATE EXTENSION.
    if (typeof text !== 'string' || typeof parameters.at(-1) === 'function') {
      return Reflect.apply(plain, undefined, parameters);
    }
    const answer = idle.then(() => run(text, parameters));
    idle = answer.catch(() => undefined);
    return answer;
  };
  Object.defineProperty(client, 'query', { value: query });
}
