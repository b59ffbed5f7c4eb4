import type { GraphQLDirective, GraphQLObjectType, GraphQLSchema } from 'graphql';
import type { InputGuards } from './input-guards';
import type { FieldPlan } from './requirement';
import type { SchemaUsages } from './schema-usages';

/** The guards of a schema, worked out once at boot. */
export class CompiledSchema<Context> {
  /** The directives to which clients may supply something guarded, by name. */
  readonly guardedDirectives: ReadonlyMap<string, GraphQLDirective>;
  private readonly planned: ReadonlyMap<string, ReadonlyMap<string, FieldPlan<Context>>>;

  constructor(
    readonly schema: GraphQLSchema,
    readonly plans: readonly FieldPlan<Context>[],
    readonly inputs: InputGuards,
    readonly usages: SchemaUsages,
    /** Names of object types that have guarded fields, or lead to them. */
    private readonly leading: ReadonlySet<string>,
  ) {
    const planned = new Map<string, Map<string, FieldPlan<Context>>>();
    for (const plan of plans) {
      const [type = '', field = ''] = plan.coordinate.split('.');
      const ofType = planned.get(type) ?? new Map<string, FieldPlan<Context>>();
      planned.set(type, ofType.set(field, plan));
    }
    this.planned = planned;
    this.guardedDirectives = new Map(
      schema
        .getDirectives()
        .filter(({ args }) => args.some(({ type }) => inputs.within(type)))
        .map((directive) => [directive.name, directive]),
    );
  }

  /** What the library does at a field; undefined if nothing. */
  plan(type: string, field: string): FieldPlan<Context> | undefined {
    return this.planned.get(type)?.get(field);
  }

  /** True if anything below an object of this type is guarded. */
  leadsToGuards(type: GraphQLObjectType): boolean {
    return this.leading.has(type.name);
  }
}
