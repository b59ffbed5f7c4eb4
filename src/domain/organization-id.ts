import { isPrintable, printable } from './say';

/**
 * The id of an organization: opaque text, as PostgreSQL writes it in the type that the product gave its ids. It is
 * compared and ordered by SQL, in that type; here, only equality and stability count.
 */
export type OrganizationId = string;

/** The types that ids of organizations may have, as PostgreSQL's catalog names them. */
export type OrganizationIdType = 'int4' | 'int8' | 'uuid' | 'text' | 'varchar';

/** The types of columns that can be ids without a cast that a person has to write. */
export const ID_COLUMN_TYPES: readonly string[] = ['int2', 'int4', 'int8', 'uuid', 'text', 'varchar'];

/** A longer text is no id of an organization, in bytes: PostgreSQL could not index it. */
const LONGEST_ID = 1_000;
const LARGEST: Readonly<Partial<Record<OrganizationIdType, bigint>>> = { int4: 2n ** 31n - 1n, int8: 2n ** 63n - 1n };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Reads an id as a client, a token or a file writes it: `007` is 7, and a uuid may have capital letters. The view of
 * organizations leaves out those whose ids are texts that are refused here.
 * @returns the id as PostgreSQL writes it; null for text that cannot be an id of this type, so no organization has it
 */
export function canonicalOrganizationId(type: OrganizationIdType, text: string): OrganizationId | null {
  if (text.length > LONGEST_ID) return null;
  if (type === 'uuid') {
    const uuid = text.toLowerCase();
    return UUID.test(uuid) ? uuid : null;
  }
  const largest = LARGEST[type];
  if (largest === undefined)
    return text === '' || Buffer.byteLength(text) > LONGEST_ID || !isPrintable(text) ? null : text;
  if (!/^-?\d{1,30}$/.test(text)) return null;
  const value = BigInt(text);
  return value >= -largest - 1n && value <= largest ? String(value) : null;
}

/**
 * An id as a message shows it and as `--org` reads it: in quotes, doubled within, where it could be taken for another
 * id or for two. Text that can be no id is made printable.
 * @example sayId('7') // 7
 * @example sayId('acme, inc.') // "acme, inc."
 */
export function sayId(id: string): string {
  const shown = printable(id);
  return /[",]|^\s|\s$|^$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

/** Ids as a message lists them, in the form that `--org` reads: `7, "acme, inc.", " lead"`. */
export function sayIds(ids: readonly string[]): string {
  return ids.map(sayId).join(', ');
}

/**
 * The id in a token, whose issuer may write it as a text or as a number.
 * @returns null for a number that JavaScript cannot have read exactly, and for anything else
 */
export function organizationIdClaim(claim: unknown): string | null {
  if (typeof claim === 'string') return claim;
  return typeof claim === 'number' && Number.isSafeInteger(claim) ? String(claim) : null;
}

/**
 * Orders what belongs to organizations as their ids are ordered, which SQL alone can tell.
 * @param ids the ids in their order
 */
export function inOrder<Item extends { readonly organizationId: OrganizationId }>(
  ids: readonly OrganizationId[],
  items: readonly Item[],
): readonly Item[] {
  if (items.length < 2) return items;
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = ({ organizationId }: Item) => places.get(organizationId) ?? ids.length;
  return [...items].sort((a, b) => placeOf(a) - placeOf(b));
}
