import { FOREIGN_TABLES } from './foreign-organizations';

/** A product's database before Portcullis, and what an installation does with it. */
export interface ProductLayout {
  readonly name: string;
  readonly sql: string;
  /** Whether the source is made by itself. */
  readonly source: 'plain' | 'unset';
  /** Where the published entitlement tables are, and whose. */
  readonly entitlements: string;
  /** Statements of the product that must still be possible afterwards. */
  readonly afterwards: readonly string[];
}

const PLAIN = `CREATE TABLE organizations (id serial PRIMARY KEY, name varchar(80) NOT NULL, enabled_modules jsonb);
  INSERT INTO organizations (name, enabled_modules)
  VALUES ('Quay', '{"CRM": true}'), ('Rho', '["HR"]'), ('Sol', NULL);`;
const CHANGES = [
  'ALTER TABLE organizations ALTER name TYPE text',
  'ALTER TABLE organizations ALTER enabled_modules TYPE json',
  'ALTER TABLE organizations ALTER id TYPE bigint',
  'TRUNCATE organizations',
];

/** Layouts whose ids are integers. */
export const LAYOUTS: readonly ProductLayout[] = [
  {
    name: 'a plain table of organizations',
    sql: PLAIN,
    source: 'plain',
    entitlements: 'created in public',
    afterwards: CHANGES,
  },
  {
    name: 'tables that Portcullis has too, for other things',
    sql: `${PLAIN}
      CREATE TABLE mappings (id serial PRIMARY KEY, origin text, target text);
      INSERT INTO mappings (origin, target) VALUES ('left', 'right');
      CREATE TABLE platform_events (id serial PRIMARY KEY, platform text NOT NULL, body jsonb);
      CREATE TABLE rollout (name text PRIMARY KEY); CREATE TABLE migration_runs (started date);
      CREATE FUNCTION read_source() RETURNS int LANGUAGE sql AS 'SELECT 1';`,
    source: 'plain',
    entitlements: 'created in public',
    afterwards: [...CHANGES, 'TRUNCATE mappings, platform_events, rollout, migration_runs'],
  },
  {
    name: 'a table of modules of another shape',
    sql: `${PLAIN}
      CREATE TABLE modules (id serial PRIMARY KEY, organization integer NOT NULL, alias varchar(60), status integer);
      INSERT INTO modules (organization, alias, status) VALUES (1, 'payroll', 1), (2, 'crm', 0);`,
    source: 'plain',
    entitlements: 'created in portcullis',
    afterwards: [...CHANGES, 'ALTER TABLE modules ALTER status TYPE text', 'TRUNCATE modules'],
  },
  {
    name: 'a view called v_effective_entitlements',
    sql: `${PLAIN}
      CREATE VIEW v_effective_entitlements AS SELECT id AS org_id, 'all'::text AS what FROM organizations;`,
    source: 'plain',
    entitlements: 'created in portcullis',
    afterwards: ['DROP VIEW v_effective_entitlements', ...CHANGES],
  },
  {
    name: 'a fitting set of entitlement tables',
    sql: FOREIGN_TABLES,
    source: 'plain',
    entitlements: 'adopted in public',
    afterwards: [...CHANGES.slice(0, 2), 'TRUNCATE organizations CASCADE'],
  },
  {
    name: 'flags in a generated column',
    sql: `CREATE TABLE organizations (id serial PRIMARY KEY, name text NOT NULL, crm boolean NOT NULL DEFAULT false,
        enabled_modules jsonb GENERATED ALWAYS AS (('{"CRM":' || crm::text || '}')::jsonb) STORED);
      INSERT INTO organizations (name, crm) VALUES ('Tau', true), ('Upsilon', false);`,
    source: 'plain',
    entitlements: 'created in public',
    afterwards: ['TRUNCATE organizations'],
  },
  {
    name: 'flags in a text with commas',
    sql: `CREATE TABLE organizations (
        id serial PRIMARY KEY, name text NOT NULL, enabled_modules varchar DEFAULT 'core');
      INSERT INTO organizations (name, enabled_modules) VALUES ('Vega', 'CRM,HR'), ('Wren', ''), ('Xylo', NULL);`,
    source: 'unset',
    entitlements: 'created in public',
    afterwards: ['TRUNCATE organizations'],
  },
  {
    name: 'companies with a bitmask, and no organizations',
    sql: `CREATE TABLE companies (
        id serial PRIMARY KEY, name varchar(255), enabled_modules integer NOT NULL DEFAULT 0);
      INSERT INTO companies (name, enabled_modules) VALUES ('Pine', 4095), ('Oak', 3);
      CREATE TABLE migrations (id serial PRIMARY KEY, migration varchar(255) NOT NULL, batch integer NOT NULL);`,
    source: 'unset',
    entitlements: 'created in public',
    afterwards: ['TRUNCATE companies, migrations'],
  },
  {
    name: 'a partitioned table of organizations',
    sql: `CREATE TABLE organizations (id integer PRIMARY KEY, name text NOT NULL, enabled_modules jsonb)
        PARTITION BY RANGE (id);
      CREATE TABLE organizations_low PARTITION OF organizations FOR VALUES FROM (0) TO (100);
      INSERT INTO organizations VALUES (0, 'Zero', '["CRM"]'), (7, 'Seven', '{}');`,
    source: 'plain',
    entitlements: 'created in public',
    afterwards: ['ALTER TABLE organizations ALTER enabled_modules TYPE json', 'TRUNCATE organizations'],
  },
  {
    name: 'a schema portcullis with something else in it',
    sql: `${PLAIN} CREATE SCHEMA portcullis; CREATE TABLE portcullis.gates (castle text);
      INSERT INTO portcullis.gates VALUES ('Harlech');`,
    source: 'plain',
    entitlements: 'created in public',
    afterwards: CHANGES,
  },
];
