import {
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isCompositeType,
  isObjectType,
} from 'graphql';

/** The object types that a value of a type may have; empty for a scalar or enum. */
export function possibleTypes(schema: GraphQLSchema, type: GraphQLNamedOutputType): readonly GraphQLObjectType[] {
  if (!isCompositeType(type)) return [];
  return isObjectType(type) ? [type] : schema.getPossibleTypes(type);
}
