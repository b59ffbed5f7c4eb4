import { type DocumentNode, type GraphQLResolveInfo, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { isRecord } from '../boot/is-record';
import { Execution } from './execution';
import type { Preparation } from './preparation';

/** An operation that was prepared with a context, for one execution, or for the events of one subscription. */
export class PreparedOperation<Context extends object> {
  /** The execution that is running: of a subscription, that of its latest event. Null before it has begun. */
  execution: Execution<Context> | null = null;
  /** What graphql made of the variables, one object for each execution: by it a second execution is told. */
  variables: object | null = null;
  /** Set by a server that knows when an operation ends. Its place may then be taken by another one. */
  hasEnded = false;

  /** @param former the ended operation whose place this one takes: some of its fields may still be running */
  constructor(
    readonly owner: Executions<Context>,
    readonly context: Context,
    readonly operation: OperationDefinitionNode,
    readonly preparation: Preparation<Context>,
    public former: PreparedOperation<Context> | null,
  ) {}

  get isSubscription(): boolean {
    return this.operation.operation === OperationTypeNode.SUBSCRIPTION;
  }

  /** Begins another event of a subscription: what was decided for the one before does not count for it. */
  nextEvent(): Execution<Context> {
    this.execution = new Execution(this.preparation, this.operation);
    return this.execution;
  }
}

/** What is kept on a context: one operation, because there is mostly only one, or several. */
type Kept<Context extends object> =
  PreparedOperation<Context> | WeakMap<OperationDefinitionNode, PreparedOperation<Context>>;

/** The execution of the field that asked last: thousands of fields in a row belong to the same one. */
export interface LastExecution<Context extends object> {
  readonly context: Context;
  readonly operation: OperationDefinitionNode;
  readonly variables: object;
  readonly execution: Execution<Context>;
}

/**
 * Finds prepared operations by context and operation. A preparation is good for one execution: the guards on what a
 * client supplies were checked with its variables.
 */
export class Executions<Context extends object> {
  /**
   * Prepared operations are kept on the context, in a property that has no name. A WeakMap with one entry for each
   * operation would cost several times the rest of a check in garbage collection; it is only used for contexts that
   * cannot be extended, and for those with several operations, such as that of a connection.
   */
  private readonly key = Symbol('prepared operations');
  private readonly sealed = new WeakMap<object, Kept<Context>>();
  /** See `LastExecution`; of queries alone, in which a decision holds until the end. */
  last: LastExecution<Context> | null = null;

  /** @param organizationOf the organization of the actor in a context, as it is now */
  constructor(private readonly organizationOf: (context: Context) => string | null) {}

  /** Whether any operation was prepared with this context. */
  hasAny(context: object): boolean {
    return this.keptOn(context) !== undefined;
  }

  /** Whether an operation was prepared with this context before, and may still be running. */
  isTaken(context: Context, operation: OperationDefinitionNode): boolean {
    return this.own(context, operation)?.hasEnded === false;
  }

  /** Keeps the preparation of an operation, for the fields that are then executed with the same context. */
  keep(context: Context, operation: OperationDefinitionNode, preparation: Preparation<Context>): void {
    const former = this.own(context, operation) ?? null;
    const prepared = new PreparedOperation(this, context, operation, preparation, former);
    if (former) former.former = null;
    this.last = null;
    const { isSubscription } = prepared;
    const kept = this.keptOn(context);
    if (kept instanceof WeakMap) {
      kept.set(operation, prepared);
      if (isSubscription) this.put(context, kept, true);
    } else if (kept && kept !== former) {
      const both = new WeakMap([kept, prepared].map((one) => [one.operation, one]));
      this.put(context, both, isSubscription || kept.isSubscription);
    } else this.put(context, prepared, isSubscription);
  }

  /** Notes that an operation has ended, so that the same may be prepared again with the context. */
  end(context: Context, operation: OperationDefinitionNode): void {
    const prepared = this.own(context, operation);
    if (prepared) prepared.hasEnded = true;
  }

  /**
   * The prepared operation that a field or event source belongs to; undefined if it was not prepared, or requires
   * nothing.
   */
  prepared(context: Context, operation: OperationDefinitionNode): PreparedOperation<Context> | undefined {
    if (!isRecord(context)) return undefined;
    const own = this.own(context, operation);
    if (own && own.context !== context && !this.mayPassOn(own, context)) return undefined;
    return own;
  }

  /**
   * The execution that a field belongs to; undefined if its operation was not prepared, was executed once already, or
   * requires nothing.
   */
  of(context: Context, info: GraphQLResolveInfo): Execution<Context> | undefined {
    const { last } = this;
    return last && isSame(last, context, info) ? last.execution : this.find(context, info);
  }

  private find(
    context: Context,
    { variableValues: variables, operation }: GraphQLResolveInfo,
  ): Execution<Context> | undefined {
    const prepared = this.prepared(context, operation);
    if (!prepared) return undefined;
    // Some executors have one object of variables for all events of a subscription, others one for each.
    if (prepared.isSubscription) return prepared.execution ?? prepared.nextEvent();
    const { former } = prepared;
    if (former?.variables === variables) return former.execution ?? undefined;
    if (prepared.variables !== null && prepared.variables !== variables) return undefined;
    prepared.variables = variables;
    const execution = (prepared.execution ??= new Execution(prepared.preparation, operation));
    if (execution.isOneMoment) this.last = { context, operation, variables, execution };
    return execution;
  }

  /**
   * Some servers subscribe with a shallow copy of the context that the subscription was prepared with. It counts if its
   * actor belongs to the same organization. Nothing else that is made from a prepared context is prepared itself.
   */
  private mayPassOn({ preparation, isSubscription }: PreparedOperation<Context>, copy: Context): boolean {
    return isSubscription && this.organizationOf(copy) === preparation.actorOrganization;
  }

  private own(context: Context, operation: OperationDefinitionNode): PreparedOperation<Context> | undefined {
    const kept = this.keptOn(context);
    if (kept instanceof WeakMap) return kept.get(operation);
    return kept?.operation === operation ? kept : undefined;
  }

  private keptOn(context: object): Kept<Context> | undefined {
    // An own property only: a context that is derived from a prepared one is not prepared itself.
    const kept: unknown = Object.hasOwn(context, this.key) ? Reflect.get(context, this.key) : this.sealed.get(context);
    return this.isOurs(kept) ? kept : undefined;
  }

  private isOurs(kept: unknown): kept is Kept<Context> {
    return kept instanceof WeakMap || (kept instanceof PreparedOperation && kept.owner === this);
  }

  /** @param enumerable so that a shallow copy of the context has it too */
  private put(context: Context, value: Kept<Context>, enumerable: boolean): void {
    const property = { value, configurable: true, writable: true, enumerable };
    if (!Reflect.defineProperty(context, this.key, property)) this.sealed.set(context, value);
  }
}

/** Whether a field belongs to the execution of the field before it. */
export function isSame<Context extends object>(
  last: LastExecution<Context>,
  context: Context,
  { variableValues, operation }: GraphQLResolveInfo,
): boolean {
  return last.variables === variableValues && last.operation === operation && last.context === context;
}

/** The same document with an operation of its own, so that its execution is told from others with the same context. */
export function withOwnOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): { readonly document: DocumentNode; readonly operation: OperationDefinitionNode } {
  const own = { ...operation };
  return {
    document: { ...document, definitions: document.definitions.map((one) => (one === operation ? own : one)) },
    operation: own,
  };
}
