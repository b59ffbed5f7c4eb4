import { auditTables } from './audit';
import { MIGRATIONS_TABLE, type OrganizationIdType, SCHEMA } from './names';
import { setupHistoryTable } from './record-setup';
import { packageTables } from './package-tables';
import { parityTables, runTables } from './run-tables';
import { scheduleTables } from './schedule-tables';

/** The names of the tables that only Portcullis uses; all are in its schema. */
export const OWN_TABLES = [
  'portcullis_migrations',
  'portcullis_tables',
  'installation',
  'source',
  'mappings',
  'entitlement_overrides',
  'package_versions',
  'organization_packages',
  'default_packages',
  'seen_organizations',
  'scheduled_changes',
  'migration_runs',
  'migration_run_batches',
  'migration_run_rollback_batches',
  'migration_run_organizations',
  'parity_reports',
  'parity_differences',
  'parity_uncovered',
  'parity_compared',
  'product_answers',
  'access_changes',
  'rollout',
  'organization_rollouts',
  'setup_history',
  'platform_events',
  'audit_links',
  'audit_checkpoints',
  'audit_begins',
  'access_counts',
  'access_count_writers',
  'detached_partitions',
  'idempotent_requests',
  'legacy_fence',
  'legacy_changes',
  'legacy_column_drop',
  'legacy_flags_kept',
] as const;

/** Those that say what was made and added: without them nothing can be judged, or taken back. */
export const RECORD_TABLES = ['installation', 'portcullis_tables'] as const;

/**
 * Creates the tables that only Portcullis uses. They have no foreign keys to the published tables, so that the owner of
 * those can change them, and so that journals and events outlive their organizations. Columns have the type of the
 * product's ids itself: `pg` cannot read arrays of a domain.
 */
export function ownTables(id: OrganizationIdType): readonly string[] {
  return [
    ...installation(),
    ...setup(id),
    ...setupHistoryTable(),
    ...packageTables(id),
    ...scheduleTables(id),
    ...runTables(id),
    ...parityTables(id),
    ...records(id),
    ...auditTables(),
    ...legacy(id),
  ];
}

/** What was found, made and added. */
function installation(): readonly string[] {
  return [
    `CREATE TABLE ${MIGRATIONS_TABLE} (
       id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       timestamp bigint NOT NULL,
       name text NOT NULL UNIQUE)`,
    // One row. `made_schema`: whether the schema was made too, so that it is removed with the rest.
    `CREATE TABLE ${SCHEMA}.installation (
       id boolean PRIMARY KEY DEFAULT true CHECK (id),
       made_schema boolean NOT NULL,
       product_schema text NOT NULL,
       view_schema text NOT NULL,
       installed_at timestamptz NOT NULL DEFAULT now())`,
    // The published tables. `added`: the columns that an adopted one was given. `reason`: why it was not adopted.
    `CREATE TABLE ${SCHEMA}.portcullis_tables (
       name text PRIMARY KEY,
       schema text NOT NULL,
       origin text NOT NULL CHECK (origin IN ('created', 'adopted')),
       added text[] NOT NULL DEFAULT '{}',
       reason text)`,
    // Where organizations come from: one row, or none while no source is set. The columns of the relation are null
    // unless the flags are one column of it.
    `CREATE TABLE ${SCHEMA}.source (
       id boolean PRIMARY KEY DEFAULT true CHECK (id),
       made_by text NOT NULL,
       made_at timestamptz NOT NULL DEFAULT now(),
       id_type text NOT NULL,
       definition text NOT NULL,
       versioned boolean NOT NULL,
       relation_schema text,
       relation_name text,
       id_column text,
       name_column text,
       flags_column text,
       condition text,
       relations text[] NOT NULL)`,
  ];
}

function setup(id: OrganizationIdType): readonly string[] {
  return [
    `CREATE TABLE ${SCHEMA}.mappings (
       id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       hash text NOT NULL UNIQUE,
       name text NOT NULL,
       rules jsonb NOT NULL,
       loaded_by text NOT NULL,
       loaded_at timestamptz NOT NULL DEFAULT now(),
       is_active boolean NOT NULL DEFAULT false)`,
    `CREATE UNIQUE INDEX mappings_one_active ON ${SCHEMA}.mappings (is_active) WHERE is_active`,
    `CREATE TABLE ${SCHEMA}.entitlement_overrides (
       id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       org_id ${id} NOT NULL,
       module_id integer NOT NULL,
       submodule_id integer,
       status text NOT NULL CHECK (status IN ('enabled', 'trial', 'disabled')),
       trial_expires_at timestamptz,
       reason text NOT NULL,
       actor_id text NOT NULL,
       created_at timestamptz NOT NULL DEFAULT now(),
       expires_at timestamptz,
       ended_at timestamptz,
       ended_by text,
       CHECK (submodule_id IS NULL OR status <> 'trial'))`,
    `CREATE UNIQUE INDEX entitlement_overrides_one_live
       ON ${SCHEMA}.entitlement_overrides (org_id, module_id, coalesce(submodule_id, 0)) WHERE ended_at IS NULL`,
    `CREATE INDEX entitlement_overrides_org ON ${SCHEMA}.entitlement_overrides (org_id, id)`,
    `CREATE TABLE ${SCHEMA}.rollout (
       id boolean PRIMARY KEY DEFAULT true CHECK (id),
       mode text NOT NULL CHECK (mode IN ('LEGACY', 'SHADOW', 'ENFORCE')),
       enforce_percentage integer NOT NULL CHECK (enforce_percentage BETWEEN 0 AND 100),
       version integer NOT NULL DEFAULT 1,
       maintenance boolean NOT NULL DEFAULT false,
       maintenance_message text,
       updated_at timestamptz NOT NULL DEFAULT now(),
       legacy_hidden_at timestamptz)`,
    `INSERT INTO ${SCHEMA}.rollout (mode, enforce_percentage) VALUES ('LEGACY', 0)`,
    `CREATE TABLE ${SCHEMA}.organization_rollouts (
       org_id ${id} PRIMARY KEY,
       mode text NOT NULL CHECK (mode IN ('LEGACY', 'SHADOW', 'ENFORCE')),
       reason text NOT NULL,
       actor_id text NOT NULL,
       updated_at timestamptz NOT NULL DEFAULT now())`,
  ];
}

/** What was done to the platform, checks by day, and requests that may be repeated. */
function records(id: OrganizationIdType): readonly string[] {
  return [
    // Events and counts are partitioned by month. An identity column of such a table needs PostgreSQL 17.
    `CREATE SEQUENCE ${SCHEMA}.platform_events_id_seq`,
    `CREATE TABLE ${SCHEMA}.platform_events (
       id bigint NOT NULL DEFAULT nextval('${SCHEMA}.platform_events_id_seq'),
       event_type text NOT NULL,
       actor_id text NOT NULL,
       reason text,
       payload jsonb NOT NULL DEFAULT '{}',
       created_at timestamptz NOT NULL DEFAULT now(),
       PRIMARY KEY (id, created_at)) PARTITION BY RANGE (created_at)`,
    `ALTER SEQUENCE ${SCHEMA}.platform_events_id_seq OWNED BY ${SCHEMA}.platform_events.id`,
    // `source`: who counted, the API or an application. `kind`: no access depends on a look, which has no organization.
    `CREATE TABLE ${SCHEMA}.access_counts (
       day date NOT NULL,
       org_id ${id},
       module_key text NOT NULL,
       submodule_key text NOT NULL DEFAULT '',
       gating text NOT NULL,
       allowed boolean NOT NULL,
       reason text NOT NULL,
       unexpected boolean NOT NULL,
       differs boolean NOT NULL,
       count bigint NOT NULL,
       source text NOT NULL DEFAULT 'api' CHECK (source ~ '^[A-Za-z0-9][A-Za-z0-9 ._:/@+-]{0,59}$'),
       kind text NOT NULL DEFAULT 'CHECK' CHECK (kind IN ('CHECK', 'LOOK'))) PARTITION BY RANGE (day)`,
    `CREATE UNIQUE INDEX access_counts_key ON ${SCHEMA}.access_counts
       (day, (coalesce('=' || org_id::text, '')), module_key, submodule_key, gating, allowed, reason, unexpected,
        differs, source, kind)`,
    // What retention detached: tables that remain beside the others until they are dropped. Of months or of a run.
    `CREATE TABLE ${SCHEMA}.detached_partitions (
       name text PRIMARY KEY,
       parent text NOT NULL,
       part text NOT NULL,
       rows bigint NOT NULL,
       actor_id text NOT NULL,
       reason text NOT NULL,
       detached_at timestamptz NOT NULL DEFAULT now())`,
    // The number of the last batch of counts that each process wrote. A batch whose answer was lost is sent again, and
    // must not count twice.
    `CREATE TABLE ${SCHEMA}.access_count_writers (
       writer uuid PRIMARY KEY,
       batch bigint NOT NULL,
       written_at timestamptz NOT NULL DEFAULT now())`,
    // json, not jsonb: an answer may contain legacy flags, whose names can have characters that jsonb refuses
    // (\\u0000).
    `CREATE TABLE ${SCHEMA}.idempotent_requests (
       actor_id text NOT NULL,
       key text NOT NULL,
       input_hash text NOT NULL,
       answer json NOT NULL,
       created_at timestamptz NOT NULL DEFAULT now(),
       PRIMARY KEY (actor_id, key))`,
  ];
}

/** The record of the fence, and the end of the legacy column. */
function legacy(id: OrganizationIdType): readonly string[] {
  return [
    // Who set the fence, and why. Whether it is in effect is known from its triggers only.
    `CREATE TABLE ${SCHEMA}.legacy_fence (
       id boolean PRIMARY KEY DEFAULT true CHECK (id),
       rejects boolean NOT NULL,
       reason text NOT NULL,
       actor_id text NOT NULL,
       raised_at timestamptz NOT NULL DEFAULT now())`,
    // The latest change of each organization, so that the table never has more rows than there are organizations.
    `CREATE TABLE ${SCHEMA}.legacy_changes (
       org_id ${id} PRIMARY KEY,
       old_flags text,
       new_flags text,
       changed_at timestamptz NOT NULL,
       application_name text NOT NULL,
       user_name text NOT NULL,
       count bigint NOT NULL)`,
    // One row once the column was dropped. `definition`: what must be created again to restore it.
    `CREATE TABLE ${SCHEMA}.legacy_column_drop (
       id boolean PRIMARY KEY DEFAULT true CHECK (id),
       dropped_at timestamptz NOT NULL DEFAULT now(),
       actor_id text NOT NULL,
       reason text NOT NULL,
       column_type text NOT NULL,
       definition jsonb NOT NULL,
       organizations integer NOT NULL,
       purged_at timestamptz)`,
    // As text, because it preserves json exactly, of which jsonb would keep only a normalized form.
    `CREATE TABLE ${SCHEMA}.legacy_flags_kept (org_id ${id} PRIMARY KEY, flags text)`,
  ];
}
