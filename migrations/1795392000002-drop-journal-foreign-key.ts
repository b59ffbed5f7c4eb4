import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Only runs write the rows of the journal, and no run is ever deleted. Checking the foreign key for each row took a
 * twentieth of a migration's time. Batches, of which there are few, keep theirs.
 */
export class DropJournalForeignKey1795392000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE migration_run_organizations DROP CONSTRAINT migration_run_organizations_run_id_fkey',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE migration_run_organizations ADD CONSTRAINT migration_run_organizations_run_id_fkey
         FOREIGN KEY (run_id) REFERENCES migration_runs (id) ON DELETE CASCADE`,
    );
  }
}
