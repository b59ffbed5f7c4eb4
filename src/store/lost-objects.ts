import type { EntityManager } from 'typeorm';
import { AUDIT_FUNCTIONS, auditFunctions, closeAuditFunction } from '../../migrations/baseline/audit';
import { effectiveView } from '../../migrations/baseline/effective-entitlements';
import {
  EFFECTIVE_VIEW,
  idDomains,
  type OrganizationIdType,
  organizationIdType,
  plainly,
  quoted,
  SCHEMA,
} from '../../migrations/baseline/names';
import { closeFunction, notifyFunctionsAgain, OWNERS_TRIGGER_FUNCTIONS } from '../../migrations/baseline/notifications';
import { OWN_TABLES, ownTables } from '../../migrations/baseline/own-tables';
import { PARTITION_FUNCTION, partitionFunction } from '../../migrations/baseline/partitions';
import { RECORD_SETUP_NOW } from '../../migrations/baseline/record-setup';
import { type SourceRelation, sourceView, WATCH_FUNCTIONS, watchFunctions } from '../../migrations/baseline/source';
import { indexesIn } from '../../migrations/baseline/tables-in';
import { readIdType } from '../database/organization-ids';
import { DomainError } from '../domain/errors';
import { databaseError } from '../platform/database-error';
import { messageOf } from '../platform/error-shape';
import { announceAccessOfAll } from './channels';
import { readInstalledView } from './installed-view';
import { findLostColumnsOfOwn, findLostColumnsOfPublished, type InstalledTable } from './lost-columns';
import type { LostObject } from './lost-object';
import { findLostTriggers } from './lost-triggers';
import { isLackOfRights, isNameTaken, isRefusedRow } from './sqlstates';

type Queryable = Pick<EntityManager, 'query'>;

interface Expected extends Omit<LostObject, 'what' | 'lostWith'> {
  readonly kind: 'table' | 'view' | 'function' | 'domain' | 'index';
  readonly schema: string;
  readonly name: string;
}

/**
 * Finds what an installation made and lost, in the order in which to make it again; if a table or column of Portcullis'
 * own is gone, only such ones. Missing entitlement tables are not told here: `findStrayTables` does. At most eleven
 * statements; needs an installation.
 */
export async function findLostObjects(manager: Queryable): Promise<readonly LostObject[]> {
  const tables = await findMissing(
    manager,
    OWN_TABLES.map((name) => ({ kind: 'table', schema: SCHEMA, name, remake: null, needed: true })),
  );
  const own = [...tables, ...(await findLostColumnsOfOwn(manager))];
  if (own.some(({ remake }) => remake === null)) return own;
  const idType = await findIdType(manager);
  if (idType === null) return [...own, lostOf(domain('organization_id', null))];
  const view = await readInstalledView(manager);
  const installed = await readInstalled(manager);
  const relation = await readRelation(manager);
  const [ofOne, ofMany] = idDomains(idType);
  const others = await findMissing(manager, [
    domain('organization_id', ofOne ?? null),
    domain('organization_ids', ofMany ?? null),
    ...indexesIn(ownTables(idType)).map(({ name, unique, create }): Expected => {
      return { kind: 'index', schema: SCHEMA, name, remake: [create], needed: unique };
    }),
    ...notifyFunctionsAgain(idType).map(([name, statements]) => functionOf(name, statements, true)),
    functionOf('read_source', null, true),
    // Without it rows go to the default partitions.
    functionOf(PARTITION_FUNCTION, partitionFunction(), false),
    ...AUDIT_FUNCTIONS.map(([name]) => functionOf(name, auditFunctions(), true)),
    // Without them flags are not watched, and a deleted organization is forgotten later.
    ...(relation ? watchFunctions(relation, idType) : []).map((create, place) =>
      functionOf(WATCH_FUNCTIONS[place] ?? '', [create], false),
    ),
    { kind: 'view', schema: SCHEMA, name: 'organizations', remake: [sourceView(idType)], needed: true },
    {
      kind: 'view',
      schema: view.schema,
      name: EFFECTIVE_VIEW,
      remake: [effectiveView(quoted(view.schema), quoted(view.tables), view.zoneless)],
      needed: false,
    },
  ]);
  return [
    ...own,
    ...(await findLostColumnsOfPublished(manager, installed, idType)),
    ...others,
    ...(await findOpenFunctions(manager)),
    ...(await findLostTriggers(manager, installed, watchedTable(installed, relation))),
  ];
}

/** Finds the triggers that are missing or switched off. Three statements; needs an installation. */
export async function findLostTriggersNow(manager: Queryable): Promise<readonly LostObject[]> {
  const installed = await readInstalled(manager);
  return findLostTriggers(manager, installed, watchedTable(installed, await readRelation(manager)));
}

/** The table of organizations that has triggers: Portcullis' own has references instead. */
function watchedTable(installed: readonly InstalledTable[], relation: SourceRelation | null): SourceRelation | null {
  const isMade = installed.some(({ name, schema, origin }) => {
    return origin === 'created' && name === relation?.name && schema === relation.schema;
  });
  return isMade ? null : relation;
}

function readInstalled(manager: Queryable): Promise<readonly InstalledTable[]> {
  return manager.query(`SELECT name, schema, origin, added FROM ${SCHEMA}.portcullis_tables`);
}

/**
 * Finds functions that run with the rights of their owner, and that every role may execute: in an installation from
 * before that was revoked, or restored without privileges.
 */
async function findOpenFunctions(manager: Queryable): Promise<readonly LostObject[]> {
  const open: readonly { name: string }[] = await manager.query(
    `SELECT p.proname::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = $1 AND p.proname = ANY($2) AND p.prosecdef AND EXISTS (
       SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a WHERE a.grantee = 0)
     ORDER BY 1`,
    [SCHEMA, [...CLOSED.keys()]],
  );
  return open.map(({ name }) => ({
    what: `revocation of EXECUTE on ${plainly(SCHEMA, name)} from PUBLIC`,
    remake: CLOSED.get(name) ?? [],
    needed: false,
    lostWith: null,
  }));
}

/** The functions with the rights of their owner, and what keeps others from executing them. */
const CLOSED: ReadonlyMap<string, readonly string[]> = new Map([
  ...OWNERS_TRIGGER_FUNCTIONS.map((name) => [name, [closeFunction(name)]] as const),
  ...AUDIT_FUNCTIONS.map((one) => [one[0], [closeAuditFunction(one)]] as const),
  [PARTITION_FUNCTION, partitionFunction()],
]);

/** What was lost, and what to do, as a sentence; null if nothing was. */
export function sayLostObjects(lost: readonly LostObject[]): string | null {
  if (lost.length === 0) return null;
  const gone = lost.filter(({ remake }) => remake === null);
  const names = (gone.length > 0 ? gone : lost).map(({ what }) => what).join(', ');
  const todo =
    gone.length > 0
      ? 'Put it back under its name, restore it from a backup of the database, or take Portcullis out with ' +
        "'portcullis db uninstall'."
      : ["Make it again with 'portcullis db migrate'.", ...saidLost(lost)].join(' ');
  return `Something that Portcullis made is missing or switched off: ${names}. ${todo}`;
}

/** What is lost for good although it can be made again, and what to do once it is there. */
export function saidLost(lost: readonly LostObject[]): readonly string[] {
  return lost.flatMap(({ lostWith }) => lostWith ?? []);
}

/**
 * Makes again what was lost, and has every process read its answers anew. Call it in a transaction that changes the
 * schema.
 * @returns what was made
 * @throws DomainError CONFLICT if something was lost that nothing can make again, or stored rows, something else with
 * its name or missing rights keep it from being made again; nothing was changed then
 */
export async function remakeLostObjects(manager: Queryable): Promise<readonly LostObject[]> {
  const lost = await findLostObjects(manager);
  if (lost.some(({ remake }) => remake === null)) throw new DomainError('CONFLICT', sayLostObjects(lost) ?? '');
  for (const one of lost) await remake(manager, one);
  if (lost.length > 0) {
    // Nobody was told of the changes since it was lost.
    for (const statement of RECORD_SETUP_NOW) await manager.query(statement);
    await manager.query(`INSERT INTO ${SCHEMA}.access_changes DEFAULT VALUES`);
    await announceAccessOfAll(manager);
  }
  return lost;
}

async function remake(manager: Queryable, { what, remake: statements }: LostObject): Promise<void> {
  try {
    for (const statement of statements ?? []) await manager.query(statement);
  } catch (error) {
    const reason = whyNotRemade(error);
    if (reason === null) throw error;
    throw new DomainError('CONFLICT', `The ${what} cannot be made again${reason} Nothing was changed.`);
  }
}

/** Why something cannot be made again, and what to do first; null for an error of another kind. */
function whyNotRemade(error: unknown): string | null {
  const said = databaseError(error)?.detail ?? messageOf(error);
  if (isRefusedRow(error)) return `, because of rows that were stored without it: ${said} Correct them first.`;
  if (isNameTaken(error)) return `, because something else has its name now: ${said}. Rename or move that first.`;
  if (isLackOfRights(error)) return ` by this role: ${said}. Run it as the role that ran 'db migrate' first.`;
  return null;
}

function functionOf(name: string, remakes: readonly string[] | null, needed: boolean): Expected {
  return { kind: 'function', schema: SCHEMA, name, remake: remakes, needed };
}

function domain(name: string, create: string | null): Expected {
  return { kind: 'domain', schema: SCHEMA, name, remake: create === null ? null : [create], needed: true };
}

function lostOf({ kind, schema, name, remake: statements, needed }: Expected): LostObject {
  return { what: `${kind} ${plainly(schema, name)}`, remake: statements, needed, lostWith: null };
}

/** The type of the ids, also without its domain: columns have the type itself. */
async function findIdType(manager: Queryable): Promise<OrganizationIdType | null> {
  const [column]: readonly { type: string }[] = await manager.query(
    `SELECT t.typname::text AS type FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
     WHERE a.attrelid = to_regclass('${SCHEMA}.organization_rollouts') AND a.attname = 'org_id'`,
  );
  return (await readIdType(manager)) ?? organizationIdType(column?.type);
}

/** The relation of the source; null if it is none, or no source is set. */
async function readRelation(manager: Queryable): Promise<SourceRelation | null> {
  const [found]: readonly SourceRelation[] = await manager.query(
    `SELECT relation_schema AS schema, relation_name AS name, id_column AS id, name_column AS title,
            flags_column AS flags, condition
     FROM ${SCHEMA}.source WHERE flags_column IS NOT NULL`,
  );
  return found ?? null;
}

async function findMissing(manager: Queryable, expected: readonly Expected[]): Promise<readonly LostObject[]> {
  const missing: readonly { place: number }[] = await manager.query(
    `SELECT e.place::int AS place
     FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS e (kind, schema, name, place)
     LEFT JOIN pg_namespace n ON n.nspname = e.schema
     WHERE NOT CASE e.kind
       WHEN 'function' THEN EXISTS (SELECT 1 FROM pg_proc p WHERE p.pronamespace = n.oid AND p.proname = e.name)
       WHEN 'domain' THEN EXISTS (SELECT 1 FROM pg_type t WHERE t.typnamespace = n.oid AND t.typname = e.name)
       ELSE EXISTS (
         SELECT 1 FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = e.name
           AND c.relkind = ANY(CASE e.kind WHEN 'view' THEN '{v}' WHEN 'index' THEN '{i,I}' ELSE '{r,p}' END::"char"[]))
       END
     ORDER BY e.place`,
    [expected.map(({ kind }) => kind), expected.map(({ schema }) => schema), expected.map(({ name }) => name)],
  );
  return missing.flatMap(({ place }) => expected[place - 1] ?? []).map(lostOf);
}
