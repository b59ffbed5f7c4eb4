import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the entitlements that a run had written were emptied by a reset; such a run stays readable, and can be neither rolled back nor resumed. */
export class MarkResetRuns1795392000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE migration_runs ADD COLUMN reset_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE migration_runs DROP COLUMN reset_at');
  }
}
