import { type GraphQLFieldResolver, type OperationDefinitionNode, OperationTypeNode, type ResponsePath } from 'graphql';
import type { DecisionStore, OrganizationAnswers } from './decision-store';
import { DenialErrors } from './denial-errors';
import { Places } from './places';
import type { Preparation } from './preparation';

/** The state of one execution of an operation. */
export class Execution<Context> {
  // Maps are created when they are needed: an execution is created for each operation, and most need none.
  private denials: DenialErrors | null = null;
  /** The organizations that fields and hooks brought, for the fields below them. */
  private places: Places | null = null;
  private stage: { readonly root: string | number; readonly nested: boolean } | null = null;
  readonly fieldResolver: GraphQLFieldResolver<unknown, Context>;
  readonly isMutation: boolean;
  /** True if what is decided for a field once holds until the end: neither in mutations nor between events. */
  readonly isOneMoment: boolean;
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
    this.isOneMoment = operation.operation === OperationTypeNode.QUERY;
  }

  /**
   * A mutation may change what its organization may use. So the decisions made before a root field ran are not used
   * for what it returns, nor for the next root field.
   */
  enter(path: ResponsePath, afterRoot: boolean): void {
    if (this.isMutation) this.enterStage(path, afterRoot);
  }

  private enterStage(path: ResponsePath, afterRoot: boolean): void {
    let top = path;
    while (top.prev) top = top.prev;
    const root = top.key;
    const nested = afterRoot || path.prev !== undefined;
    const { stage, preparation } = this;
    if (stage?.root === root && stage.nested === nested) return;
    const isFirst = stage === null && !nested && root === preparation.given.firstRootKey;
    this.stage = { root, nested };
    if (!isFirst) this.store = preparation.freshStore();
  }

  get errors(): DenialErrors {
    return (this.denials ??= new DenialErrors());
  }

  /** Records the organization that a field brings, for the fields below it. */
  record(path: ResponsePath, organizationId: string | null): void {
    (this.places ??= new Places()).at(path).brought = organizationId;
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
  fromHook(object: ResponsePath | undefined, ask: () => string | null | undefined): string | null | undefined {
    const place = (this.places ??= new Places()).at(object);
    return (place.hooked ??= { organizationId: ask() }).organizationId;
  }

  /** The organization of the nearest outer field that brought one, or the actor's. */
  fromAncestors(parent: ResponsePath | undefined): string | null {
    const brought = this.places?.nearest(parent);
    return brought === undefined ? this.preparation.actorOrganization : brought;
  }
}
