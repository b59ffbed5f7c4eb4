import { GraphQLError } from 'graphql';
import type { Actor } from './authenticate';
import type { Feeds } from './feeds';
import { createRecords, type ErpRecords } from './records';
import type { DataSource } from 'typeorm';

/** What resolvers work with: one for each request, or for each subscription. */
export interface ErpContext {
  readonly actor: Actor | null;
  readonly records: ErpRecords;
  readonly feeds: Feeds;
}

/** Gives a request's context to whoever asks. */
export function contextFactory(dataSource: DataSource, feeds: Feeds): (actor: Actor | null) => ErpContext {
  return (actor) => ({ actor, records: createRecords(dataSource), feeds });
}

/** Super admins look into every organization, others into their own and its subsidiaries. */
export async function mayLookInto({ actor, records }: ErpContext, organizationId: number): Promise<boolean> {
  if (!actor) return false;
  if (actor.role === 'SUPER_ADMIN' || actor.organizationId === organizationId) return true;
  if (actor.organizationId === null) return false;
  return (await records.subsidiaries.load(actor.organizationId)).some(({ id }) => id === organizationId);
}

/** The actor's own organization. Guarded fields have one by then, unless a super admin of none asks. */
export function ownOrganization({ actor }: ErpContext): number {
  if (actor?.organizationId) return actor.organizationId;
  throw actor
    ? new GraphQLError('Your token names no organization: ask below organization(id:).', {
        extensions: { code: 'FORBIDDEN' },
      })
    : new GraphQLError('Sign in: send a bearer token.', { extensions: { code: 'UNAUTHENTICATED' } });
}
