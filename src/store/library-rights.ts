import type { EntityManager } from 'typeorm';
import {
  ENTITLEMENT_TABLES,
  literal,
  MIGRATIONS_TABLE,
  plainly,
  quoted,
  SCHEMA,
} from '../../migrations/baseline/names';
import { DomainError } from '../domain/errors';

/** What an application may do besides reading entitlements. */
export interface WantedRights {
  /** Whether it counts its checks. */
  readonly counts: boolean;
  /** Whether it records the product's answers. */
  readonly answers: boolean;
}

/** One right: on a relation or a sequence, or to one column; to use a schema; to call a function. */
export interface Right {
  readonly kind: 'schema' | 'relation' | 'sequence' | 'function';
  /** As SQL has it, quoted where needed. A function with its argument types. */
  readonly name: string;
  readonly privilege: 'USAGE' | 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'EXECUTE';
  /** For UPDATE: the only columns. */
  readonly columns?: readonly string[];
}

/** Portcullis' own relations that `openEntitlements` reads. */
const READ = [
  'organizations',
  'mappings',
  'rollout',
  'organization_rollouts',
  'entitlement_overrides',
  'source',
  'installation',
  'portcullis_tables',
] as const;

/** The published tables that it reads, wherever they are. */
const READ_PUBLISHED = ENTITLEMENT_TABLES.filter((name) => name !== 'entitlement_events');

/** What it writes, if wanted, and the columns that a repeated write changes. */
const WRITTEN = {
  counts: { access_counts: ['count'], access_count_writers: ['batch', 'written_at'] },
  answers: { product_answers: ['allowed', 'source', 'answered_at', 'flags_hash'] },
} as const;

/**
 * The rights that a role needs for `openEntitlements`, and no more. Call it in a transaction, in which it makes a
 * temporary view to learn what the source reads, and drops it.
 * @throws DomainError CONFLICT if no source is set
 */
export async function libraryRights(manager: EntityManager, wanted: WantedRights): Promise<readonly Right[]> {
  const tables: readonly { name: string; schema: string }[] = await manager.query(
    'SELECT name, schema FROM portcullis_tables WHERE name = ANY($1) ORDER BY array_position($1, name)',
    [READ_PUBLISHED],
  );
  const source = await readBySource(manager);
  const own = (name: string) => plainly(SCHEMA, name);
  const relations = [
    MIGRATIONS_TABLE,
    ...READ.map(own),
    ...tables.map(({ schema, name }) => plainly(schema, name)),
    ...source.filter(({ kind }) => kind === 'relation').map(({ name }) => name),
  ];
  const written: Readonly<Record<string, readonly string[]>> = {
    ...(wanted.counts && WRITTEN.counts),
    ...(wanted.answers && WRITTEN.answers),
  };
  const schemas = [SCHEMA, ...tables.map(({ schema }) => plainly(schema)), ...source.map(({ schema }) => schema)];
  return [
    ...[...new Set(schemas)].map((name): Right => ({ kind: 'schema', name, privilege: 'USAGE' })),
    ...[...new Set(relations)].map((name): Right => ({ kind: 'relation', name, privilege: 'SELECT' })),
    { kind: 'function', name: `${own('read_source')}()`, privilege: 'EXECUTE' },
    ...source
      .filter(({ kind }) => kind === 'function')
      .map(({ name }): Right => ({ kind: 'function', name, privilege: 'EXECUTE' })),
    ...Object.entries(written).flatMap(([name, columns]): readonly Right[] => [
      { kind: 'relation', name: own(name), privilege: 'SELECT' },
      { kind: 'relation', name: own(name), privilege: 'INSERT' },
      { kind: 'relation', name: own(name), privilege: 'UPDATE', columns },
    ]),
  ];
}

/** What the query behind the view of organizations names, for which the role of the session needs rights of its own. */
export interface Named {
  readonly kind: 'relation' | 'function';
  readonly name: string;
  readonly schema: string;
}

/**
 * PostgreSQL knows what a view names, and not what a function does. A view of the product reads with the rights of its
 * owner, unless it was made with `security_invoker`.
 */
export async function readBySource(manager: EntityManager): Promise<readonly Named[]> {
  const [source]: readonly { query: string }[] = await manager.query(
    `SELECT p.prosrc AS query FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
     WHERE p.oid = to_regprocedure($1) AND l.lanname = 'sql'`,
    [`${SCHEMA}.read_source()`],
  );
  if (!source)
    throw new DomainError('CONFLICT', "It is not known what to read: set the source with 'portcullis source set'.");
  await manager.query('SAVEPOINT library_rights');
  await manager.query(`CREATE TEMPORARY VIEW portcullis_library_rights AS ${source.query}`);
  const named: readonly Named[] = await manager.query(
    `WITH RECURSIVE named AS (
       SELECT 'pg_class'::regclass AS class, 'pg_temp.portcullis_library_rights'::regclass::oid AS oid
       UNION
       SELECT d.refclassid::regclass, d.refobjid
       FROM named JOIN pg_rewrite r ON named.class = 'pg_class'::regclass AND r.ev_class = named.oid
       JOIN pg_class v ON v.oid = r.ev_class
       JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refobjid <> r.ev_class
       WHERE d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass)
         AND (v.relpersistence = 't' OR v.reloptions && ARRAY['security_invoker=true', 'security_invoker=on']))
     SELECT 'relation' AS kind, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name,
            quote_ident(n.nspname) AS schema
     FROM named JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE class = 'pg_class'::regclass AND n.nspname <> 'pg_catalog' AND c.relpersistence <> 't'
     UNION ALL
     SELECT 'function', quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '('
              || pg_get_function_identity_arguments(p.oid) || ')',
            quote_ident(n.nspname)
     FROM named JOIN pg_proc p USING (oid) JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE class = 'pg_proc'::regclass AND n.nspname <> 'pg_catalog'
     ORDER BY 1 DESC, 2`,
  );
  await manager.query('ROLLBACK TO SAVEPOINT library_rights');
  return named;
}

const ON: Readonly<Record<Right['kind'], string>> = {
  schema: 'SCHEMA ',
  relation: '',
  sequence: 'SEQUENCE ',
  function: 'FUNCTION ',
};

/** The statements that grant rights to a role, without semicolons: those of one kind on one line of names. */
export function grantStatements(rights: readonly Right[], role: string): readonly string[] {
  const named = new Map<string, string[]>();
  for (const { kind, name, privilege, columns } of rights) {
    const granted = columns ? `${privilege} (${columns.join(', ')})` : privilege;
    const key = `GRANT ${granted} ON ${ON[kind]}`;
    named.set(key, [...new Set([...(named.get(key) ?? []), name])]);
  }
  return [...named].map(([key, names]) => `${key}${names.join(', ')} TO ${quoted(role)}`);
}

/** SQL for whether the role `$1` has a right. */
function hasRight({ kind, name, privilege, columns }: Right): string {
  const of = `$1::name, ${literal(name)}`;
  if (kind === 'schema') return `has_schema_privilege(${of}, 'USAGE')`;
  if (kind === 'function') return `has_function_privilege(${of}, 'EXECUTE')`;
  if (kind === 'sequence') return `has_sequence_privilege(${of}, '${privilege}')`;
  if (!columns) return `has_table_privilege(${of}, '${privilege}')`;
  return columns.map((column) => `has_column_privilege(${of}, '${column}', '${privilege}')`).join(' AND ');
}

/**
 * Grants rights. Call it in a transaction.
 * @throws DomainError CONFLICT naming the rights that this session's role may not grant: PostgreSQL only warns of them
 */
export async function grantRights(manager: EntityManager, rights: readonly Right[], role: string): Promise<void> {
  for (const statement of grantStatements(rights, role)) await manager.query(statement);
  const [has]: readonly Readonly<Record<string, boolean>>[] = await manager.query(
    `SELECT ${rights.map((right, index) => `${hasRight(right)} AS right_${index}`).join(', ')}`,
    [role],
  );
  const missing = rights.filter((_, index) => has?.[`right_${index}`] !== true);
  if (missing.length === 0) return;
  const what = missing.map(({ privilege, name }) => `${privilege} on ${name}`).join(', ');
  throw new DomainError(
    'CONFLICT',
    `The role of DATABASE_URL may not grant ${what}; nothing was changed. Run it as the owner of these, or have the ` +
      'owner run what the command prints without --apply.',
  );
}

/** What a role is, as far as its rights are concerned; null if there is none of this name. */
export interface RoleState {
  /** The tables whose row security hides rows from the role. */
  readonly hiding: readonly string[];
}

/** @param rights the rights that it gets */
export async function readRole(
  manager: EntityManager,
  role: string,
  rights: readonly Right[],
): Promise<RoleState | null> {
  const [found]: readonly { bypasses: boolean }[] = await manager.query(
    'SELECT rolsuper OR rolbypassrls AS bypasses FROM pg_roles WHERE rolname = $1',
    [role],
  );
  if (!found) return null;
  if (found.bypasses) return { hiding: [] };
  const tables: readonly { name: string }[] = await manager.query(
    `SELECT oid::regclass::text AS name FROM pg_class
     WHERE relrowsecurity AND oid IN (SELECT to_regclass(name) FROM unnest($1::text[]) AS r (name)) ORDER BY 1`,
    [rights.filter(({ kind }) => kind === 'relation').map(({ name }) => name)],
  );
  return { hiding: tables.map(({ name }) => name) };
}
