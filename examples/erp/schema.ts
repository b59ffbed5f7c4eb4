import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { entitlementDirectives } from 'portcullis/directive';
import { resolvers } from './resolvers';

export const typeDefs = readFileSync(join(__dirname, 'schema.graphql'), 'utf8');

/** The ERP's schema as any server has it: resolvers know nothing of entitlements. */
export function createErpSchema(sdl = typeDefs): GraphQLSchema {
  return makeExecutableSchema({ typeDefs: [entitlementDirectives, sdl], resolvers });
}
