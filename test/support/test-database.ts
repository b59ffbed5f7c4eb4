import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from '../../src/database/database';
import { type Config, readConfig } from '../../src/platform/config';
import { currentTestServer, onServer, urlOf } from './database-server';
import { productDataSource, rewriteEvents } from './product-client';

export interface TestDatabase extends Database {
  readonly url: string;
  readonly config: Config;
  /**
   * Executes SQL as a developer of the product would, and returns its rows: `organizations` is the product's table.
   * Portcullis' own tables are found after the product's.
   */
  sql<Row>(statement: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Executes SQL as an owner who rewrites events, which their tables refuse otherwise. */
  rewrite(statement: string, parameters?: readonly unknown[]): Promise<unknown>;
  /** Adds organizations with these legacy flags (JSON values). @returns their ids */
  addOrganizations(flags: readonly unknown[]): Promise<readonly string[]>;
}

export const TEST_SECRET = 'a secret for tests of 32 bytes or more';

/**
 * Creates a database for one test.
 * @param template nothing, the schema alone, or the schema with the shipped taxonomy and mapping
 */
export async function createTestDatabase(
  template: 'empty' | 'schema' | 'seeded' = 'seeded',
  environment: Readonly<Record<string, string>> = {},
): Promise<TestDatabase> {
  const { prefix, ours } = currentTestServer();
  const name = `${prefix}_${randomBytes(5).toString('hex')}`;
  await onServer(async (query) => {
    await query(`CREATE DATABASE "${name}" TEMPLATE "${template === 'empty' ? 'template0' : `${prefix}_${template}`}"`);
    // The embedded server never waits for the disk (see the set-up). Commits on a given server should not either.
    if (!ours) await query(`ALTER DATABASE "${name}" SET synchronous_commit = off`);
  });
  const url = urlOf(name);
  const config = readConfig({
    DATABASE_URL: url,
    AUTH_JWT_SECRET: TEST_SECRET,
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    ...environment,
  });
  const database = await openDatabase(config);
  const product = productDataSource(url);
  let opened: Promise<unknown> | undefined;
  const sql = async <Row>(statement: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> => {
    await (opened ??= product.initialize());
    return product.query(statement, [...parameters]);
  };
  const rewrite = async (statement: string, parameters: readonly unknown[] = []): Promise<unknown> => {
    await (opened ??= product.initialize());
    return rewriteEvents(product, statement, parameters);
  };
  return {
    ...database,
    url,
    config,
    sql,
    rewrite,
    addOrganizations: async (flags) => {
      const rows = await sql<{ id: string }>(
        `INSERT INTO organizations (name, enabled_modules)
         SELECT 'Organization ' || n, f::jsonb FROM unnest($1::text[]) WITH ORDINALITY AS t (f, n) ORDER BY n
         RETURNING id::text AS id`,
        [flags.map((one) => JSON.stringify(one))],
      );
      return rows.map(({ id }) => id);
    },
    close: async () => {
      if (opened) await opened.then(() => product.destroy());
      await database.close();
      await onServer((query) => query(`DROP DATABASE IF EXISTS "${name}"`));
    },
  };
}
