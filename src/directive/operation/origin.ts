import { getArgumentValues, type FieldNode, type GraphQLField } from 'graphql';
import { readArgumentPath } from '../boot/argument-path';
import { organizationKey } from '../boot/decision';

/** The arguments of a field of an operation that may name an organization. */
export interface NamingField {
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
  readonly organizationArgs: readonly (readonly string[])[];
}

/**
 * Where the organization of a part of an operation comes from, as far as one can see before it runs: the actor, the arguments of a field
 * further out, or a hook that is asked only then. Whatever does not say looks at `outer`.
 */
export type Origin =
  | { readonly kind: 'ACTOR' }
  | { readonly kind: 'HOOK'; readonly outer: Origin }
  | { readonly kind: 'ARGUMENT'; readonly naming: NamingField; readonly outer: Origin };

/** Told only when the operation runs. */
export const LATER = Symbol('later');

/** The organization that an origin gives; null for none, `LATER` where a hook comes first. */
export function organizationFrom(
  origin: Origin,
  variables: Readonly<Record<string, unknown>>,
  actorOrganization: string | null,
): string | null | typeof LATER {
  let at = origin;
  for (;;) {
    if (at.kind === 'ACTOR') return actorOrganization;
    if (at.kind === 'HOOK') return LATER;
    const named = organizationInArguments(at.naming, variables);
    if (named !== undefined) return named;
    at = at.outer;
  }
}

/** The organization that the arguments of a field name, by this path or else by one of the field's; undefined where they name none. */
export function organizationInArguments(
  { node, field, organizationArgs }: NamingField,
  variables: Readonly<Record<string, unknown>>,
  path: readonly string[] | null = null,
): string | null | undefined {
  if (!path && organizationArgs.length === 0) return undefined;
  const values = argumentValues(field, node, variables);
  return values && organizationNamed(values, path, organizationArgs);
}

/** The organization among arguments: by a requirement's own path, else by the field's. */
export function organizationNamed(
  values: Readonly<Record<string, unknown>>,
  path: readonly string[] | null,
  organizationArgs: readonly (readonly string[])[],
): string | null | undefined {
  for (const one of path ? [path, ...organizationArgs] : organizationArgs) {
    const named = organizationKey(readArgumentPath(values, one));
    if (named !== undefined) return named;
  }
  return undefined;
}

/** Undefined for arguments that do not fit: then the field fails by itself, before its resolver. */
function argumentValues(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    return undefined;
  }
}
