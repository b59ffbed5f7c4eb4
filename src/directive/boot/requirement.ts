import type { GraphQLArgument, GraphQLOutputType } from 'graphql';
import { type EntitlementRef, refKey } from './decision';
import type { OrganizationHook } from './guard-options';

/** What a denial can do, mildest first. */
export const ON_DENY = ['NULL', 'ERROR', 'REJECT'] as const;
export type OnDeny = (typeof ON_DENY)[number];

/** A directive with its arguments, as written on one coordinate. */
export interface Usage {
  /** The modules and submodules of which one is enough; exactly one for `@requiresEntitlement`. */
  readonly anyOf: readonly EntitlementRef[];
  /** The steps of the dot path of the argument that names the organization; null without one. */
  readonly organizationArg: readonly string[] | null;
  /** Null if the directive does not say. */
  readonly onDeny: OnDeny | null;
  /** The coordinate that the directive is written on. */
  readonly writtenOn: string;
}

/** A usage at a place where it applies, with the default of `onDeny` filled in. */
export interface Requirement extends Usage {
  readonly onDeny: OnDeny;
}

/** Where a requirement applies. `ITEM`: to an object that a field returned. */
export type RequirementKind = 'FIELD' | 'ITEM' | 'ARGUMENT' | 'INPUT_FIELD' | 'ENUM_VALUE';

/** The requirements at one coordinate, all of which must be met. Verdicts are cached by the identity of this object. */
export interface Guard {
  readonly kind: RequirementKind;
  readonly coordinate: string;
  readonly requirements: readonly Requirement[];
}

/** The guards at one field of an object type. */
export interface GuardedField {
  readonly coordinate: string;
  readonly type: GraphQLOutputType;
  readonly args: readonly GraphQLArgument[];
  /** Checked before the resolver is called; null if nothing is required. */
  readonly guard: Guard | null;
  /**
   * Checked after the resolver ran, for a field that returns an interface or union, or a type with a hook that tells
   * the organization of its objects: the guards by name of object type.
   */
  readonly items: ReadonlyMap<string, Guard>;
  /** The guards by name of argument. */
  readonly guardedArguments: ReadonlyMap<string, Guard>;
  /** True if an argument, or something within an argument, is guarded. */
  readonly guardsInputs: boolean;
  /** The distinct arguments that name an organization, in the order of the directives. */
  readonly organizationArgs: readonly (readonly string[])[];
}

/** Everything the library does at one field of an object type. */
export interface FieldPlan<Context> extends GuardedField {
  /** The hook of the parent type; null without one. */
  readonly hook: OrganizationHook<Context> | null;
  /** The hooks of the types of `items`, by name, if they have one. */
  readonly itemHooks: ReadonlyMap<string, OrganizationHook<Context>>;
  /** True if fields below this one may ask for the organization that it brings. */
  readonly carries: boolean;
}

/** The rank of a denial: higher is more severe. */
export function severity(onDeny: OnDeny): number {
  return ON_DENY.indexOf(onDeny);
}

/** For messages: `sales/leads`, or `sales or crm` for a choice of several. */
export function describeRefs(refs: readonly EntitlementRef[]): string {
  return refs.map(refKey).join(' or ');
}

/**
 * Removes requirements that ask the same as another one, which happens when a field has them from several interfaces.
 */
export function distinctRequirements(requirements: readonly Requirement[]): readonly Requirement[] {
  const seen = new Map(
    requirements.map((requirement) => [
      [describeRefs(requirement.anyOf), requirement.organizationArg?.join('.') ?? '', requirement.onDeny].join(' '),
      requirement,
    ]),
  );
  return [...seen.values()];
}
