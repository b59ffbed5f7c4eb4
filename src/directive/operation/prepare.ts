import {
  defaultFieldResolver,
  defaultTypeResolver,
  type DocumentNode,
  type ExecutionArgs,
  type FieldNode,
  getOperationAST,
  getVariableValues,
} from 'graphql';
import type { CompiledSchema } from '../boot/compiled-schema';
import { type EntitlementRef, organizationKey } from '../boot/decision';
import type { GuardedActor, GuardOptions } from '../boot/guard-options';
import type { Guard, Requirement } from '../boot/requirement';
import { type Need, type Needs, NeedsCache, type Variables } from './collect-needs';
import type { DecisionStore } from './decision-store';
import { rejectionError } from './denial-errors';
import type { Executions } from './execution';
import { judge } from './judge';
import { LATER, organizationFrom, organizationInArguments } from './origin';
import { Preparation } from './preparation';
import { decisionLoader } from './product-answers';
import { suppliedGuards, type SuppliedVariables, suppliedVariables } from './supplied-inputs';

/**
 * The arguments of graphql's `execute` and `subscribe`. The context must be an object, and the same one in both calls.
 */
export type PreparableArgs<Context> = Pick<
  ExecutionArgs,
  'operationName' | 'variableValues' | 'fieldResolver' | 'typeResolver'
> & {
  readonly document: DocumentNode;
  readonly contextValue: Context;
};

/**
 * Checks an operation before it runs, and returns its arguments.
 * @throws GraphQLError if the operation is refused
 */
export type Prepare<Context> = <Args extends PreparableArgs<Context>>(args: Args) => Promise<Args>;

/** A requirement that must be met before anything runs. */
interface Check {
  readonly guard: Guard;
  readonly requirement: Requirement;
  readonly organizationId: string | null;
  readonly node: FieldNode;
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

  private add(
    guard: Guard,
    requirement: Requirement,
    organization: string | null | typeof LATER,
    node: FieldNode,
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

/** Creates `prepare` for a guarded schema. */
export function createPrepare<Context extends object, Actor extends GuardedActor>(
  compiled: CompiledSchema<Context>,
  options: GuardOptions<Context, Actor>,
  executions: Executions<Context>,
): Prepare<Context> {
  const cache = new NeedsCache(compiled);
  const fieldResolver = options.fieldResolver ?? defaultFieldResolver;
  const loadDecisions = decisionLoader(options);

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
    return upfront;
  };

  return async (args) => {
    const { document, contextValue: context } = args;
    const raw: Variables = args.variableValues ?? {};
    const operation = getOperationAST(document, args.operationName);
    if (!operation) return args; // nothing will run: graphql reports why
    const { coerced } = operation.variableDefinitions?.length
      ? getVariableValues(compiled.schema, operation.variableDefinitions, raw)
      : { coerced: {} };
    if (!coerced) return args; // the same for invalid variables
    const needs = cache.of(document, operation, coerced);
    if (needs.fields.length === 0) return args;

    const actor = options.actorOf(context);
    const actorOrganization = organizationKey(actor?.organizationId) ?? null;
    const { wanted, checks } = needs.isPlain
      ? { wanted: new Map([[actorOrganization, needs.refs]]), checks: [] }
      : ask(needs, coerced, suppliedVariables(operation, raw), actorOrganization);

    const preparation = new Preparation<Context>({
      source: {
        actorOrganization,
        load: (requests) => loadDecisions(requests, context),
        mayAskAbout: (organizationId) => options.mayAskAbout?.(actor, organizationId, context) ?? false,
        onFailure: (error) => options.onCheckFailure?.(error, context),
      },
      wanted,
      refs: needs.refs,
      bringsOrganizations: needs.bringsOrganizations,
      firstRootKey: needs.firstRootKey,
      fieldResolver: args.fieldResolver ?? fieldResolver,
      typeResolver: args.typeResolver ?? defaultTypeResolver,
      mayBypass: () => actor !== null && (options.mayBypass?.(actor, context) ?? false),
      onBypass: (bypass) => options.onBypass?.(bypass, context),
    });
    const store = await preparation.reload();
    refuse(checks, store, preparation);
    executions.keep(context, operation, preparation);
    return args;
  };
}

/** @throws GraphQLError if a requirement that must be met before anything runs is not */
function refuse<Context>(checks: readonly Check[], store: DecisionStore, { tryBypass }: Preparation<Context>): void {
  const rejections = checks.flatMap(({ guard, requirement, organizationId, node }) => {
    const denial = judge(guard, [requirement], () => store.of(organizationId), tryBypass);
    if (denial === undefined) throw new Error('a decision is missing after its load');
    return denial ? [{ denial, node }] : [];
  });
  const error = rejectionError(rejections);
  if (error) throw error;
}
