import type { GraphQLSchema } from 'graphql';
import type { CompiledSchema } from './compiled-schema';

/** The schemas that `guardSchema` was called for, with their guards. */
export const guardedSchemas = new WeakMap<GraphQLSchema, CompiledSchema<never>>();
