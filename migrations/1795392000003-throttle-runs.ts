import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the limits on the load that a run puts on the database, and the reason why its workers wait at the moment. */
export class ThrottleRuns1795392000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE migration_runs
         ADD COLUMN max_rate integer CHECK (max_rate > 0),
         ADD COLUMN max_replication_lag double precision CHECK (max_replication_lag > 0),
         ADD COLUMN max_lock_waits integer CHECK (max_lock_waits >= 0),
         ADD COLUMN next_claim_at timestamptz,
         ADD COLUMN hold_reason text,
         ADD COLUMN hold_seen_at timestamptz`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE migration_runs DROP COLUMN max_rate, DROP COLUMN max_replication_lag, DROP COLUMN max_lock_waits,
         DROP COLUMN next_claim_at, DROP COLUMN hold_reason, DROP COLUMN hold_seen_at`,
    );
  }
}
