import type { OrganizationId } from '../domain/organization-id';

/** Ids of organizations whose text needs no quotes in an array: numbers and uuids. */
const PLAIN = /^[0-9a-f-]+$/;

/**
 * Formats ids of organizations as a PostgreSQL array literal, for a parameter of type `organization_ids`. `pg` would
 * quote and escape each of them, which dominates the cost of a query with thousands of them.
 */
export function idArray(ids: readonly OrganizationId[]): string {
  return `{${ids.map((id) => (PLAIN.test(id) ? id : `"${id.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`;
}
