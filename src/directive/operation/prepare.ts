import {
  defaultFieldResolver,
  defaultTypeResolver,
  getOperationAST,
  getVariableValues,
  type DocumentNode,
  type ExecutionArgs,
  type FieldNode,
} from 'graphql';
import { NeedsCache, type Need, type Needs, type Variables } from './collect-needs';
import type { CompiledSchema } from '../boot/compiled-schema';
import { organizationKey, type EntitlementRef } from '../boot/decision';
import type { DecisionStore } from './decision-store';
import { rejectionError } from './denial-errors';
import type { Executions } from './execution';
import type { GuardedActor, GuardOptions } from '../boot/guard-options';
import { judge } from './judge';
import { LATER, organizationFrom, organizationInArguments } from './origin';
import { Preparation } from './preparation';
import type { Guard, Requirement } from '../boot/requirement';
import { suppliedGuards, suppliedVariables, type SuppliedVariables } from './supplied-inputs';

/** What graphql's `execute` and `subscribe` take. The context must be an object, and the one that is executed with. */
export type PreparableArgs<Context> = Pick<
  ExecutionArgs,
  'operationName' | 'variableValues' | 'fieldResolver' | 'typeResolver'
> & {
  readonly document: DocumentNode;
  readonly contextValue: Context;
};

/** Checks an operation before it runs; throws a GraphQLError where it is refused. */
export type Prepare<Context> = <Args extends PreparableArgs<Context>>(args: Args) => Promise<Args>;

/** A requirement that must hold before anything runs. */
interface Check {
  readonly guard: Guard;
  readonly requirement: Requirement;
  readonly organizationId: string | null;
  readonly node: FieldNode;
}

/** What one operation asks, for one actor and these variables. */
export class Questions<Context> {
  readonly wanted = new Map<string | null, EntitlementRef[]>();
  readonly checks: Check[] = [];

  constructor(
    private readonly variables: Variables,
    private readonly actorOrganization: string | null,
  ) {}

  /** What a field needs: loaded ahead, and checked ahead where it rejects. */
  addField(need: Need<Context>): void {
    const { guard, items } = need.plan;
    this.addGuards(guard ? [guard, ...items.values()] : [...items.values()], need);
  }

  /** What the client supplies to a field, of which each guard rejects. */
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
    // What a hook tells later is often the actor's own organization, which costs nothing to ask about along with the rest.
    const organizationId = organization === LATER ? this.actorOrganization : organization;
    const wanted = this.wanted.get(organizationId);
    if (wanted) wanted.push(...requirement.anyOf);
    else this.wanted.set(organizationId, [...requirement.anyOf]);
    if (requirement.onDeny !== 'REJECT') return;
    // No schema boots where a hook decides on what rejects; were there a way, nobody would pass it.
    this.checks.push({ guard, requirement, organizationId: organization === LATER ? null : organization, node });
  }
}

/** What is needed of a guarded schema to check its operations. */
export function createPrepare<Context extends object, Actor extends GuardedActor>(
  compiled: CompiledSchema<Context>,
  options: GuardOptions<Context, Actor>,
  executions: Executions<Context>,
): Prepare<Context> {
  const cache = new NeedsCache(compiled);
  const fieldResolver = options.fieldResolver ?? defaultFieldResolver;

  const ask = (
    needs: Needs<Context>,
    variables: Variables,
    supplied: SuppliedVariables,
    actorOrganization: string | null,
  ): Questions<Context> => {
    const questions = new Questions<Context>(variables, actorOrganization);
    for (const need of needs.fields) {
      questions.addField(need);
      if (need.plan.guardsInputs)
        questions.addGuards(suppliedGuards(need.plan, need.node, supplied, compiled.inputs), need);
    }
    return questions;
  };

  return async (args) => {
    const { document, contextValue: context } = args;
    const raw: Variables = args.variableValues ?? {};
    const operation = getOperationAST(document, args.operationName);
    if (!operation) return args; // nothing runs: graphql says why
    const { coerced } = operation.variableDefinitions?.length
      ? getVariableValues(compiled.schema, operation.variableDefinitions, raw)
      : { coerced: {} };
    if (!coerced) return args; // nor does it with variables that do not fit
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
        load: (requests) => options.loadDecisions(requests, context),
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

/** @throws GraphQLError where something that must hold before anything runs does not. */
function refuse<Context>(checks: readonly Check[], store: DecisionStore, { passOver }: Preparation<Context>): void {
  const rejections = checks.flatMap(({ guard, requirement, organizationId, node }) => {
    const denial = judge(guard, [requirement], () => store.of(organizationId), passOver);
    if (denial === undefined) throw new Error('a decision is missing after its load');
    return denial ? [{ denial, node }] : [];
  });
  const error = rejectionError(rejections);
  if (error) throw error;
}
