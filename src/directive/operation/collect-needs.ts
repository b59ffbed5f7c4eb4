import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  getNamedType,
  type GraphQLDirective,
  GraphQLError,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { CompiledSchema } from '../boot/compiled-schema';
import { type EntitlementRef, refKey } from '../boot/decision';
import { possibleTypes } from '../boot/possible-types';
import type { FieldPlan } from '../boot/requirement';
import type { Origin } from './origin';
import type { Variables } from './variables';

/** A guarded field of an operation, on one of the object types that it may be selected on. */
export interface Need<Context> {
  readonly plan: FieldPlan<Context>;
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly origin: Origin;
  /** True if `@skip` or `@include` may remove the field. Only set if no variables were given. */
  readonly conditional: boolean;
}

/** Everything that an operation requires, for given values of the variables in `@skip` and `@include`. */
export interface Needs<Context> {
  readonly fields: readonly Need<Context>[];
  /** The directives in the document to which a client may supply something guarded. */
  readonly directives: readonly { readonly definition: GraphQLDirective; readonly node: DirectiveNode }[];
  /** The distinct modules and submodules that the fields require. */
  readonly refs: readonly EntitlementRef[];
  /** False if every requirement is about the actor's organization. */
  readonly bringsOrganizations: boolean;
  /**
   * True if all requirements are about the actor's organization, none rejects, and none is on input: only `refs`
   * matter.
   */
  readonly isPlain: boolean;
  /** For a mutation, the response key of the field that runs first; null for any other operation. */
  readonly firstRootKey: string | null;
}

/** No client selects in so many ways, and every step costs time before anything runs. */
const MOST_STEPS = 100_000;

/**
 * Walks an operation, over every object type that each part of it may run on. Without variables, parts that a
 * condition may remove are included.
 * @throws GraphQLError if the operation is too complex to be walked
 */
export function collectNeeds<Context>(
  compiled: CompiledSchema<Context>,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables | null,
): Needs<Context> {
  const walk = new NeedsWalk(compiled, fragmentsOf(document), variables);
  const root = compiled.schema.getRootType(operation.operation);
  if (root) walk.visit(operation.selectionSet, root, { kind: 'ACTOR' }, false);
  const refs = walk.fields
    .flatMap(({ plan }) => [plan.guard, ...plan.items.values()])
    .flatMap((guard) => guard?.requirements ?? [])
    .flatMap(({ anyOf }) => anyOf);
  const directives = guardedDirectives(compiled, document);
  return {
    fields: walk.fields,
    directives,
    refs: [...new Map(refs.map((ref) => [refKey(ref), ref])).values()],
    bringsOrganizations: walk.bringsOrganizations,
    isPlain:
      !walk.bringsOrganizations &&
      directives.length === 0 &&
      !walk.fields.some(
        ({ plan }) => plan.guardsInputs || plan.guard?.requirements.some(({ onDeny }) => onDeny === 'REJECT'),
      ),
    firstRootKey:
      root && operation.operation === OperationTypeNode.MUTATION ? walk.firstKey(operation.selectionSet, root) : null,
  };
}

class NeedsWalk<Context> {
  readonly fields: Need<Context>[] = [];
  bringsOrganizations = false;
  private steps = 0;
  private readonly visited = new Map<SelectionSetNode, Map<GraphQLObjectType, Map<Origin, boolean>>>();
  private readonly origins = new Map<Origin, Map<unknown, Map<unknown, Origin>>>();

  constructor(
    private readonly compiled: CompiledSchema<Context>,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly variables: Variables | null,
  ) {}

  visit(selectionSet: SelectionSetNode, type: GraphQLObjectType, origin: Origin, conditional: boolean): void {
    if (!this.compiled.leadsToGuards(type) || this.wasVisited(selectionSet, type, origin, conditional)) return;
    for (const selection of selectionSet.selections) {
      if (!this.isIncluded(selection)) continue;
      const mayGo = conditional || (this.variables === null && (selection.directives ?? []).some(isCondition));
      if (selection.kind === Kind.FIELD) this.visitField(selection, type, origin, mayGo);
      else {
        const spread = this.spread(selection, type);
        if (spread) this.visit(spread, type, origin, mayGo);
      }
    }
  }

  /** The response key of the field that is executed first. */
  firstKey(selectionSet: SelectionSetNode, type: GraphQLObjectType, seen = new Set<SelectionSetNode>()): string | null {
    if (seen.has(selectionSet)) return null;
    seen.add(selectionSet);
    for (const selection of selectionSet.selections) {
      if (!this.isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) return (selection.alias ?? selection.name).value;
      const spread = this.spread(selection, type);
      const first = spread && this.firstKey(spread, type, seen);
      if (first) return first;
    }
    return null;
  }

  private visitField(node: FieldNode, type: GraphQLObjectType, origin: Origin, conditional: boolean): void {
    const name = node.name.value;
    const field = name.startsWith('__') ? undefined : type.getFields()[name];
    if (!field) return;
    const plan = this.compiled.plan(type.name, name);
    let inner = origin;
    if (plan) {
      const own =
        plan.hook && origin.kind !== 'HOOK'
          ? this.kept(origin, 'HOOK', () => ({ kind: 'HOOK', outer: origin }))
          : origin;
      this.bringsOrganizations ||= plan.hook !== null || plan.itemHooks.size > 0 || plan.organizationArgs.length > 0;
      if (plan.guard || plan.items.size > 0 || plan.guardsInputs)
        this.fields.push({ plan, field, node, origin: own, conditional });
      const { carries, organizationArgs } = plan;
      if (carries)
        inner =
          organizationArgs.length === 0
            ? own
            : this.kept(
                own,
                plan,
                () => ({ kind: 'ARGUMENT', naming: { node, field, organizationArgs }, outer: own }),
                node,
              );
    }
    if (!node.selectionSet) return;
    for (const possible of possibleTypes(this.compiled.schema, getNamedType(field.type)))
      this.visit(node.selectionSet, possible, inner, conditional);
  }

  /** Keeps one origin for each field and outer origin, so that a part that is reached again is recognized. */
  private kept(outer: Origin, by: FieldPlan<Context> | 'HOOK', create: () => Origin, node?: FieldNode): Origin {
    const ofOuter = this.origins.get(outer) ?? new Map<unknown, Map<unknown, Origin>>();
    this.origins.set(outer, ofOuter);
    const ofPlan = ofOuter.get(by) ?? new Map<unknown, Origin>();
    ofOuter.set(by, ofPlan);
    const origin = ofPlan.get(node) ?? create();
    ofPlan.set(node, origin);
    return origin;
  }

  private wasVisited(
    selectionSet: SelectionSetNode,
    type: GraphQLObjectType,
    origin: Origin,
    conditional: boolean,
  ): boolean {
    const byType = this.visited.get(selectionSet) ?? new Map<GraphQLObjectType, Map<Origin, boolean>>();
    this.visited.set(selectionSet, byType);
    const byOrigin = byType.get(type) ?? new Map<Origin, boolean>();
    byType.set(type, byOrigin);
    const before = byOrigin.get(origin);
    if (before !== undefined && (!before || conditional)) return true;
    byOrigin.set(origin, conditional);
    if (++this.steps > MOST_STEPS)
      throw new GraphQLError('The operation is too complex to be checked: select fewer or less deeply nested fields.', {
        extensions: { code: 'INVALID_INPUT' },
      });
    return false;
  }

  private isIncluded(selection: SelectionNode): boolean {
    const { variables } = this;
    if (!variables || !selection.directives?.length) return true;
    try {
      return (
        getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] !== true &&
        getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false
      );
    } catch {
      return true; // the condition has no value: the execution fails on it
    }
  }

  private spread(selection: Exclude<SelectionNode, FieldNode>, type: GraphQLObjectType): SelectionSetNode | null {
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
    if (!fragment) return null;
    const condition = fragment.typeCondition && this.compiled.schema.getType(fragment.typeCondition.name.value);
    if (
      fragment.typeCondition &&
      condition !== type &&
      !(isAbstractType(condition) && this.compiled.schema.isSubType(condition, type))
    )
      return null;
    return fragment.selectionSet;
  }
}

/** Wherever they are in the document: which of them are looked at is up to the server. */
function guardedDirectives<Context>(
  compiled: CompiledSchema<Context>,
  document: DocumentNode,
): Needs<Context>['directives'] {
  if (compiled.guardedDirectives.size === 0) return [];
  const found: { readonly definition: GraphQLDirective; readonly node: DirectiveNode }[] = [];
  visit(document, {
    Directive: (node) => {
      const definition = compiled.guardedDirectives.get(node.name.value);
      if (definition) found.push({ definition, node });
    },
  });
  return found;
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
}

export function isCondition({ name }: { readonly name: { readonly value: string } }): boolean {
  return name.value === 'skip' || name.value === 'include';
}
