import type { GraphQLResolveInfo } from 'graphql';
import { organizationKey, refKey, type EntitlementRef } from '../boot/decision';
import type { DecisionStore, OrganizationAnswers } from './decision-store';
import type { Verdict } from './denial';
import type { Execution } from './execution';
import { judge } from './judge';
import { organizationNamed } from './origin';
import type { Preparation } from './preparation';
import type { FieldPlan, Guard, Requirement } from '../boot/requirement';

/** A field that is about to be resolved. */
export interface FieldCall<Context> {
  readonly plan: FieldPlan<Context>;
  readonly execution: Execution<Context>;
  readonly source: unknown;
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: Context;
  readonly info: GraphQLResolveInfo;
}

/** The verdict on a guard that asks about one organization, at once where its decisions are known. */
export function judgeFor<Context>(
  guard: Guard,
  answers: OrganizationAnswers,
  { preparation, store }: Execution<Context>,
): Verdict | Promise<Verdict> {
  const known = answers.verdicts.get(guard);
  return known === undefined ? (answers.coming?.get(guard) ?? judgeAnew(guard, answers, preparation, store)) : known;
}

/** The verdict on a guard, wherever its organizations come from. */
export function judgeCall<Context>(call: FieldCall<Context>, guard: Guard): Verdict | Promise<Verdict> {
  const { plan, execution } = call;
  if (plan.organizationArgs.length > 1) return judgeEach(call, guard);
  const answers =
    plan.organizationArgs.length === 1
      ? execution.store.of(organizationOf(call))
      : execution.answersAt(call.info.path.prev, () => organizationOf(call));
  return judgeFor(guard, answers, execution);
}

function judgeAnew<Context>(
  guard: Guard,
  answers: OrganizationAnswers,
  preparation: Preparation<Context>,
  store: DecisionStore,
): Verdict | Promise<Verdict> {
  const verdict = judge(guard, guard.requirements, () => answers, preparation.passOver);
  if (verdict !== undefined) {
    answers.verdicts.set(guard, verdict);
    return verdict;
  }
  const coming = store.learn(answers, wantedOf(preparation, guard)).then(() => {
    answers.coming?.delete(guard);
    const settledNow = settled(judge(guard, guard.requirements, () => answers, preparation.passOver));
    answers.verdicts.set(guard, settledNow);
    return settledNow;
  });
  (answers.coming ??= new Map()).set(guard, coming);
  return coming;
}

/** Directives on one field that name different arguments ask about different organizations. */
function judgeEach<Context>(call: FieldCall<Context>, guard: Guard): Verdict | Promise<Verdict> {
  const { plan, execution, args } = call;
  const { preparation, store } = execution;
  const answersFor = ({ organizationArg }: Requirement): OrganizationAnswers =>
    store.of(organizationNamed(args, organizationArg, plan.organizationArgs) ?? organizationOf(call));
  const verdict = judge(guard, guard.requirements, answersFor, preparation.passOver);
  if (verdict !== undefined) return verdict;
  const all = new Set(guard.requirements.map(answersFor));
  return Promise.all([...all].map((answers) => store.learn(answers, wantedOf(preparation, guard)))).then(() =>
    settled(judge(guard, guard.requirements, answersFor, preparation.passOver)),
  );
}

/** With an organization that is new, all that the operation needs is asked at once: what is below it needs no load of its own. */
function wantedOf<Context>({ given }: Preparation<Context>, guard: Guard): readonly EntitlementRef[] {
  const refs = [...given.refs, ...guard.requirements.flatMap(({ anyOf }) => anyOf)];
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
}

function settled(verdict: Verdict | undefined): Verdict {
  if (verdict === undefined) throw new Error('a decision is missing after its load');
  return verdict;
}

/** The organization that a field is asked about. */
export function organizationOf<Context>(call: FieldCall<Context>): string | null {
  const { execution } = call;
  if (!execution.preparation.given.bringsOrganizations) return execution.preparation.actorOrganization;
  const own = ownOrganization(call);
  return own === undefined ? execution.fromAncestors(call.info.path.prev) : own;
}

/** The organization that the field itself brings, by its arguments or its parent's hook; undefined where it brings none. */
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
