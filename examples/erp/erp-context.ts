import { GraphQLError } from 'graphql';
import type { DataSource } from 'typeorm';
import type { Actor } from './authenticate';
import type { Feeds } from './feeds';
import { createRecords, type ErpRecords } from './records';

/** The context of resolvers: one for each request, or for each subscription. */
export interface ErpContext {
  readonly actor: Actor | null;
  readonly records: ErpRecords;
  readonly feeds: Feeds;
}

/** Returns a function that creates the context for an actor. */
export function contextFactory(dataSource: DataSource, feeds: Feeds): (actor: Actor | null) => ErpContext {
  return (actor) => ({ actor, records: createRecords(dataSource), feeds });
}

/** Super admins may see every organization, others their own and its subsidiaries. */
export async function mayLookInto({ actor, records }: ErpContext, organizationId: number): Promise<boolean> {
  if (!actor) return false;
  if (actor.role === 'SUPER_ADMIN' || actor.organizationId === organizationId) return true;
  if (actor.organizationId === null) return false;
  return (await records.subsidiaries.load(actor.organizationId)).some(({ id }) => id === organizationId);
}

/** The actor's own organization. A guarded field always has one, except for a super admin without an organization. */
export function ownOrganization({ actor }: ErpContext): number {
  if (actor?.organizationId) return actor.organizationId;
  throw actor
    ? new GraphQLError('Your token names no organization: use organization(id:).', {
        extensions: { code: 'FORBIDDEN' },
      })
    : new GraphQLError('Sign in: send a bearer token.', { extensions: { code: 'UNAUTHENTICATED' } });
}
