import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mintToken } from '../../src/database/mint-token';
import type { Role } from '../../src/domain/actor';
import { packageRoot } from '../../src/platform/package-root';
import { TEST_SECRET, type TestDatabase } from '../support/test-database';
import type { Attack, Attacker, Besieged } from './attack';

/** What Node.js may use, in MiB: a server that needs more under attack dies of it. */
export const HEAP_MIB = 512;
const CLOCK_TICKS_MS = 10;
/** Makes Linux forget the highest memory of a process, and measure it anew. */
const FORGET_PEAK = '5';

/** A server under attack, in a process of its own. */
export class Victim {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): Promise<Victim> {
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MIB}`, ...args], {
      cwd: packageRoot,
      env: { PATH, HOME, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      let text = '';
      const read = (chunk: string) => {
        text += chunk;
        const [, found] = /"url":"(http:[^"]+?)(?:\/graphql)?"/.exec(text) ?? [];
        if (found !== undefined) resolve(found);
      };
      child.stdout.setEncoding('utf8').on('data', read);
      child.stderr.setEncoding('utf8').on('data', read);
      child.once('close', () => reject(new Error(`a server did not start: ${text}`)));
    });
    // What it logs is read and forgotten, as a log collector would.
    child.stdout.removeAllListeners('data').resume();
    child.stderr.removeAllListeners('data').resume();
    return new Victim(url, child);
  }

  get lives(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Processor time so far, in milliseconds. */
  cpuMs(): number {
    const [, fields = ''] = /\) (.*)/.exec(this.file('stat')) ?? [];
    const ticks = fields.split(' ').slice(11, 13).map(Number);
    return ticks.reduce((sum, one) => sum + one, 0) * CLOCK_TICKS_MS;
  }

  /** Forgets the peak of its memory. @returns what it has now, in MiB */
  beginPeak(): number {
    writeFileSync(`/proc/${String(this.child.pid)}/clear_refs`, FORGET_PEAK);
    return this.memory('VmRSS');
  }

  /** The most memory that it had since `beginPeak`, in MiB. */
  peakMib(): number {
    return this.memory('VmHWM');
  }

  async stop(): Promise<void> {
    if (!this.lives) return;
    const closed = new Promise((resolve) => void this.child.once('close', resolve));
    this.child.kill();
    await closed;
  }

  private memory(name: string): number {
    return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(this.file('status'))?.[1] ?? NaN) / 1_024;
  }

  private file(name: string): string {
    return readFileSync(`/proc/${String(this.child.pid)}/${name}`, 'utf8');
  }
}

/** What is asked, where and by whom; the answer has no errors. */
export interface Question {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: string;
}

/** Both servers, and what those who attack them have. */
export class Siege implements Besieged {
  private constructor(
    readonly portcullis: Victim,
    readonly host: Victim,
    private readonly tokens: ReadonlyMap<Attacker | 'bystander', string>,
  ) {}

  /** Starts Portcullis on a database with some organizations, as in production, and a host of the library. */
  static async begin(database: TestDatabase): Promise<Siege> {
    const sign = async (subject: string, role: Role, organizationId: string | null) =>
      `Bearer ${await mintToken(database.config, { subject, role, organizationId, ttl: '2h' })}`;
    const [portcullis, host, member, operator, bystander] = await Promise.all([
      Victim.start([join(packageRoot, 'dist/src/cli.js'), 'serve'], {
        DATABASE_URL: database.url,
        AUTH_JWT_SECRET: TEST_SECRET,
        NODE_ENV: 'production',
        PORT: '0',
      }),
      Victim.start(['--import', 'tsx', join(__dirname, 'host.ts')], { NODE_ENV: 'production' }),
      sign('a member', 'MEMBER', '1'),
      sign('an operator', 'SUPER_ADMIN', null),
      sign('somebody else', 'MEMBER', '2'),
    ]);
    return new Siege(
      portcullis,
      host,
      new Map([
        ['member', member],
        ['operator', operator],
        ['bystander', bystander],
      ]),
    );
  }

  victim(at: Attack['at']): Victim {
    return at === 'host' ? this.host : this.portcullis;
  }

  /** The address of the API. */
  urlOf(at: Attack['at']): string {
    return at === 'host' ? this.host.url : `${this.portcullis.url}/graphql`;
  }

  /** The headers that sign somebody in. */
  headersOf(by: Attacker | 'bystander'): Readonly<Record<string, string>> {
    const authorization = this.tokens.get(by);
    return authorization === undefined ? {} : { authorization };
  }

  /** What anybody else asks meanwhile. */
  question(at: Attack['at']): Question {
    const query =
      at === 'host' ? '{ leads { id } }' : '{ checkEntitlements(checks: [{ moduleKey: "sales" }]) { allowed } }';
    return { url: this.urlOf(at), headers: this.headersOf('bystander'), query };
  }

  async end(): Promise<void> {
    await Promise.all([this.portcullis.stop(), this.host.stop()]);
  }
}
