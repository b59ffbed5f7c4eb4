import type { GraphQLResolveInfo } from 'graphql';
import { type EntitlementRef, organizationKey, refKey } from '../boot/decision';
import type { FieldPlan, Guard, Requirement } from '../boot/requirement';
import type { DecisionStore, OrganizationAnswers } from '../operation/decision-store';
import type { Verdict } from '../operation/denial';
import type { Execution } from '../operation/execution';
import { judge } from '../operation/judge';
import { organizationNamed } from '../operation/origin';
import type { Preparation } from '../operation/preparation';

/** A call of a guarded field, before its resolver runs. */
export interface FieldCall<Context> {
  readonly plan: FieldPlan<Context>;
  readonly execution: Execution<Context>;
  readonly source: unknown;
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly info: GraphQLResolveInfo;
}

/** The verdict of a guard for one organization; synchronous if its decisions are known. */
export function judgeFor<Context>(
  guard: Guard,
  answers: OrganizationAnswers,
  { preparation, store }: Execution<Context>,
): Verdict | Promise<Verdict> {
  const known = answers.verdicts.get(guard);
  return known === undefined ? (answers.coming?.get(guard) ?? judgeAnew(guard, answers, preparation, store)) : known;
}

/** The verdict of a guard for the organizations that a field asks about. */
export function judgeCall<Context>(call: FieldCall<Context>, guard: Guard): Verdict | Promise<Verdict> {
  const { plan, execution } = call;
  if (plan.organizationArgs.length > 1) return judgeEach(call, guard);
  const answers =
    plan.organizationArgs.length === 1
      ? execution.store.of(organizationOf(call))
      : execution.answersAt(call.info.path.prev, () => organizationOf(call));
  return judgeFor(guard, answers, execution);
}

/**
 * The verdict of a guard on an object that a field returned. Where the arguments of the field name no organization, the
 * hook of the object's own type is asked first.
 */
export function judgeItem<Context>(
  call: FieldCall<Context>,
  guard: Guard,
  typeName: string,
  item: unknown,
): Verdict | Promise<Verdict> {
  const { plan, execution, args, context } = call;
  const hook = plan.itemHooks.get(typeName);
  if (!hook || organizationNamed(args, null, plan.organizationArgs) !== undefined) return judgeCall(call, guard);
  const own = organizationKey(hook(item, context));
  return own === undefined ? judgeCall(call, guard) : judgeFor(guard, execution.store.of(own), execution);
}

function judgeAnew<Context>(
  guard: Guard,
  answers: OrganizationAnswers,
  preparation: Preparation<Context>,
  store: DecisionStore,
): Verdict | Promise<Verdict> {
  const verdict = judged(preparation, guard, () => answers);
  if (verdict !== undefined) {
    answers.verdicts.set(guard, verdict);
    return verdict;
  }
  const coming = store.learn(answers, wantedOf(preparation, guard)).then(() => {
    answers.coming?.delete(guard);
    const settledNow = settled(judged(preparation, guard, () => answers));
    answers.verdicts.set(guard, settledNow);
    return settledNow;
  });
  (answers.coming ??= new Map()).set(guard, coming);
  return coming;
}

/** Used if the directives on one field name different arguments, and so ask about different organizations. */
function judgeEach<Context>(call: FieldCall<Context>, guard: Guard): Verdict | Promise<Verdict> {
  const { plan, execution, args } = call;
  const { preparation, store } = execution;
  const answersFor = ({ organizationArg }: Requirement): OrganizationAnswers =>
    store.of(organizationNamed(args, organizationArg, plan.organizationArgs) ?? organizationOf(call));
  const verdict = judged(preparation, guard, answersFor);
  if (verdict !== undefined) return verdict;
  const all = new Set(guard.requirements.map(answersFor));
  return Promise.all([...all].map((answers) => store.learn(answers, wantedOf(preparation, guard)))).then(() =>
    settled(judged(preparation, guard, answersFor)),
  );
}

/** The verdict of a guard, reported if it denies. */
function judged<Context>(
  preparation: Preparation<Context>,
  guard: Guard,
  answersFor: (requirement: Requirement) => OrganizationAnswers,
): Verdict | undefined {
  return preparation.report(judge(guard, guard.requirements, answersFor, preparation.tryBypass));
}

/**
 * For a new organization, everything that the operation requires is loaded together, so that no field below needs
 * another load.
 */
function wantedOf<Context>({ given }: Preparation<Context>, guard: Guard): readonly EntitlementRef[] {
  const refs = [...given.refs, ...guard.requirements.flatMap(({ anyOf }) => anyOf)];
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}

function settled(verdict: Verdict | undefined): Verdict {
  if (verdict === undefined) throw new Error('a decision is missing after its load');
  return verdict;
}

/** The organization that a field asks about; null for none. */
function organizationOf<Context>(call: FieldCall<Context>): string | null {
  const { execution } = call;
  if (!execution.preparation.given.bringsOrganizations) return execution.preparation.actorOrganization;
  const own = ownOrganization(call);
  return own === undefined ? execution.fromAncestors(call.info.path.prev) : own;
}

/**
 * The organization that the field itself brings, by its arguments or the hook of its parent; undefined if it brings
 * none.
 */
export function ownOrganization<Context>({
  plan,
  execution,
  source,
  args,
  context,
  info,
}: FieldCall<Context>): string | null | undefined {
  const named = organizationNamed(args, null, plan.organizationArgs);
  const { hook } = plan;
  return named !== undefined || !hook
    ? named
    : execution.fromHook(info.path.prev, () => organizationKey(hook(source, context)));
}
