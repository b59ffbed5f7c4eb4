import type { EntityManager } from 'typeorm';
import { effectiveView } from '../../migrations/baseline/effective-entitlements';
import { EFFECTIVE_VIEW, ENTITLEMENT_TABLES, plainly, quoted, SCHEMA } from '../../migrations/baseline/names';
import {
  NOTIFY_FUNCTIONS,
  notifyFunctions,
  NOTIFYING_TABLES,
  notifyTriggers,
} from '../../migrations/baseline/notifications';
import { OWN_TABLES, RECORD_TABLES } from '../../migrations/baseline/own-tables';
import { sourceView } from '../../migrations/baseline/source';
import { readIdType } from '../database/organization-ids';
import { DomainError } from '../domain/errors';
import { announceAccessOfAll } from './channels';
import { readInstalledView } from './installed-view';

type Queryable = Pick<EntityManager, 'query'>;

/** Something that the installation made and that somebody dropped, renamed or switched off. */
export interface LostObject {
  /** `view public.v_effective_entitlements`, `trigger portcullis_notify on public.modules`. */
  readonly what: string;
  /** The statements that put it right; null if what it held is lost with it. */
  readonly remake: readonly string[] | null;
  /** Whether nothing may be answered without it. The published view is for others alone. */
  readonly needed: boolean;
}

interface Expected extends Omit<LostObject, 'what' | 'needed'> {
  readonly kind: 'table' | 'view' | 'function';
  readonly schema: string;
  readonly name: string;
}

/**
 * Finds what an installation made and lost, in the order in which to make it again. Missing entitlement tables are
 * not told here: `findStrayTables` does. At most five statements; needs an installation.
 */
export async function findLostObjects(manager: Queryable): Promise<readonly LostObject[]> {
  const tables = await findMissing(
    manager,
    OWN_TABLES.map((name) => ({ kind: 'table', schema: SCHEMA, name, remake: null })),
  );
  const lost = tables.map(lostOf);
  if (tables.some(({ name }) => RECORD_TABLES.some((record) => record === name))) return lost;
  const idType = await readIdType(manager);
  if (idType === null) return [...lost, { what: `domain ${SCHEMA}.organization_id`, remake: null, needed: true }];
  const view = await readInstalledView(manager);
  const others = await findMissing(manager, [
    ...NOTIFY_FUNCTIONS.map((name): Expected => {
      return { kind: 'function', schema: SCHEMA, name, remake: notifyFunctions(idType) };
    }),
    { kind: 'function', schema: SCHEMA, name: 'read_source', remake: null },
    { kind: 'view', schema: SCHEMA, name: 'organizations', remake: [sourceView(idType)] },
    {
      kind: 'view',
      schema: view.schema,
      name: EFFECTIVE_VIEW,
      remake: [effectiveView(quoted(view.schema), quoted(view.tables), view.zoneless)],
    },
  ]);
  return [...lost, ...others.map(lostOf), ...(await findLostTriggers(manager, view.tables))];
}

/** What was lost, and what to do, as a sentence; null if nothing was. */
export function sayLostObjects(lost: readonly LostObject[]): string | null {
  if (lost.length === 0) return null;
  const gone = lost.filter(({ remake }) => remake === null);
  const names = (gone.length > 0 ? gone : lost).map(({ what }) => what).join(', ');
  const todo =
    gone.length > 0
      ? 'Put it back under its name, restore it from a backup of the database, or take Portcullis out with ' +
        "'portcullis db uninstall'."
      : "Make it again with 'portcullis db migrate'.";
  return `Something that Portcullis made is missing or switched off: ${names}. ${todo}`;
}

/**
 * Makes again what was lost, and has every process read its answers anew. Call it in a transaction that changes the
 * schema.
 * @returns what was made, as `view public.v_effective_entitlements`
 * @throws DomainError CONFLICT if something was lost that nothing can make again; nothing was changed then
 */
export async function remakeLostObjects(manager: Queryable): Promise<readonly string[]> {
  const lost = await findLostObjects(manager);
  if (lost.some(({ remake }) => remake === null)) throw new DomainError('CONFLICT', sayLostObjects(lost) ?? '');
  for (const { remake } of lost) for (const statement of remake ?? []) await manager.query(statement);
  if (lost.length > 0) {
    // Nobody was told of the changes since it was lost.
    await manager.query(`INSERT INTO ${SCHEMA}.access_changes DEFAULT VALUES`);
    await announceAccessOfAll(manager);
  }
  return lost.map(({ what }) => what);
}

function lostOf({ kind, schema, name, remake }: Expected): LostObject {
  return { what: `${kind} ${plainly(schema, name)}`, remake, needed: name !== EFFECTIVE_VIEW };
}

async function findMissing(manager: Queryable, expected: readonly Expected[]): Promise<readonly Expected[]> {
  const missing: readonly { place: number }[] = await manager.query(
    `SELECT e.place::int AS place
     FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS e (kind, schema, name, place)
     WHERE NOT CASE e.kind
       WHEN 'function' THEN EXISTS (
         SELECT 1 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname = e.schema AND p.proname = e.name)
       ELSE EXISTS (
         SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = e.schema AND c.relname = e.name
           AND CASE e.kind WHEN 'view' THEN c.relkind = 'v' ELSE c.relkind IN ('r', 'p') END) END
     ORDER BY e.place`,
    [expected.map(({ kind }) => kind), expected.map(({ schema }) => schema), expected.map(({ name }) => name)],
  );
  return missing.flatMap(({ place }) => expected[place - 1] ?? []);
}

interface FoundTable {
  readonly name: string;
  readonly schema: string;
  readonly triggers: readonly string[];
  readonly disabled: readonly string[];
}

/** Without these triggers nobody is told of changes: servers would answer from what they remember. */
async function findLostTriggers(manager: Queryable, tables: string): Promise<readonly LostObject[]> {
  const found: readonly FoundTable[] = await manager.query(
    `SELECT t.schema, t.name, ARRAY(SELECT tgname::text FROM pg_trigger WHERE tgrelid = c.oid) AS triggers,
            ARRAY(SELECT tgname::text FROM pg_trigger
                  WHERE tgrelid = c.oid AND tgenabled NOT IN ('O', 'A')) AS disabled
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (schema, name, place)
     JOIN pg_namespace n ON n.nspname = t.schema
     JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name AND c.relkind IN ('r', 'p')
     ORDER BY t.place`,
    [
      NOTIFYING_TABLES.map((name) => (ENTITLEMENT_TABLES.some((published) => published === name) ? tables : SCHEMA)),
      NOTIFYING_TABLES,
    ],
  );
  return found.flatMap(({ schema, name: table, triggers, disabled }) =>
    notifyTriggers(table, quoted(schema, table)).flatMap(({ name, create }): readonly LostObject[] => {
      const what = `trigger ${name} on ${plainly(schema, table)}`;
      if (!triggers.includes(name)) return [{ what, remake: [create], needed: true }];
      if (!disabled.includes(name)) return [];
      const remake = [`ALTER TABLE ${quoted(schema, table)} ENABLE TRIGGER ${quoted(name)}`];
      return [{ what, remake, needed: true }];
    }),
  );
}
