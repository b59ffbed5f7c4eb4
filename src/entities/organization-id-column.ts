import type { ColumnOptions, ValueTransformer } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';

/** The driver returns numbers for ids of type int. Parameters are texts; PostgreSQL knows their type by the column. */
const asText: ValueTransformer = {
  to: (id: unknown) => id,
  from: (id: unknown): OrganizationId | null => (typeof id === 'string' || typeof id === 'number' ? String(id) : null),
};

const asTexts: ValueTransformer = {
  to: (ids: unknown) => ids,
  from: (ids: unknown): readonly OrganizationId[] | null => (Array.isArray(ids) ? ids.map(String) : null),
};

/** The options of a column with the id of an organization, whatever type the product gave its ids. */
export const ORGANIZATION_ID = { type: 'text', transformer: asText } as const satisfies ColumnOptions;

/** The options of a column with ids of organizations. */
export const ORGANIZATION_IDS = { type: 'text', array: true, transformer: asTexts } as const satisfies ColumnOptions;
