import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const PATIENCE_MS = 20_000;

const installed = ((): boolean => {
  try {
    execFileSync('pgbouncer', ['--version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    // `.ci/run` sets it where it could install PgBouncer: there these tests may not be skipped.
    if (process.env['PORTCULLIS_REQUIRE_POOLER']) throw new Error('pgbouncer is not installed', { cause: error });
    return false;
  }
})();

/** `describe`, or a skip that says why if PgBouncer is not installed. */
export function describeWithPgBouncer(name: string, tests: () => void): void {
  if (installed) describe(name, tests);
  else describe.skip(`${name} (needs pgbouncer installed)`, tests);
}

/** PgBouncer in front of one database, in a process of its own. */
export class PgBouncer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    /** The address of the database through the pooler. */
    readonly url: string,
  ) {}

  /**
   * Starts it. `close` it even if the test fails.
   * @param options lines of `[pgbouncer]`, such as `default_pool_size = 2`
   */
  static async start(databaseUrl: string, mode: 'transaction' | 'session', ...options: string[]): Promise<PgBouncer> {
    const target = new URL(databaseUrl);
    const name = target.pathname.slice(1);
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'portcullis-pgbouncer-'));
    await chmod(folder, 0o755);
    const password = target.password === '' ? '' : ` password=${decodeURIComponent(target.password)}`;
    const lines = [
      '[databases]',
      `${name} = host=${target.hostname} port=${target.port || '5432'} user=${target.username}${password}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      `pool_mode = ${mode}`,
      ...options,
    ];
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o644 });
    // It refuses to run as root.
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    const child = spawn('pgbouncer', ['-q', ...user, file], { stdio: 'ignore' });
    const pooler = new PgBouncer(child, folder, `postgres://app@127.0.0.1:${port}/${name}`);
    await pooler.untilItAnswers();
    return pooler;
  }

  /** Ends it, and removes its folder. */
  async close(): Promise<void> {
    if (this.child.exitCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGKILL');
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private async untilItAnswers(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const client = new Client({ connectionString: this.url });
      client.on('error', () => undefined); // reported by connect
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (Date.now() > deadline || this.child.exitCode !== null) {
          await this.close();
          throw error;
        }
      }
      await delay(50);
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => {
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
