import { type DocumentNode, getOperationAST, GraphQLError } from 'graphql';
import type { CompiledSchema } from '../boot/compiled-schema';
import { type EntitlementDecision, type EntitlementRef, type OrganizationId, organizationKey } from '../boot/decision';
import type { GuardedActor, GuardOptions } from '../boot/guard-options';
import type { Guard, OnDeny, Requirement, RequirementKind } from '../boot/requirement';
import { collectNeeds, type Need } from './collect-needs';
import { DecisionStore, TIMEOUT_MS } from './decision-store';
import { judge } from './judge';
import { LATER, organizationFrom, organizationInArguments, type Origin } from './origin';
import { decisionLoader } from './product-answers';
import { suppliedGuards, type SuppliedVariables, suppliedVariables } from './supplied-inputs';
import { areVariables, coerceVariables, NO_VARIABLES, type Variables } from './variables';

/** One requirement of an operation, and how it is answered. */
export interface ExplainedNeed {
  /**
   * Where the requirement applies. `ITEM`: to an object that a field of an interface or union returns, once its type
   * is known.
   */
  readonly kind: RequirementKind;
  /** The schema coordinate at which it applies. */
  readonly coordinate: string;
  /** The schema coordinate that the directive is written on. */
  readonly writtenOn: string;
  /** The object type that an `ITEM` applies to; null for any other kind. */
  readonly itemType: string | null;
  /** The modules and submodules of which one is enough. */
  readonly anyOf: readonly EntitlementRef[];
  /** What a denial does. */
  readonly onDeny: OnDeny;
  /** True if variables that were not given decide whether the requirement applies. */
  readonly conditional: boolean;
  /** Where the organization comes from during execution. For a hook, the given organization is used here. */
  readonly organizationFrom: 'ACTOR' | 'ARGUMENT' | 'HOOK';
  /** The organization that the decisions are about; null if there is none. */
  readonly organizationId: string | null;
  /** True if the requirement is met. Bypasses are not taken into account. */
  readonly allowed: boolean;
  /** The decisions, in the order of `anyOf`; empty if the actor may not ask about the organization. */
  readonly decisions: readonly EntitlementDecision[];
}

/** The options of `explainOperation`. */
export interface ExplainOptions<Context> {
  /** The context that is passed to `loadDecisions` and `mayAskAbout`. */
  readonly contextValue: Context;
  /** The operation to explain. Required if the document has several. */
  readonly operationName?: string;
  /** The variables. Without them, everything that depends on a variable is listed as conditional. */
  readonly variableValues?: Readonly<Record<string, unknown>>;
}

/**
 * Lists the requirements of an operation, in order, and how each is answered for an organization.
 * @throws GraphQLError if the document has no such operation, or the variables are invalid
 */
export type ExplainOperation<Context> = (
  document: DocumentNode,
  organization: OrganizationId | null,
  options: ExplainOptions<Context>,
) => Promise<readonly ExplainedNeed[]>;

type Question = Omit<ExplainedNeed, 'allowed' | 'decisions'> & {
  readonly guard: Guard;
  readonly requirement: Requirement;
};

export function createExplainOperation<Context extends object, Actor extends GuardedActor>(
  compiled: CompiledSchema<Context>,
  options: GuardOptions<Context, Actor>,
): ExplainOperation<Context> {
  const loadDecisions = decisionLoader(options);
  return async (document, organization, { contextValue: context, operationName, variableValues }) => {
    const operation = getOperationAST(document, operationName);
    if (!operation)
      throw new GraphQLError('Pass operationName: the document has several operations, or none by this name.');
    const coerced = coerceVariables(compiled.schema, operation, variableValues ?? {});
    if (variableValues && !areVariables(coerced)) throw coerced[0] ?? new Error('the variables are invalid');
    const variables = variableValues && areVariables(coerced) ? coerced : null;

    const given = organizationKey(organization) ?? null;
    const sent = suppliedVariables(operation, variableValues ?? {});
    const names = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
    const perhaps = variables
      ? sent
      : suppliedVariables(operation, Object.fromEntries(names.map((name) => [name, null])));
    const needs = collectNeeds(compiled, document, operation, variables);
    const questions = distinct(
      needs.fields.flatMap((need) => questionsOf(need, variables ?? NO_VARIABLES, given, { sent, perhaps }, compiled)),
    );

    const actor = options.actorOf(context);
    const store = new DecisionStore({
      actorOrganization: given,
      load: async (requests) => loadDecisions(requests, context),
      mayAskAbout: (organizationId) => options.mayAskAbout?.(actor, organizationId, context) ?? false,
      onFailure: (error) => options.onCheckFailure?.(error, context),
      // Nothing is decided by an explanation.
      onDecision: undefined,
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    });
    const wanted = new Map<string | null, EntitlementRef[]>();
    for (const { organizationId, anyOf } of questions)
      wanted.set(organizationId, [...(wanted.get(organizationId) ?? []), ...anyOf]);
    await store.load(wanted);

    return questions.map(({ guard, requirement, ...need }) => {
      const answers = store.of(need.organizationId);
      const denial = judge(
        guard,
        [requirement],
        () => answers,
        () => false,
      );
      return {
        ...need,
        allowed: denial === null,
        decisions: answers.isHidden ? [] : need.anyOf.flatMap((ref) => answers.decision(ref) ?? []),
      };
    });
  };
}

function questionsOf<Context>(
  need: Need<Context>,
  variables: Variables,
  given: string | null,
  { sent, perhaps }: { readonly sent: SuppliedVariables; readonly perhaps: SuppliedVariables },
  { inputs }: CompiledSchema<Context>,
): readonly Question[] {
  const { plan, node, conditional } = need;
  const supplied = plan.guardsInputs ? suppliedGuards(plan, node, sent, inputs) : [];
  const maybe = plan.guardsInputs
    ? suppliedGuards(plan, node, perhaps, inputs).filter((guard) => !supplied.includes(guard))
    : [];
  return [
    ...(plan.guard ? ask(plan.guard, null, conditional) : []),
    ...[...plan.items].flatMap(([itemType, guard]) => ask(guard, itemType, conditional)),
    ...supplied.flatMap((guard) => ask(guard, null, conditional)),
    ...maybe.flatMap((guard) => ask(guard, null, true)),
  ];

  function ask(guard: Guard, itemType: string | null, isConditional: boolean): readonly Question[] {
    return guard.requirements.map((requirement) => {
      const { kind, coordinate } = guard;
      const { writtenOn, anyOf, onDeny } = requirement;
      return {
        guard,
        requirement,
        kind,
        coordinate,
        writtenOn,
        itemType,
        anyOf,
        onDeny,
        conditional: isConditional,
        ...organizationFor(need, requirement, variables, given),
      };
    });
  }
}

function organizationFor<Context>(
  { plan, field, node, origin }: Need<Context>,
  { organizationArg }: Requirement,
  variables: Variables,
  given: string | null,
): Pick<Question, 'organizationFrom' | 'organizationId'> {
  const named = organizationInArguments(
    { node, field, organizationArgs: plan.organizationArgs },
    variables,
    organizationArg,
  );
  if (named !== undefined) return { organizationFrom: 'ARGUMENT', organizationId: named };
  const further = organizationFrom(origin, variables, given);
  if (further === LATER) return { organizationFrom: 'HOOK', organizationId: given };
  return { organizationFrom: namesAnother(origin, variables) ? 'ARGUMENT' : 'ACTOR', organizationId: further };
}

/** Whether an argument of an outer field names the organization. */
function namesAnother(origin: Origin, variables: Variables): boolean {
  if (origin.kind !== 'ARGUMENT') return false;
  return organizationInArguments(origin.naming, variables) !== undefined || namesAnother(origin.outer, variables);
}

/** Merges equal requirements of several fields. */
function distinct(questions: readonly Question[]): readonly Question[] {
  const byKey = new Map<string, Question>();
  for (const question of questions) {
    const { kind, coordinate, itemType, anyOf, onDeny, organizationId } = question;
    const key = JSON.stringify([kind, coordinate, itemType, anyOf, onDeny, organizationId]);
    const known = byKey.get(key);
    if (!known || (known.conditional && !question.conditional)) byKey.set(key, question);
  }
  return [...byKey.values()];
}
