import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { targetOf } from '../../src/database/client-options';
import { createDataSource } from '../../src/database/data-source';
import type { Database } from '../../src/database/database';
import { acquireEmbeddedDatabase } from '../../src/database/embedded/embedded-database';
import { migrateSchema } from '../../src/store/schema-version';
import { startCommandHosts } from './command-hosts';
import { createDatabaseFolder } from './database-folder';
import { onServer, recordTestServer, urlOf } from './database-server';
import { seedShipped } from './seed-shipped';
import { stopping } from './stopping';

/** How long the embedded server may take to stop. */
const STOP_MS = 20_000;

/**
 * Prepares a server for all test files (`DATABASE_URL`, or an embedded one), with two templates for their databases:
 * one with the schema, and one with taxonomy and mapping too.
 */
export default async function globalSetup({ maxWorkers }: { readonly maxWorkers: number }): Promise<void> {
  const stopCommands = startCommandHosts(maxWorkers);
  stopping.push(async () => stopCommands());
  const given = process.env['DATABASE_URL'];
  let serverUrl = given;
  if (!serverUrl) {
    const dataDir = await createDatabaseFolder();
    const held = await acquireEmbeddedDatabase({ dataDir, graceMs: 0 });
    serverUrl = held.url;
    stopping.push(async () => {
      await held.release();
      for (let waited = 0; existsSync(join(dataDir, 'pgdata/postmaster.pid')) && waited < STOP_MS; waited += 20)
        await delay(20);
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    });
  }
  const prefix = `portcullis_test_${process.pid}`;
  recordTestServer({ serverUrl, prefix, ours: !given });
  if (!given) await onServer(disableDurability);
  stopping.push(() =>
    onServer(async (query) => {
      const leftovers: readonly { name: string }[] = await query(
        `SELECT datname AS name FROM pg_database WHERE datname LIKE '${prefix}\\_%'`,
      );
      for (const { name } of leftovers) await query(`DROP DATABASE IF EXISTS "${name}"`);
    }),
  );

  await onServer((query) => query(`CREATE DATABASE "${prefix}_schema"`));
  await withTemplate(`${prefix}_schema`, async (database) => {
    await migrateSchema(database.dataSource);
  });
  await onServer((query) => query(`CREATE DATABASE "${prefix}_seeded" TEMPLATE "${prefix}_schema"`));
  await withTemplate(`${prefix}_seeded`, seedShipped);
}

/** No data of the server outlives the tests, so it need not be forced to the disk. */
async function disableDurability(query: (sql: string) => Promise<unknown>): Promise<void> {
  for (const setting of [
    "fsync = 'off'",
    "full_page_writes = 'off'",
    "synchronous_commit = 'off'",
    "max_wal_size = '256MB'",
  ])
    await query(`ALTER SYSTEM SET ${setting}`);
  await query('SELECT pg_reload_conf()');
}

async function withTemplate(name: string, work: (database: Database) => Promise<void>): Promise<void> {
  const dataSource = await createDataSource(urlOf(name), 3).initialize();
  try {
    await work({
      dataSource,
      host: 'test',
      name,
      embedded: false,
      direct: targetOf(urlOf(name)),
      changes: targetOf(urlOf(name)),
      replicas: null,
      makeRoom: () => undefined,
      pool: () => ({ total: 0, idle: 0, waiting: 0, allowed: null, refused: 0, lost: 0 }),
      close: () => dataSource.destroy(),
    });
  } finally {
    await dataSource.destroy();
  }
}
