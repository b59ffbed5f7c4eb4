import { type FieldNode, getArgumentValues, type GraphQLField } from 'graphql';
import { readArgumentPath } from '../boot/argument-path';
import { organizationKey } from '../boot/decision';
import type { Variables } from './variables';

/** A field of an operation whose arguments may name an organization. */
export interface NamingField {
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
  readonly organizationArgs: readonly (readonly string[])[];
}

/**
 * Where the organization of a part of an operation comes from, as far as can be seen before it runs: the actor, the
 * arguments of an outer field, or a hook that is called during execution. If that gives none, `outer` applies.
 */
export type Origin =
  | { readonly kind: 'ACTOR' }
  | { readonly kind: 'HOOK'; readonly outer: Origin }
  | { readonly kind: 'ARGUMENT'; readonly naming: NamingField; readonly outer: Origin };

/** The organization is only known during execution. */
export const LATER = Symbol('later');

/** The organization by an origin; null for none, `LATER` if a hook decides. */
export function organizationFrom(
  origin: Origin,
  variables: Variables,
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

/**
 * The organization that the arguments of a field name, by this path or by one of the field's own; undefined if they
 * name none.
 */
export function organizationInArguments(
  { node, field, organizationArgs }: NamingField,
  variables: Variables,
  path: readonly string[] | null = null,
): string | null | undefined {
  if (!path && organizationArgs.length === 0) return undefined;
  const values = argumentValues(field, node, variables);
  return values && organizationNamed(values, path, organizationArgs);
}

/** The organization among argument values: by a requirement's own path first, then by the field's. */
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

/** Undefined for invalid arguments, for which the field fails before its resolver. */
function argumentValues(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Variables,
): Readonly<Record<string, unknown>> | undefined {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    return undefined;
  }
}
