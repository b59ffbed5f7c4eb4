import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/database/data-source';
import { migrateSchema } from '../src/store/schema-version';
import { generateOrganizations, type Variety } from './generate-organizations';

/** A database on the given server for one benchmark, which drops it at the end. */
export interface BenchDatabase {
  readonly url: string;
  readonly dataSource: DataSource;
  /** Deletes all entitlements and runs, and vacuums the organizations. */
  clear(): Promise<void>;
  drop(): Promise<void>;
}

/** The types of ids that are measured. */
export const ID_TYPES = ['int', 'bigint', 'uuid', 'text'] as const;

/** The type of the ids of organizations. */
export type IdType = (typeof ID_TYPES)[number];

/** How the database of a product makes an id of each type. */
const ID_DEFAULTS: Readonly<Record<IdType, string>> = {
  int: 'GENERATED ALWAYS AS IDENTITY',
  bigint: 'GENERATED ALWAYS AS IDENTITY',
  uuid: 'DEFAULT gen_random_uuid()',
  text: 'DEFAULT gen_random_uuid()::text',
};

/** Makes a database with the schema and organizations. The command under test loads the taxonomy and the mapping. */
export async function createBenchDatabase(
  serverUrl: string,
  organizations: number,
  variety: Variety,
  ids: IdType = 'int',
): Promise<BenchDatabase> {
  const name = `portcullis_bench_${process.pid}_${organizations}_${variety}_${ids}`;
  await onServer(serverUrl, `CREATE DATABASE "${name}"`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const dataSource = await createDataSource(url.href, 4).initialize();
  await dataSource.query(
    `CREATE TABLE organizations (
       id ${ids} PRIMARY KEY ${ID_DEFAULTS[ids]}, name text NOT NULL, enabled_modules jsonb)`,
  );
  await migrateSchema(dataSource);
  await generateOrganizations(dataSource, organizations, variety);
  return {
    url: url.href,
    dataSource,
    clear: async () => {
      // Superusers may rewrite events like that.
      await dataSource.query(
        `SET session_replication_role = replica;
         TRUNCATE org_entitlements, org_subentitlements, entitlement_events, migration_run_organizations,
           migration_run_batches, migration_run_rollback_batches, migration_run_targets, migration_runs,
           organization_packages, platform_events, audit_links, audit_checkpoints;
         RESET session_replication_role`,
      );
      // Foreign key checks have left row locks in the table, but every measurement must start with the same table.
      await dataSource.query('VACUUM public.organizations');
      await dataSource.query('CHECKPOINT');
    },
    drop: async () => {
      await dataSource.destroy();
      await onServer(serverUrl, `DROP DATABASE "${name}" WITH (FORCE)`);
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
