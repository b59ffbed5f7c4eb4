import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds when a reset emptied the entitlements that a run had written. Such a run can still be read, but neither rolled
 * back nor resumed.
 */
export class MarkResetRuns1795392000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE migration_runs ADD COLUMN reset_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE migration_runs DROP COLUMN reset_at');
  }
}
