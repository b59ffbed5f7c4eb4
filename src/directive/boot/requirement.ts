import type { GraphQLArgument, GraphQLOutputType } from 'graphql';
import { refKey, type EntitlementRef } from './decision';
import type { OrganizationHook } from './guard-options';

/** Mildest first. */
export const ON_DENY = ['NULL', 'ERROR', 'REJECT'] as const;
export type OnDeny = (typeof ON_DENY)[number];

/** One directive as it is written, coerced. */
export interface Usage {
  /** One of them must be allowed; `@requiresEntitlement` names one. */
  readonly anyOf: readonly EntitlementRef[];
  /** Steps of the dot path of the argument that names the organization. */
  readonly organizationArg: readonly string[] | null;
  /** Null where it is left out. */
  readonly onDeny: OnDeny | null;
  /** The coordinate that the directive stands on. */
  readonly writtenOn: string;
}

/** A usage where it counts. */
export interface Requirement extends Usage {
  readonly onDeny: OnDeny;
}

export type RequirementKind = 'FIELD' | 'ITEM' | 'ARGUMENT' | 'INPUT_FIELD' | 'ENUM_VALUE';

/** All that one coordinate needs: each of the requirements. Its identity is the key under which verdicts are kept. */
export interface Guard {
  readonly kind: RequirementKind;
  readonly coordinate: string;
  readonly requirements: readonly Requirement[];
}

/** What is guarded at one field of an object type. */
export interface GuardedField {
  readonly coordinate: string;
  readonly type: GraphQLOutputType;
  readonly args: readonly GraphQLArgument[];
  /** Checked before the resolver is called; null where nothing is needed. */
  readonly guard: Guard | null;
  /** Checked after it, for fields that return an interface or union: by the object type that came. */
  readonly items: ReadonlyMap<string, Guard>;
  /** By argument's name. */
  readonly guardedArguments: ReadonlyMap<string, Guard>;
  /** True where an argument, or something within an argument, is guarded. */
  readonly guardsInputs: boolean;
  /** The distinct arguments that name the organization, in the order of the directives. */
  readonly organizationArgs: readonly (readonly string[])[];
}

/** What the library does at one field of an object type. */
export interface FieldPlan<Context> extends GuardedField {
  /** The hook of the parent type. */
  readonly hook: OrganizationHook<Context> | null;
  /** True where fields below may look for the organization here. */
  readonly carries: boolean;
}

export function severity(onDeny: OnDeny): number {
  return ON_DENY.indexOf(onDeny);
}

/** `sales/leads`, or `sales or crm` where one of several is enough. */
export function describeRefs(refs: readonly EntitlementRef[]): string {
  return refs.map(refKey).join(' or ');
}

/** Two usages that ask the same are one, whichever interface they came by. */
export function distinctRequirements(requirements: readonly Requirement[]): readonly Requirement[] {
  const seen = new Map(
    requirements.map((requirement) => [
      [describeRefs(requirement.anyOf), requirement.organizationArg?.join('.') ?? '', requirement.onDeny].join(' '),
      requirement,
    ]),
  );
  return [...seen.values()];
}
