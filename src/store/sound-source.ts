import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../../migrations/baseline/names';
import { DomainError } from '../domain/errors';
import { sayCount } from '../domain/say';
import { SOURCE_OID } from './source';
import { printedId } from './unfit-ids';

type Queries = Pick<EntityManager, 'query'>;

/** Ids that the source gives in several rows. */
export interface RepeatedIds {
  readonly count: number;
  /** Some of the ids, shortened, and safe to print. */
  readonly some: readonly string[];
}

/** What is wrong with the rows of a source that can be read. */
export interface SourceRows {
  /** How many rows have no id. */
  readonly missing: number;
  readonly repeated: RepeatedIds;
}

const NONE: RepeatedIds = { count: 0, some: [] };
const SHOWN = 5;

/** A key of the one table that says that no id is in two rows. Tables that inherit have their own. */
const HAS_KEY = `EXISTS (
  SELECT 1 FROM source s JOIN pg_index i ON i.indrelid = ${SOURCE_OID}
  JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] AND a.attname = s.id_column
  WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indnkeyatts = 1
    AND (c.relkind = 'p' OR NOT EXISTS (SELECT 1 FROM pg_inherits WHERE inhparent = c.oid)))`;

/**
 * Finds the ids that are in several rows: which of the rows counts is not known, so that none can be migrated or
 * compared. Reads all organizations, unless a key of their table says that there are none.
 */
export async function findRepeatedIds(manager: Queries): Promise<RepeatedIds> {
  const [key]: readonly { has: boolean }[] = await manager.query(`SELECT ${HAS_KEY} AS has`);
  if (key?.has) return NONE;
  const [found]: readonly RepeatedIds[] = await manager.query(
    `SELECT count(*)::int AS count,
            coalesce(to_json((array_agg(${printedId('id')} ORDER BY id))[1:${SHOWN}]), '[]') AS some
     FROM (SELECT id FROM organizations GROUP BY id HAVING count(*) > 1) AS repeated`,
  );
  return found ?? NONE;
}

/** `2 ids are in several rows of the source: "7", "9"` */
export function sayRepeatedIds({ count, some }: RepeatedIds): string {
  return (
    `${sayCount(count, 'id')} ${count === 1 ? 'is' : 'are'} in several rows of the source: ` +
    `${some.map((id) => `"${id}"`).join(', ')}${count > some.length ? ', …' : ''}`
  );
}

/** What that means, and what to do. */
export const REPEATED_ARE_REFUSED =
  "There must be one row for each organization: correct the rows, or the query ('portcullis source show').";

/** `2 rows of the source have no id` */
export function sayMissingIds(missing: number): string {
  return `${sayCount(missing, 'row')} of the source ${missing === 1 ? 'has' : 'have'} no id`;
}

/** What that means, and what to do. */
export const MISSING_ARE_LEFT_OUT =
  'Such rows are left out: give them ids in the product, or leave them out by a condition.';

/**
 * Reads the rows of the source whole, with ids, names and flags, so that one that fails on any row is an error, and
 * finds what is wrong with the ids.
 */
export async function readSourceRows(manager: Queries): Promise<SourceRows> {
  const [set]: readonly { is: boolean }[] = await manager.query('SELECT EXISTS (SELECT 1 FROM source) AS is');
  if (!set?.is) return { missing: 0, repeated: NONE };
  // Names and flags are counted to have them computed.
  const [found]: readonly { missing: number }[] = await manager.query(
    `SELECT (count(*) - count(id))::int AS missing, count(name) AS named, count(flags) AS flagged
     FROM ${SCHEMA}.read_source()`,
  );
  return { missing: found?.missing ?? 0, repeated: await findRepeatedIds(manager) };
}

/**
 * Reads from the organizations, so that something that would be stored first and need them later is refused instead.
 * An error of the source is thrown as it is: the API says it without values, the command with them.
 * @throws DomainError CONFLICT if ids are in several rows
 */
export async function requireSoundSource(manager: Queries): Promise<void> {
  // All rows: a condition may fail on any of them.
  await manager.query('SELECT count(*) FROM organizations');
  const repeated = await findRepeatedIds(manager);
  if (repeated.count > 0) throw new DomainError('CONFLICT', `${sayRepeatedIds(repeated)}. ${REPEATED_ARE_REFUSED}`);
}
