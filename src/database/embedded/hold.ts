import { Socket } from 'node:net';
import { Client, DatabaseError } from 'pg';
import { HEARTBEAT, MAINTENANCE_DATABASE, ROLE } from './cluster';

/*
 * A process holds the database by a session of its own that has the advisory lock HELD in shared mode: the system
 * closes the connection of a process that is killed, and PostgreSQL then releases its lock. The watcher is a session
 * whose client is gone, as it runs one statement that ends only with the server: it tries to get HELD for itself alone,
 * and once it has had it for the grace, it stops the server. It has the advisory lock WATCHED.
 */
const HELD = `hashtext('portcullis:embedded:held')`;
const WATCHED = `hashtext('portcullis:embedded:watched')`;

const CONNECT_TIMEOUT_MS = 10_000;

/** How to reach a running server. */
export interface ServerAddress {
  readonly port: number;
  readonly password: string;
}

/** A session that holds the database; it does not keep the process alive. */
export interface Hold {
  /** False when nothing would stop the server after its last user. */
  readonly watched: boolean;
  /** Resolves when the session has ended, for whatever reason. */
  readonly ended: Promise<void>;
  release(): Promise<void>;
}

/** Holds the database. Undefined when the server is starting or stopping, or has ended just now. */
export async function hold(address: ServerAddress): Promise<Hold | undefined> {
  const { client, socket } = createSession(address, 'portcullis hold');
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  try {
    await client.connect();
    // While the server is about to stop, the watcher has the lock: the wait ends with the session.
    await client.query(`SELECT pg_advisory_lock_shared(${HELD})`);
    const { rows } = await client.query<{ unwatched: boolean }>(
      `SELECT pg_try_advisory_lock_shared(${WATCHED}) AS unwatched`,
    );
    // Else a watcher that starts now would wait for this session.
    if (rows[0]?.unwatched === true) await client.query(`SELECT pg_advisory_unlock_shared(${WATCHED})`);
    const release = async (): Promise<void> => {
      socket.ref();
      await client.end();
      await ended;
    };
    socket.unref();
    return { watched: rows[0]?.unwatched === false, ended, release };
  } catch (error) {
    socket.destroy();
    // 57P01 to 57P03: it is starting or stopping. No code of PostgreSQL's: the connection was refused, or cut.
    if (error instanceof DatabaseError && !error.code?.startsWith('57P')) throw error;
    return undefined;
  }
}

/**
 * Starts the watcher: it stops the server when no process has held the database for `graceMs`, or when the data folder
 * was removed. Resolves when it is at work; from then on it needs no process of ours.
 */
export async function startWatcher(address: ServerAddress, graceMs: number): Promise<void> {
  const { client, socket } = createSession(address, 'portcullis watcher');
  try {
    await client.connect();
    await new Promise<void>((resolve, reject) => {
      client.once('notice', () => resolve());
      client.query(watcher(graceMs)).then(() => reject(new Error('The watcher of the database ended.')), reject);
    });
  } finally {
    socket.destroy();
  }
}

function watcher(graceMs: number): string {
  return `DO $watcher$
DECLARE
  postmaster CONSTANT text := split_part(pg_read_file('postmaster.pid'), E'\\n', 1);
  heartbeat CONSTANT text := format('COPY (SELECT) TO %L', current_setting('data_directory') || '/${HEARTBEAT}');
  last_heartbeat timestamptz := clock_timestamp();
  stop_at timestamptz := clock_timestamp() + ${graceMs} * interval '1 ms';
BEGIN
  EXECUTE heartbeat;
  PERFORM pg_advisory_lock(${WATCHED});
  RAISE NOTICE 'watching';
  LOOP
    IF pg_try_advisory_lock(${HELD}) THEN
      -- It goes with the lock: no process can come to hold a database that is about to stop.
      EXIT WHEN clock_timestamp() >= stop_at;
      PERFORM pg_advisory_unlock(${HELD});
    ELSE
      stop_at := clock_timestamp() + ${graceMs} * interval '1 ms';
    END IF;
    IF clock_timestamp() >= last_heartbeat + interval '1 s' THEN
      last_heartbeat := clock_timestamp();
      BEGIN
        EXECUTE heartbeat;
      EXCEPTION
        WHEN undefined_file THEN EXIT; -- the folder was removed
        WHEN OTHERS THEN NULL; -- such as a full disk
      END;
    END IF;
    COMMIT; -- so that no snapshot gets old, which would keep VACUUM from its work
    PERFORM pg_sleep(0.1);
  END LOOP;
  BEGIN
    CHECKPOINT; -- so that the shutdown, which shows no heartbeat, is short
  EXCEPTION
    WHEN OTHERS THEN NULL;
  END;
  EXECUTE format('COPY (SELECT) TO PROGRAM %L', 'kill -INT ' || postmaster);
END $watcher$`;
}

function createSession(
  { port, password }: ServerAddress,
  name: string,
): { readonly client: Client; readonly socket: Socket } {
  const socket = new Socket();
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: ROLE,
    password,
    database: MAINTENANCE_DATABASE,
    application_name: name,
    // Of the caller's environment nothing counts, nor of what may be set for the role.
    ssl: false,
    options:
      '-c statement_timeout=0 -c transaction_timeout=0 -c idle_session_timeout=0 -c client_connection_check_interval=0',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    stream: () => socket,
  });
  client.on('error', () => undefined); // what matters is that the socket closes
  return { client, socket };
}
