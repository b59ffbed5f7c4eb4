import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the legacy flags' values are kept once their column is dropped, which an operator does, and no migration. */
export class DropLegacyColumn1795392000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // One row once the column was dropped. `definition`: what has to be made again to put it back.
    await runner.query(
      `CREATE TABLE legacy_column_drop (
         id boolean PRIMARY KEY DEFAULT true CHECK (id),
         dropped_at timestamptz NOT NULL DEFAULT now(),
         actor_id text NOT NULL,
         reason text NOT NULL,
         column_type text NOT NULL,
         definition jsonb NOT NULL,
         organizations integer NOT NULL,
         purged_at timestamptz)`,
    );
    // As text: json keeps its own, and jsonb has but one for a value.
    await runner.query('CREATE TABLE legacy_flags_kept (org_id integer PRIMARY KEY, flags text)');
  }

  async down(runner: QueryRunner): Promise<void> {
    const kept: readonly unknown[] = await runner.manager.query('SELECT 1 FROM legacy_flags_kept LIMIT 1');
    if (kept.length > 0)
      throw new Error(
        "legacy_flags_kept holds the values of the dropped legacy column: put the column back, or purge them with 'portcullis legacy purge'",
      );
    await runner.query('DROP TABLE legacy_flags_kept, legacy_column_drop');
  }
}
