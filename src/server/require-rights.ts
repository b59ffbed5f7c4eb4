import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import { requireOperation } from '../domain/operation-rights';
import type { RequestContext } from '../features/request-context';

/**
 * Makes every root field of a schema require its right before it runs, over HTTP and over WebSockets. In place.
 * @returns the schema
 */
export function requireRights(schema: GraphQLSchema): GraphQLSchema {
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const coordinate = `${type?.name ?? ''}.${field.name}`;
      const { resolve = defaultFieldResolver, subscribe } = field;
      if (subscribe)
        field.subscribe = (source, args, context: RequestContext, info) => {
          requireOperation(context.actor, coordinate);
          return subscribe(source, args, context, info);
        };
      else
        field.resolve = (source, args, context: RequestContext, info) => {
          requireOperation(context.actor, coordinate);
          return resolve(source, args, context, info);
        };
    }
  }
  return schema;
}
