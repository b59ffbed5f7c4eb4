import {
  OperationTypeNode,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type OperationDefinitionNode,
  type ResponsePath,
} from 'graphql';
import type { DecisionStore, OrganizationAnswers } from './decision-store';
import { DenialErrors } from './denial-errors';
import { isRecord } from '../boot/is-record';
import type { Preparation } from './preparation';

/** What is kept while an operation is executed. */
export class Execution<Context> {
  // What most operations need none of is made where it is needed: an execution is made for each of them.
  private denials: DenialErrors | null = null;
  /** Organizations that fields brought in, for what is below them. */
  private recorded: Map<ResponsePath, string | null> | null = null;
  /** By parent: all fields of one object ask the same. */
  private inherited: Map<ResponsePath, string | null> | null = null;
  private hooked: Map<ResponsePath | undefined, { readonly organizationId: string | null | undefined }> | null = null;
  private stage: { readonly root: ResponsePath; readonly nested: boolean } | null = null;
  readonly fieldResolver: GraphQLFieldResolver<unknown, Context>;
  readonly isMutation: boolean;
  /** True where each field asks about the actor's organization. */
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
   * A mutation may change what its organization may use: decisions from before a root field ran do not count after it, neither for what it
   * returns nor for the next.
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

  /** Keeps the organization that a field brings, for what is below it. */
  record(path: ResponsePath, organizationId: string | null): void {
    (this.recorded ??= new Map()).set(path, organizationId);
  }

  /** What is known of the organization of an object: all fields of one object that name none themselves ask the same, mostly in a row. */
  answersAt(parent: ResponsePath | undefined, organizationOf: () => string | null): OrganizationAnswers {
    const { latest, store } = this;
    if (latest?.parent === parent && latest?.store === store) return latest.answers;
    const answers = store.of(organizationOf());
    this.latest = { parent, answers, store };
    return answers;
  }

  /** What a hook said of the object under this path, asked once. */
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

  /** The organization of the nearest field further out that had one, else the actor's. */
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

/** Operations that were prepared, by context and operation; and their executions, by the variables that graphql makes for each. */
export class Executions<Context extends object> {
  /**
   * On the context itself, as a property that nothing enumerates or copies: a WeakMap of one entry for each operation costs several times
   * all else that a check does, in the collection of garbage. It serves contexts that take no property.
   */
  private readonly key = Symbol('prepared operations');
  private readonly sealed = new WeakMap<object, Prepared<Context>>();
  /** The execution that asked last, which mostly asks next: thousands of fields in a row. */
  private last: { readonly variables: object; readonly execution: Execution<Context> } | null = null;

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
    const entry: Prepared<Context> = { owner: this, operation, preparation, running, next: this.first(context) };
    if (Object.isExtensible(context)) Object.defineProperty(context, this.key, { value: entry, configurable: true });
    else this.sealed.set(context, entry);
  }

  preparation(context: Context, operation: OperationDefinitionNode): Preparation<Context> | undefined {
    return this.entry(context, operation)?.preparation;
  }

  /** Undefined for an operation that was not prepared, or needs nothing. */
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

  private entry(context: Context, operation: OperationDefinitionNode): Prepared<Context> | undefined {
    if (!isRecord(context)) return undefined;
    let entry = this.first(context);
    while (entry && entry.operation !== operation) entry = entry.next;
    return entry;
  }

  private first(context: object): Prepared<Context> | undefined {
    // an own property: what another context is made from has prepared nothing for this one
    const kept: unknown = Object.hasOwn(context, this.key) ? Reflect.get(context, this.key) : this.sealed.get(context);
    return this.isOurs(kept) ? kept : undefined;
  }

  private isOurs(kept: unknown): kept is Prepared<Context> {
    return isRecord(kept) && kept['owner'] === this;
  }
}

/** One operation that was prepared with a context. Mostly it is the only one, so that a list costs least. */
interface Prepared<Context extends object> {
  readonly owner: Executions<Context>;
  readonly operation: OperationDefinitionNode;
  preparation: Preparation<Context>;
  /** Weak for a subscription, whose events go on. */
  readonly running: Map<object, Execution<Context>> | WeakMap<object, Execution<Context>>;
  readonly next: Prepared<Context> | undefined;
}
