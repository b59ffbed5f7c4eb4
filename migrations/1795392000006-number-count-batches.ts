import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keeps the number of the last batch of counts that each process wrote. A batch whose answer was lost is sent again,
 * and must not count twice.
 */
export class NumberCountBatches1795392000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE access_count_writers (
         writer uuid PRIMARY KEY,
         batch bigint NOT NULL,
         written_at timestamptz NOT NULL DEFAULT now())`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE access_count_writers');
  }
}
