import { type OrganizationIdType, SCHEMA } from './names';

/** Migration runs, their queue and their journal. */
export function runTables(id: OrganizationIdType): readonly string[] {
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
       kind text NOT NULL DEFAULT 'MIGRATION' CHECK (kind IN ('MIGRATION', 'CHANGE')),
       mode text NOT NULL CHECK (mode IN ('DRY_RUN', 'EXECUTE')),
       status text NOT NULL,
       dry_run_id integer REFERENCES ${SCHEMA}.migration_runs (id),
       requested_by text NOT NULL,
       reason text NOT NULL,
       change jsonb,
       selection jsonb,
       mapping_name text,
       mapping_hash text,
       mapping_rules jsonb NOT NULL,
       taxonomy_hash text NOT NULL,
       source_hash text,
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
       journal_detached_at timestamptz,
       rollback_requested_by text,
       rollback_reason text,
       rollback_acknowledged_lost_access boolean,
       rollback_total integer,
       rollback_requested_at timestamptz,
       rollback_started_at timestamptz,
       rollback_finished_at timestamptz,
       CHECK ((kind = 'CHANGE') = (change IS NOT NULL)),
       CHECK ((kind = 'CHANGE') = (mapping_hash IS NULL)))`,
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
    // The organizations of a change run that were selected by a filter or by the rows of a file, and the change of each
    // by its rows. Without a foreign key to the runs, as the journal.
    `CREATE TABLE ${SCHEMA}.migration_run_targets (
       run_id integer NOT NULL,
       org_id ${id} NOT NULL,
       change jsonb,
       PRIMARY KEY (run_id, org_id))`,
    // The journal. legacy_flags is text, because a column of the product that is text may hold what is no JSON, and
    // json and jsonb refuse some values (deep ones, \\u0000). Without a foreign key to the runs: no run is ever
    // deleted, and checking it for each row took a twentieth of a migration's time. By run, because it is read by run:
    // a large run has a partition of its own, and the others share the default one.
    `CREATE TABLE ${SCHEMA}.migration_run_organizations (
       run_id integer NOT NULL,
       org_id ${id} NOT NULL,
       outcome text NOT NULL CHECK (outcome IN ('CHANGED', 'UNCHANGED', 'FAILED', 'STALE', 'SKIPPED')),
       source_hash text,
       legacy_flags text,
       mapped_modules jsonb NOT NULL,
       changes jsonb NOT NULL,
       packages jsonb,
       overrides jsonb,
       unmapped_flags jsonb NOT NULL,
       duplicate_flags jsonb NOT NULL,
       error jsonb,
       rollback jsonb,
       PRIMARY KEY (run_id, org_id)) PARTITION BY LIST (run_id)`,
    `CREATE INDEX migration_run_organizations_notable ON ${SCHEMA}.migration_run_organizations (run_id, outcome, org_id)
       WHERE outcome IN ('FAILED', 'STALE', 'SKIPPED')`,
    `CREATE INDEX migration_run_organizations_kept ON ${SCHEMA}.migration_run_organizations (run_id, org_id)
       WHERE rollback ->> 'outcome' IN ('KEPT', 'FAILED', 'SKIPPED')`,
  ];
}

/** Parity reports, and the marks by which they are known to be out of date. */
export function parityTables(id: OrganizationIdType): readonly string[] {
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
       source_hash text,
       started_at timestamptz,
       attempt integer NOT NULL DEFAULT 0,
       leased_until timestamptz,
       error text,
       details_kept boolean NOT NULL DEFAULT true,
       readings jsonb)`,
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
       entitlement_reason text,
       source text,
       run_id integer,
       PRIMARY KEY (report_id, id))`,
    `CREATE INDEX parity_differences_org ON ${SCHEMA}.parity_differences (report_id, org_id)`,
    `CREATE INDEX parity_differences_cause ON ${SCHEMA}.parity_differences (report_id, cause, id)`,
    `CREATE TABLE ${SCHEMA}.parity_uncovered (
       report_id integer NOT NULL,
       org_id ${id} NOT NULL,
       PRIMARY KEY (report_id, org_id))`,
    // Which flags and stored rows a report compared, as one hash for each organization of a page: by it the gate finds
    // what has appeared or changed since, whoever wrote it, and however.
    `CREATE TABLE ${SCHEMA}.parity_compared (
       report_id integer NOT NULL,
       id bigint GENERATED ALWAYS AS IDENTITY,
       org_ids ${id}[] NOT NULL,
       hashes bigint[] NOT NULL,
       PRIMARY KEY (report_id, id))`,
    // The product's own answers, to which readings of the flags are held. The key leads by organization, because
    // answers are read by organization; the id orders lists.
    `CREATE TABLE ${SCHEMA}.product_answers (
       id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
       org_id ${id} NOT NULL,
       module_key text NOT NULL,
       submodule_key text NOT NULL,
       allowed boolean NOT NULL,
       source text NOT NULL,
       answered_at timestamptz NOT NULL,
       flags_hash bytea NOT NULL,
       PRIMARY KEY (org_id, module_key, submodule_key))`,
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
