import fc from 'fast-check';
import { type CatalogTable, literal, quoted } from '../../src/domain/source/catalog';
import { proposeSource } from '../../src/domain/source/propose-source';

const column = (name: string, type: string, sample: readonly (string | null)[] = []) => ({
  name,
  type,
  notNull: false,
  sample,
});
const table = (name: string, columns: CatalogTable['columns'], more: Partial<CatalogTable> = {}): CatalogTable => ({
  schema: 'public',
  name,
  columns,
  unique: ['id'],
  references: [],
  rowSecurity: false,
  ...more,
});
const ID = column('id', 'int4');
const NAME = column('name', 'text');

test('proposes nothing where no table looks like one of organizations', () => {
  expect(proposeSource([])).toEqual([]);
  expect(proposeSource([table('invoices', [ID, NAME, column('enabled_modules', 'jsonb')])])).toEqual([]);
});

test('proposes no table whose rows cannot be told apart, or that has no flags', () => {
  const flags = column('enabled_modules', 'jsonb');
  expect(proposeSource([table('organizations', [ID, NAME, flags], { unique: [] })])).toEqual([]);
  expect(proposeSource([table('organizations', [ID, NAME])])).toEqual([]);
});

test('prefers the table that is named for organizations, and the column that is named for modules', () => {
  const proposals = proposeSource([
    table('teams', [ID, NAME, column('features', 'jsonb')]),
    table('organizations', [ID, NAME, column('settings', 'jsonb'), column('enabled_modules', 'jsonb')]),
  ]);
  expect(proposals[0]).toMatchObject({
    table: 'public.organizations',
    flags: 'public.organizations.enabled_modules, JSON',
  });
  expect(proposals[0]?.unsure).toEqual(['Flags may also be in: public.organizations.settings, JSON.']);
});

test('says that row security may hide organizations', () => {
  const [first] = proposeSource([
    table('organizations', [ID, NAME, column('enabled_modules', 'jsonb')], { rowSecurity: true }),
  ]);
  expect(first?.unsure.join('\n')).toMatch(/Row security of public\.organizations applies/);
});

test('a number that is no whole one among samples of a bitmask does not stop the proposal', () => {
  const [first] = proposeSource([
    table('organizations', [ID, NAME, column('modules', 'int4', [null, '', '5', 'x', '-1'])]),
  ]);
  expect(first?.flags).toBe('public.organizations.modules, a bitmask');
});

test('names of the product never leave their quotes, nor a comment its line', () => {
  const anyName = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(anyName, anyName, (schema, flag) => {
      const proposals = proposeSource([
        table('organizations', [ID, NAME, column(`has_${flag}`, 'bool'), column(flag, 'jsonb')], { schema }),
      ]);
      expect(proposals.length).toBeGreaterThan(0);
      for (const { sql } of proposals) {
        const comments = sql.split('\n').filter((line) => line.startsWith('--'));
        expect(sql.startsWith(`${comments.join('\n')}\nSELECT `)).toBe(true);
        expect(sql).toContain(`FROM ${quoted(schema)}."organizations" AS o`);
      }
    }),
  );
});

test('a text is one literal in SQL, whatever it holds', () => {
  expect(literal("it's")).toBe("'it''s'");
  expect(literal('a\\b').trim()).toBe("E'a\\\\b'");
});
