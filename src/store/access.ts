import { organizationNotFound } from '../domain/actor';
import { decide } from '../domain/decision/decide';
import type { Decision } from '../domain/decision/decision';
import type { MissingOrganization, OrganizationAccess } from '../domain/decision/organization-access';
import { DomainError } from '../domain/errors';
import type { OrganizationId } from '../domain/organization-id';
import type { AccessSetup } from './load-access';

/** The question that a decision answers; `submoduleKey` is null for the module itself. */
export interface Check {
  readonly organizationId: OrganizationId | null;
  readonly moduleKey: string;
  readonly submoduleKey: string | null;
  /**
   * True if the actor may not know of the organization: it is not loaded, and answered like one that does not exist.
   */
  readonly hidden?: boolean;
}

/** What decisions need about some organizations, as of one point in time. */
export interface Access {
  readonly setup: AccessSetup;
  readonly organization: (id: OrganizationId | null) => OrganizationAccess | MissingOrganization;
  /** The time up to which changes are known, if the database did not answer; null if this is current. */
  readonly staleSince: Date | null;
}

/** Told what was read about some organizations; null if it could not be read. */
export type ReadListener = (organizationIds: readonly OrganizationId[], access: Access | null) => void;

/**
 * What is known of an organization.
 * @throws DomainError NOT_FOUND if it does not exist; ENTITLEMENT_CHECK_FAILED if the database did not answer
 */
export function requireKnown(access: Access, id: OrganizationId): OrganizationAccess {
  const organization = access.organization(id);
  if (organization.found) return organization;
  if (organization.reason !== 'CHECK_FAILED') throw organizationNotFound(id);
  throw new DomainError('ENTITLEMENT_CHECK_FAILED', 'The organization could not be looked up just now: try again.');
}

/** Answers checks from what was read, in the order given. */
export function decideAll(
  { setup: { taxonomy }, organization, staleSince }: Access,
  checks: readonly Check[],
  at: Date,
): readonly Decision[] {
  return checks.map(({ organizationId, moduleKey, submoduleKey, hidden }) => {
    const asked = hidden ? notFound(organizationId) : organization(organizationId);
    return decide({ taxonomy, organization: asked, moduleKey, submoduleKey, at, staleSince });
  });
}

/** @param staleSince given if only these organizations are known, so that any other's check fails */
export function accessOf(
  setup: AccessSetup,
  organizations: ReadonlyMap<OrganizationId, OrganizationAccess>,
  staleSince: Date | null = null,
): Access {
  return {
    setup,
    staleSince,
    organization: (id) => {
      const found = id === null ? undefined : organizations.get(id);
      if (found) return found;
      if (id === null) return { found: false, reason: 'NO_ORGANIZATION', organizationId: null };
      return staleSince ? { found: false, reason: 'CHECK_FAILED', organizationId: id } : notFound(id);
    },
  };
}

function notFound(organizationId: OrganizationId | null): MissingOrganization {
  return { found: false, reason: 'ORGANIZATION_NOT_FOUND', organizationId };
}
