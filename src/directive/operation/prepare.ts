import {
  defaultFieldResolver,
  defaultTypeResolver,
  type DirectiveNode,
  type DocumentNode,
  type ExecutionArgs,
  type FieldNode,
  getOperationAST,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { CompiledSchema } from '../boot/compiled-schema';
import { type EntitlementRef, organizationKey } from '../boot/decision';
import type { GuardedActor, GuardOptions } from '../boot/guard-options';
import type { Guard, Requirement } from '../boot/requirement';
import type { Need, Needs } from './collect-needs';
import { type DecisionStore, TIMEOUT_MS } from './decision-store';
import { rejectionError, sharedContextError } from './denial-errors';
import { type Executions, withOwnOperation } from './executions';
import { judge } from './judge';
import { isNothing, NeedsCache } from './needs-cache';
import { LATER, organizationFrom, organizationInArguments } from './origin';
import { Preparation } from './preparation';
import { decisionLoader } from './product-answers';
import { suppliedGuards, type SuppliedVariables, suppliedVariables } from './supplied-inputs';
import { areVariables, coerceVariables, type Variables } from './variables';

/**
 * The arguments of graphql's `execute` and `subscribe`. The context must be an object, and the same one in both calls;
 * the schema, if it is given, must be the guarded one or a copy with all of its guards.
 */
export type PreparableArgs<Context> = UntypedArgs & { readonly contextValue: Context };

/** What is read of arguments. The type `ExecutionArgs` says nothing of their context. */
type UntypedArgs = Pick<ExecutionArgs, 'operationName' | 'variableValues' | 'fieldResolver' | 'typeResolver'> & {
  readonly schema?: GraphQLSchema;
  readonly document: DocumentNode;
  readonly contextValue?: unknown;
};

/** The arguments, if nothing is known of their context; a context of another type than the guard's is none of these. */
type WithUnknownContext<Args extends ExecutionArgs> = ['contextValue', unknown] extends [
  keyof Args,
  Args['contextValue'],
]
  ? Args
  : never;

/**
 * Checks an operation before it runs, and returns the arguments to execute it with, once. They are those that were
 * given, unless the same operation is still running with the same context: then it gets a document of its own.
 * @throws GraphQLError if the operation is refused
 * @throws TypeError if the operation is guarded and the context is not an object
 * @example
 * const result = await execute(await guard.prepare({ schema, document, contextValue, variableValues }));
 */
export interface Prepare<Context> {
  <Args extends PreparableArgs<Context>>(args: Args): Promise<Args>;
  <Args extends ExecutionArgs>(args: WithUnknownContext<Args>): Promise<Args>;
}

/** An operation that was prepared as it is. */
export interface PreparedInPlace {
  /** Whether anything in it is guarded, so that its response must not be kept for others. */
  readonly isGuarded: boolean;
  /** Call it when the operation has ended, so that it may be prepared with the same context again. */
  readonly end: () => void;
}

/**
 * `prepare` for servers that execute with the arguments that they already have: they cannot give the operation a
 * document of its own.
 * @throws GraphQLError if the operation is refused, or still running with the same context
 * @throws TypeError if the operation is guarded and the context is not an object
 */
export interface PrepareInPlace<Context> {
  (args: PreparableArgs<Context>): Promise<PreparedInPlace>;
  <Args extends ExecutionArgs>(args: WithUnknownContext<Args>): Promise<PreparedInPlace>;
}

/** A requirement that must be met before anything runs. */
interface Check {
  readonly guard: Guard;
  readonly requirement: Requirement;
  readonly organizationId: string | null;
  readonly node: FieldNode | DirectiveNode;
}

/** What must be loaded and checked before an operation runs, for one actor and given variables. */
class UpfrontChecks<Context> {
  /** The decisions to load. */
  readonly wanted = new Map<string | null, EntitlementRef[]>();
  /** The requirements that must be met. */
  readonly checks: Check[] = [];

  constructor(
    private readonly variables: Variables,
    private readonly actorOrganization: string | null,
  ) {}

  /** Adds the requirements of a field. All are loaded; those that reject are checked. */
  addField(need: Need<Context>): void {
    const { guard, items } = need.plan;
    this.addGuards(guard ? [guard, ...items.values()] : [...items.values()], need);
  }

  /** Adds the guards on the input that the client supplies to a field. All of them reject. */
  addGuards(guards: readonly Guard[], { plan, field, node, origin }: Need<Context>): void {
    for (const guard of guards) {
      for (const requirement of guard.requirements) {
        const named = organizationInArguments(
          { node, field, organizationArgs: plan.organizationArgs },
          this.variables,
          requirement.organizationArg,
        );
        this.add(
          guard,
          requirement,
          named === undefined ? organizationFrom(origin, this.variables, this.actorOrganization) : named,
          node,
        );
      }
    }
  }

  /** Adds the guards on the input that the client supplies to a directive of the operation. */
  addSupplied(guards: readonly Guard[], node: DirectiveNode): void {
    for (const guard of guards)
      for (const requirement of guard.requirements) this.add(guard, requirement, this.actorOrganization, node);
  }

  private add(
    guard: Guard,
    requirement: Requirement,
    organization: string | null | typeof LATER,
    node: FieldNode | DirectiveNode,
  ): void {
    // An organization that a hook names later is often the actor's own, which costs nothing to load with the rest.
    const organizationId = organization === LATER ? this.actorOrganization : organization;
    const wanted = this.wanted.get(organizationId);
    if (wanted) wanted.push(...requirement.anyOf);
    else this.wanted.set(organizationId, [...requirement.anyOf]);
    if (requirement.onDeny !== 'REJECT') return;
    // A schema in which a hook decides about a rejection does not boot. If one did, no organization would pass.
    this.checks.push({ guard, requirement, organizationId: organization === LATER ? null : organization, node });
  }
}

/** How a server prepares operations, and learns which answers it must keep from others. */
export interface Preparing<Context> {
  /**
   * Call it with the arguments of every `execute` and `subscribe`, and use what it returns. It loads the decisions
   * that the operation needs. Guarded fields refuse to run in an operation that was not prepared.
   * @throws GraphQLError if the operation is refused as a whole
   */
  readonly prepare: Prepare<Context>;
  /** The same for servers that execute with the arguments that they already have, such as Apollo Server. */
  readonly prepareInPlace: PrepareInPlace<Context>;
  /**
   * Whether an operation with a guard was prepared with a context, or refused: what is answered must then not be kept
   * for others, nor until after a revocation.
   * @example
   * useResponseCache({ session, onTtl: ({ ttl, context }) => (guard.isGuarded(context) ? 0 : ttl) });
   */
  readonly isGuarded: (context: object) => boolean;
}

/**
 * Creates `prepare` and what belongs to it for a guarded schema.
 * @param requireGuards throws if a schema that is served lacks a guard
 */
export function createPrepare<Context extends object, Actor extends GuardedActor>(
  compiled: CompiledSchema<Context>,
  options: GuardOptions<Context, Actor>,
  executions: Executions<Context>,
  requireGuards: (schema: GraphQLSchema) => void,
): Preparing<Context> {
  const cache = new NeedsCache(compiled);
  const fieldResolver = options.fieldResolver ?? defaultFieldResolver;
  const loadDecisions = decisionLoader(options);
  const { timeoutMs = TIMEOUT_MS, onDecision, onDenied } = options;
  /** Contexts of refused operations, for which nothing is kept. */
  const refused = new WeakSet<object>();

  const ask = (
    needs: Needs<Context>,
    variables: Variables,
    supplied: SuppliedVariables,
    actorOrganization: string | null,
  ): UpfrontChecks<Context> => {
    const upfront = new UpfrontChecks<Context>(variables, actorOrganization);
    for (const need of needs.fields) {
      upfront.addField(need);
      if (need.plan.guardsInputs)
        upfront.addGuards(suppliedGuards(need.plan, need.node, supplied, compiled.inputs), need);
    }
    for (const { definition, node } of needs.directives)
      upfront.addSupplied(suppliedGuards(definition, node, supplied, compiled.inputs), node);
    return upfront;
  };

  // The types of `prepare` let a context pass that has the guard's type, or one of which nothing is known.
  const isContext = (value: unknown): value is Context => typeof value === 'object' && value !== null;

  /** Null if nothing in the operation is guarded, or nothing of it will run. */
  const look = async (args: UntypedArgs): Promise<Checked<Context> | null> => {
    const { schema, document, contextValue: context } = args;
    if (schema) requireGuards(schema);
    const raw = args.variableValues ?? {};
    const operation = getOperationAST(document, args.operationName);
    if (!operation) return null; // graphql reports why
    if (cache.isFree(document, operation)) return null;
    const variables = coerceVariables(compiled.schema, operation, raw);
    if (!areVariables(variables)) return null; // the same for invalid variables
    const needs = cache.of(document, operation, variables);
    if (isNothing(needs)) return null;
    if (!isContext(context)) throw new TypeError('A guarded operation needs an object as its contextValue.');

    const actor = options.actorOf(context);
    const actorOrganization = organizationKey(actor?.organizationId) ?? null;
    const { wanted, checks } = needs.isPlain
      ? { wanted: new Map([[actorOrganization, needs.refs]]), checks: [] }
      : ask(needs, variables, suppliedVariables(operation, raw), actorOrganization);

    const preparation = new Preparation<Context>({
      source: {
        actorOrganization,
        load: (requests) => loadDecisions(requests, context),
        mayAskAbout: (organizationId) => options.mayAskAbout?.(actor, organizationId, context) ?? false,
        onFailure: (error) => options.onCheckFailure?.(error, context),
        onDecision: onDecision && ((decision) => onDecision(decision, context)),
        timeoutMs,
      },
      wanted,
      refs: needs.refs,
      bringsOrganizations: needs.bringsOrganizations,
      firstRootKey: needs.firstRootKey,
      fieldResolver: args.fieldResolver ?? fieldResolver,
      typeResolver: args.typeResolver ?? defaultTypeResolver,
      mayBypass: () => actor !== null && (options.mayBypass?.(actor, context) ?? false),
      onBypass: (bypass) => options.onBypass?.(bypass, context),
      onDenied: onDenied && ((denial) => onDenied(denial, context)),
    });
    const store = await preparation.reload();
    refuse(checks, store, preparation);
    return { operation, context, preparation };
  };

  const check: typeof look = async (args) => {
    try {
      return await look(args);
    } catch (error) {
      if (isContext(args.contextValue)) refused.add(args.contextValue);
      throw error;
    }
  };

  return {
    isGuarded: (context) => refused.has(context) || executions.hasAny(context),
    async prepare<Args extends UntypedArgs>(args: Args): Promise<Args> {
      const checked = await check(args);
      if (!checked) return args;
      const { operation, context, preparation } = checked;
      if (!executions.isTaken(context, operation)) {
        executions.keep(context, operation, preparation);
        return args;
      }
      const own = withOwnOperation(args.document, operation);
      executions.keep(context, own.operation, preparation);
      return { ...args, document: own.document };
    },
    async prepareInPlace(args: UntypedArgs): Promise<PreparedInPlace> {
      const checked = await check(args);
      if (!checked) return { isGuarded: false, end: () => undefined };
      const { operation, context, preparation } = checked;
      if (executions.isTaken(context, operation)) throw sharedContextError();
      executions.keep(context, operation, preparation);
      return { isGuarded: true, end: () => executions.end(context, operation) };
    },
  };
}

interface Checked<Context> {
  readonly operation: OperationDefinitionNode;
  readonly context: Context;
  readonly preparation: Preparation<Context>;
}

/** @throws GraphQLError if a requirement that must be met before anything runs is not */
function refuse<Context>(checks: readonly Check[], store: DecisionStore, preparation: Preparation<Context>): void {
  const rejections = checks.flatMap(({ guard, requirement, organizationId, node }) => {
    const denial = preparation.report(
      judge(guard, [requirement], () => store.of(organizationId), preparation.tryBypass),
    );
    if (denial === undefined) throw new Error('a decision is missing after its load');
    return denial ? [{ denial, node }] : [];
  });
  const error = rejectionError(rejections);
  if (error) throw error;
}
