import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startPortcullis } from '../command';
import { type Names, toName, toRun, toShow, upToDate } from '../documents/console-text';
import { psql } from '../documents/psql';
import { typeInShell } from '../documents/shell';
import { until } from '../run-engine';
import { serve, type Serving } from '../serve';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../test-database';
import { letTimePass } from './let-time-pass';
import { CORRECTED, OTHER_APPLICATION, USES } from './other-application';
import { exportAnswers } from './product-answers';
import { type Access, readAccess } from './read-access';
import type { Block, Environment, Mark } from './runbook-document';

/** A block that was run, with its code and output as the document would show them today. */
export interface Done {
  readonly block: Block;
  readonly code: string;
  readonly output: string;
}

const SHOWN = {
  production: { database: 'product', host: 'db.example.com' },
  lower: { database: 'product_staging', host: 'staging.example.com' },
} as const;

/** Follows the runbook in one environment: runs its commands and queries, and compares all access at its marks. */
export class RunbookReader {
  /** The blocks that were run so far. */
  readonly done: Done[] = [];
  private readonly children: ChildProcess[] = [];
  private serving: Serving | null = null;
  private atStart: Access | null = null;
  private asked = 0;

  private constructor(
    private readonly environment: Environment,
    private readonly database: TestDatabase,
    private readonly names: Names,
    private readonly commands: string,
  ) {}

  /** Creates an environment with the database of the other application, before Portcullis is installed. */
  static async create(environment: Environment, folder: string): Promise<RunbookReader> {
    const database = await createTestDatabase('empty');
    await database.sql(OTHER_APPLICATION);
    if (environment === 'lower') await database.sql(CORRECTED);
    const shown = SHOWN[environment];
    const names = {
      database: { real: database.name, shown: shown.database },
      host: { real: database.host, shown: shown.host },
      folder: join(folder, environment),
    };
    await mkdir(names.folder);
    await writeFile(join(names.folder, 'answers.csv'), await exportAnswers());
    return new RunbookReader(environment, database, names, folder);
  }

  async close(): Promise<void> {
    for (const child of this.children) if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'close');
    await this.database.close();
  }

  /**
   * Takes the steps of this environment one after the other.
   * @throws if a command ends with another exit code than the document says
   */
  async follow(steps: readonly (Block | Mark)[]): Promise<void> {
    for (const step of steps) {
      if (step.environment !== this.environment) continue;
      try {
        if (step.kind === 'mark') await this.heed(step.text);
        else this.done.push(await this.do(step));
      } catch (error) {
        throw new Error(`RUNBOOK.md, line ${step.line}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    }
  }

  private async do(block: Block): Promise<Done> {
    const code = toRun(block.code, this.names);
    const printed = block.kind === 'sql' ? await this.query(code) : await this.type(code, block.exit);
    return { block, code: upToDate(block.code), output: toShow(printed, this.names) };
  }

  private async query(code: string): Promise<string> {
    await this.counted();
    return psql(this.database.url, code, (text) => toName(text, this.names));
  }

  private type(code: string, expected: number): Promise<string> {
    return typeInShell(code, {
      commands: this.commands,
      cwd: this.names.folder,
      env: { DATABASE_URL: this.database.url, AUTH_JWT_SECRET: TEST_SECRET },
      exit: expected,
    });
  }

  private async heed(mark: string): Promise<void> {
    const [, time] = /^(\d+ (?:hour|day)s?) pass(?:es)?$/.exec(mark) ?? [];
    if (time !== undefined) {
      await this.counted();
      await letTimePass(this.database, time);
    } else {
      const act = this.acts[mark];
      if (!act) throw new Error(`unknown mark: ${mark}`);
      await act();
    }
  }

  /** The marks: acts of others than the operator, and checks. */
  private readonly acts: Readonly<Record<string, () => Promise<unknown>>> = {
    'the server starts, and every organization has access by its legacy flags': () => this.start(),
    'the server has counted its checks': () => this.counted(),
    'every organization has the same access as at the start': () => this.compareAccess(),
    'every organization has the same access as at the start, except that organization 3 has lost marketing': () =>
      this.compareAccess((target) => /^3 marketing(\/|$)/.test(target)),
    'the other application writes unreadable flags': () =>
      this.database.sql(
        `UPDATE organizations SET enabled_modules = '{"ERP": "perhaps", "Analytics": true}' WHERE id = 14`,
      ),
    'the other application switches a flag off': () =>
      this.database.sql(
        `UPDATE organizations
         SET enabled_modules = '{"Service": true, "Analytics": "yes", "Marketing": 0, "HR": false}' WHERE id = 3`,
      ),
    'the product exports its answers again': async () =>
      writeFile(join(this.names.folder, 'answers.csv'), await exportAnswers(['3 marketing'])),
    'an execution waits for a standby': () => this.startHeldBack(),
  };

  /** Starts a run that waits for a standby, of which there is none, until a command of the document lifts the limit. */
  private async startHeldBack(): Promise<void> {
    const { child } = startPortcullis(
      ['migrate', '--execute', '--yes', '--trial-days', '180', '--max-replication-lag', '10'],
      { env: { DATABASE_URL: this.database.url } },
    );
    this.children.push(child);
    await until(
      'the run is held back',
      async () =>
        (await this.database.sql(`SELECT 1 FROM migration_runs WHERE status = 'RUNNING' AND hold_reason IS NOT NULL`))
          .length > 0,
    );
  }

  private async start(): Promise<void> {
    this.serving = await serve({
      DATABASE_URL: this.database.url,
      AUTH_JWT_SECRET: TEST_SECRET,
      PORT: '0',
      LOG_LEVEL: 'info',
    });
    this.children.push(this.serving.child);
    this.atStart = await this.access();
    expect(granted(this.atStart)).toEqual(usesByHand());
  }

  /** @param taken whether the runbook has taken a module or submodule away on purpose */
  private async compareAccess(taken: (target: string) => boolean = () => false): Promise<void> {
    const access = await this.access();
    const differs = [...access].filter(
      ([target, status]) => status !== (taken(target) ? 'denied' : this.atStart?.get(target)),
    );
    expect({ targets: access.size, differs }).toEqual({ targets: this.atStart?.size, differs: [] });
  }

  private async access(): Promise<Access> {
    if (!this.serving) throw new Error('no server was started');
    const access = await readAccess(this.serving, this.database);
    this.asked += access.size;
    return access;
  }

  /** Waits until the server has written the counts of all its checks. */
  private async counted(): Promise<void> {
    if (this.asked === 0) return;
    await until('all checks are counted', async () => {
      const [counted] = await this.database.sql<{ checks: number }>(
        `SELECT coalesce(sum(count), 0)::int AS checks FROM access_counts WHERE kind = 'CHECK'`,
      );
      return counted?.checks === this.asked;
    });
  }
}

/** Modules that every organization has. */
const ALWAYS_ON = ['email', 'settings', 'administration'];

/**
 * The granted access in the format of `USES`: modules, and submodules that differ from their module. A module with most
 * submodules off is given by the submodules that are on.
 */
function granted(access: Access): ReadonlyMap<number, readonly string[]> {
  const found = new Map([...USES.keys()].map((id): [number, string[]] => [id, []]));
  const keys = [...access.keys()].map((key) => key.split(' '));
  for (const [id = '', module = ''] of keys.filter(
    ([, target = '']) => !target.includes('/') && !ALWAYS_ON.includes(target),
  )) {
    if (access.get(`${id} ${module}`) === 'denied') continue;
    const submodules = keys.flatMap(([owner, target = '']) =>
      owner === id && target.startsWith(`${module}/`) ? [target] : [],
    );
    const on = submodules.filter((target) => access.get(`${id} ${target}`) !== 'denied');
    const off = submodules.filter((target) => !on.includes(target));
    found.get(Number(id))?.push(...(on.length < off.length ? on : [module, ...off.map((target) => `-${target}`)]));
  }
  return new Map([...found].map(([id, uses]) => [id, uses.sort()]));
}

function usesByHand(): ReadonlyMap<number, readonly string[]> {
  return new Map([...USES].map(([id, uses]) => [id, [...uses].sort()]));
}
