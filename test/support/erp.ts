import { randomUUID } from 'node:crypto';
import {
  type ConstDirectiveNode,
  defaultFieldResolver,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import { createAuthenticate } from '../../examples/erp/authenticate';
import { BypassLog } from '../../examples/erp/bypass-log';
import { contextFactory } from '../../examples/erp/erp-context';
import { Feeds } from '../../examples/erp/feeds';
import { guardOptions } from '../../examples/erp/guard';
import { createTables } from '../../examples/erp/records';
import { createErpSchema, typeDefs } from '../../examples/erp/schema';
import { startErp } from '../../examples/erp/server';
import { type Bypass, guardSchema, type OnDeny } from '../../src/directive';
import type { Role } from '../../src/domain/actor';
import { type Entitlements, type EntitlementsOptions, openEntitlements } from '../../src/open-entitlements';
import { TEST_SECRET, type TestDatabase } from './test-database';
import { bearer } from './tokens';

/** What an organization may not use; it may use everything else. */
export type Lacking = readonly string[] | 'EVERYTHING';

export interface TestErp {
  readonly url: string;
  /** The coordinates of the resolvers that ran. */
  readonly ran: string[];
  readonly feeds: Feeds;
  readonly bypasses: BypassLog;
  /** Bypasses that were logged. */
  readonly logged: Bypass[];
  /** Failed checks. */
  readonly failures: unknown[];
  /** Errors that were masked. */
  readonly masked: unknown[];
  close(): Promise<void>;
}

/** Entitlements of a server on which entitlements answer all decisions. */
export function openTestEntitlements(
  url: string,
  {
    environment,
    onError,
    ...options
  }: Omit<Partial<EntitlementsOptions>, 'environment'> & {
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<Entitlements> {
  const fail = (error: unknown) => {
    throw error;
  };
  return openEntitlements({
    environment: {
      DATABASE_URL: url,
      AUTH_JWT_SECRET: TEST_SECRET,
      ENABLE_ENTITLEMENTS_GATING: 'true',
      ...environment,
    },
    onError: onError ?? fail,
    ...options,
  });
}

/** The ERP over real HTTP, optionally with the same `onDeny` for every guard. */
export async function startTestErp(entitlements: Entitlements, onDeny: OnDeny | null = null): Promise<TestErp> {
  const ran: string[] = [];
  const logged: Bypass[] = [];
  const failures: unknown[] = [];
  const masked: unknown[] = [];
  const feeds = new Feeds();
  const bypasses = new BypassLog((bypass) => logged.push(bypass));
  const schema = createErpSchema(onDeny ? withOnDeny(typeDefs, onDeny) : typeDefs);
  recordRuns(schema, ran);
  const options = guardOptions(entitlements, {
    onBypass: bypasses.add,
    onCheckFailure: (error) => failures.push(error),
  });
  // A rejecting guard cannot depend on a hook, whose answer is known only after the operation has started.
  const guard = guardSchema(schema, onDeny === 'REJECT' ? { ...options, organizationOf: {} } : options);
  const erp = await startErp({
    guard,
    maintenance: entitlements.maintenance,
    authenticate: await createAuthenticate({ AUTH_JWT_SECRET: TEST_SECRET }),
    contextOf: contextFactory(entitlements.dataSource, feeds),
    onError: (error) => masked.push(error),
  });
  return { ...erp, ran, feeds, bypasses, logged, failures, masked };
}

export function tokenOf(organizationId: number | null, role: Role = 'MEMBER', expiresIn = '10m'): Promise<string> {
  return bearer(
    { sub: `test:${role}`, role, ...(organizationId !== null && { org_id: organizationId }) },
    { expiresIn },
  );
}

/** Every guarded value has one of these texts or numbers, so that a test finds a leak anywhere in an answer. */
export const MARKERS = /SECRET|77000\d|7701|59297777|5390021/;
/** Names of guarded types. */
export const GUARDED_TYPES = /"(Lead|Quotation|StockItem|Payslip)"/;

/**
 * An organization with one row of each kind, with markers as guarded values. The ids of the rows are the
 * organization's.
 */
export async function addErpOrganization(
  database: Pick<TestDatabase, 'sql'>,
  lacking: Lacking,
  parentId: number | null = null,
): Promise<number> {
  const { sql } = database;
  const [organization] = await sql<{ id: number }>(
    'INSERT INTO organizations (name, enabled_modules) VALUES ($1, NULL) RETURNING id',
    [`Organization ${randomUUID()}`],
  );
  if (!organization) throw new Error('the organization was not created');
  const { id } = organization;
  if (parentId !== null) await sql('INSERT INTO erp_subsidiaries (parent_id, org_id) VALUES ($1, $2)', [parentId, id]);
  await sql(
    `INSERT INTO erp_notes (id, org_id, title, extracted_text) OVERRIDING SYSTEM VALUE
     VALUES ($1, $1, 'open secret note', 'SECRET note of $1')`.replaceAll('$1', String(id)),
  );
  await sql(
    `INSERT INTO erp_leads (id, org_id, contact, company, value, score) OVERRIDING SYSTEM VALUE
     VALUES ($1, $1, 'SECRET lead of $1', 'SECRET company', 770001, 7701)`.replaceAll('$1', String(id)),
  );
  await sql(
    `INSERT INTO erp_quotations (id, org_id, title, amount, extracted_text) OVERRIDING SYSTEM VALUE
     VALUES ($1, $1, 'SECRET quotation of $1', 770002, 'SECRET scan of $1')`.replaceAll('$1', String(id)),
  );
  await sql(
    `INSERT INTO erp_stock_items (id, org_id, sku, name, quantity, unit_cost) OVERRIDING SYSTEM VALUE
     VALUES ($1, $1, 'SECRET-SKU', 'SECRET item of $1', 770003, 7)`.replaceAll('$1', String(id)),
  );
  await sql(
    `INSERT INTO erp_payslips (id, org_id, title, employee, net_pay, extracted_text) OVERRIDING SYSTEM VALUE
     VALUES ($1, $1, 'SECRET payslip of $1', 'SECRET employee', 770004, 'SECRET payslip scan')`.replaceAll(
      '$1',
      String(id),
    ),
  );
  await entitle(database, id, lacking);
  return id;
}

/** Replaces the organization's entitlements by all except the lacking ones. */
export async function entitle(
  { sql }: Pick<TestDatabase, 'sql'>,
  organizationId: number,
  lacking: Lacking,
): Promise<void> {
  await sql('DELETE FROM org_subentitlements WHERE org_id = $1', [organizationId]);
  await sql('DELETE FROM org_entitlements WHERE org_id = $1', [organizationId]);
  if (lacking === 'EVERYTHING') return;
  await sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source) SELECT $1, id, 'enabled', 'manual' FROM modules
     WHERE module_key <> ALL($2)`,
    [organizationId, lacking],
  );
  await sql(
    `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
     SELECT $1, m.id, s.id, false, 'manual' FROM modules m JOIN submodules s ON s.module_id = m.id
     WHERE m.module_key || '/' || s.submodule_key = ANY($2)`,
    [organizationId, lacking],
  );
}

/** Creates the ERP's tables; rows added by its mutations get ids far above those of the tests. */
export async function createErpTables({ dataSource }: Pick<Entitlements, 'dataSource'>): Promise<void> {
  await createTables(dataSource);
  for (const table of ['erp_notes', 'erp_leads'])
    await dataSource.query(`ALTER TABLE ${table} ALTER COLUMN id RESTART WITH 1000000`);
}

/**
 * Sets `onDeny` of every guard on fields, and on types unless it is REJECT. Guarded fields become nullable as needed.
 */
function withOnDeny(sdl: string, onDeny: OnDeny): string {
  const denying = (directives: readonly ConstDirectiveNode[] = []): readonly ConstDirectiveNode[] =>
    directives.map((directive): ConstDirectiveNode => {
      if (!/^requires(Any)?Entitlement$/.test(directive.name.value)) return directive;
      const others = (directive.arguments ?? []).filter(({ name }) => name.value !== 'onDeny');
      return {
        ...directive,
        arguments: [
          ...others,
          {
            kind: Kind.ARGUMENT,
            name: { kind: Kind.NAME, value: 'onDeny' },
            value: { kind: Kind.ENUM, value: onDeny },
          },
        ],
      };
    });
  return print(
    visit(parse(sdl), {
      FieldDefinition: (field) => {
        const isGuarded = field.directives?.some(({ name }) => name.value.startsWith('requires'));
        const type =
          isGuarded && onDeny !== 'REJECT' && field.type.kind === Kind.NON_NULL_TYPE ? field.type.type : field.type;
        return { ...field, type, directives: denying(field.directives) };
      },
      // Types cannot reject: an object in a union is known only after its field ran.
      ObjectTypeDefinition: (type) =>
        onDeny === 'REJECT' ? undefined : { ...type, directives: denying(type.directives) },
      InterfaceTypeDefinition: (type) =>
        onDeny === 'REJECT' ? undefined : { ...type, directives: denying(type.directives) },
    }),
  );
}

/** Makes each resolver record that it ran. */
function recordRuns(schema: GraphQLSchema, ran: string[]): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context, info): unknown => {
        ran.push(`${type.name}.${field.name}`);
        return resolve(source, args, context, info);
      };
    }
  }
}
