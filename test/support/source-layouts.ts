/** A product's database, as products have them, with what each organization has on. */
export interface SourceLayout {
  readonly name: string;
  /** Statements that make it, in an empty database. */
  readonly sql: string;
  /** The organizations that the product shows: id, and the names of the flags that are on. */
  readonly organizations: readonly (readonly [id: string, ...on: string[]])[];
  /** The flags of an organization as JSON, where it matters what is said to be off. */
  readonly flags?: readonly (readonly [id: string, json: string | null])[];
  /** The search path of the product, if it is not `public`. */
  readonly searchPath?: string;
  /** What a role must be granted that owns nothing of the product, as `… TO`; left out, the product's owner works. */
  readonly grants?: readonly string[];
  /** What must be named beside the proposed source. */
  readonly unsure?: readonly RegExp[];
}

const UUID_A = '3f2c7c1e-0a54-4d0b-9c1e-8a1d5b6f0a01';
const UUID_B = '9d1b2a34-7c5e-4f60-8e21-1f0e9d8c7b02';

const MANY_FLAGS = Array.from({ length: 120 }, (_, number) => `has_${number}`);

export const SOURCE_LAYOUTS: readonly SourceLayout[] = [
  {
    name: 'a JSON column in a schema of the product, beside an empty schema portcullis',
    searchPath: 'tenancy',
    sql: `CREATE SCHEMA tenancy; CREATE SCHEMA portcullis;
          CREATE TABLE tenancy.organizations (id int PRIMARY KEY, name text NOT NULL, enabled_modules jsonb);
          INSERT INTO tenancy.organizations VALUES (1, 'Ash', '{"CRM": true}'), (2, 'Birch', '["HR"]')`,
    organizations: [
      ['1', 'crm'],
      ['2', 'hr'],
    ],
  },
  {
    name: 'boolean columns in a row of its own for each organization, by another schema and a name to quote',
    sql: `CREATE SCHEMA billing;
          CREATE TABLE tenants (id int PRIMARY KEY, name text NOT NULL, suspended_at timestamptz);
          CREATE TABLE billing."Tenant Settings" (
            tenant_id int PRIMARY KEY REFERENCES tenants, has_crm boolean NOT NULL, has_hr boolean, locale text,
            is_active boolean NOT NULL DEFAULT true, closed_at timestamptz);
          CREATE TABLE profiles (tenant_id int PRIMARY KEY REFERENCES tenants, wants_news boolean, payload jsonb);
          INSERT INTO tenants VALUES (1, 'Ash'), (2, 'Birch'), (3, 'Without settings');
          INSERT INTO billing."Tenant Settings" VALUES (1, true, false), (2, false, true)`,
    organizations: [['1', 'has_crm'], ['2', 'has_hr'], ['3']],
    flags: [
      ['1', '{"has_hr": false, "has_crm": true}'],
      ['2', '{"has_hr": true, "has_crm": false}'],
      ['3', null],
    ],
    unsure: [
      /organization without a row in billing\.Tenant Settings are null/,
      /off by is_active \(boolean\), closed_at \(timestamptz\)/,
      /NULL in has_hr is read as off/,
    ],
  },
  {
    name: 'bigint ids, below and above what a number holds',
    sql: `CREATE TABLE organizations (id bigint PRIMARY KEY, name varchar(80) NOT NULL, enabled_modules jsonb);
          INSERT INTO organizations VALUES (-5, 'Below', '["CRM"]'), (0, 'Zero', '["CRM"]'),
            (2147483648, 'Wide', '["HR"]'), (9007199254740993, 'Widest', '{"CRM": 1}')`,
    organizations: [
      ['-5', 'crm'],
      ['0', 'crm'],
      ['2147483648', 'hr'],
      ['9007199254740993', 'crm'],
    ],
  },
  {
    name: 'uuid ids, row security, and users of another schema',
    sql: `CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY, email text);
          CREATE TABLE organizations (
            id uuid PRIMARY KEY, name text NOT NULL, slug text NOT NULL UNIQUE,
            enabled_modules jsonb NOT NULL DEFAULT '[]', active boolean NOT NULL DEFAULT true,
            created_by uuid REFERENCES auth.users (id));
          ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
          INSERT INTO organizations VALUES ('${UUID_A}', 'Cedar', 'cedar', '["crm", "hr"]'),
            ('${UUID_B}', 'Dogwood', 'dogwood', '["hr"]')`,
    organizations: [
      [UUID_A, 'crm', 'hr'],
      [UUID_B, 'hr'],
    ],
  },
  {
    name: 'a bitmask, beside a table modules of another kind',
    sql: `CREATE TABLE migrations (id serial PRIMARY KEY, migration varchar(255) NOT NULL, batch int NOT NULL);
          CREATE TABLE companies (
            id bigserial PRIMARY KEY, company_key varchar(100) NOT NULL UNIQUE, name varchar(255),
            enabled_modules bigint NOT NULL DEFAULT 0, deleted_at timestamp(0));
          INSERT INTO companies (company_key, name, enabled_modules, deleted_at)
            VALUES ('e', 'Elm', 3, NULL), ('f', NULL, 2, NULL), ('g', 'Gone', 3, now()),
              ('h', 'Hemlock', 1::bigint << 40, NULL);
          CREATE TABLE modules (id serial PRIMARY KEY, company_id int NOT NULL, alias varchar(191) NOT NULL,
            status int NOT NULL, deleted_at timestamp(0));
          INSERT INTO modules (company_id, alias, status) VALUES (1, 'payroll', 1), (2, 'payroll', 0)`,
    organizations: [
      ['1', 'bit_0', 'bit_1'],
      ['2', 'bit_1'],
      ['4', 'bit_40'],
    ],
    unsure: [/bits 0, 1, 40/, /deleted_at are left out/, /modules, a row for each organization and alias/],
  },
  {
    name: 'a list with commas, and JSON, in one text column',
    sql: `CREATE TABLE organizations (id serial PRIMARY KEY, name text NOT NULL, enabled_modules varchar);
          INSERT INTO organizations (name, enabled_modules)
            VALUES ('Fir', 'CRM, HR'), ('Gum', ''), ('Hazel', NULL), ('Ivy', '{"CRM": true}')`,
    organizations: [['1', 'crm', 'hr'], ['2'], ['3'], ['4', 'crm']],
    unsure: [/between commas/, /Some values begin like JSON/],
  },
  {
    name: 'text[] with ids that are text, of any case',
    sql: `CREATE TABLE workspaces (id text PRIMARY KEY, name text, enabled_features text[] NOT NULL DEFAULT '{}');
          INSERT INTO workspaces VALUES ('clh3am1f30000', 'Juniper', '{CRM,hr}'), ('Zed "quoted"', 'Kapok', '{}')`,
    organizations: [['Zed "quoted"'], ['clh3am1f30000', 'crm', 'hr']],
  },
  {
    name: 'a list of an enum, beside columns of types that are not proposed',
    sql: `CREATE TYPE module AS ENUM ('CRM', 'hr');
          CREATE TABLE plans (id int PRIMARY KEY, name text);
          CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL, enabled_modules module[],
            has_export smallint, module_bits bit(8), plan_id int REFERENCES plans);
          INSERT INTO organizations VALUES (1, 'Kauri', '{CRM,hr}', 1), (2, 'Linden', NULL, 0)`,
    organizations: [['1', 'crm', 'hr'], ['2']],
    unsure: [/has_export \(smallint\); module_bits \(bit\); plan_id \(integer\), which refers to public\.plans\./],
  },
  {
    name: 'boolean columns',
    sql: `CREATE TABLE accounts (id bigserial PRIMARY KEY, name text NOT NULL, has_crm boolean,
            hr_enabled boolean NOT NULL DEFAULT false, is_active boolean NOT NULL DEFAULT true);
          INSERT INTO accounts (name, has_crm, hr_enabled) VALUES ('Larch', true, false), ('Maple', NULL, true)`,
    organizations: [
      ['1', 'has_crm'],
      ['2', 'hr_enabled'],
    ],
    unsure: [
      /states of the organization itself: is_active/,
      /NULL in has_crm is read as off.*coalesce\(o\."has_crm", true\)/,
    ],
  },
  {
    name: '120 boolean columns',
    sql: `CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL, ${MANY_FLAGS.map(
      (name) => `${name} boolean NOT NULL DEFAULT true`,
    ).join(', ')});
          INSERT INTO organizations VALUES (1, 'Fig'), (2, 'Guava');
          UPDATE organizations SET has_0 = false WHERE id = 2`,
    organizations: [
      ['1', ...[...MANY_FLAGS].sort()],
      ['2', ...MANY_FLAGS.slice(1).sort()],
    ],
  },
  {
    name: 'a bitmask of which each bit is met',
    sql: `CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL, modules bigint NOT NULL);
          INSERT INTO organizations VALUES (1, 'Hornbeam', -1), (2, 'Iroko', 1)`,
    organizations: [
      ['1', ...Array.from({ length: 64 }, (_, bit) => `bit_${bit}`).sort()],
      ['2', 'bit_0'],
    ],
  },
  {
    name: 'a join table of organizations and features',
    sql: `CREATE TABLE tenants (id serial PRIMARY KEY, title text);
          CREATE TABLE features (id serial PRIMARY KEY, code text NOT NULL UNIQUE, label text);
          CREATE TABLE tenant_features (
            tenant_id int NOT NULL REFERENCES tenants (id), feature_id int NOT NULL REFERENCES features (id),
            enabled boolean NOT NULL DEFAULT true, PRIMARY KEY (tenant_id, feature_id));
          INSERT INTO tenants (title) VALUES ('Nutmeg'), ('Oak'), ('Pine');
          INSERT INTO features (code, label) VALUES ('crm', 'CRM'), ('hr', 'People');
          INSERT INTO tenant_features VALUES (1, 1, true), (1, 2, false), (2, 2, true)`,
    organizations: [['1', 'crm'], ['2', 'hr'], ['3']],
  },
  {
    name: 'a join table with rows that are revoked, over, to come, or without a name',
    sql: `CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL, suspended_at timestamptz);
          CREATE TABLE organization_modules (
            organization_id int NOT NULL REFERENCES organizations (id), module text, enabled boolean DEFAULT true,
            starts_at timestamptz, "expiresAt" timestamp, paid_until date, revoked boolean, removed_at timestamptz,
            cancelled_at timestamptz, status text, created_at timestamptz NOT NULL DEFAULT now());
          INSERT INTO organizations VALUES (1, 'Alerce'), (2, 'Balsa'), (3, 'Cherry'), (4, 'Damson');
          INSERT INTO organization_modules (organization_id, module) VALUES (1, 'crm'), (2, NULL);
          INSERT INTO organization_modules (organization_id, module, "expiresAt", starts_at, revoked) VALUES
            (1, 'hr', now() - interval '1 day', NULL, NULL), (2, 'crm', NULL, now() + interval '1 day', NULL),
            (2, 'hr', now() + interval '1 day', now() - interval '1 day', false), (3, 'hr', NULL, NULL, true);
          INSERT INTO organization_modules (organization_id, module, removed_at) VALUES (3, 'crm', now());
          INSERT INTO organization_modules (organization_id, module, enabled) VALUES (3, 'payroll', NULL);
          INSERT INTO organization_modules (organization_id, module, "expiresAt") VALUES (4, 'crm', NULL),
            (4, 'crm', now() - interval '1 day'), (4, 'hr', now() - interval '1 day'), (4, 'hr', 'infinity')`,
    organizations: [['1', 'crm'], ['2', 'hr'], ['3'], ['4', 'crm', 'hr']],
    flags: [
      ['1', '{"hr": false, "crm": true}'],
      ['2', '{"hr": true, "crm": false}'],
      ['3', '{"hr": false, "crm": false, "payroll": false}'],
      ['4', '{"hr": true, "crm": true}'],
    ],
    unsure: [
      /1 row of public\.organization_modules without module is left out/,
      /with revoked, removed_at are off/,
      /count from starts_at and until expiresAt, and are off .*does not end at expiresAt/,
      /NULL in enabled .* is read as off/,
      /is off by paid_until \(date\), cancelled_at \(timestamptz\), status \(text\): it counts whatever/,
      /states of the organization itself: suspended_at/,
    ],
  },
  {
    name: 'a join table with numbers and texts that may switch rows off, and a feature without a code',
    sql: `CREATE TABLE tenants (id int PRIMARY KEY, name text NOT NULL, deleted smallint,
            deleted_at bigint NOT NULL DEFAULT 0);
          CREATE TABLE features (id int PRIMARY KEY, code text UNIQUE, name text NOT NULL);
          CREATE TABLE tenant_features (
            tenant_id int NOT NULL REFERENCES tenants (id), feature_id int NOT NULL REFERENCES features (id),
            quantity int, removed int, lock_state text, ends_at bigint, "enabledFlag" char(1), created_by text);
          INSERT INTO tenants VALUES (1, 'Ebony');
          INSERT INTO features VALUES (1, 'crm', 'CRM'), (2, 'hr', 'People'), (3, NULL, 'Payroll');
          INSERT INTO tenant_features (tenant_id, feature_id, removed) VALUES (1, 1, 0), (1, 2, 1), (1, 3, 0)`,
    organizations: [['1', 'crm', 'hr']],
    unsure: [
      /1 row of public\.features without code is left out, .*coalesce\(n\."code", n\."name"\) in place of each/,
      /quantity \(integer\), removed \(integer\), lock_state \(text\), ends_at \(bigint\), enabledFlag \(char\):/,
      /states of the organization itself: deleted \(smallint\), deleted_at \(bigint\)\./,
    ],
  },
  {
    name: 'a row of its own for each organization, that names who pays and where it was copied from as well',
    sql: `CREATE TABLE tenants (id int PRIMARY KEY, name text NOT NULL);
          CREATE TABLE tenant_features (tenant_id int NOT NULL PRIMARY KEY REFERENCES tenants,
            billed_to_id int NOT NULL UNIQUE REFERENCES tenants, a_copy_of int UNIQUE REFERENCES tenants,
            has_crm boolean);
          INSERT INTO tenants VALUES (1, 'Acacia'), (2, 'Bamboo');
          INSERT INTO tenant_features VALUES (1, 2, 1, true), (2, 1, 2, false)`,
    organizations: [['1', 'has_crm'], ['2']],
    unsure: [/the organization in tenant_id\. They refer to public\.tenants by billed_to_id, a_copy_of too/],
  },
  {
    name: 'a join table that names who gave the feature as well',
    sql: `CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL);
          CREATE TABLE organization_features (a_giver_org_id int NOT NULL, organization_id int NOT NULL,
            code text NOT NULL, enabled boolean NOT NULL,
            CONSTRAINT a FOREIGN KEY (a_giver_org_id) REFERENCES organizations,
            CONSTRAINT b FOREIGN KEY (organization_id) REFERENCES organizations);
          INSERT INTO organizations VALUES (1, 'Catalpa'), (2, 'Dracaena');
          INSERT INTO organization_features VALUES (2, 1, 'crm', true), (1, 2, 'hr', true)`,
    organizations: [
      ['1', 'crm'],
      ['2', 'hr'],
    ],
    unsure: [/the organization in organization_id\. They refer to public\.organizations by a_giver_org_id too/],
  },
  {
    name: 'features by the key of the organization',
    sql: `CREATE TABLE companies (id int PRIMARY KEY, name text NOT NULL, company_key text NOT NULL UNIQUE);
          CREATE TABLE company_features (company text NOT NULL REFERENCES companies (company_key), code text NOT NULL,
            enabled boolean NOT NULL, PRIMARY KEY (company, code));
          INSERT INTO companies VALUES (1, 'Elder', 'elder'), (2, 'Fuchsia', 'fuchsia');
          INSERT INTO company_features VALUES ('elder', 'crm', true), ('fuchsia', 'hr', true)`,
    organizations: [
      ['1', 'crm'],
      ['2', 'hr'],
    ],
  },
  {
    name: 'flags whose rows without an organization hold for all',
    sql: `CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL);
          CREATE TABLE feature_flags (id int PRIMARY KEY, organization_id int REFERENCES organizations,
            key text NOT NULL, enabled boolean NOT NULL, UNIQUE (organization_id, key));
          INSERT INTO organizations VALUES (1, 'Gorse'), (2, 'Heather');
          INSERT INTO feature_flags VALUES (1, NULL, 'crm', true), (2, 1, 'crm', true);
          INSERT INTO feature_flags SELECT 10 + n, NULL, 'hr_' || n, true FROM generate_series(1, 1100) AS n`,
    organizations: [['1', 'crm'], ['2']],
    unsure: [/1101 rows of public\.feature_flags without organization_id count for no organization: if what they say/],
  },
  {
    name: 'a table of settings of which one holds for all',
    sql: `CREATE TABLE companies (id int PRIMARY KEY, company_name text NOT NULL);
          CREATE TABLE settings (company_id int, key text NOT NULL, value text);
          INSERT INTO companies VALUES (1, 'Ilex');
          INSERT INTO settings VALUES (1, 'module_crm', '1'), (NULL, 'module_hr', '1')`,
    organizations: [['1', 'module_crm']],
    unsure: [/1 row of public\.settings without company_id counts for no organization: if what it says holds for all/],
  },
  {
    name: 'a join table beside features that are on by default',
    sql: `CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL);
          CREATE TABLE features (id int PRIMARY KEY, code text NOT NULL UNIQUE, default_enabled boolean,
            is_core boolean, "includedIn" text, free boolean NOT NULL, min_plan text, note text, sort_order int);
          CREATE TABLE organization_features (organization_id int NOT NULL REFERENCES organizations,
            feature_id int NOT NULL REFERENCES features, enabled boolean NOT NULL,
            PRIMARY KEY (organization_id, feature_id));
          INSERT INTO organizations VALUES (1, 'Jasmine');
          INSERT INTO features VALUES (1, 'crm', false, false, NULL, false), (2, 'hr', true, true, 'all', true);
          INSERT INTO organization_features VALUES (1, 1, true)`,
    organizations: [['1', 'crm']],
    unsure: [
      /off or on for all by default_enabled \(boolean\), is_core \(boolean\), includedIn \(text\), free/,
      /free \(boolean\), min_plan \(text\): they/,
    ],
  },
  {
    name: 'rows by the codes of features that are on by default, without a foreign key',
    sql: `CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL);
          CREATE TABLE features (code text PRIMARY KEY, is_default boolean NOT NULL);
          CREATE TABLE organization_features (organization_id int NOT NULL REFERENCES organizations,
            code text NOT NULL, enabled boolean NOT NULL, PRIMARY KEY (organization_id, code));
          INSERT INTO organizations VALUES (1, 'Kerria');
          INSERT INTO features VALUES ('crm', false), ('hr', true);
          INSERT INTO organization_features VALUES (1, 'crm', true)`,
    organizations: [['1', 'crm']],
    unsure: [/Whether a row of public\.features is off or on for all by is_default \(boolean\)/],
  },
  {
    name: 'a row of its own for each organization, with states, flags of other forms, and a plan',
    sql: `CREATE TYPE edition AS ENUM ('basic', 'pro');
          CREATE TABLE tenants (id int PRIMARY KEY, name text NOT NULL);
          CREATE TABLE plans (id int PRIMARY KEY, code text NOT NULL UNIQUE);
          CREATE TABLE tenant_settings (tenant_id int PRIMARY KEY REFERENCES tenants, plan_id int REFERENCES plans,
            has_crm boolean NOT NULL, can_fax boolean NOT NULL, "isSuspended" boolean, locked boolean, blocked boolean,
            ended boolean, hr smallint, module_bits bit(8), level edition, locale text, created_at timestamptz);
          INSERT INTO tenants VALUES (1, 'Laurel'), (2, 'Myrtle');
          INSERT INTO plans VALUES (7, 'pro');
          INSERT INTO tenant_settings (tenant_id, plan_id, has_crm, can_fax)
            VALUES (1, 7, true, false), (2, 7, false, false)`,
    organizations: [['1', 'has_crm'], ['2']],
    unsure: [
      /off by isSuspended \(boolean\), locked \(boolean\), blocked \(boolean\), ended \(boolean\): it counts/,
      /columns of public\.tenant_settings: plan_id \(integer\), which refers to public\.plans; hr \(smallint\); /,
      /; module_bits \(bit\); level \(edition\)\. If so, add them\./,
      /Flags may also be in: public\.tenant_settings, a row for each organization and plans/,
    ],
  },
  {
    name: 'a row of its own for an organization or for all',
    sql: `CREATE TABLE tenants (id int PRIMARY KEY, name text NOT NULL);
          CREATE TABLE tenant_info (id int PRIMARY KEY, tenant_id int UNIQUE REFERENCES tenants,
            has_crm boolean NOT NULL, closed boolean, reporting boolean);
          CREATE TABLE tenant_modules (tenant_id int NOT NULL, environment text NOT NULL, sales boolean NOT NULL,
            PRIMARY KEY (tenant_id, environment));
          CREATE TABLE tenant_extras (id int PRIMARY KEY, tenant_id int NOT NULL, can_export boolean,
            gone_at timestamptz);
          CREATE UNIQUE INDEX ON tenant_extras (tenant_id) WHERE gone_at IS NULL;
          INSERT INTO tenants VALUES (1, 'Nerine'), (2, 'Olive');
          INSERT INTO tenant_info VALUES (1, 1, true), (2, NULL, true), (3, NULL, true), (4, 2, false)`,
    organizations: [['1', 'has_crm'], ['2']],
    unsure: [
      /2 rows of public\.tenant_info without tenant_id count for no organization/,
      /off by closed \(boolean\): it counts/,
      /other columns of public\.tenant_info: reporting \(boolean\)\./,
      /Flags may also be in: .*tenant_extras, several rows for each organization \(can_export\)/,
      /Flags may also be in: .*tenant_modules, several rows for each organization \(sales\)/,
    ],
  },
  {
    name: 'a row of settings that the organization refers to',
    sql: `CREATE TABLE org_settings (id int PRIMARY KEY, has_crm boolean NOT NULL, has_hr boolean NOT NULL);
          CREATE TABLE org_profiles (id int PRIMARY KEY, has_logo boolean NOT NULL);
          CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL, settings_id int REFERENCES org_settings,
            profile_id int REFERENCES org_profiles);
          INSERT INTO org_settings VALUES (10, true, false), (20, false, true);
          INSERT INTO organizations VALUES (1, 'Privet', 20), (2, 'Quercus', 10), (3, 'Without settings', NULL)`,
    organizations: [['1', 'has_hr'], ['2', 'has_crm'], ['3']],
    unsure: [
      /Flags: .*\(has_crm, has_hr\), the row that organizations\.settings_id refers to/,
      /Flags may also be in: public\.org_profiles, the row that organizations\.profile_id refers to \(has_logo\)/,
    ],
  },
  {
    name: 'subscriptions of which one was canceled and taken again',
    sql: `CREATE TABLE tenants (id int PRIMARY KEY, name text NOT NULL);
          CREATE TABLE plans (id int PRIMARY KEY, code text NOT NULL UNIQUE);
          CREATE TABLE subscriptions (id int PRIMARY KEY, tenant_id int NOT NULL REFERENCES tenants,
            plan_id int NOT NULL REFERENCES plans, status text NOT NULL, expires_at timestamptz);
          INSERT INTO tenants VALUES (1, 'Rowan'), (2, 'Salal');
          INSERT INTO plans VALUES (1, 'crm'), (2, 'hr');
          INSERT INTO subscriptions VALUES (1, 1, 1, 'off', NULL), (2, 1, 1, 'enabled', NULL), (3, 1, 2, 'off', NULL),
            (4, 2, 1, 'on', now() - interval '1 day'), (5, 2, 1, 'disabled', NULL), (6, 2, 2, 'enabled', NULL)`,
    organizations: [
      ['1', 'crm'],
      ['2', 'hr'],
    ],
    flags: [
      ['1', '{ "crm" : "enabled", "crm" : "off", "hr" : "off" }'],
      ['2', '{ "crm" : "disabled", "crm" : false, "hr" : "enabled" }'],
    ],
    unsure: [/Of several rows of public\.subscriptions with the same name each status counts, .*If only the latest/],
  },
  {
    name: 'a history of what was switched on and off',
    sql: `CREATE TABLE companies (id int PRIMARY KEY, name text NOT NULL);
          CREATE TABLE company_modules (company_id int NOT NULL REFERENCES companies, module text NOT NULL,
            enabled boolean NOT NULL, changed_on date NOT NULL, UNIQUE (company_id, module, changed_on));
          INSERT INTO companies VALUES (1, 'Sassafras');
          INSERT INTO company_modules VALUES (1, 'crm', true, '2026-01-01'), (1, 'crm', false, '2026-02-01')`,
    organizations: [['1', 'crm']],
    unsure: [/with the same company_id and module, which no unique index forbids, one that is on wins\. If only the/],
  },
  {
    name: 'a table of settings',
    sql: `CREATE TABLE companies (id uuid PRIMARY KEY, company_name text NOT NULL);
          CREATE TABLE company_settings (company_id uuid NOT NULL REFERENCES companies (id), key text NOT NULL,
            value text, PRIMARY KEY (company_id, key));
          INSERT INTO companies VALUES ('${UUID_A}', 'Quince'), ('${UUID_B}', 'Rowan');
          INSERT INTO company_settings VALUES ('${UUID_A}', 'module_crm', '1'), ('${UUID_A}', 'module_hr', '0'),
            ('${UUID_B}', 'module_crm', NULL)`,
    organizations: [[UUID_A, 'module_crm'], [UUID_B]],
    unsure: [/Which keys of public\.company_settings are flags/, /NULL in value .* is read as off/],
  },
  {
    name: 'a table of settings with rows that are over, or were said before',
    sql: `CREATE TABLE companies (id int PRIMARY KEY, company_name text NOT NULL);
          CREATE TABLE company_settings (company_id int NOT NULL REFERENCES companies (id), key text NOT NULL,
            value text, active boolean, expires_at timestamptz);
          INSERT INTO companies VALUES (1, 'Sorrel'), (2, 'Tansy');
          INSERT INTO company_settings VALUES (1, 'module_crm', '1', true, now() - interval '1 day'),
            (1, 'module_hr', '1', true, now() - interval '1 day'), (1, 'module_hr', '1', true, NULL),
            (2, 'module_crm', '1', NULL, NULL), (2, 'module_hr', NULL, true, NULL), (2, 'module_hr', '1', true, NULL)`,
    organizations: [
      ['1', 'module_hr'],
      ['2', 'module_hr'],
    ],
    flags: [
      ['1', '{ "module_crm" : false, "module_hr" : "1", "module_hr" : false }'],
      ['2', '{ "module_crm" : false, "module_hr" : "1", "module_hr" : null }'],
    ],
    unsure: [/with the same name each value counts/],
  },
  {
    name: 'a join table whose rows are on by being there',
    sql: `CREATE TABLE tenants (id int PRIMARY KEY, name text NOT NULL);
          CREATE TABLE tenant_modules (tenant_id int REFERENCES tenants (id), module text, expires_at timestamptz);
          INSERT INTO tenants VALUES (1, 'Usnea');
          INSERT INTO tenant_modules VALUES (1, 'crm', NULL), (1, 'hr', now() - interval '1 day')`,
    organizations: [['1', 'crm']],
    flags: [['1', '{"hr": false, "crm": true}']],
  },
  {
    name: 'a partitioned table',
    sql: `CREATE TABLE organizations (id int PRIMARY KEY, name text NOT NULL, enabled_modules jsonb)
            PARTITION BY RANGE (id);
          CREATE TABLE organizations_low PARTITION OF organizations FOR VALUES FROM (MINVALUE) TO (100);
          CREATE TABLE organizations_high PARTITION OF organizations FOR VALUES FROM (100) TO (MAXVALUE);
          INSERT INTO organizations VALUES (1, 'Spruce', '["CRM"]'), (200, 'Teak', '["HR"]')`,
    organizations: [
      ['1', 'crm'],
      ['200', 'hr'],
    ],
  },
  {
    name: 'ids, names and a list with commas that are citext',
    sql: `CREATE EXTENSION citext;
          CREATE TABLE workspaces (id citext PRIMARY KEY, name citext NOT NULL, enabled_modules citext);
          INSERT INTO workspaces VALUES ('Acme', 'Upas', 'Crm,HR'), ('Zeta', 'Vine', 'hr'), ('B,c', 'Willow', '')`,
    organizations: [['Acme', 'crm', 'hr'], ['B,c'], ['Zeta', 'hr']],
    unsure: [/The id id is citext, and read as text/],
  },
  {
    name: 'ids of a fixed width, shorter than it and named by other tables, beside a unique slug',
    sql: `CREATE TABLE tenants (id char(26) PRIMARY KEY, slug text UNIQUE NOT NULL, name text);
          CREATE TABLE tenant_modules (tenant_id char(26) NOT NULL REFERENCES tenants, module text NOT NULL,
            PRIMARY KEY (tenant_id, module));
          INSERT INTO tenants VALUES ('01HZX4', 'wisteria', 'Wisteria'), ('01HZX5', 'xylosma', 'Xylosma');
          INSERT INTO tenant_modules VALUES ('01HZX4', 'crm'), ('01HZX5', 'hr')`,
    organizations: [
      ['01HZX4', 'crm'],
      ['01HZX5', 'hr'],
    ],
    unsure: [/The id id is char, and read as text\. The blanks that fill up its width are left out/],
  },
  {
    name: 'smallint ids, flags in a generated column, and tables that Portcullis has too',
    sql: `CREATE TABLE organizations (id smallint PRIMARY KEY, name text NOT NULL,
            has_crm boolean NOT NULL DEFAULT false, has_hr boolean);
          INSERT INTO organizations VALUES (1, 'Yew', true, NULL), (-2, 'Zelkova', false, true);
          ALTER TABLE organizations ADD COLUMN enabled_modules jsonb GENERATED ALWAYS AS
            (('{"CRM":' || has_crm::text || ',"HR":' || coalesce(has_hr, true)::text || '}')::jsonb) STORED;
          CREATE TABLE mappings (id serial PRIMARY KEY, source_field text, target_field text);
          INSERT INTO mappings (source_field, target_field) VALUES ('a', 'b');
          CREATE TABLE platform_events (id uuid PRIMARY KEY, platform text NOT NULL, body jsonb)`,
    organizations: [
      ['-2', 'hr'],
      ['1', 'crm', 'hr'],
    ],
  },
  {
    name: 'a role for Portcullis that owns nothing of it',
    sql: `CREATE TABLE organizations (id varchar(40) PRIMARY KEY, name text NOT NULL, enabled_modules jsonb);
          INSERT INTO organizations VALUES ('#007', 'Alder', '{"CRM": true}'), ('=8', 'Bay', '["HR"]')`,
    grants: [
      'GRANT CREATE ON DATABASE CURRENT TO',
      'GRANT USAGE, CREATE ON SCHEMA public TO',
      'GRANT SELECT ON organizations TO',
    ],
    organizations: [
      ['#007', 'crm'],
      ['=8', 'hr'],
    ],
  },
  {
    name: 'names that need quoting',
    searchPath: '"My App"',
    sql: `CREATE SCHEMA "My App"; CREATE TABLE "My App"."Organization" (
            "id" int PRIMARY KEY, "Name" text NOT NULL, "enabledModules" jsonb, "select" boolean);
          INSERT INTO "My App"."Organization" VALUES (1, 'Umbrella', '{"crm": "on"}', true)`,
    organizations: [['1', 'crm']],
  },
];
