import { buildASTSchema, type GraphQLDirective, parse } from 'graphql';

/** The directives as SDL. Add them to the type definitions of the schema to guard. */
export const entitlementDirectives = `
"What happens to a guarded field when the organization may not use what the field needs."
enum OnDeny {
  "The field is null, with one error for each response position and reason."
  ERROR
  "The field is null, without an error."
  NULL
  "The operation is refused before any of it runs. The default for mutation fields."
  REJECT
}

"A module, or one submodule of it."
input EntitlementRef {
  "The module's key."
  module: String!
  "The submodule's key; omit it to mean the module itself."
  submodule: String
}

"""
Requires that the organization may use a module or submodule. Repeat the directive to require several.
On an object or interface, it applies to every field that returns such an object.
On an argument, input field or enum value, it applies if the client supplies it, and a denial always rejects.
\`organizationArg\` names the argument that holds the organization's id, as a dot path such as \`input.organizationId\`.
"""
directive @requiresEntitlement(
  "The module's key."
  module: String!
  "The submodule's key; omit it to mean the module itself."
  submodule: String
  "The argument that holds the organization's id. If omitted, the organization of the object, or the actor's own."
  organizationArg: String
  "What a denial does. If omitted, REJECT on mutation fields and ERROR elsewhere."
  onDeny: OnDeny
) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE

"Requires that the organization may use at least one of several modules and submodules."
directive @requiresAnyEntitlement(
  "The modules and submodules, of which one is enough."
  of: [EntitlementRef!]!
  "The argument that holds the organization's id. If omitted, the organization of the object, or the actor's own."
  organizationArg: String
  "What a denial does. If omitted, REJECT on mutation fields and ERROR elsewhere."
  onDeny: OnDeny
) repeatable on FIELD_DEFINITION

"States why a root field needs no entitlement, for schemas in which every root field must be guarded or marked."
directive @entitlementFree("The reason, for readers of the schema." reason: String!) on FIELD_DEFINITION
`;

/**
 * The directives for a subgraph of federation 2, instead of `entitlementDirectives`: the types of their arguments stay
 * out of what a gateway shows. The type definitions have to import `@inaccessible`.
 * @example
 * const link = `extend schema
 *   @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@inaccessible"])`;
 * buildSubgraphSchema({ typeDefs: parse(link + entitlementSubgraphDirectives + typeDefs), resolvers });
 */
export const entitlementSubgraphDirectives = entitlementDirectives.replace(
  /^(enum|input) (\w+) {/gm,
  '$1 $2 @inaccessible {',
);

export const REQUIRES = 'requiresEntitlement';
export const REQUIRES_ANY = 'requiresAnyEntitlement';
export const FREE = 'entitlementFree';

const definitions = buildASTSchema(parse(entitlementDirectives), { assumeValidSDL: true });

/**
 * The definition that arguments are coerced by. It is the library's own, because the schema's may have been changed,
 * and because a server does not validate the arguments of directives in SDL.
 */
export function directiveDefinition(name: string): GraphQLDirective {
  const definition = definitions.getDirective(name);
  if (!definition) throw new Error(`no directive is called @${name}`);
  return definition;
}
