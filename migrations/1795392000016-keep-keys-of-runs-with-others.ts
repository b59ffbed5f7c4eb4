import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Idempotency keys of runs are kept with those of all other requests. */
export class KeepKeysOfRunsWithOthers1795392000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX migration_runs_idempotency');
    await runner.query('ALTER TABLE migration_runs DROP COLUMN idempotency_key, DROP COLUMN input_hash');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE migration_runs ADD COLUMN idempotency_key text, ADD COLUMN input_hash text NOT NULL DEFAULT ''`,
    );
    await runner.query('ALTER TABLE migration_runs ALTER COLUMN input_hash DROP DEFAULT');
    await runner.query(
      'CREATE UNIQUE INDEX migration_runs_idempotency ON migration_runs (requested_by, idempotency_key)',
    );
  }
}
