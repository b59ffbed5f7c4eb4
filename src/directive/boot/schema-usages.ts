import {
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { FREE, REQUIRES, REQUIRES_ANY } from './directive-sdl';
import type { GuardFaults } from './guard-configuration-error';
import { readEntitlementFree, readUsages, refuseUsages, type SchemaElement } from './read-usages';
import type { Usage } from './requirement';

export type CompositeType = GraphQLObjectType | GraphQLInterfaceType;

const ALL = [REQUIRES, REQUIRES_ANY, FREE];

/**
 * Every directive of a schema, by the coordinate that it is written on, and with its interfaces' at the places where
 * they apply.
 */
export class SchemaUsages {
  private readonly byCoordinate = new Map<string, readonly Usage[]>();
  private readonly free = new Set<string>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly faults: GuardFaults,
  ) {
    refuseUsages(
      schema,
      'schema',
      ALL,
      'use it on object types, interfaces, fields, arguments, input fields or enum values',
      faults,
    );
    for (const directive of schema.getDirectives()) {
      for (const argument of directive.args)
        refuseUsages(
          argument,
          `@${directive.name}(${argument.name}:)`,
          ALL,
          'arguments of directives are not checked',
          faults,
        );
    }
    for (const type of Object.values(schema.getTypeMap())) {
      if (isIntrospectionType(type)) continue;
      if (isObjectType(type) || isInterfaceType(type)) this.readComposite(type);
      else {
        refuseUsages(
          type,
          type.name,
          ALL,
          'guard the fields that return it, or the object types that it holds',
          faults,
        );
        if (isEnumType(type)) for (const value of type.getValues()) this.readInput(value, `${type.name}.${value.name}`);
        if (isInputObjectType(type))
          for (const field of Object.values(type.getFields())) this.readInput(field, `${type.name}.${field.name}`);
      }
    }
  }

  /** All usages that are written in the schema. */
  all(): readonly Usage[] {
    return [...this.byCoordinate.values()].flat();
  }

  /** What an object of this type requires when a field returns it: by its own directives and its interfaces'. */
  ofObject(type: GraphQLObjectType): readonly Usage[] {
    return withInterfaces(type).flatMap(({ name }) => this.on(name));
  }

  /** What a field requires: by its own directives, and those on the same field of its interfaces. */
  ofField(type: GraphQLObjectType, field: string): readonly Usage[] {
    return withInterfaces(type).flatMap(({ name }) => this.on(`${name}.${field}`));
  }

  /** What an argument requires: by its own directives, and those on the same argument of its interfaces. */
  ofArgument(type: GraphQLObjectType, field: string, argument: string): readonly Usage[] {
    return withInterfaces(type).flatMap(({ name }) => this.on(`${name}.${field}(${argument}:)`));
  }

  /** What an input field or enum value requires. */
  on(coordinate: string): readonly Usage[] {
    return this.byCoordinate.get(coordinate) ?? [];
  }

  /** True if the field is marked as needing no entitlement. */
  isFree(coordinate: string): boolean {
    return this.free.has(coordinate);
  }

  private readComposite(type: CompositeType): void {
    const { faults } = this;
    refuseUsages(type, type.name, [REQUIRES_ANY, FREE], 'use it on fields', faults);
    const isRoot = [this.schema.getQueryType(), this.schema.getMutationType(), this.schema.getSubscriptionType()].some(
      (root) => root === type,
    );
    if (isRoot) refuseUsages(type, type.name, [REQUIRES], 'no field returns a root type; guard its fields', faults);
    else this.keep(type.name, readUsages(type, type.name, faults));
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      this.keep(coordinate, readUsages(field, coordinate, faults));
      if (readEntitlementFree(field, coordinate, faults)) this.free.add(coordinate);
      for (const argument of field.args) this.readInput(argument, `${coordinate}(${argument.name}:)`);
    }
  }

  private readInput(element: SchemaElement, coordinate: string): void {
    refuseUsages(
      element,
      coordinate,
      [REQUIRES_ANY, FREE],
      'use it on fields of object types and interfaces',
      this.faults,
    );
    const usages = readUsages(element, coordinate, this.faults);
    for (const usage of usages) {
      if (usage.onDeny !== null)
        this.faults.add(
          coordinate,
          'onDeny has no effect on arguments, input fields and enum values, which always reject: remove it',
        );
    }
    this.keep(coordinate, usages);
  }

  private keep(coordinate: string, usages: readonly Usage[]): void {
    if (usages.length > 0) this.byCoordinate.set(coordinate, usages);
  }
}

/** A type with all interfaces that it implements, directly or through another interface. */
export function withInterfaces(type: CompositeType): readonly CompositeType[] {
  const all = new Set<CompositeType>([type]);
  for (const one of all) for (const inherited of one.getInterfaces()) all.add(inherited);
  return [...all];
}
