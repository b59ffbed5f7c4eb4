import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { entitlementDirectives } from 'portcullis/directive';
import { resolvers } from './resolvers';

export const typeDefs = readFileSync(join(__dirname, 'schema.graphql'), 'utf8');

/** The schema of the ERP, like that of any other server: its resolvers do not know about entitlements. */
export function createErpSchema(sdl = typeDefs): GraphQLSchema {
  return makeExecutableSchema({ typeDefs: [entitlementDirectives, sdl], resolvers });
}
