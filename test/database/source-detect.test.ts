import { cliActor } from '../../src/cli/support/command-context';
import { readLegacyFlags } from '../../src/domain/legacy/legacy-flags';
import { Mapping } from '../../src/domain/legacy/mapping';
import { SourceService } from '../../src/features/source/source-service';
import { SOURCE_LAYOUTS } from '../support/source-layouts';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const detect = ({ dataSource }: TestDatabase) =>
  new SourceService(dataSource, { change: (_ids, work) => work() }).detect(cliActor());

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

test.each([
  {
    what: 'the latest row alone',
    sql: `CREATE TABLE companies (id int PRIMARY KEY, name text NOT NULL);
          CREATE TABLE company_modules (company_id int NOT NULL REFERENCES companies, module text NOT NULL,
            enabled boolean NOT NULL, changed_on date, id int PRIMARY KEY);
          INSERT INTO companies VALUES (1, 'Thuja');
          INSERT INTO company_modules VALUES (1, 'crm', true, '2026-01-01', 1), (1, 'crm', false, '2026-02-01', 2),
            (1, 'crm', true, '2026-02-01', 0), (1, 'hr', true, NULL, 3)`,
    before: '{"hr": true, "crm": true}',
    after: '{"hr": true, "crm": false}',
  },
  {
    what: 'rows that grant, though their table sounds like exclusions',
    sql: `CREATE TABLE companies (id int PRIMARY KEY, name text NOT NULL);
          CREATE TABLE blocked_features (company_id int NOT NULL REFERENCES companies, feature text NOT NULL,
            enabled boolean NOT NULL, deleted_at timestamptz, PRIMARY KEY (company_id, feature));
          INSERT INTO companies VALUES (1, 'Umbu');
          INSERT INTO blocked_features VALUES (1, 'crm', true, NULL), (1, 'hr', true, now())`,
    before: '{"hr": false, "crm": false}',
    after: '{"hr": false, "crm": true}',
  },
])('what a comment says to write for $what gives just that', async ({ sql, before, after }) => {
  const database = await createTestDatabase('empty');
  try {
    await database.sql(sql);
    const [first] = await detect(database);
    const query = (first?.sql ?? '').replace(/^--.*\n/gm, '');
    const said = first?.unsure.map((one) => / write (.* AS \w+) in place of (.*? AS \w+)[.;]/.exec(one)).find(Boolean);
    const flags = async (text: string) =>
      (await database.sql<{ flags: string }>(`SELECT flags::text AS flags FROM (${text}) AS source`))[0]?.flags;
    expect(await flags(query)).toBe(before);
    expect(await flags(query.replace(said?.[2] ?? 'nothing', said?.[1] ?? ''))).toBe(after);
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
