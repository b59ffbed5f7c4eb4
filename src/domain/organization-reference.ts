import type { OrganizationId } from './organization-id';

/** An organization that exists, of which nothing but the id has been read. */
export class OrganizationReference {
  constructor(readonly id: OrganizationId) {}
}
