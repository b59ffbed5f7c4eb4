import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps the values of the legacy flags once an operator drops their column; no migration does. */
export class DropLegacyColumn1795392000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // One row once the column was dropped. `definition`: what must be created again to restore it.
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
    // As text, because it preserves json exactly, of which jsonb would keep only a normalized form.
    await runner.query('CREATE TABLE legacy_flags_kept (org_id integer PRIMARY KEY, flags text)');
  }

  async down(runner: QueryRunner): Promise<void> {
    const kept: readonly unknown[] = await runner.manager.query('SELECT 1 FROM legacy_flags_kept LIMIT 1');
    if (kept.length > 0)
      throw new Error(
        'legacy_flags_kept holds the values of the dropped legacy column: ' +
          "put the column back, or purge them with 'portcullis legacy purge'",
      );
    await runner.query('DROP TABLE legacy_flags_kept, legacy_column_drop');
  }
}
