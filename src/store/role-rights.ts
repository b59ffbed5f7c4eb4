import type { EntityManager } from 'typeorm';
import { AUDIT_FUNCTIONS } from '../../migrations/baseline/audit';
import { plainly, SCHEMA } from '../../migrations/baseline/names';
import { readBySource, type Right } from './library-rights';

/** Whose rights are granted: an application that uses the library, a server or worker or command, or an auditor. */
export const GRANTEES = ['application', 'server', 'auditor'] as const;
export type Grantee = (typeof GRANTEES)[number];

interface Relation {
  /** With its schema, quoted where needed. */
  readonly name: string;
  readonly schema: string;
  /** The name alone. */
  readonly table: string;
  readonly isView: boolean;
  /** The sequences that its columns take their values from. */
  readonly sequences: readonly string[];
}

/** What nobody but the owner may change: events are added, and the chain is written by functions with his rights. */
const ADDED_TO: readonly string[] = ['entitlement_events', 'platform_events'];
const OF_THE_CHAIN: readonly string[] = ['audit_links', 'audit_checkpoints', 'audit_begins'];
/** What an auditor reads besides events and chain: what is installed where, and what retention took. */
const OF_THE_INSTALLATION: readonly string[] = [
  'portcullis_migrations',
  'portcullis_tables',
  'installation',
  'source',
  'detached_partitions',
];

const EVERYTHING = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
/** What a server calls to seal events, sign the end of the chain and record audits; an auditor signs nothing. */
const OF_SERVERS = ['seal_events', 'sign_checkpoint', 'record_audit'];
const OF_AUDITORS = ['seal_events', 'record_audit'];
/** Of the organizations the product is the owner, and triggers write the history: they are read alone. */
const READ_ALONE: readonly string[] = ['organizations', 'setup_history'];

/**
 * The rights of a role for servers, workers and commands other than `db migrate`: to do everything but to change events
 * and the chain that proves them. Call it in a transaction.
 * @throws DomainError CONFLICT if no source is set
 */
export async function serverRights(manager: EntityManager): Promise<readonly Right[]> {
  const relations = await readRelations(manager);
  const source = await readBySource(manager);
  const own = (name: string) => plainly(SCHEMA, name);
  return [
    ...schemasOf([...relations, ...source]),
    ...relations.flatMap(({ name, table, isView }) => on(name, privilegesOn(table, isView))),
    ...relations.flatMap(({ sequences }) => sequences.flatMap(useOf)),
    ...source.map(({ kind, name }): Right => ({ kind, name, privilege: kind === 'relation' ? 'SELECT' : 'EXECUTE' })),
    ...[`${own('read_source')}()`, `${own('make_partition')}(text, text)`, ...auditFunctions(OF_SERVERS)].map(callOf),
  ];
}

/**
 * The rights of a role for `audit verify`, `audit export` and any reader of events: to read both logs and their chain,
 * and to have it recorded that he did. He may add no event of another kind.
 */
export async function auditorRights(manager: EntityManager): Promise<readonly Right[]> {
  const relations = await readRelations(manager);
  const read = relations.filter(({ table }) => [...ADDED_TO, ...OF_THE_CHAIN, ...OF_THE_INSTALLATION].includes(table));
  return [
    ...schemasOf(read),
    ...read.flatMap(({ name }) => on(name, ['SELECT'])),
    ...auditFunctions(OF_AUDITORS).map(callOf),
  ];
}

function privilegesOn(table: string, isView: boolean): readonly Right['privilege'][] {
  if (isView || OF_THE_CHAIN.includes(table) || READ_ALONE.includes(table)) return ['SELECT'];
  return ADDED_TO.includes(table) ? ['SELECT', 'INSERT'] : EVERYTHING;
}

function schemasOf(all: readonly { readonly schema: string }[]): readonly Right[] {
  const names = new Set([SCHEMA, ...all.map(({ schema }) => schema)]);
  return [...names].map((name) => ({ kind: 'schema', name, privilege: 'USAGE' }));
}

function on(name: string, privileges: readonly Right['privilege'][]): readonly Right[] {
  return privileges.map((privilege) => ({ kind: 'relation', name, privilege }));
}

function useOf(name: string): readonly Right[] {
  return [
    { kind: 'sequence', name, privilege: 'USAGE' },
    // For an import, which sets the next id.
    { kind: 'sequence', name, privilege: 'UPDATE' },
  ];
}

function callOf(name: string): Right {
  return { kind: 'function', name, privilege: 'EXECUTE' };
}

function auditFunctions(names: readonly string[]): readonly string[] {
  return AUDIT_FUNCTIONS.filter(([name]) => names.includes(name)).map(
    ([name, types]) => `${plainly(SCHEMA, name)}(${types})`,
  );
}

/** All tables and views of Portcullis, in its schema and where it publishes them, without partitions. */
function readRelations(manager: EntityManager): Promise<readonly Relation[]> {
  return manager.query(
    `WITH published AS (
       SELECT to_regclass(quote_ident(schema) || '.' || quote_ident(name)) AS oid FROM portcullis_tables
       UNION
       SELECT v.oid FROM pg_class v JOIN portcullis_tables t ON t.name = 'org_entitlements'
       JOIN pg_namespace n ON n.oid = v.relnamespace AND n.nspname = t.schema
       WHERE v.relname = 'v_effective_entitlements' AND v.relkind = 'v')
     SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name, quote_ident(n.nspname) AS schema,
            c.relname AS "table", c.relkind = 'v' AS "isView",
            ARRAY(SELECT DISTINCT s.oid::regclass::text FROM pg_depend d
                  JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
                  WHERE d.refobjid = c.oid AND d.refobjsubid > 0 AND d.classid = 'pg_class'::regclass
                  ORDER BY 1) AS sequences
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT c.relispartition AND c.relkind IN ('r', 'p', 'v')
       AND (n.nspname = $1 OR c.oid IN (SELECT oid FROM published))
       AND NOT EXISTS (SELECT 1 FROM detached_partitions d WHERE n.nspname = $1 AND d.name = c.relname)
     ORDER BY n.nspname = $1, 1`,
    [SCHEMA],
  );
}
