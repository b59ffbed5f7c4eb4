import { DomainError } from './errors';
import { type OrganizationId, sayId } from './organization-id';
import { isPrintable } from './say';

/** The roles. What each may do is in `rights.ts`. */
export const ROLES = [
  'MEMBER',
  'ORG_ADMIN',
  'SERVICE',
  'PROVISIONER',
  'SUPPORT',
  'OPERATOR',
  'AUDITOR',
  'SUPER_ADMIN',
] as const;
export type Role = (typeof ROLES)[number];

/** What each role is for. */
export const ROLE_PURPOSES: Readonly<Record<Role, string>> = {
  MEMBER: 'A user of one organization.',
  ORG_ADMIN: 'An admin of one organization.',
  SERVICE: 'A backend that asks what organizations may use.',
  PROVISIONER: "The product's own backend, which also reports what the product answers.",
  SUPPORT: 'Helps organizations: changes what they have, for a limited time.',
  OPERATOR: 'Migrates and rolls out.',
  AUDITOR: 'Reads everything, and changes nothing.',
  SUPER_ADMIN: 'Reads and changes everything.',
};

const OF_ORGANIZATION: readonly Role[] = ['MEMBER', 'ORG_ADMIN'];

/** Whether an actor with the role belongs to one organization, which its token must name. */
export function needsOrganization(role: Role): boolean {
  return OF_ORGANIZATION.includes(role);
}

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
  /** The actor's organization; null for roles that need none, if the token names none. */
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

/** The same error for a missing organization and for one that the actor may not see, so ids cannot be probed. */
export function organizationNotFound(organizationId: OrganizationId): DomainError {
  return new DomainError('NOT_FOUND', `There is no organization ${sayId(organizationId)}.`, {
    organizationId,
  });
}
