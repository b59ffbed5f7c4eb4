import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/database/data-source';
import { migrateSchema } from '../src/store/schema-version';
import { generateOrganizations, type Variety } from './generate-organizations';

/** A database of the bench's own on the given server, dropped at the end. */
export interface BenchDatabase {
  readonly url: string;
  readonly dataSource: DataSource;
  /** Back to no entitlement and no run, with statistics and caches as at the start. */
  clear(): Promise<void>;
  drop(): Promise<void>;
}

/** Makes a database with schema and so many organizations; taxonomy and mapping are loaded by the command under test. */
export async function createBenchDatabase(
  serverUrl: string,
  organizations: number,
  variety: Variety,
): Promise<BenchDatabase> {
  const name = `portcullis_bench_${process.pid}_${organizations}_${variety}`;
  await onServer(serverUrl, `CREATE DATABASE "${name}"`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const dataSource = await createDataSource(url.href, 4).initialize();
  await migrateSchema(dataSource);
  await generateOrganizations(dataSource, organizations, variety);
  return {
    url: url.href,
    dataSource,
    clear: async () => {
      await dataSource.query(
        'TRUNCATE org_entitlements, org_subentitlements, entitlement_events, migration_run_organizations, migration_run_batches, migration_run_rollback_batches, migration_runs',
      );
      // Locks that foreign key checks have left on its rows, so that each way meets the table as new.
      await dataSource.query('VACUUM organizations');
      await dataSource.query('CHECKPOINT');
    },
    drop: async () => {
      await dataSource.destroy();
      await onServer(serverUrl, `DROP DATABASE "${name}"`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
