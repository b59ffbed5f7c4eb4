import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
} from 'graphql';
import type { Guard, RequirementKind, Usage } from './requirement';
import type { SchemaUsages } from './schema-usages';

/** Guards on input that clients may supply. A denial always rejects. */
export class InputGuards {
  private readonly guards = new Map<string, Guard>();
  private readonly reached = new Map<string, readonly Guard[]>();

  constructor(schema: GraphQLSchema, usages: SchemaUsages) {
    for (const type of Object.values(schema.getTypeMap())) {
      const kind = isEnumType(type) ? 'ENUM_VALUE' : 'INPUT_FIELD';
      const members = isEnumType(type)
        ? type.getValues()
        : isInputObjectType(type)
          ? Object.values(type.getFields())
          : [];
      for (const { name } of members) {
        const guard = inputGuard(kind, `${type.name}.${name}`, usages.on(`${type.name}.${name}`));
        if (guard) this.guards.set(guard.coordinate, guard);
      }
    }
  }

  /** The guards of all input fields and enum values. */
  all(): readonly Guard[] {
    return [...this.guards.values()];
  }

  /** The guard of an input field or enum value. */
  on(type: string, member: string): Guard | undefined {
    return this.guards.get(`${type}.${member}`);
  }

  /** True if a value of this type may contain guarded input. */
  within(type: GraphQLInputType): boolean {
    return this.guardsWithin(getNamedType(type)).length > 0;
  }

  /** All guards that a value of this type may meet. */
  guardsWithin(type: GraphQLNamedInputType): readonly Guard[] {
    const known = this.reached.get(type.name);
    if (known) return known;
    const seen = new Set<GraphQLNamedInputType>([type]);
    const found: Guard[] = [];
    for (const one of seen) {
      const members = isEnumType(one) ? one.getValues() : isInputObjectType(one) ? Object.values(one.getFields()) : [];
      for (const member of members) {
        const guard = this.on(one.name, member.name);
        if (guard) found.push(guard);
        if ('type' in member) seen.add(getNamedType(member.type));
      }
    }
    this.reached.set(type.name, found);
    return found;
  }

  /** All guards that the arguments of a field may meet, without those on the arguments themselves. */
  guardsWithinAll(args: readonly GraphQLArgument[]): readonly Guard[] {
    return args.flatMap((argument) => this.guardsWithin(getNamedType(argument.type)));
  }
}

/** The guard of something that a client supplies; null if nothing is required. */
export function inputGuard(kind: RequirementKind, coordinate: string, usages: readonly Usage[]): Guard | null {
  return usages.length === 0
    ? null
    : { kind, coordinate, requirements: usages.map((usage) => ({ ...usage, onDeny: 'REJECT' })) };
}
