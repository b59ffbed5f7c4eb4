import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices } from '../../src/features/services';
import { readConfig } from '../../src/platform/config';
import { createDataSource } from '../../src/database/data-source';
import type { Database } from '../../src/database/database';
import { migrateSchema } from '../../src/store/schema-version';
import { acquireEmbeddedDatabase } from '../../src/database/embedded/embedded-database';
import { readMappingFile } from '../../src/store/active-mapping';
import { loadTaxonomy } from '../../src/store/load-taxonomy';
import { packageRoot } from '../../src/platform/package-root';
import { onServer, recordTestServer, urlOf } from './database-server';
import { stopping } from './stopping';

/**
 * Once for all test files: a server (`DATABASE_URL`, or an embedded one of our own), and on it two templates that each test file's
 * database is cloned from: one with the schema, one with taxonomy and mapping too.
 */
export default async function globalSetup(): Promise<void> {
  const given = process.env['DATABASE_URL'];
  let serverUrl = given;
  if (!serverUrl) {
    const dataDir = await mkdtemp(join(tmpdir(), 'portcullis-test-'));
    const held = await acquireEmbeddedDatabase({ dataDir });
    serverUrl = held.url;
    stopping.push(() => held.release());
  }
  const prefix = `portcullis_test_${process.pid}`;
  recordTestServer({ serverUrl, prefix });
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
  await withTemplate(`${prefix}_seeded`, seed);
}

async function seed(database: Database): Promise<void> {
  const services = createServices(database, readConfig({}));
  const actor = { id: 'test', role: 'SUPER_ADMIN', organizationId: null } as const;
  const file = await services.taxonomy.readFile(join(packageRoot, 'seeds/taxonomy.csv'));
  await services.taxonomy.seed(actor, file, { acceptLosses: false, reason: null });
  const path = join(packageRoot, 'seeds/entitlement_mapping_template.csv');
  const { mapping } = await readMappingFile(path, await loadTaxonomy(database.dataSource.manager));
  await services.mappings.activate(actor, { name: 'entitlement_mapping_template.csv', mapping }, null, null);
}

async function withTemplate(name: string, work: (database: Database) => Promise<void>): Promise<void> {
  const dataSource = await createDataSource(urlOf(name), 3).initialize();
  try {
    await work({
      dataSource,
      host: 'test',
      name,
      embedded: false,
      url: urlOf(name),
      pool: () => ({ total: 0, idle: 0, waiting: 0, refused: 0, lost: 0 }),
      close: () => dataSource.destroy(),
    });
  } finally {
    await dataSource.destroy();
  }
}
