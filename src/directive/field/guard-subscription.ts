import { isGuarded } from '../boot/is-guarded';
import { isAsyncIterable } from '../boot/is-record';
import type { FieldPlan } from '../boot/requirement';
import type { Denial, Verdict } from '../operation/denial';
import { unpreparedError } from '../operation/denial-errors';
import type { Execution } from '../operation/execution';
import type { Executions } from '../operation/executions';
import type { Resolver } from './guard-field';
import { judgeCall } from './judge-call';

/**
 * Wraps the event source of a subscription: decisions are loaded again before each event. If the root field is denied
 * from the start, there is no stream. If it is denied later, the next event carries the error, as for any denied
 * field, and is the last one; with `onDeny: NULL` the stream just ends. Where a check fails, the event is empty, and
 * the stream goes on.
 */
export function guardSubscription<Context extends object>(
  plan: FieldPlan<Context> | undefined,
  coordinate: string,
  subscribe: Resolver<Context>,
  executions: Executions<Context>,
): Resolver<Context> {
  return async (source, args, context, info) => {
    const prepared = executions.prepared(context, info.operation);
    if (!prepared) {
      if (plan && isGuarded(plan)) throw unpreparedError(coordinate);
      return subscribe(source, args, context, info);
    }
    const judgeRoot = async (execution: Execution<Context>): Promise<Verdict> =>
      plan?.guard ? judgeCall({ plan, execution, source, args, context, info }, plan.guard) : null;

    const execution = prepared.nextEvent();
    const denial = await judgeRoot(execution);
    if (denial) {
      if (denial.requirement.onDeny === 'NULL') return guardedEvents(nothing(), async () => null);
      throw execution.errors.next(denial, info, info.path, false) ?? new Error('a denial without an error');
    }
    const events: unknown = await subscribe(source, args, context, info);
    if (!isAsyncIterable(events)) return events; // graphql reports it
    return guardedEvents(events[Symbol.asyncIterator](), async () => {
      await prepared.preparation.reload();
      return judgeRoot(prepared.nextEvent());
    });
  };
}

/** Forwards `return` and `throw` at once; an async generator would make them wait for the next event. */
function guardedEvents(
  events: AsyncIterator<unknown>,
  judgeNow: () => Promise<Denial | null>,
): AsyncIterableIterator<unknown> {
  let ended = false;
  const end = async (): Promise<IteratorReturnResult<undefined>> => {
    ended = true;
    await events.return?.();
    return { done: true, value: undefined };
  };
  return {
    async next() {
      if (ended) return { done: true, value: undefined };
      const event = await events.next();
      if (event.done) return event;
      const denial = await judgeNow();
      // A check that failed denies this event alone, or one slow lookup would disconnect every subscriber.
      if (!denial || denial.code === 'ENTITLEMENT_CHECK_FAILED') return event;
      await end();
      return denial.requirement.onDeny === 'NULL' ? { done: true, value: undefined } : event;
    },
    return: end,
    async throw(error) {
      ended = true;
      if (events.throw) return events.throw(error);
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function nothing(): AsyncIterator<unknown> {
  return { next: async () => ({ done: true, value: undefined }) };
}
