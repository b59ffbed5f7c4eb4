import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Creates the tables that only Portcullis uses, and a view for SQL users. They have no foreign keys to the published
 * tables, so that the owner of those can change them, and so that journals and events outlive their organizations.
 * Works with PostgreSQL 12 and newer.
 */
export class CreateOwnTables1795392000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of OWN) await runner.query(statement);
    const zoneless = await hasType(runner, 'org_entitlements', 'trial_expires_at', 'timestamp without time zone');
    await runner.query(
      effectiveEntitlements(zoneless ? "e.trial_expires_at AT TIME ZONE 'UTC'" : 'e.trial_expires_at'),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW v_effective_entitlements');
    const tables = [
      'access_counts organization_rollouts rollout platform_events parity_reports migration_run_organizations',
      'migration_run_batches migration_runs entitlement_overrides mappings',
    ];
    for (const table of tables.join(' ').split(' ')) await runner.query(`DROP TABLE ${table}`);
  }
}

async function hasType(runner: QueryRunner, table: string, column: string, type: string): Promise<boolean> {
  const found: readonly unknown[] = await runner.manager.query(
    `SELECT 1 FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = $1 AND column_name = $2 AND data_type = $3`,
    [table, column, type],
  );
  return found.length > 0;
}

const OWN = [
  `CREATE TABLE mappings (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     hash text NOT NULL UNIQUE,
     name text NOT NULL,
     rules jsonb NOT NULL,
     loaded_by text NOT NULL,
     loaded_at timestamptz NOT NULL DEFAULT now(),
     is_active boolean NOT NULL DEFAULT false)`,
  `CREATE UNIQUE INDEX mappings_one_active ON mappings (is_active) WHERE is_active`,

  `CREATE TABLE entitlement_overrides (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     org_id integer NOT NULL,
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
     ON entitlement_overrides (org_id, module_id, coalesce(submodule_id, 0)) WHERE ended_at IS NULL`,
  `CREATE INDEX entitlement_overrides_org ON entitlement_overrides (org_id, id)`,

  `CREATE TABLE migration_runs (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     mode text NOT NULL CHECK (mode IN ('DRY_RUN', 'EXECUTE')),
     status text NOT NULL,
     dry_run_id integer REFERENCES migration_runs (id),
     requested_by text NOT NULL,
     reason text NOT NULL,
     mapping_name text NOT NULL,
     mapping_hash text NOT NULL,
     mapping_rules jsonb NOT NULL,
     taxonomy_hash text NOT NULL,
     rules_version integer NOT NULL,
     module_count integer NOT NULL,
     submodule_count integer NOT NULL,
     organization_ids integer[],
     trial_days integer,
     allow_revocations boolean NOT NULL,
     error_budget_percent double precision NOT NULL,
     tolerated_failures integer NOT NULL DEFAULT 0,
     total integer,
     plan_hash text,
     error jsonb,
     idempotency_key text,
     input_hash text NOT NULL,
     created_at timestamptz(3) NOT NULL DEFAULT now(),
     started_at timestamptz,
     finished_at timestamptz)`,
  // At most one run that writes is live. The statuses are LIVE_STATUSES of src/domain/run/run-status.ts; a test
  // compares them.
  `CREATE UNIQUE INDEX migration_runs_one_live ON migration_runs ((true))
     WHERE mode = 'EXECUTE' AND status IN ('QUEUED', 'RUNNING', 'PAUSED', 'ROLLING_BACK')`,
  // A plan is executed at most once.
  `CREATE UNIQUE INDEX migration_runs_dry_run ON migration_runs (dry_run_id)`,
  `CREATE UNIQUE INDEX migration_runs_idempotency ON migration_runs (requested_by, idempotency_key)`,
  `CREATE INDEX migration_runs_work ON migration_runs (id) WHERE status IN ('QUEUED', 'RUNNING')`,

  // The organizations of a batch are fixed at the start. Each batch has its own `counts`, so that workers never wait
  // for a row of totals.
  `CREATE TABLE migration_run_batches (
     run_id integer NOT NULL REFERENCES migration_runs (id) ON DELETE CASCADE,
     number integer NOT NULL,
     organization_ids integer[] NOT NULL,
     status text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'DONE')),
     attempt integer NOT NULL DEFAULT 0,
     worker text,
     leased_until timestamptz,
     counts jsonb,
     finished_at timestamptz,
     PRIMARY KEY (run_id, number))`,
  `CREATE INDEX migration_run_batches_pending ON migration_run_batches (run_id, number) WHERE status = 'PENDING'`,

  // The journal. legacy_flags is json, not jsonb, because jsonb refuses some values (\\u0000).
  `CREATE TABLE migration_run_organizations (
     run_id integer NOT NULL REFERENCES migration_runs (id) ON DELETE CASCADE,
     org_id integer NOT NULL,
     outcome text NOT NULL CHECK (outcome IN ('CHANGED', 'UNCHANGED', 'FAILED', 'STALE', 'SKIPPED')),
     source_hash text,
     legacy_flags json,
     mapped_modules jsonb NOT NULL,
     changes jsonb NOT NULL,
     unmapped_flags jsonb NOT NULL,
     duplicate_flags jsonb NOT NULL,
     error jsonb,
     PRIMARY KEY (run_id, org_id))`,
  `CREATE INDEX migration_run_organizations_notable ON migration_run_organizations (run_id, outcome, org_id)
     WHERE outcome IN ('FAILED', 'STALE', 'SKIPPED')`,

  `CREATE TABLE parity_reports (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     status text NOT NULL,
     requested_by text NOT NULL,
     at timestamptz NOT NULL,
     organization_ids integer[],
     totals jsonb,
     uncovered integer,
     created_at timestamptz NOT NULL DEFAULT now(),
     finished_at timestamptz)`,

  `CREATE TABLE rollout (
     id boolean PRIMARY KEY DEFAULT true CHECK (id),
     mode text NOT NULL CHECK (mode IN ('LEGACY', 'SHADOW', 'ENFORCE')),
     enforce_percentage integer NOT NULL CHECK (enforce_percentage BETWEEN 0 AND 100),
     version integer NOT NULL DEFAULT 1,
     maintenance boolean NOT NULL DEFAULT false,
     maintenance_message text,
     updated_at timestamptz NOT NULL DEFAULT now())`,
  `INSERT INTO rollout (mode, enforce_percentage) VALUES ('LEGACY', 0)`,
  `CREATE TABLE organization_rollouts (
     org_id integer PRIMARY KEY,
     mode text NOT NULL CHECK (mode IN ('LEGACY', 'SHADOW', 'ENFORCE')),
     reason text NOT NULL,
     actor_id text NOT NULL,
     updated_at timestamptz NOT NULL DEFAULT now())`,

  `CREATE TABLE platform_events (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     event_type text NOT NULL,
     actor_id text NOT NULL,
     reason text,
     payload jsonb NOT NULL DEFAULT '{}',
     created_at timestamptz NOT NULL DEFAULT now())`,

  `CREATE TABLE access_counts (
     day date NOT NULL,
     org_id integer NOT NULL,
     module_key text NOT NULL,
     submodule_key text NOT NULL DEFAULT '',
     gating text NOT NULL,
     allowed boolean NOT NULL,
     reason text NOT NULL,
     unexpected boolean NOT NULL,
     differs boolean NOT NULL,
     count bigint NOT NULL,
     PRIMARY KEY (day, org_id, module_key, submodule_key, gating, allowed, reason, unexpected, differs))`,
];

/**
 * What entitlements and live overrides grant, for SQL users: a row for each organization and active module
 * (submodule_key NULL), and for each active submodule. It does not take gating into account. NOT MATERIALIZED lets a
 * query about one organization read only its rows.
 * @param trialEnd SQL for the entitlement's end as an instant: an adopted column without a time zone is read as UTC
 */
function effectiveEntitlements(trialEnd: string): string {
  return `CREATE VIEW v_effective_entitlements AS
     WITH module_answers AS NOT MATERIALIZED (
       SELECT o.id AS org_id, m.id AS module_id, m.module_key, m.policy,
              CASE WHEN m.policy <> 'ENTITLEMENT' THEN 'enabled' ELSE coalesce(v.status, e.status::text) END AS status,
              CASE WHEN v.id IS NOT NULL THEN v.trial_expires_at ELSE ${trialEnd} END AS trial_expires_at,
              CASE WHEN m.policy <> 'ENTITLEMENT' THEN 'policy'
                   WHEN v.id IS NOT NULL THEN 'override'
                   ELSE e.source::text END AS source
       FROM organizations o
       CROSS JOIN modules m
       LEFT JOIN org_entitlements e ON e.org_id = o.id AND e.module_id = m.id
       LEFT JOIN entitlement_overrides v ON v.org_id = o.id AND v.module_id = m.id AND v.submodule_id IS NULL
         AND v.ended_at IS NULL AND (v.expires_at IS NULL OR v.expires_at > now())
       WHERE m.is_active),
     decided AS NOT MATERIALIZED (
       SELECT *, coalesce(
                status = 'enabled' OR (status = 'trial' AND (trial_expires_at IS NULL OR trial_expires_at > now())),
                false) AS allowed
       FROM module_answers)
     SELECT org_id, module_key, NULL::text AS submodule_key, status, trial_expires_at, source, allowed FROM decided
     UNION ALL
     SELECT d.org_id, d.module_key, s.submodule_key, d.status, d.trial_expires_at,
            CASE WHEN d.policy <> 'ENTITLEMENT' THEN 'policy'
                 WHEN v.id IS NOT NULL THEN 'override'
                 ELSE coalesce(b.source::text, d.source) END,
            d.allowed AND (d.policy <> 'ENTITLEMENT' OR coalesce(v.status = 'enabled', b.enabled, true))
     FROM decided d
     JOIN submodules s ON s.module_id = d.module_id AND s.is_active
     LEFT JOIN org_subentitlements b ON b.org_id = d.org_id AND b.module_id = d.module_id AND b.submodule_id = s.id
     LEFT JOIN entitlement_overrides v ON v.org_id = d.org_id AND v.module_id = d.module_id AND v.submodule_id = s.id
       AND v.ended_at IS NULL AND (v.expires_at IS NULL OR v.expires_at > now())`;
}
