import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The journal's rows are written by runs only, and no run is ever deleted: checking each of them for its run's existence cost a takeover
 * a twentieth of its time, for nothing. Batches, of which there are few, keep theirs.
 */
export class DropJournalForeignKey1795392000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE migration_run_organizations DROP CONSTRAINT migration_run_organizations_run_id_fkey',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE migration_run_organizations ADD CONSTRAINT migration_run_organizations_run_id_fkey FOREIGN KEY (run_id) REFERENCES migration_runs (id) ON DELETE CASCADE',
    );
  }
}
