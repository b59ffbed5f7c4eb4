import {
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type OperationDefinitionNode,
  OperationTypeNode,
  type ResponsePath,
} from 'graphql';
import { isRecord } from '../boot/is-record';
import type { DecisionStore, OrganizationAnswers } from './decision-store';
import { DenialErrors } from './denial-errors';
import type { Preparation } from './preparation';

/** The state of one execution of an operation. */
export class Execution<Context> {
  // Maps are created when they are needed: an execution is created for each operation, and most need none.
  private denials: DenialErrors | null = null;
  /** The organizations that fields brought, for the fields below them. */
  private recorded: Map<ResponsePath, string | null> | null = null;
  /** The organization by parent: all fields of one object ask the same. */
  private inherited: Map<ResponsePath, string | null> | null = null;
  private hooked: Map<ResponsePath | undefined, { readonly organizationId: string | null | undefined }> | null = null;
  private stage: { readonly root: ResponsePath; readonly nested: boolean } | null = null;
  readonly fieldResolver: GraphQLFieldResolver<unknown, Context>;
  readonly isMutation: boolean;
  /** True if every requirement is about the actor's organization. */
  readonly asksOneOrganization: boolean;
  private latest: {
    readonly parent: ResponsePath | undefined;
    readonly answers: OrganizationAnswers;
    readonly store: DecisionStore;
  } | null = null;

  constructor(
    readonly preparation: Preparation<Context>,
    operation: OperationDefinitionNode,
    public store: DecisionStore = preparation.store,
  ) {
    this.fieldResolver = preparation.given.fieldResolver;
    this.asksOneOrganization = !preparation.given.bringsOrganizations;
    this.isMutation = operation.operation === OperationTypeNode.MUTATION;
  }

  /**
   * A mutation may change what its organization may use. So the decisions made before a root field ran are not used
   * for what it returns, nor for the next root field.
   */
  enter(path: ResponsePath, afterRoot: boolean): void {
    if (this.isMutation) this.enterStage(path, afterRoot);
  }

  private enterStage(path: ResponsePath, afterRoot: boolean): void {
    let root = path;
    while (root.prev) root = root.prev;
    const nested = afterRoot || path.prev !== undefined;
    const { stage, preparation } = this;
    if (stage?.root === root && stage.nested === nested) return;
    const isFirst = stage === null && !nested && root.key === preparation.given.firstRootKey;
    this.stage = { root, nested };
    if (!isFirst) this.store = preparation.freshStore();
  }

  get errors(): DenialErrors {
    return (this.denials ??= new DenialErrors());
  }

  /** Records the organization that a field brings, for the fields below it. */
  record(path: ResponsePath, organizationId: string | null): void {
    (this.recorded ??= new Map()).set(path, organizationId);
  }

  /**
   * What is known about the organization of an object. All fields of one object that name no organization ask the
   * same, mostly in a row.
   */
  answersAt(parent: ResponsePath | undefined, organizationOf: () => string | null): OrganizationAnswers {
    const { latest, store } = this;
    if (latest?.parent === parent && latest?.store === store) return latest.answers;
    const answers = store.of(organizationOf());
    this.latest = { parent, answers, store };
    return answers;
  }

  /** What the hook returned for the object at this path; it is called once for each object. */
  fromHook(parent: ResponsePath | undefined, ask: () => string | null | undefined): string | null | undefined {
    const hooked =
      this.hooked ?? new Map<ResponsePath | undefined, { readonly organizationId: string | null | undefined }>();
    this.hooked = hooked;
    const known = hooked.get(parent);
    if (known) return known.organizationId;
    const organizationId = ask();
    hooked.set(parent, { organizationId });
    return organizationId;
  }

  /** The organization of the nearest outer field that brought one, or the actor's. */
  fromAncestors(parent: ResponsePath | undefined): string | null {
    const { recorded } = this;
    if (!parent || !recorded) return this.preparation.actorOrganization;
    const inherited = this.inherited ?? new Map<ResponsePath, string | null>();
    this.inherited = inherited;
    const known = inherited.get(parent);
    if (known !== undefined) return known;
    let organizationId = this.preparation.actorOrganization;
    for (let at: ResponsePath | undefined = parent; at; at = at.prev) {
      const one = recorded.get(at);
      if (one === undefined) continue;
      organizationId = one;
      break;
    }
    inherited.set(parent, organizationId);
    return organizationId;
  }
}

/**
 * Finds prepared operations by context and operation, and their executions by the variables object that graphql
 * creates for each.
 */
export class Executions<Context extends object> {
  /**
   * Prepared operations are kept on the context, in a property that is neither enumerated nor copied. A WeakMap with
   * one entry for each operation would cost several times the rest of a check in garbage collection; it is only used
   * for contexts that cannot be extended.
   */
  private readonly key = Symbol('prepared operations');
  private readonly sealed = new WeakMap<object, PreparedOperation<Context>>();
  /** The execution that asked last: thousands of fields in a row belong to the same one. */
  private last: { readonly variables: object; readonly execution: Execution<Context> } | null = null;

  /** Keeps the preparation of an operation, for the fields that are then executed with the same context. */
  keep(context: Context, operation: OperationDefinitionNode, preparation: Preparation<Context>): void {
    const known = this.entry(context, operation);
    if (known) {
      known.preparation = preparation;
      return;
    }
    const running =
      operation.operation === OperationTypeNode.SUBSCRIPTION
        ? new WeakMap<object, Execution<Context>>()
        : new Map<object, Execution<Context>>();
    const entry: PreparedOperation<Context> = {
      owner: this,
      operation,
      preparation,
      running,
      next: this.first(context),
    };
    if (Object.isExtensible(context)) Object.defineProperty(context, this.key, { value: entry, configurable: true });
    else this.sealed.set(context, entry);
  }

  /** The preparation of an operation; undefined if it was not prepared, or requires nothing. */
  preparation(context: Context, operation: OperationDefinitionNode): Preparation<Context> | undefined {
    return this.entry(context, operation)?.preparation;
  }

  /** The execution that a field belongs to; undefined if its operation was not prepared, or requires nothing. */
  of(context: Context, info: GraphQLResolveInfo): Execution<Context> | undefined {
    const { last } = this;
    return last?.variables === info.variableValues ? last.execution : this.find(context, info);
  }

  private find(context: Context, { variableValues, operation }: GraphQLResolveInfo): Execution<Context> | undefined {
    const entry = this.entry(context, operation);
    if (!entry) return undefined;
    let execution = entry.running.get(variableValues);
    if (!execution) {
      execution = new Execution(entry.preparation, operation);
      entry.running.set(variableValues, execution);
    }
    this.last = { variables: variableValues, execution };
    return execution;
  }

  private entry(context: Context, operation: OperationDefinitionNode): PreparedOperation<Context> | undefined {
    if (!isRecord(context)) return undefined;
    let entry = this.first(context);
    while (entry && entry.operation !== operation) entry = entry.next;
    return entry;
  }

  private first(context: object): PreparedOperation<Context> | undefined {
    // An own property only: a context that is derived from a prepared one is not prepared itself.
    const kept: unknown = Object.hasOwn(context, this.key) ? Reflect.get(context, this.key) : this.sealed.get(context);
    return this.isOurs(kept) ? kept : undefined;
  }

  private isOurs(kept: unknown): kept is PreparedOperation<Context> {
    return isRecord(kept) && kept['owner'] === this;
  }
}

/** An operation that was prepared with a context. There is mostly only one, so that a linked list is the cheapest. */
interface PreparedOperation<Context extends object> {
  readonly owner: Executions<Context>;
  readonly operation: OperationDefinitionNode;
  preparation: Preparation<Context>;
  /** Weak for a subscription, which has an execution for each event. */
  readonly running: Map<object, Execution<Context>> | WeakMap<object, Execution<Context>>;
  readonly next: PreparedOperation<Context> | undefined;
}
