import { getOperationAST, getVariableValues, GraphQLError, type DocumentNode } from 'graphql';
import { collectNeeds, type Need, type Variables } from './collect-needs';
import type { CompiledSchema } from '../boot/compiled-schema';
import { organizationKey, type EntitlementDecision, type EntitlementRef, type OrganizationId } from '../boot/decision';
import { DecisionStore } from './decision-store';
import type { GuardedActor, GuardOptions } from '../boot/guard-options';
import { judge } from './judge';
import { LATER, organizationFrom, organizationInArguments, type Origin } from './origin';
import type { Guard, OnDeny, Requirement, RequirementKind } from '../boot/requirement';
import { suppliedGuards, suppliedVariables, type SuppliedVariables } from './supplied-inputs';

/** One requirement of an operation, and how it is answered. */
export interface ExplainedNeed {
  /** `ITEM`: asked of what a field of an interface or union returns, once its type is known. */
  readonly kind: RequirementKind;
  /** Where it is enforced. */
  readonly coordinate: string;
  /** Where the directive stands. */
  readonly writtenOn: string;
  /** The object type that is asked about, of an `ITEM`. */
  readonly itemType: string | null;
  /** One of these is enough. */
  readonly anyOf: readonly EntitlementRef[];
  readonly onDeny: OnDeny;
  /** True where variables that were not given say whether it is asked at all. */
  readonly conditional: boolean;
  /** Where the organization comes from when it runs: the actor, an argument, or a hook (the given organization stands for it here). */
  readonly organizationFrom: 'ACTOR' | 'ARGUMENT' | 'HOOK';
  readonly organizationId: string | null;
  readonly allowed: boolean;
  /** In the order of `anyOf`; none for an organization that the actor may not ask about. */
  readonly decisions: readonly EntitlementDecision[];
}

export interface ExplainOptions<Context> {
  /** Given to `loadDecisions` and `mayAskAbout`. */
  readonly contextValue: Context;
  readonly operationName?: string;
  /** Without them, whatever a variable may take away is listed as conditional. */
  readonly variableValues?: Variables;
}

/** Lists what an operation needs, and how each need is answered for an organization, in the order of the operation. */
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
  return async (document, organization, { contextValue: context, operationName, variableValues }) => {
    const operation = getOperationAST(document, operationName);
    if (!operation) throw new GraphQLError('The document has no such operation, or several and none is named.');
    const { coerced, errors } = getVariableValues(
      compiled.schema,
      operation.variableDefinitions ?? [],
      variableValues ?? {},
    );
    if (variableValues && errors?.[0]) throw errors[0];
    const variables = variableValues ? (coerced ?? {}) : null;

    const given = organizationKey(organization) ?? null;
    const sent = suppliedVariables(operation, variableValues ?? {});
    const names = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
    const perhaps = variables
      ? sent
      : suppliedVariables(operation, Object.fromEntries(names.map((name) => [name, null])));
    const needs = collectNeeds(compiled, document, operation, variables);
    const questions = distinct(
      needs.fields.flatMap((need) => questionsOf(need, variables ?? {}, given, { sent, perhaps }, compiled)),
    );

    const actor = options.actorOf(context);
    const store = new DecisionStore({
      actorOrganization: given,
      load: async (requests) => options.loadDecisions(requests, context),
      mayAskAbout: (organizationId) => options.mayAskAbout?.(actor, organizationId, context) ?? false,
      onFailure: (error) => options.onCheckFailure?.(error, context),
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

/** Whether an argument further out names the organization. */
function namesAnother(origin: Origin, variables: Variables): boolean {
  if (origin.kind !== 'ARGUMENT') return false;
  return organizationInArguments(origin.naming, variables) !== undefined || namesAnother(origin.outer, variables);
}

/** The same question asked by several fields is one. */
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
