import { buildASTSchema, parse, type GraphQLDirective } from 'graphql';

/** The directives as SDL, to be added to the type definitions of the schema that they guard. */
export const entitlementDirectives = /* GraphQL */ `
  "What becomes of a field whose organization may not use what it needs."
  enum OnDeny {
    "The field is null, with one error for each position in the response and reason."
    ERROR
    "The field is null, and nothing is said."
    NULL
    "The operation is refused before any of it runs. What mutation fields do, unless told otherwise."
    REJECT
  }

  "A module, or one submodule of it."
  input EntitlementRef {
    "The module's key."
    module: String!
    "The submodule's key; left out: the module itself."
    submodule: String
  }

  """
  Needs the organization to have this module or submodule; repeated, all of them.
  On an object or interface it counts on every field by which such an object enters.
  On an argument, input field or enum value it counts where the client supplies it, and always rejects.
  \`organizationArg\` is the argument that names the organization, as a dot path (\`input.organizationId\`).
  """
  directive @requiresEntitlement(
    "The module's key."
    module: String!
    "The submodule's key; left out: the module itself."
    submodule: String
    "The argument that names the organization; left out: that of the object, or the actor's own."
    organizationArg: String
    "What a denial does; left out: REJECT on mutation fields, else ERROR."
    onDeny: OnDeny
  ) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE

  "Needs the organization to have one of these."
  directive @requiresAnyEntitlement(
    "Modules and submodules of which one is enough."
    of: [EntitlementRef!]!
    "The argument that names the organization; left out: that of the object, or the actor's own."
    organizationArg: String
    "What a denial does; left out: REJECT on mutation fields, else ERROR."
    onDeny: OnDeny
  ) repeatable on FIELD_DEFINITION

  "Says why a field needs no entitlement, where each root field must either be guarded or say so."
  directive @entitlementFree("Why, for whoever reads the schema." reason: String!) on FIELD_DEFINITION
`;

export const REQUIRES = 'requiresEntitlement';
export const REQUIRES_ANY = 'requiresAnyEntitlement';
export const FREE = 'entitlementFree';

const definitions = buildASTSchema(parse(entitlementDirectives), { assumeValidSDL: true });

/**
 * The definition that usages are coerced by: ours, and not the schema's, which somebody may have changed.
 * A server that takes the SDL does not validate the arguments of directives in it.
 */
export function directiveDefinition(name: string): GraphQLDirective {
  const definition = definitions.getDirective(name);
  if (!definition) throw new Error(`there is no directive @${name}`);
  return definition;
}
