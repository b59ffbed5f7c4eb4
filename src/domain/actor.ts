import { DomainError } from './errors';
import { type OrganizationId, sayId } from './organization-id';
import { isPrintable } from './say';

export const ROLES = ['MEMBER', 'ORG_ADMIN', 'SERVICE', 'SUPER_ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** How an actor asked, for the record: over HTTP or a WebSocket, or by a command. */
interface Origin {
  readonly via: 'API' | 'CLI';
  /** The id of the request, as the log has it; null for a command. */
  readonly requestId: string | null;
  /** The client's address; null for a command, and where addresses are not recorded. */
  readonly address: string | null;
}

/** The subject of a token, or `cli:<OS user>` for the command. */
export interface Actor {
  readonly id: string;
  readonly role: Role;
  /** The actor's organization; null for services and operators of the product. */
  readonly organizationId: OrganizationId | null;
  /** How it asked; not known where nothing asked. */
  readonly origin?: Origin;
}

/** Providers' names of users have at most as many characters (OpenID Connect Core 1.0, `sub`). */
export const LONGEST_ACTOR_ID = 255;

/** Whether a text names an actor: it is stored with what the actor does, and printed in logs, lists and events. */
export function isActorId(text: string): boolean {
  return text !== '' && text.length <= LONGEST_ACTOR_ID && isPrintable(text);
}

/** @throws DomainError UNAUTHENTICATED if the request has no signed-in actor. */
export function requireActor(actor: Actor | null): Actor {
  if (actor) return actor;
  throw new DomainError('UNAUTHENTICATED', 'Sign in: send a bearer token in the Authorization header.');
}

/** @throws DomainError UNAUTHENTICATED, or FORBIDDEN for every role but `SUPER_ADMIN`. */
export function requireSuperAdmin(actor: Actor | null): Actor {
  const known = requireActor(actor);
  if (known.role === 'SUPER_ADMIN') return known;
  throw new DomainError('FORBIDDEN', 'Only super admins may do this.');
}

/** Members and organization admins see their own organization; services and super admins see all. */
export function mayReadOrganization(actor: Actor, organizationId: OrganizationId): boolean {
  if (actor.role === 'SUPER_ADMIN' || actor.role === 'SERVICE') return true;
  return actor.organizationId === organizationId;
}

/** The history names actors and their reasons, so only an organization's own admins and super admins read it. */
export function mayReadHistory(actor: Actor, organizationId: OrganizationId): boolean {
  if (actor.role === 'SUPER_ADMIN') return true;
  return actor.role === 'ORG_ADMIN' && actor.organizationId === organizationId;
}

/** The same error for a missing organization and for one that the actor may not see, so ids cannot be probed. */
export function organizationNotFound(organizationId: OrganizationId): DomainError {
  return new DomainError('NOT_FOUND', `There is no organization ${sayId(organizationId)}.`, {
    organizationId,
  });
}

/** @throws DomainError UNAUTHENTICATED, or NOT_FOUND if the actor may not see the organization. */
export function requireOrganizationReader(actor: Actor | null, organizationId: OrganizationId): Actor {
  const known = requireActor(actor);
  if (mayReadOrganization(known, organizationId)) return known;
  throw organizationNotFound(organizationId);
}

/**
 * @throws DomainError as `requireOrganizationReader`, and FORBIDDEN for a member or service, which may see the
 *   organization but not its history.
 */
export function requireHistoryReader(actor: Actor | null, organizationId: OrganizationId): Actor {
  const known = requireOrganizationReader(actor, organizationId);
  if (mayReadHistory(known, organizationId)) return known;
  throw new DomainError('FORBIDDEN', "Only an organization's admins and super admins may read its history.");
}
