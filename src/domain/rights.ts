import { type Actor, organizationNotFound, requireActor, type Role, ROLES } from './actor';
import { DomainError } from './errors';
import type { OrganizationId } from './organization-id';
import { sayList } from './say';

/** How far a role has a right: for everything, for the actor's own organization, or not at all. */
export type Reach = 'ALL' | 'OWN' | null;

const [ALL, OWN, no] = ['ALL', 'OWN', null] as const;

/** A reach for each of the roles, in their order. */
type Row = readonly [Reach, Reach, Reach, Reach, Reach, Reach, Reach, Reach];

/**
 * Who may what. This table is the only place that says so: services ask it by `requireRight`, the server asks it for
 * each operation (`OPERATION_RIGHTS`), and the SDL's descriptions, the documents and the console are made from it.
 */
// prettier-ignore
const TABLE = {
  //                          MEMBER ORG_ADMIN SERVICE PROVISIONER SUPPORT OPERATOR AUDITOR SUPER_ADMIN
  USE_API:                   [ALL,   ALL,      ALL,    ALL,        ALL,    ALL,     ALL,    ALL],
  READ_ACCESS:               [OWN,   OWN,      ALL,    ALL,        ALL,    ALL,     ALL,    ALL],
  READ_HISTORY:              [no,    OWN,      no,     no,         ALL,    ALL,     ALL,    ALL],
  LIST_ORGANIZATIONS:        [no,    no,       no,     no,         ALL,    ALL,     ALL,    ALL],
  READ_PLATFORM:             [no,    no,       no,     no,         ALL,    ALL,     ALL,    ALL],
  READ_RECORD:               [no,    no,       no,     no,         no,     ALL,     ALL,    ALL],
  CHANGE_ACCESS:             [no,    no,       no,     no,         ALL,    no,      no,     ALL],
  CHANGE_ACCESS_WITHOUT_END: [no,    no,       no,     no,         no,     no,      no,     ALL],
  ASSIGN_PACKAGES:           [no,    no,       no,     ALL,        no,     ALL,     no,     ALL],
  MANAGE_PACKAGES:           [no,    no,       no,     no,         no,     ALL,     no,     ALL],
  MANAGE_MAPPING:            [no,    no,       no,     no,         no,     ALL,     no,     ALL],
  MANAGE_RUNS:               [no,    no,       no,     no,         no,     ALL,     no,     ALL],
  MANAGE_ROLLOUT:            [no,    no,       no,     no,         no,     ALL,     no,     ALL],
  RECORD_PRODUCT_ANSWERS:    [no,    no,       ALL,    ALL,        no,     no,      no,     ALL],
  MANAGE_MAINTENANCE:        [no,    no,       no,     no,         no,     no,      no,     ALL],
  MANAGE_DATABASE:           [no,    no,       no,     no,         no,     no,      no,     ALL],
  BYPASS_GUARDS:             [no,    no,       no,     no,         no,     no,      no,     ALL],
  COUNT_CHECKS:              [ALL,   ALL,      ALL,    ALL,        ALL,    ALL,     no,     ALL],
  USE_BACKEND_LIMITS:        [no,    no,       ALL,    ALL,        no,     no,      no,     no],
} as const satisfies Readonly<Record<string, Row>>;

export type Right = keyof typeof TABLE;

/** What each right allows, for the SDL and the documents. */
export const RIGHTS: Readonly<Record<Right, string>> = {
  USE_API: 'Ask who it is, and read the modules.',
  READ_ACCESS: 'Read what organizations have: entitlements, decisions, menu, routes and legacy flags.',
  READ_HISTORY: "Read organizations' events, overrides, rollout, insights and denials.",
  LIST_ORGANIZATIONS: 'List and search all organizations.',
  READ_PLATFORM: 'Read what concerns all organizations: mappings, runs, parity, rollout, usage, and the installation.',
  READ_RECORD: 'Read the record: the events that concern no single organization, and whether events were altered.',
  CHANGE_ACCESS:
    'Grant, override, and end grants and overrides. Without `CHANGE_ACCESS_WITHOUT_END`, only what ends within ' +
    '`PORTCULLIS_SUPPORT_DAYS`.',
  CHANGE_ACCESS_WITHOUT_END: 'Grant and override without an end, or until any time.',
  ASSIGN_PACKAGES: 'Give organizations packages, move them to other versions and dates, and end their packages.',
  MANAGE_PACKAGES: 'Publish versions of packages, and set what new organizations are given.',
  MANAGE_MAPPING: 'Load mappings.',
  MANAGE_RUNS: 'Start, steer and roll back runs, and start parity reports.',
  MANAGE_ROLLOUT: 'Change the rollout, of all organizations or of one.',
  RECORD_PRODUCT_ANSWERS: "Record the product's own answers.",
  MANAGE_MAINTENANCE: 'Begin and end maintenance, and make changes during it.',
  MANAGE_DATABASE: 'Load demo data. The command requires it as well, for its work at the database.',
  BYPASS_GUARDS:
    "Pass the guards of the API's own fields in spite of a denial, unless `PORTCULLIS_GUARD_BYPASS=false`.",
  COUNT_CHECKS: 'Have its checks counted. Without it, checks leave no trace in usage, denials and metrics.',
  USE_BACKEND_LIMITS: 'Be limited as a backend, not as a person: `RATE_LIMIT_SERVICE`, large requests, subscriptions.',
};

/** How far a role has a right. */
export function reachOf(role: Role, right: Right): Reach {
  return TABLE[right][ROLES.indexOf(role)] ?? null;
}

/** The roles that have a right, if only for their own organization. */
export function rolesWith(right: Right, reach: 'ALL' | 'ANY' = 'ANY'): readonly Role[] {
  return ROLES.filter((role) => reachOf(role, right) !== null && (reach === 'ANY' || reachOf(role, right) === 'ALL'));
}

/** The rights of a role, in the table's order; also those that it has for its own organization alone. */
export function rightsOf(role: Role): readonly Right[] {
  return allRights().filter((right) => reachOf(role, right) !== null);
}

/** Every right, in the table's order. */
export function allRights(): readonly Right[] {
  return Object.keys(TABLE).filter(isRight);
}

function isRight(text: string): text is Right {
  return Object.hasOwn(TABLE, text);
}

/** Whether some role has the right for its own organization alone, so that it depends on the organization asked for. */
export function isOfOrganizations(right: Right): boolean {
  return ROLES.some((role) => reachOf(role, right) === 'OWN');
}

/** Whether an actor has a right for everything. */
export function hasRight(actor: Actor, right: Right): boolean {
  return reachOf(actor.role, right) === 'ALL';
}

/**
 * Whether an actor has a right for an organization.
 * @example hasRightFor(actor, 'READ_HISTORY', '7')
 */
export function hasRightFor(actor: Actor, right: Right, organizationId: OrganizationId): boolean {
  return hasRight(actor, right) || (reachOf(actor.role, right) === 'OWN' && actor.organizationId === organizationId);
}

/**
 * Requires a right for everything.
 * @throws DomainError UNAUTHENTICATED, or FORBIDDEN naming the roles that have the right
 */
export function requireRight(actor: Actor | null, right: Right): Actor {
  const known = requireActor(actor);
  if (hasRight(known, right)) return known;
  throw forbidden(right);
}

/** The refusal of an actor without a right: names the roles that have it. */
function forbidden(right: Right): DomainError {
  const own = rolesWith(right).filter((role) => reachOf(role, right) === 'OWN');
  const limit = own.length === 0 ? '' : `, and ${sayList(own)} for its own organization`;
  const message = `Only ${sayList(rolesWith(right, 'ALL'))} may do this${limit} (${right}).`;
  return new DomainError('FORBIDDEN', message, { right, roles: rolesWith(right) });
}

/** @throws DomainError UNAUTHENTICATED, or NOT_FOUND if the actor may not see the organization. */
export function requireOrganizationReader(actor: Actor | null, organizationId: OrganizationId): Actor {
  const known = requireActor(actor);
  if (hasRightFor(known, 'READ_ACCESS', organizationId)) return known;
  throw organizationNotFound(organizationId);
}

/**
 * @throws DomainError as `requireOrganizationReader`, and FORBIDDEN for a role that may see the organization but not
 * its history, which names actors and their reasons
 */
export function requireHistoryReader(actor: Actor | null, organizationId: OrganizationId): Actor {
  const known = requireOrganizationReader(actor, organizationId);
  if (hasRightFor(known, 'READ_HISTORY', organizationId)) return known;
  throw forbidden('READ_HISTORY');
}

/**
 * The organization that an actor's right reaches, for lists that name none.
 * @returns null for all organizations
 * @throws DomainError UNAUTHENTICATED, or FORBIDDEN for a role without the right
 */
export function scopeOfRight(actor: Actor | null, right: Right): OrganizationId | null {
  const known = requireActor(actor);
  if (hasRight(known, right)) return null;
  if (known.organizationId !== null && hasRightFor(known, right, known.organizationId)) return known.organizationId;
  throw forbidden(right);
}
