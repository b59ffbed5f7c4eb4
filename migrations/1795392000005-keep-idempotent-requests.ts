import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What requests with an idempotency key were answered with, so that one that is sent again gets the same. */
export class KeepIdempotentRequests1795392000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // json, not jsonb: an answer may tell of legacy flags, whose names hold whatever was written (\\u0000).
    await runner.query(
      `CREATE TABLE idempotent_requests (
         actor_id text NOT NULL,
         key text NOT NULL,
         input_hash text NOT NULL,
         answer json NOT NULL,
         created_at timestamptz NOT NULL DEFAULT now(),
         PRIMARY KEY (actor_id, key))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotent_requests');
  }
}
