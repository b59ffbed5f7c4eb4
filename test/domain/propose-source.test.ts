import fc from 'fast-check';
import { type CatalogTable, literal, quoted } from '../../src/domain/source/catalog';
import { proposeSource } from '../../src/domain/source/propose-source';

const column = (name: string, type: string, sample: readonly (string | null)[] = []) => ({
  name,
  type,
  notNull: false,
  enums: false,
  nulls: 0,
  sample,
});
const table = (name: string, columns: CatalogTable['columns'], more: Partial<CatalogTable> = {}): CatalogTable => ({
  schema: 'public',
  name,
  columns,
  primaryKey: ['id'],
  unique: ['id'],
  uniqueOrNull: [],
  uniqueTogether: [],
  uniqueInPart: [],
  uniqueInPartition: [],
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

test('a bitmask keeps every bit that an organization may have, up to the sign', () => {
  const width = { int2: 16, int4: 32, int8: 64 } as const;
  fc.assert(
    fc.property(
      fc.constantFrom('int2', 'int4', 'int8'),
      fc.array(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
      (type, all) => {
        const sample = all.map((value) => BigInt.asIntN(width[type], value));
        const [first] = proposeSource([
          table('organizations', [ID, NAME, column('modules', type, sample.map(String))]),
        ]);
        const named = [...(first?.sql ?? '').matchAll(/'bit_(\d+)', \(o\."modules"::bigint >> \1\) & 1 = 1/g)];
        const bits = named.map(([, bit]) => BigInt(bit ?? -1)).reduce((mask, bit) => mask | (1n << bit), 0n);
        const others = /'other_bits', o\."modules"::bigint & '(-?\d+)'::bigint <> 0/.exec(first?.sql ?? '')?.[1] ?? '0';
        const met = sample.reduce((mask, value) => mask | BigInt.asUintN(width[type], value), 0n);
        expect(bits).toBe(met);
        expect(bits ^ BigInt.asUintN(64, BigInt(others))).toBe(2n ** BigInt(width[type]) - 1n);
      },
    ),
  );
});

describe('a row for each organization and module', () => {
  const joined = (...columns: CatalogTable['columns']) =>
    proposeSource([
      table('organizations', [ID, NAME]),
      table('organization_modules', [column('organization_id', 'int4'), column('module', 'text'), ...columns], {
        references: [{ column: 'organization_id', schema: 'public', table: 'organizations', target: 'id' }],
        uniqueTogether: [['organization_id', 'module']],
      }),
    ])[0];

  test.each([
    ['deleted_at', 'timestamptz', '"deleted_at" IS NULL'],
    ['revokedAt', 'timestamp', '"revokedAt" IS NULL'],
    ['is_deleted', 'bool', '"is_deleted" IS NOT TRUE'],
    ['expired', 'bool', '"expired" IS NOT TRUE'],
    ['expires_at', 'timestamptz', '("expires_at" IS NULL OR "expires_at" > now())'],
    ['expiration_date', 'date', '("expiration_date" IS NULL OR "expiration_date" >= current_date)'],
    ['valid_until', 'date', '("valid_until" IS NULL OR "valid_until" >= current_date)'],
    ['ends_on', 'date', '("ends_on" IS NULL OR "ends_on" >= current_date)'],
    ['valid_from', 'timestamp', '("valid_from" IS NULL OR "valid_from" <= now())'],
    ['startsAt', 'timestamptz', '("startsAt" IS NULL OR "startsAt" <= now())'],
  ])('that is off by %s (%s) says off in place of nothing, and is named', (name, type, condition) => {
    const proposal = joined(column('enabled', 'bool'), column(name, type));
    expect(proposal?.sql.replaceAll('f."', '"').replaceAll(/\s+/g, ' ')).toContain(
      `SELECT "module" AS name, "enabled" IS TRUE AND ${condition} AS flag FROM`,
    );
    expect(proposal?.sql).toMatch(/WHERE f\."organization_id" = o\."id" AND f\."module" IS NOT NULL\)/);
    expect(proposal?.unsure.join('\n')).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test.each([
    ['cancelled_at', 'timestamptz'],
    ['trial_ends_at', 'timestamptz'],
    ['valid_during', 'tstzrange'],
    ['suspended', 'boolean', 'bool'],
    ['is_trial', 'boolean', 'bool'],
    ['subscription_status', 'subscription_states'],
    ['expires_at', 'bigint', 'int8'],
    ['valid_to', 'bigint', 'int8'],
    ['removed', 'integer', 'int4'],
    ['disabled', 'smallint', 'int2'],
    ['enabledFlag', 'char', 'bpchar'],
    ['revoked', 'text'],
    ['lock_state', 'text'],
    ['quantity', 'integer', 'int4'],
    ['plan_ids', 'integer[]', '_int4'],
    ['changed_state', 'text'],
    ['disabled_by', 'text'],
  ])('that %s (%s) may switch off is named for a person to decide', (name, said, type = said) => {
    const proposal = joined(column('enabled', 'bool'), column(name, type));
    expect(proposal?.unsure.join('\n')).toContain(`is off by ${name} (${said}): it counts whatever is there`);
    expect(proposal?.sql.replace(/^--.*$/gm, '')).not.toContain(name);
  });

  test('that a time which is never NULL may switch off is named, and does not switch off every row', () => {
    const proposal = joined({ ...column('revoked_at', 'timestamptz'), notNull: true });
    expect(proposal?.unsure.join('\n')).toContain('is off by revoked_at (timestamptz): it counts');
    expect(proposal?.sql).not.toContain('"revoked_at"');
  });

  test.each([
    [1, '1 row of public.organization_modules without module is left out, with what it grants: '],
    [2, '2 rows of public.organization_modules without module are left out, with what they grant: '],
    [null, 'Rows of public.organization_modules without module are left out, with what they grant: '],
  ])('without a name is said to be left out (%s)', (nulls, said) => {
    const [first] = proposeSource([
      table('organizations', [ID, NAME]),
      table('organization_modules', [column('organization_id', 'int4'), { ...column('module', 'text'), nulls }]),
    ]);
    expect(first?.unsure).toContain(`${said}give them one, or another name in place of f."module".`);
  });

  test('by two foreign keys names each other foreign key', () => {
    const [proposal] = proposeSource([
      table('tenants', [ID, NAME]),
      table('features', [ID, { ...column('code', 'text'), notNull: true }, column('retired_state', 'int2')], {
        unique: ['id', 'code'],
      }),
      table('tenant_features', [ID, ...['tenant_id', 'feature_id', 'disabled_by'].map((key) => column(key, 'int4'))], {
        uniqueTogether: [['tenant_id', 'feature_id']],
        references: [
          { column: 'tenant_id', schema: 'public', table: 'tenants', target: 'id' },
          { column: 'feature_id', schema: 'public', table: 'features', target: 'id' },
          { column: 'disabled_by', schema: 'public', table: 'users', target: 'id' },
        ],
      }),
    ]);
    expect(proposal?.unsure).toEqual([
      expect.stringMatching(/^Whether a row of public\.tenant_features is off by disabled_by \(integer\): /),
      expect.stringMatching(/^Whether a row of public\.features is off or on for all by retired_state \(smallint\): /),
    ]);
  });

  test('says nothing of when and by whom it was written, of notes, and of its place in a list', () => {
    const written = ['created_at', 'updated_at', 'last_modified_at', 'date_created', 'insertedAt'];
    const others = ['id', 'created_by', 'updatedByUserId', 'internal_notes', 'comment', 'description', 'sort_order'];
    const proposal = joined(
      { ...column('enabled', 'bool'), notNull: true },
      ...written.map((name) => column(name, 'timestamptz')),
      ...others.map((name) => column(name, 'text')),
    );
    expect(proposal?.unsure).toEqual([]);
  });

  test('is on only where each of its states is, and NULL is no state that is on', () => {
    const nullable = joined(column('enabled', 'bool'), column('isActive', 'bool'));
    expect(nullable?.sql.replaceAll(/\s+/g, ' ')).toContain('f."enabled" IS TRUE AND f."isActive" IS TRUE AS flag');
    expect(nullable?.unsure.join('\n')).toContain('write f."isActive" IS NOT FALSE in place of f."isActive" IS TRUE.');
    expect(joined({ ...column('enabled', 'bool'), notNull: true })?.sql).toContain('f."enabled" AS flag');
  });

  test('whose state is an enum or a text has that as its value, to be decided by the mapping', () => {
    const proposal = joined(column('status', 'module_status'));
    expect(proposal?.sql).toContain('to_jsonb(f."status") AS flag');
    expect(proposal?.unsure.join('\n')).toContain(
      `write coalesce(to_jsonb(f."status"), 'true') in place of to_jsonb(f."status").`,
    );
    expect(proposal?.unsure.join('\n')).toContain("'portcullis mapping draft' lists them");
  });
});

describe('several rows of one organization and module', () => {
  const history = [column('company_id', 'int4'), column('module', 'text'), column('enabled', 'bool')];
  const changed = column('changed_on', 'date');
  const said = (columns: CatalogTable['columns'], uniqueTogether: CatalogTable['uniqueTogether']) =>
    proposeSource([
      table('companies', [ID, NAME]),
      table('company_modules', columns, {
        references: [{ column: 'company_id', schema: 'public', table: 'companies', target: 'id' }],
        ...{ uniqueTogether, unique: [], primaryKey: columns.includes(ID) ? ['id'] : [] },
      }),
    ])[0]?.unsure.find((sentence) => sentence.startsWith('Of several rows of public.company_modules '));

  test('are named where no unique index keeps them apart, with how the latest counts alone', () => {
    expect(said([ID, ...history, column('created_at', 'timestamptz'), changed], [['id']])).toBe(
      'Of several rows of public.company_modules with the same company_id and module, which no unique index forbids, ' +
        'one that is on wins. If only the latest row counts in the product, as by changed_on, write (SELECT ' +
        'DISTINCT ON (l."company_id", l."module") l.* FROM "public"."company_modules" AS l ORDER BY l."company_id", ' +
        'l."module", l."changed_on" DESC NULLS LAST, l."id" DESC) AS f in place of "public"."company_modules" AS f.',
    );
    expect(said([...history, changed], [['company_id', 'module', 'changed_on']])).toContain('as by changed_on, write');
    expect(said([...history, column('valid_from', 'date')], [])).toContain('as by valid_from, write');
    expect(said([...history, column('expires_at', 'date')], [])).toContain('in the product, add a condition.');
    expect(said(history, [])).toContain('in the product, add a condition.');
  });

  test.each([[['company_id', 'module']], [['module', 'company_id']], [['module']]])(
    'are not mentioned where there cannot be any, as %j are unique',
    (...unique) => {
      expect(said([...history, changed], unique)).toBeUndefined();
    },
  );
});

describe('the id of an organization', () => {
  const slug = { ...column('slug', 'text'), notNull: true };
  const flags = column('enabled_modules', 'jsonb');
  const propose = (type: string, more: Partial<CatalogTable> = {}) =>
    proposeSource([table('tenants', [column('id', type), slug, NAME, flags], { unique: ['id', 'slug'], ...more })])[0];

  test.each([
    ['bpchar', 'char', 'The blanks that fill up its width are left out'],
    ['numeric', 'numeric', '7.0 is another id than 7 then'],
    ['citext', 'citext', 'Capital and small letters differ'],
    ['ulid', 'ulid', ''],
  ])('is the primary key of type %s, read as text, before a unique slug', (type, said, unsure) => {
    expect(propose(type)?.sql).toContain('SELECT o."id"::text AS id');
    expect(propose(type)?.unsure[0]).toContain(`The id id is ${said}, and read as text.`);
    expect(propose(type)?.unsure[0]).toContain(unsure);
  });

  test.each([
    [['id'], 'timestamptz', 'The primary key of public.tenants, id (timestamptz), cannot be the id as it is: slug is'],
    [['id', 'region'], 'int4', 'The primary key of public.tenants, id (integer), cannot be the id as it is: slug is'],
    [[], 'int4', 'public.tenants has no primary key: slug is taken, as it is unique. If tokens and other tables name'],
  ])('is another unique column where the primary key, %j, cannot be it, and that is said', (primaryKey, type, said) => {
    const proposal = propose(type, { primaryKey, unique: ['slug'] });
    expect(proposal?.sql).toContain('SELECT o."slug" AS id');
    expect(proposal?.unsure.join('\n')).toContain(said);
  });
});

describe('access that is taken away, or only asked for, does not become a grant', () => {
  const accounts = table('accounts', [ID, NAME]);
  const rows = (name: string, key = 'feature', more: CatalogTable['columns'] = []) =>
    table(name, [column('account_id', 'int4'), column(key, 'text'), ...more], {
      references: [{ column: 'account_id', schema: 'public', table: 'accounts', target: 'id' }],
    });

  test.each([
    ...['disabled_features', 'module_exclusions', 'account_module_blocks', 'feature_requests', 'deniedFeatures'],
    ...['hidden_features', 'revoked_modules', 'feature_waitlist', 'modules_trial_ended', 'feature_votes'],
  ])('in the rows of %s, each of which is read as off', (name) => {
    const key = name.includes('module') ? 'module' : 'feature';
    const [first] = proposeSource([accounts, rows(name, key, [{ ...column('enabled', 'bool'), notNull: true }])]);
    expect(first?.sql).toMatch(/ AS name,\n +false AS flag\n/);
    expect(first?.unsure[0]).toBe(
      `By the name ${name}, rows of public.${name} may take access away, or not give it: each is read as off. ` +
        'If they grant, write f."enabled" AS flag in place of false AS flag; what else is said of these rows counts ' +
        'then.',
    );
  });

  test('in rows that name a module by a foreign key of such a name', () => {
    const [first] = proposeSource([
      accounts,
      table('modules', [ID, { ...column('code', 'text'), notNull: true }]),
      table('account_rules', [column('account_id', 'int4'), column('excluded_module_id', 'int4')], {
        references: [
          { column: 'account_id', schema: 'public', table: 'accounts', target: 'id' },
          { column: 'excluded_module_id', schema: 'public', table: 'modules', target: 'id' },
        ],
      }),
    ]);
    expect(first?.sql).toContain('false AS flag');
    expect(first?.unsure.join('\n')).toContain('By the name excluded_module_id, rows of public.account_rules may take');
  });

  test.each([
    ['jsonb', 'o."disabled_modules"'],
    ['_text', 'to_jsonb(o."disabled_modules")'],
  ])('in a column of %s, whose flags keep its name', (type, sql) => {
    const [first] = proposeSource([table('accounts', [ID, NAME, column('disabled_modules', type)])]);
    expect(first?.sql).toContain(`jsonb_build_object('disabled_modules', ${sql}) AS flags`);
    expect(first?.byTable).toBeNull();
    expect(first?.unsure.join('\n')).toContain("'portcullis mapping draft' proposes no target for them");
  });

  test('in booleans, which are named', () => {
    const [first] = proposeSource([table('accounts', [ID, NAME, column('has_crm', 'bool'), column('no_hr', 'bool')])]);
    expect(first?.unsure[0]).toMatch(/^By their names no_hr may take access away/);
  });

  test('and comes after all that may give access, beside which it is named', () => {
    const taking = [rows('disabled_features'), rows('feature_requests')];
    const proposals = proposeSource([
      ...taking,
      table('accounts', [ID, NAME, column('is_beta', 'bool'), column('blocked_apps', 'jsonb')]),
    ]);
    expect(proposals.map(({ flags }) => flags)).toEqual([
      'public.accounts, boolean columns (is_beta)',
      'public.accounts.blocked_apps, JSON',
      'public.disabled_features, a row for each organization and feature',
    ]);
    expect(proposals[0]?.unsure.join('\n')).toMatch(
      /By their names these may take access away, .*blocked_apps, JSON; .*disabled_features, .*feature_requests, .* If/,
    );
  });
});

describe('of several columns that refer to the organizations, a row is taken by', () => {
  const taken = (columns: CatalogTable['columns'], foreign: readonly string[], primaryKey: readonly string[] = []) =>
    proposeSource([
      table('tenants', [ID, NAME]),
      table('tenant_features', [...columns, column('code', 'text')], {
        references: foreign.map((key) => ({ column: key, schema: 'public', table: 'tenants', target: 'id' })),
        primaryKey,
      }),
    ])[0]?.sql.match(/WHERE f\."(\w+)" = o\."id"/)?.[1];
  const [billed, owner] = [column('billed_to_id', 'int4'), column('owner_id', 'int4')];

  test('the one that is named like them, whatever the order of the foreign keys', () => {
    expect(taken([billed, column('tenant_id', 'int4')], ['billed_to_id', 'tenant_id'], ['billed_to_id'])).toBe(
      'tenant_id',
    );
    expect(taken([billed, column('tenantId', 'int4')], ['billed_to_id'])).toBe('tenantId');
    expect(taken([billed, column('org_id', 'int4')], ['billed_to_id', 'org_id'])).toBe('org_id');
    expect(taken([column('org_id', 'int4'), column('tenant', 'int4')], ['org_id', 'tenant'])).toBe('tenant');
  });

  test('one of the primary key, then one that is never NULL', () => {
    const never = { ...owner, notNull: true };
    expect(taken([billed, owner], ['billed_to_id', 'owner_id'], ['owner_id', 'code'])).toBe('owner_id');
    expect(taken([billed, never], ['billed_to_id', 'owner_id'])).toBe('owner_id');
    expect(taken([billed, never], ['billed_to_id', 'owner_id'], ['billed_to_id'])).toBe('billed_to_id');
  });

  test('no column that only sounds like one of theirs, where a foreign key says which it is', () => {
    expect(taken([column('account_id', 'int4'), owner], ['owner_id'])).toBe('owner_id');
  });
});

test('a JSON column of one table is proposed with the command by which it can be fenced and dropped', () => {
  const flags = column("it's on", 'jsonb');
  const propose = (...columns: CatalogTable['columns']) => proposeSource([table('organizations', columns)])[0];
  const command = `portcullis source set --table public.organizations --id id --name name --flags 'it'\\''s on'`;
  const gone = [column('deleted_at', 'timestamptz'), column('is_deleted', 'bool')];
  expect(propose(ID, NAME, flags)?.byTable).toBe(`${command} --reason 'our organizations'`);
  expect(propose(ID, NAME, flags, ...gone)?.sql.split('\n')[1]).toBe(
    `--   ${command} --where '"deleted_at" IS NULL AND "is_deleted" IS NOT TRUE' --reason 'our organizations'`,
  );
  expect(propose(ID, flags)?.byTable).toBeNull();
  expect(propose(column('id', 'numeric'), NAME, flags)?.byTable).toBeNull();
  expect(propose(ID, NAME, column('features\n', 'jsonb'))?.byTable).toBeNull();
  expect(propose(ID, NAME, column('features', '_text'))?.byTable).toBeNull();
});

test.each([
  ['deleted', 'smallint', column('deleted', 'int2')],
  ['deleted_at', 'bigint', column('deleted_at', 'int8')],
  ['deletedAt', 'timestamptz', { ...column('deletedAt', 'timestamptz'), notNull: true }],
  ['is_archived', 'char', column('is_archived', 'bpchar')],
])('no organization is said to be left out by %s (%s) while the query keeps it', (name, type, gone) => {
  const [first] = proposeSource([table('organizations', [ID, NAME, column('enabled_modules', 'jsonb'), gone])]);
  expect(first?.sql).not.toMatch(/WHERE|left out/);
  expect(first?.unsure.join('\n')).toContain(`states of the organization itself: ${name} (${type}).`);
});

test('names each column that may have flags in a form that is not proposed', () => {
  const others = [
    ...[column('has_hr', 'int2'), column('canExport', 'bpchar'), column('features', 'hstore')],
    ...[column('module_bits', 'bit'), column('module_ids', '_int4'), column('plan_id', 'int4')],
  ];
  const harmless = [column('plan_price', 'numeric'), column('plan_since', 'date'), column('city', 'text')];
  const proposals = proposeSource([
    table('organizations', [ID, NAME, column('has_crm', 'bool'), ...others, ...harmless], {
      references: [{ column: 'plan_id', schema: 'public', table: 'plans', target: 'id' }],
    }),
  ]);
  expect(proposals.map(({ flags }) => flags)).toEqual(['public.organizations, boolean columns (has_crm)']);
  expect(proposals[0]?.unsure).toContain(
    'Whether flags are also in columns that are not proposed: has_hr (smallint); canExport (char); ' +
      'features (hstore); module_bits (bit); module_ids (integer[]); plan_id (integer), which refers to ' +
      'public.plans. If so, add them to the query.',
  );
});

test('names lists of any name, and proposes them last', () => {
  const lists = [column('packs', '_text'), column('tools', '_varchar')];
  const proposals = proposeSource([
    table('tenants', [ID, NAME, column('is_beta', 'bool'), ...lists, column('sizes', '_int4'), column('x', 'hstore')]),
  ]);
  expect(proposals.map(({ flags }) => flags)).toEqual([
    'public.tenants, boolean columns (is_beta)',
    'public.tenants.packs, a list',
    'public.tenants.tools, a list',
  ]);
  expect(proposals[0]?.unsure).toContain(
    'Flags may also be in: public.tenants.packs, a list; public.tenants.tools, a list.',
  );
  expect(proposals[0]?.unsure.join('\n')).toContain('not proposed: sizes (integer[]); x (hstore). If so,');
  expect(proposals[1]?.unsure).toContain('Whether packs has flags, and no other settings.');
});

describe('a table that may be of flags by its form alone', () => {
  const said = (...tables: readonly CatalogTable[]) =>
    proposeSource([table('tenants', [ID, NAME, column('is_beta', 'bool')]), ...tables])[0]?.unsure.find((sentence) =>
      sentence.startsWith('May also be flags'),
    );
  const toTenant = { column: 'tenant_id', schema: 'public', table: 'tenants', target: 'id' };
  const other = (name: string, columns: CatalogTable['columns'], more: Partial<CatalogTable> = {}) =>
    table(name, [ID, column('tenant_id', 'int4'), ...columns], { references: [toTenant], ...more });

  test('is named if it joins the organizations to another table, or names something for them', () => {
    const bundles = { column: 'bundle_id', schema: 'public', table: 'bundles', target: 'id' };
    const found = said(
      other('invoices', [column('bundle_id', 'int4'), column('total', 'numeric'), column('due', 'date')], {
        references: [toTenant, bundles],
      }),
      other('tenant_packs', [column('pack', 'text'), column('created_at', 'timestamptz')]),
      other('tenant_kits', [column('kit', 'kit_kind'), column('note', 'text')], {
        uniqueTogether: [['tenant_id', 'kit']],
      }),
      other('tenant_bundles', [column('bundle_id', 'int4')], { references: [toTenant, bundles] }),
    );
    expect(found).toContain(
      'name for an organization: public.tenant_kits (kit); public.tenant_bundles (bundle_id); ' +
        'public.tenant_packs (pack); public.invoices (bundle_id). If so, add it to the query.',
    );
  });

  test('is not named if it says something else of one organization, and only the likeliest of many are', () => {
    const contact = ['street', 'city', 'phone'].map((name) => column(name, 'text'));
    expect(
      said(other('addresses', contact), other('tenant_profile', contact, { unique: ['tenant_id'] })),
    ).toBeUndefined();
    const many = Array.from({ length: 9 }, (_, number) => other(`t${number}`, [column('pack', 'text')]));
    expect(said(...many)).toContain('public.t5 (pack); and 3 more.');
  });
});

test.each(['plan_id', 'planId', 'module_count', 'max_modules', 'app_version', 'product_no'])(
  'a key or a number, %s, is named, and not proposed as a bitmask',
  (name) => {
    const proposals = proposeSource([
      table('organizations', [ID, NAME, column('has_crm', 'bool'), column(name, 'int4', ['3'])]),
    ]);
    expect(proposals.map(({ flags }) => flags)).toEqual(['public.organizations, boolean columns (has_crm)']);
    expect(proposals[0]?.unsure.join('\n')).toContain(`columns that are not proposed: ${name} (integer).`);
  },
);

test('each boolean state of a row, and of the module it is about, is named', () => {
  const states = ['is_suspended', 'locked', 'blocked', 'ended', 'cancelled', 'isPaused', 'expired', 'enabled', 'trial'];
  const said = states.map((name) => `${name} (boolean)`).join(', ');
  const columns = states.map((name) => column(name, 'bool'));
  const references = [{ column: 'organization_id', schema: 'public', table: 'organizations', target: 'id' }];
  const [ofRow] = proposeSource([
    table('organizations', [ID, NAME]),
    table('organization_info', [column('organization_id', 'int4'), column('has_crm', 'bool'), ...columns], {
      references,
      unique: ['organization_id'],
    }),
  ]);
  expect(ofRow?.unsure.join('\n')).toContain(`Whether a row of public.organization_info is off by ${said}: `);
  const [joined] = proposeSource([
    table('organizations', [ID, NAME]),
    table('modules', [ID, { ...column('code', 'text'), notNull: true }, ...columns]),
    table('organization_modules', [column('organization_id', 'int4'), column('module_id', 'int4')], {
      references: [...references, { column: 'module_id', schema: 'public', table: 'modules', target: 'id' }],
    }),
  ]);
  expect(joined?.unsure.join('\n')).toContain(`Whether a row of public.modules is off or on for all by ${said}: `);
});

test('says how many places there are beyond those it names', () => {
  const names = ['modules', 'features', 'settings', 'options', 'extras'];
  const [first] = proposeSource([table('organizations', [ID, NAME, ...names.map((name) => column(name, 'jsonb'))])]);
  expect(first?.unsure.join('\n')).toContain('; and 1 more.');
});

test('an organization is left out by a time or a boolean that says it is gone, however that is spelled', () => {
  const [first] = proposeSource([
    table('organizations', [
      ...[ID, NAME, column('enabled_modules', 'jsonb')],
      ...[column('deletedAt', 'timestamptz'), column('isRemoved', 'bool')],
    ]),
  ]);
  expect(first?.sql).toContain('WHERE o."deletedAt" IS NULL AND o."isRemoved" IS NOT TRUE');
  expect(first?.unsure).toHaveLength(2);
});

test('names the column that NULL is in, and what to write in place of it', () => {
  const [first] = proposeSource([table('organizations', [ID, NAME, column('has_crm', 'bool')])]);
  expect(first?.unsure).toEqual([
    'NULL in has_crm is read as off. If the product takes it as on, ' +
      'write coalesce(o."has_crm", true) in place of o."has_crm".',
  ]);
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
