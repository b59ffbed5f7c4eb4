import { type GraphQLFieldResolver, type GraphQLResolveInfo, isNonNullType } from 'graphql';
import { isGuarded } from '../boot/is-guarded';
import { isPromiseLike } from '../boot/is-record';
import type { FieldPlan } from '../boot/requirement';
import type { Denial } from '../operation/denial';
import { unpreparedError } from '../operation/denial-errors';
import type { Execution } from '../operation/execution';
import { type Executions, isSame, type LastExecution } from '../operation/executions';
import { guardItems } from './guard-items';
import { type FieldCall, judgeCall, judgeFor, ownOrganization } from './judge-call';

/** A resolver of any field. */
export type Resolver<Context> = GraphQLFieldResolver<unknown, Context, Readonly<Record<string, unknown>>>;

/** Wraps the resolver of a field: its guard is checked before it runs, and the guards of returned items after it. */
export function guardField<Context extends object>(
  plan: FieldPlan<Context>,
  resolve: Resolver<Context> | undefined,
  fallback: Resolver<Context>,
  executions: Executions<Context>,
): Resolver<Context> {
  const { guard } = plan;
  const namesOrganization = plan.hook !== null || plan.organizationArgs.length > 0;
  const records = plan.carries && namesOrganization;
  // The execution in which this field is allowed for all objects, and its resolver there: of the thousands of calls in
  // one operation, all but the first only compare references.
  const isSimple = guard !== null && !namesOrganization && plan.items.size === 0;
  let passing: LastExecution<Context> | null = null;
  let passTo = resolve ?? fallback;

  return (source, args, context, info) => {
    if (passing !== null && passing === executions.last && isSame(passing, context, info))
      return passTo(source, args, context, info);
    const execution = executions.of(context, info);
    if (!execution) {
      if (isGuarded(plan)) throw unpreparedError(plan.coordinate);
      return (resolve ?? fallback)(source, args, context, info);
    }
    execution.enter(info.path, false);
    if (isSimple && execution.asksOneOrganization) {
      const verdict = judgeFor(guard, execution.store.own, execution);
      if (verdict === null) {
        passTo = resolve ?? execution.fieldResolver;
        passing = execution.isOneMoment ? executions.last : null;
        return passTo(source, args, context, info);
      }
      if (!isPromiseLike(verdict)) return deny(execution, info, verdict);
    }
    const call: FieldCall<Context> = { plan, execution, source, args, context, info };
    if (records) recordOrganization(call);
    const verdict = guard && judgeCall(call, guard);
    if (verdict === null) return proceed(call, resolve);
    return isPromiseLike(verdict)
      ? verdict.then((denial) => (denial ? deny(execution, info, denial) : proceed(call, resolve)))
      : deny(execution, info, verdict);
  };
}

/** Records the organization that a field brings, for the fields below it. */
function recordOrganization<Context>(call: FieldCall<Context>): void {
  const own = ownOrganization(call);
  if (own !== undefined) call.execution.record(call.info.path, own);
}

function proceed<Context>(call: FieldCall<Context>, resolve: Resolver<Context> | undefined): unknown {
  const { plan, execution, source, args, context, info } = call;
  const returned: unknown = (resolve ?? execution.fieldResolver)(source, args, context, info);
  return plan.items.size === 0 ? returned : guardItems(call, returned);
}

/**
 * Returns null, or throws the error if it is the first of its kind. It always throws for a field that cannot be null,
 * which should have been rejected before.
 */
function deny<Context>({ errors }: Execution<Context>, info: GraphQLResolveInfo, denial: Denial): null {
  if (denial.requirement.onDeny === 'NULL') return null;
  const error = errors.next(denial, info, info.path, !isNonNullType(info.returnType));
  if (error) throw error;
  return null;
}
