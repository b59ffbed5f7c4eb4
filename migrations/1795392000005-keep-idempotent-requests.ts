import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps the answers to requests with an idempotency key, so that a repeated request gets the same one. */
export class KeepIdempotentRequests1795392000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // json, not jsonb: an answer may contain legacy flags, whose names can have characters that jsonb refuses
    // (\\u0000).
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
