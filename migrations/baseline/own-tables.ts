import { MIGRATIONS_TABLE, type OrganizationIdType, SCHEMA } from './names';

/** The names of the tables that only Portcullis uses; all are in its schema. */
export const OWN_TABLES = [
  'portcullis_migrations',
  'portcullis_tables',
  'installation',
  'source',
  'mappings',
  'entitlement_overrides',
  'migration_runs',
  'migration_run_batches',
  'migration_run_rollback_batches',
  'migration_run_organizations',
  'parity_reports',
  'parity_differences',
  'parity_uncovered',
  'access_changes',
  'rollout',
  'organization_rollouts',
  'platform_events',
  'access_counts',
  'access_count_writers',
  'idempotent_requests',
  'legacy_fence',
  'legacy_changes',
  'legacy_column_drop',
  'legacy_flags_kept',
] as const;

/**
 * Creates the tables that only Portcullis uses. They have no foreign keys to the published tables, so that the owner of
 * those can change them, and so that journals and events outlive their organizations. Columns have the type of the
 * product's ids itself: `pg` cannot read arrays of a domain.
 */
export function ownTables(id: OrganizationIdType): readonly string[] {
  return [...installation(), ...setup(id), ...runs(id), ...parity(id), ...records(id), ...legacy(id)];
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
       condition text)`,
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

/** Migration runs, their queue and their journal. */
function runs(id: OrganizationIdType): readonly string[] {
  // The organizations of a batch are fixed at the start. Each batch has its own `counts`, so that workers never wait
  // for a row of totals.
  const batches = (table: string) => [
    `CREATE TABLE ${SCHEMA}.${table} (
       run_id integer NOT NULL REFERENCES ${SCHEMA}.migration_runs (id) ON DELETE CASCADE,
       number integer NOT NULL,
       organization_ids ${id}[] NOT NULL,
       status text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'DONE')),
       attempt integer NOT NULL DEFAULT 0,
       worker text,
       leased_until timestamptz,
       counts jsonb,
       finished_at timestamptz,
       PRIMARY KEY (run_id, number))`,
    `CREATE INDEX ${table}_pending ON ${SCHEMA}.${table} (run_id, number) WHERE status = 'PENDING'`,
  ];
  return [
    `CREATE TABLE ${SCHEMA}.migration_runs (
       id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       mode text NOT NULL CHECK (mode IN ('DRY_RUN', 'EXECUTE')),
       status text NOT NULL,
       dry_run_id integer REFERENCES ${SCHEMA}.migration_runs (id),
       requested_by text NOT NULL,
       reason text NOT NULL,
       mapping_name text NOT NULL,
       mapping_hash text NOT NULL,
       mapping_rules jsonb NOT NULL,
       taxonomy_hash text NOT NULL,
       rules_version integer NOT NULL,
       module_count integer NOT NULL,
       submodule_count integer NOT NULL,
       organization_ids ${id}[],
       changed_since integer,
       trial_days integer,
       allow_revocations boolean NOT NULL,
       error_budget_percent double precision NOT NULL,
       tolerated_failures integer NOT NULL DEFAULT 0,
       max_rate integer CHECK (max_rate > 0),
       max_replication_lag double precision CHECK (max_replication_lag > 0),
       max_lock_waits integer CHECK (max_lock_waits >= 0),
       total integer,
       plan_hash text,
       error jsonb,
       next_claim_at timestamptz,
       hold_reason text,
       hold_seen_at timestamptz,
       created_at timestamptz(3) NOT NULL DEFAULT now(),
       started_at timestamptz,
       finished_at timestamptz,
       reset_at timestamptz,
       rollback_requested_by text,
       rollback_reason text,
       rollback_acknowledged_lost_access boolean,
       rollback_total integer,
       rollback_requested_at timestamptz,
       rollback_started_at timestamptz,
       rollback_finished_at timestamptz)`,
    // At most one run that writes is live. The statuses are LIVE_STATUSES of src/domain/run/run-status.ts; a test
    // compares them.
    `CREATE UNIQUE INDEX migration_runs_one_live ON ${SCHEMA}.migration_runs ((true))
       WHERE mode = 'EXECUTE' AND status IN ('QUEUED', 'RUNNING', 'PAUSED', 'ROLLING_BACK')`,
    // A plan is executed at most once.
    `CREATE UNIQUE INDEX migration_runs_dry_run ON ${SCHEMA}.migration_runs (dry_run_id)`,
    `CREATE INDEX migration_runs_work ON ${SCHEMA}.migration_runs (id)
       WHERE status IN ('QUEUED', 'RUNNING', 'ROLLING_BACK')`,
    ...batches('migration_run_batches'),
    ...batches('migration_run_rollback_batches'),
    // The journal. legacy_flags is json, not jsonb, because jsonb refuses some values (\\u0000). Without a foreign key
    // to the runs: no run is ever deleted, and checking it for each row took a twentieth of a migration's time.
    `CREATE TABLE ${SCHEMA}.migration_run_organizations (
       run_id integer NOT NULL,
       org_id ${id} NOT NULL,
       outcome text NOT NULL CHECK (outcome IN ('CHANGED', 'UNCHANGED', 'FAILED', 'STALE', 'SKIPPED')),
       source_hash text,
       legacy_flags json,
       mapped_modules jsonb NOT NULL,
       changes jsonb NOT NULL,
       unmapped_flags jsonb NOT NULL,
       duplicate_flags jsonb NOT NULL,
       error jsonb,
       rollback jsonb,
       PRIMARY KEY (run_id, org_id))`,
    `CREATE INDEX migration_run_organizations_notable ON ${SCHEMA}.migration_run_organizations (run_id, outcome, org_id)
       WHERE outcome IN ('FAILED', 'STALE', 'SKIPPED')`,
    `CREATE INDEX migration_run_organizations_kept ON ${SCHEMA}.migration_run_organizations (run_id, org_id)
       WHERE rollback ->> 'outcome' IN ('KEPT', 'FAILED', 'SKIPPED')`,
  ];
}

function parity(id: OrganizationIdType): readonly string[] {
  return [
    `CREATE TABLE ${SCHEMA}.parity_reports (
       id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       status text NOT NULL,
       requested_by text NOT NULL,
       at timestamptz NOT NULL,
       organization_ids ${id}[],
       totals jsonb,
       uncovered integer,
       created_at timestamptz NOT NULL DEFAULT now(),
       finished_at timestamptz,
       total integer,
       compared integer NOT NULL DEFAULT 0,
       after_id ${id},
       snapshot text,
       taxonomy_hash text,
       mapping_hash text,
       started_at timestamptz,
       attempt integer NOT NULL DEFAULT 0,
       leased_until timestamptz,
       error text,
       details_kept boolean NOT NULL DEFAULT true)`,
    `CREATE INDEX parity_reports_work ON ${SCHEMA}.parity_reports (id) WHERE status IN ('QUEUED', 'RUNNING')`,
    // Only reports write differences, and hundreds of thousands at once if nothing was migrated yet: they have no
    // foreign keys to check.
    `CREATE TABLE ${SCHEMA}.parity_differences (
       report_id integer NOT NULL,
       id bigint GENERATED ALWAYS AS IDENTITY,
       org_id ${id} NOT NULL,
       module_key text NOT NULL,
       submodule_key text,
       kind text NOT NULL,
       cause text NOT NULL,
       alike_submodules integer NOT NULL,
       legacy_status text,
       legacy_reason text NOT NULL,
       entitlement_status text,
       entitlement_reason text NOT NULL,
       source text,
       run_id integer,
       PRIMARY KEY (report_id, id))`,
    `CREATE INDEX parity_differences_org ON ${SCHEMA}.parity_differences (report_id, org_id)`,
    `CREATE INDEX parity_differences_cause ON ${SCHEMA}.parity_differences (report_id, cause, id)`,
    `CREATE TABLE ${SCHEMA}.parity_uncovered (
       report_id integer NOT NULL,
       org_id ${id} NOT NULL,
       PRIMARY KEY (report_id, org_id))`,
    // A mark for every statement that changes an answer: a transaction that is not visible in a report's snapshot
    // changed something since. Null: it affects every organization.
    `CREATE TABLE ${SCHEMA}.access_changes (
       id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       txid bigint NOT NULL DEFAULT txid_current(),
       org_ids ${id}[],
       at timestamptz NOT NULL DEFAULT now())`,
    `CREATE INDEX access_changes_at ON ${SCHEMA}.access_changes (at)`,
  ];
}

/** What was done to the platform, checks by day, and requests that may be repeated. */
function records(id: OrganizationIdType): readonly string[] {
  return [
    `CREATE TABLE ${SCHEMA}.platform_events (
       id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       event_type text NOT NULL,
       actor_id text NOT NULL,
       reason text,
       payload jsonb NOT NULL DEFAULT '{}',
       created_at timestamptz NOT NULL DEFAULT now())`,
    `CREATE TABLE ${SCHEMA}.access_counts (
       day date NOT NULL,
       org_id ${id} NOT NULL,
       module_key text NOT NULL,
       submodule_key text NOT NULL DEFAULT '',
       gating text NOT NULL,
       allowed boolean NOT NULL,
       reason text NOT NULL,
       unexpected boolean NOT NULL,
       differs boolean NOT NULL,
       count bigint NOT NULL,
       PRIMARY KEY (day, org_id, module_key, submodule_key, gating, allowed, reason, unexpected, differs))`,
    // The number of the last batch of counts that each process wrote. A batch whose answer was lost is sent again, and
    // must not count twice.
    `CREATE TABLE ${SCHEMA}.access_count_writers (
       writer uuid PRIMARY KEY,
       batch bigint NOT NULL,
       written_at timestamptz NOT NULL DEFAULT now())`,
    // json, not jsonb: an answer may contain legacy flags, whose names can have characters that jsonb refuses (\\u0000).
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
