import { type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { CompiledSchema } from '../boot/compiled-schema';
import { collectNeeds, isCondition, type Needs } from './collect-needs';
import { valueOf, type Variables } from './variables';

/** How many combinations of conditions are cached for each operation. */
const MOST_COMBINATIONS = 32;

interface Collected<Context> {
  /** Undefined until it is asked for. */
  isFree: boolean | undefined;
  readonly conditions: readonly string[];
  readonly byValues: Map<string, Needs<Context>>;
}

/** Caches the needs of each operation of a document, for each combination of its conditions. */
export class NeedsCache<Context> {
  private readonly collected = new WeakMap<DocumentNode, Map<OperationDefinitionNode, Collected<Context>>>();

  constructor(private readonly compiled: CompiledSchema<Context>) {}

  /** Whether nothing in an operation is guarded, whatever its variables. */
  isFree(document: DocumentNode, operation: OperationDefinitionNode): boolean {
    const collected = this.collectedOf(document, operation);
    collected.isFree ??= isNothing(collectNeeds(this.compiled, document, operation, null));
    return collected.isFree;
  }

  /** The needs of an operation, collected on the first call. */
  of(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Needs<Context> {
    const collected = this.collectedOf(document, operation);
    const values =
      collected.conditions.length === 0
        ? ''
        : JSON.stringify(collected.conditions.map((name) => valueOf(variables, name) ?? null));
    const known = collected.byValues.get(values);
    if (known) return known;
    const needs = collectNeeds(this.compiled, document, operation, variables);
    if (collected.byValues.size >= MOST_COMBINATIONS) collected.byValues.clear();
    collected.byValues.set(values, needs);
    return needs;
  }

  private collectedOf(document: DocumentNode, operation: OperationDefinitionNode): Collected<Context> {
    const operations = this.collected.get(document) ?? new Map<OperationDefinitionNode, Collected<Context>>();
    this.collected.set(document, operations);
    const collected: Collected<Context> = operations.get(operation) ?? {
      isFree: undefined,
      conditions: conditionVariables(document),
      byValues: new Map<string, Needs<Context>>(),
    };
    operations.set(operation, collected);
    return collected;
  }
}

/** Whether there is nothing to ask for. */
export function isNothing({ fields, directives }: Pick<Needs<unknown>, 'fields' | 'directives'>): boolean {
  return fields.length + directives.length === 0;
}

/** The variables that decide whether parts of a document are executed. */
function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      if (!isCondition(directive)) return;
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
