import { cliActor } from '../../src/cli/support/command-context';
import { readLegacyFlags } from '../../src/domain/legacy/legacy-flags';
import { Mapping } from '../../src/domain/legacy/mapping';
import { SourceService } from '../../src/features/source/source-service';
import { SOURCE_LAYOUTS } from '../support/source-layouts';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const detect = ({ dataSource }: TestDatabase) =>
  new SourceService(dataSource, { drop: () => undefined }).detect(cliActor());

test.each(SOURCE_LAYOUTS)('finds the organizations and flags of a product with $name', async (layout) => {
  const database = await createTestDatabase('empty');
  try {
    await database.sql(layout.sql);
    const [first] = await detect(database);
    if (!first) throw new Error('nothing was proposed');
    const rows = await database.sql<{ id: string; name: string | null; flags: string | null }>(
      `SELECT id::text AS id, name::text AS name, flags::text AS flags
       FROM (${first.sql}) AS source ORDER BY source.id`,
    );
    const found = rows.map(({ id, flags }) => {
      const read = readLegacyFlags(flags, Mapping.NONE);
      if (!read.readable) throw new Error(read.problems[0].message);
      const on = [...read.flags.values()].filter((flag) => flag.on).map(({ name }) => name);
      return [id, ...on.sort()];
    });
    expect(found).toEqual(layout.organizations);
    if (layout.flags) expect(rows.map(({ id, flags }) => [id, flags])).toEqual(layout.flags);
    for (const unsure of layout.unsure ?? []) expect(first.sql).toMatch(unsure);
  } finally {
    await database.close();
  }
});

test('a database without organizations gets no proposal', async () => {
  const database = await createTestDatabase('empty');
  try {
    await database.sql('CREATE TABLE invoices (id serial PRIMARY KEY, modules jsonb)');
    expect(await detect(database)).toEqual([]);
  } finally {
    await database.close();
  }
});

test('the entitlement tables are not proposed as a source of the flags that they replace', async () => {
  const database = await createTestDatabase('schema');
  try {
    const proposals = await detect(database);
    expect(proposals.map(({ flags }) => flags)).toEqual(['public.organizations.enabled_modules, JSON']);
    expect(proposals[0]?.sql).not.toMatch(/org_entitlements/);
  } finally {
    await database.close();
  }
});
