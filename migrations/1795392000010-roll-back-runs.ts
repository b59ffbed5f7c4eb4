import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds who rolls back a run, the progress of the rollback, its batches, which workers lease like those of a run, and
 * the outcome for each organization.
 */
export class RollBackRuns1795392000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE migration_runs
         ADD COLUMN rollback_requested_by text,
         ADD COLUMN rollback_reason text,
         ADD COLUMN rollback_acknowledged_lost_access boolean,
         ADD COLUMN rollback_total integer,
         ADD COLUMN rollback_requested_at timestamptz,
         ADD COLUMN rollback_started_at timestamptz,
         ADD COLUMN rollback_finished_at timestamptz`,
    );
    await runner.query('ALTER TABLE migration_run_organizations ADD COLUMN rollback jsonb');
    await runner.query(
      `CREATE INDEX migration_run_organizations_kept ON migration_run_organizations (run_id, org_id)
         WHERE rollback ->> 'outcome' IN ('KEPT', 'FAILED', 'SKIPPED')`,
    );
    await runner.query(
      `CREATE TABLE migration_run_rollback_batches (
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
    );
    await runner.query(
      `CREATE INDEX migration_run_rollback_batches_pending ON migration_run_rollback_batches (run_id, number)
         WHERE status = 'PENDING'`,
    );
    await runner.query('DROP INDEX migration_runs_work');
    await runner.query(
      `CREATE INDEX migration_runs_work ON migration_runs (id) WHERE status IN ('QUEUED', 'RUNNING', 'ROLLING_BACK')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX migration_runs_work');
    await runner.query(`CREATE INDEX migration_runs_work ON migration_runs (id) WHERE status IN ('QUEUED', 'RUNNING')`);
    await runner.query('DROP TABLE migration_run_rollback_batches');
    await runner.query('ALTER TABLE migration_run_organizations DROP COLUMN rollback');
    const columns = [
      'requested_by',
      'reason',
      'acknowledged_lost_access',
      'total',
      'requested_at',
      'started_at',
      'finished_at',
    ];
    await runner.query(
      `ALTER TABLE migration_runs ${columns.map((column) => `DROP COLUMN rollback_${column}`).join(', ')}`,
    );
  }
}
