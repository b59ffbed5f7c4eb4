import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { packageRoot } from '../src/platform/package-root';

/** What a server used; memory in bytes, after a collection of garbage. */
export interface Used {
  readonly heap: number;
  readonly rss: number;
  /** Milliseconds of processor time since its start. */
  readonly cpu: number;
  /** Statements since its start, without heartbeats. */
  readonly statements: number;
}

const used = z.object({ heap: z.number(), rss: z.number(), cpu: z.number(), statements: z.number() });
const reply = z.object({ result: z.object({ result: z.object({ value: z.string() }).optional() }) });

const COUNT_STATEMENTS = `{
  const { Client } = require('pg');
  const { query } = Client.prototype;
  globalThis.statements = 0;
  Client.prototype.query = function (...args) {
    const text = typeof args[0] === 'string' ? args[0] : (args[0]?.text ?? '');
    if (!text.includes('pg_notify')) globalThis.statements++;
    return query.apply(this, args);
  };
  ''
}`;
const TELL = `(() => {
  const { user, system } = process.cpuUsage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return JSON.stringify({
    heap: heapUsed + external, rss, cpu: (user + system) / 1000, statements: globalThis.statements });
})()`;

/** The built server in a process of its own, into which the inspector looks: the product needs nothing for it. */
export class LoadServer {
  private asked = 0;

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly inspector: WebSocket,
  ) {
    inspector.setMaxListeners(0);
  }

  static async start(environment: Readonly<Record<string, string>>): Promise<LoadServer> {
    const child = spawn(process.execPath, ['--inspect=127.0.0.1:0', join(packageRoot, 'dist/src/cli.js'), 'serve'], {
      cwd: packageRoot,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [url, inspected] = await new Promise<readonly [string, string]>((resolve, reject) => {
      let text = '';
      const read = (chunk: string) => {
        text += chunk;
        const [, http] = /(http:\/\/[^\s"/]+:\d+)\/graphql/.exec(text) ?? [];
        const [, ws] = /Debugger listening on (ws:\S+)/.exec(text) ?? [];
        if (http !== undefined && ws !== undefined) resolve([http, ws]);
      };
      child.stdout.setEncoding('utf8').on('data', read);
      child.stderr.setEncoding('utf8').on('data', read);
      child.once('close', () => reject(new Error(`the server did not start: ${text}`)));
    });
    // What it logs is read and forgotten, as a log collector would.
    child.stdout.removeAllListeners('data').resume();
    child.stderr.removeAllListeners('data').resume();
    const inspector = new WebSocket(inspected, { perMessageDeflate: false });
    await once(inspector, 'open');
    const server = new LoadServer(url, child, inspector);
    await server.evaluate(COUNT_STATEMENTS);
    return server;
  }

  /** What it uses now; first collects garbage, if memory is what is asked for. */
  async used(collect = true): Promise<Used> {
    // Twice: what is finalized by the first becomes garbage for the second.
    for (let time = 0; collect && time < 2; time++) await this.send('HeapProfiler.collectGarbage', {});
    return used.parse(JSON.parse(await this.evaluate(TELL)));
  }

  async stop(): Promise<void> {
    const closed = once(this.child, 'close');
    this.inspector.terminate();
    this.child.kill();
    await closed;
  }

  private async evaluate(expression: string): Promise<string> {
    const { result } = await this.send('Runtime.evaluate', { expression, includeCommandLineAPI: true });
    return result.result?.value ?? '';
  }

  private async send(method: string, params: Readonly<Record<string, unknown>>): Promise<z.infer<typeof reply>> {
    const id = ++this.asked;
    return new Promise((resolve, reject) => {
      const read = (data: Buffer) => {
        const text = data.toString();
        if (!text.startsWith(`{"id":${id},`)) return;
        this.inspector.off('message', read);
        const parsed = reply.safeParse(JSON.parse(text));
        if (parsed.success) resolve(parsed.data);
        else reject(new Error(`the inspector answered ${text}`));
      };
      this.inspector.on('message', read);
      this.inspector.send(JSON.stringify({ id, method, params }));
    });
  }
}
