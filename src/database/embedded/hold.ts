import { Socket } from 'node:net';
import { Client, DatabaseError } from 'pg';
import { HEARTBEAT, MAINTENANCE_DATABASE, ROLE } from './cluster';

/*
 * A process holds the database by a session that has the advisory lock HELD in shared mode. If the process is killed,
 * the system closes its connection, and PostgreSQL releases the lock. The watcher is a session without a client: it
 * executes one statement that ends only with the server. It tries to get HELD exclusively, and stops the server once it
 * has got it throughout the grace. It has the advisory lock WATCHED.
 */
const HELD = `hashtext('portcullis:embedded:held')`;
const WATCHED = `hashtext('portcullis:embedded:watched')`;

const CONNECT_TIMEOUT_MS = 10_000;

/** The address of a running server. */
export interface ServerAddress {
  readonly port: number;
  readonly password: string;
}

/** A session that holds the database. It does not keep the process alive. */
export interface Hold {
  /** False if the server has no watcher, which would stop it. */
  readonly watched: boolean;
  /** Whether other processes hold the database too. */
  readonly shared: boolean;
  /** Resolves when the session has ended, for any reason. */
  readonly ended: Promise<void>;
  /** Stops the server at once, with all of its sessions. Never throws: the session may have ended. */
  stopServer(): Promise<void>;
  release(): Promise<void>;
}

/** Holds the database. Undefined if the server is starting or stopping, or has just ended. */
export async function hold(address: ServerAddress): Promise<Hold | undefined> {
  const { client, socket } = createSession(address, 'portcullis hold');
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  try {
    await client.connect();
    // If the server is about to stop, the watcher has the lock, and this wait ends with the session.
    await client.query(`SELECT pg_advisory_lock_shared(${HELD})`);
    const { rows } = await client.query<{ unwatched: boolean; shared: boolean }>(
      `SELECT pg_try_advisory_lock_shared(${WATCHED}) AS unwatched, EXISTS (
         SELECT 1 FROM pg_locks
         WHERE locktype = 'advisory' AND granted AND mode = 'ShareLock' AND pid <> pg_backend_pid()
           AND (classid::bigint << 32 | objid::bigint) = ${HELD}) AS shared`,
    );
    // Unlock, or a watcher that starts now would wait for this session.
    if (rows[0]?.unwatched === true) await client.query(`SELECT pg_advisory_unlock_shared(${WATCHED})`);
    const release = async (): Promise<void> => {
      socket.ref();
      await client.end();
      await ended;
    };
    socket.unref();
    const stopServer = async (): Promise<void> => {
      await client.query(STOP_SERVER).catch(() => undefined);
    };
    const [found] = rows;
    return { watched: found?.unwatched === false, shared: found?.shared === true, ended, stopServer, release };
  } catch (error) {
    socket.destroy();
    // 57P01 to 57P03: the server is starting or stopping. No SQLSTATE: the connection was refused or lost.
    if (error instanceof DatabaseError && !error.code?.startsWith('57P')) throw error;
    return undefined;
  }
}

/**
 * Starts the watcher, which stops the server when no process has held the database for `graceMs`, or when the data
 * folder was removed. Resolves when it is at work. From then on it depends on no process of ours.
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

/** Tells the postmaster to end all sessions and stop. */
const STOP_SERVER = `DO $stop$ BEGIN
  EXECUTE format('COPY (SELECT) TO PROGRAM %L',
                 'kill -INT ' || split_part(pg_read_file('postmaster.pid'), E'\\n', 1));
END $stop$`;

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
      -- Keep the lock: no process can hold a database that is about to stop.
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
    // Ignore the caller's environment, and settings of the role.
    ssl: false,
    options:
      '-c statement_timeout=0 -c transaction_timeout=0 -c idle_session_timeout=0 -c client_connection_check_interval=0',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    stream: () => socket,
  });
  client.on('error', () => undefined); // the closed socket is enough
  return { client, socket };
}
