import type { EntityManager } from 'typeorm';
import { chainTriggers, LOGS } from '../../migrations/baseline/audit';
import { ENTITLEMENT_TABLES, plainly, quoted, SCHEMA } from '../../migrations/baseline/names';
import { goneTriggers, NOTIFYING_TABLES, notifyTriggers } from '../../migrations/baseline/notifications';
import type { Trigger } from '../../migrations/baseline/trigger';
import type { InstalledTable } from './lost-columns';
import type { LostObject } from './lost-object';

interface WatchedTable {
  readonly schema: string;
  readonly name: string;
  readonly triggers: readonly Trigger[];
  /** Whether servers would answer from what they remember without them, or write events that nothing proves. */
  readonly needed: boolean;
}

interface FoundTable {
  readonly place: number;
  readonly triggers: readonly string[];
  readonly disabled: readonly string[];
  readonly owned: boolean;
}

/**
 * Finds the triggers that are missing or switched off: without them nobody is told of changes, and events are not
 * chained. Those on the product's
 * table of organizations are only for its owner: an installation by another role did without them. One statement.
 * @param installed the published tables
 * @param product the table of the source; null if it is none, or Portcullis made it
 */
export async function findLostTriggers(
  manager: Pick<EntityManager, 'query'>,
  installed: readonly InstalledTable[],
  product: { readonly schema: string; readonly name: string } | null,
): Promise<readonly LostObject[]> {
  const placeOf = (name: string) =>
    installed.find((table) => table.name === name && ENTITLEMENT_TABLES.some((published) => published === name)) ?? {
      schema: SCHEMA,
      origin: 'created' as const,
    };
  const watched = [
    ...NOTIFYING_TABLES.map((name): WatchedTable => {
      const { schema } = placeOf(name);
      return { schema, name, triggers: notifyTriggers(name, quoted(schema, name)), needed: true };
    }),
    ...LOGS.map((name): WatchedTable => {
      const { schema, origin } = placeOf(name);
      return { schema, name, triggers: chainTriggers(name, quoted(schema, name), origin), needed: true };
    }),
    ...(product ? [{ ...product, triggers: goneTriggers(quoted(product.schema, product.name)), needed: false }] : []),
  ];
  const found: readonly FoundTable[] = await manager.query(
    `SELECT t.place::int AS place, ARRAY(SELECT tgname::text FROM pg_trigger WHERE tgrelid = c.oid) AS triggers,
            ARRAY(SELECT tgname::text FROM pg_trigger
                  WHERE tgrelid = c.oid AND tgenabled NOT IN ('O', 'A')) AS disabled,
            pg_has_role(c.relowner, 'USAGE') AS owned
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (schema, name, place)
     JOIN pg_namespace n ON n.nspname = t.schema
     JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name AND c.relkind IN ('r', 'p')
     ORDER BY t.place`,
    [watched.map(({ schema }) => schema), watched.map(({ name }) => name)],
  );
  return found.flatMap(({ place, owned, ...now }) => {
    const table = watched[place - 1];
    return table && (owned || table.needed) ? lostOf(table, now) : [];
  });
}

function lostOf(
  { schema, name: table, triggers, needed }: WatchedTable,
  now: Pick<FoundTable, 'triggers' | 'disabled'>,
): readonly LostObject[] {
  return triggers.flatMap(({ name, create }): readonly LostObject[] => {
    const what = `trigger ${name} on ${plainly(schema, table)}`;
    if (!now.triggers.includes(name)) return [{ what, remake: [create], needed, lostWith: null }];
    if (!now.disabled.includes(name)) return [];
    const remake = [`ALTER TABLE ${quoted(schema, table)} ENABLE TRIGGER ${quoted(name)}`];
    return [{ what, remake, needed, lostWith: null }];
  });
}
