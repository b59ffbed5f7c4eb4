import type { GraphQLSchema } from 'graphql';
import type { CompiledSchema } from './compiled-schema';

/** Schemas whose guards are in place, with what guards them. */
export const guardedSchemas = new WeakMap<GraphQLSchema, CompiledSchema<never>>();
