import { once } from 'node:events';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { seedDemoOrganizations } from '../../../src/features/demo/seed-demo-organizations';
import { packageRoot } from '../../../src/platform/package-root';
import { ask, codesOf } from '../http';
import { serve, type Serving } from '../serve';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../test-database';
import { bearer, GOOD_CLAIMS } from '../tokens';
import { faultsOfGraphql, operationsOf } from './check-graphql';
import { faultsOfShell, isEndless } from './check-shell';
import { type Names, toName, toRun, toShow } from './console-text';
import { psql } from './psql';
import type { Page, PageBlock } from './read-page';
import { typeInShell } from './shell';

/** A block that was run, and its output as the page would show it. */
export interface DoneBlock {
  readonly block: PageBlock;
  readonly output: string;
}

const SHOWN = { database: 'product', host: 'db.example.com', server: 'http://127.0.0.1:4000' };

/** Follows a page on a database of its own: runs its commands and SQL, and sends its GraphQL operations. */
export class PageReader {
  readonly done: DoneBlock[] = [];
  private serving: Serving | null = null;

  private constructor(
    private readonly file: string,
    private readonly database: TestDatabase,
    private readonly names: Names,
    private readonly commands: string,
  ) {}

  /** @param commands the folder with the command, in which the page gets a subfolder */
  static async create(file: string, page: Page, commands: string): Promise<PageReader> {
    const database = await createTestDatabase(page.database);
    if (page.database === 'seeded') await seedDemoOrganizations(database.dataSource, false);
    const names = {
      database: { real: database.name, shown: SHOWN.database },
      host: { real: database.host, shown: SHOWN.host },
      folder: join(commands, file.replaceAll('/', '-')),
    };
    await mkdir(names.folder);
    // A page expects the shipped files in its folder, as in a checkout.
    await symlink(join(packageRoot, 'seeds'), join(names.folder, 'seeds'));
    return new PageReader(file, database, names, commands);
  }

  async close(): Promise<void> {
    if (this.serving?.child.exitCode === null && this.serving.child.kill('SIGTERM'))
      await once(this.serving.child, 'close');
    await this.database.close();
  }

  /** @throws with file and line if a command's exit code or an operation's errors differ from the page */
  async follow({ blocks }: Page): Promise<void> {
    for (const block of blocks) {
      try {
        const faults = block.kind === 'graphql' ? faultsOfGraphql(block.code) : [];
        const unseen = block.kind === 'sh' && block.notRun !== null ? await faultsOfShell(block.code) : [];
        if (faults.length + unseen.length > 0) throw new Error([...faults, ...unseen].join('\n'));
        if (block.notRun === null && block.kind !== 'ts')
          this.done.push({ block, output: await this.run(block, block.kind) });
      } catch (error) {
        throw new Error(`${this.file}:${block.line}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    }
  }

  private async run(block: PageBlock, kind: 'sh' | 'sql' | 'graphql'): Promise<string> {
    if (kind === 'graphql') return this.ask(block);
    const code = toRun(block.code, this.names);
    if (kind === 'sql')
      return toShow(await psql(this.database.url, code, (text) => toName(text, this.names)), this.names);
    return this.type(code, block.exit);
  }

  /** Runs a command with this environment's addresses of server and database. */
  private async type(code: string, exit: number): Promise<string> {
    if (isEndless(code)) throw new Error('it does not end by itself: tag the block not-run');
    const url = code.includes(SHOWN.server) ? (await this.server()).url : SHOWN.server;
    const printed = await typeInShell(
      code.replaceAll(SHOWN.server, url).replace(/postgres(?:ql)?:\/\/[^\s/]+\/\w+/g, this.database.url),
      {
        commands: this.commands,
        cwd: this.names.folder,
        env: { DATABASE_URL: this.database.url, AUTH_JWT_SECRET: TEST_SECRET },
        exit,
      },
    );
    return toShow(printed.replaceAll(url, SHOWN.server), this.names);
  }

  /** Sends the operations as a super admin, one after the other. Subscriptions are only validated. */
  private async ask({ code, errors }: PageBlock): Promise<string> {
    const answers: string[] = [];
    const found: (string | undefined)[] = [];
    for (const query of operationsOf(code)) {
      if (query.startsWith('subscription')) continue;
      const answer = await ask(await this.server(), query, { authorization: await bearer({ ...GOOD_CLAIMS }) });
      if (answer.errors.length > 0 && errors.length === 0) throw new Error(answer.text);
      found.push(...codesOf(answer));
      answers.push(JSON.stringify(JSON.parse(answer.text), null, 2));
    }
    expect(found).toEqual(errors);
    return answers.join('\n');
  }

  private async server(): Promise<Serving> {
    this.serving ??= await serve({
      DATABASE_URL: this.database.url,
      AUTH_JWT_SECRET: TEST_SECRET,
      PORT: '0',
      LOG_LEVEL: 'info',
    });
    return this.serving;
  }
}
