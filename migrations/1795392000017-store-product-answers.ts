import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds the product's own answers, to which readings of the legacy flags are held. No foreign keys: millions of answers
 * come in one statement, and those of a deleted organization are never joined. A difference between reading and product
 * has no answer by entitlements.
 */
export class StoreProductAnswers1795392000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The key leads by organization, because answers are read by organization. The id orders lists.
    await runner.query(
      `CREATE TABLE product_answers (
         id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
         org_id integer NOT NULL,
         module_key text NOT NULL,
         submodule_key text NOT NULL,
         allowed boolean NOT NULL,
         source text NOT NULL,
         answered_at timestamptz NOT NULL,
         flags_hash bytea NOT NULL,
         PRIMARY KEY (org_id, module_key, submodule_key))`,
    );
    await runner.query('ALTER TABLE parity_differences ALTER COLUMN entitlement_reason DROP NOT NULL');
    await runner.query('ALTER TABLE parity_reports ADD COLUMN readings jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM parity_differences WHERE entitlement_reason IS NULL`);
    await runner.query('ALTER TABLE parity_differences ALTER COLUMN entitlement_reason SET NOT NULL');
    await runner.query('ALTER TABLE parity_reports DROP COLUMN readings');
    await runner.query('DROP TABLE product_answers');
  }
}
