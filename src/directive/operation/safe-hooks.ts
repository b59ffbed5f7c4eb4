import type { GuardedActor, GuardOptions, OrganizationHook } from '../boot/guard-options';
import { checkFailedError } from './denial-errors';

/**
 * The options with hooks that cannot harm: what a hook throws is told to `onCheckFailure` and never to the client, and
 * counts as a denial.
 */
export function withSafeHooks<Context extends object, Actor extends GuardedActor>(
  options: GuardOptions<Context, Actor>,
): GuardOptions<Context, Actor> {
  const { actorOf, mayBypass, onBypass, onDecision, onDenied, organizationOf, onCheckFailure } = options;
  const report = (error: unknown, context: Context): void => {
    try {
      onCheckFailure?.(error, context);
    } catch {
      // A host whose hook for failures fails has nobody else to tell.
    }
  };
  const failing = <Result>(context: Context, ask: () => Result, failed: () => Result): Result => {
    try {
      return ask();
    } catch (error) {
      report(error, context);
      return failed();
    }
  };
  const deny = (): never => {
    throw checkFailedError();
  };
  const safe =
    (hook: OrganizationHook<Context>): OrganizationHook<Context> =>
    (source, context) =>
      failing(context, () => hook(source, context), deny);
  return {
    ...options,
    onCheckFailure: report,
    actorOf: (context) => failing(context, () => actorOf(context), deny),
    mayBypass: (actor, context) =>
      failing(
        context,
        () => mayBypass?.(actor, context) ?? false,
        () => false,
      ),
    // A bypass that cannot be reported is none.
    onBypass: (bypass, context) => failing(context, () => onBypass?.(bypass, context), deny),
    // Reports decide nothing, so that one that fails changes nothing.
    ...(onDecision && {
      onDecision: (decision, context) =>
        failing(
          context,
          () => onDecision(decision, context),
          () => undefined,
        ),
    }),
    ...(onDenied && {
      onDenied: (denial, context) =>
        failing(
          context,
          () => onDenied(denial, context),
          () => undefined,
        ),
    }),
    ...(organizationOf && {
      organizationOf: Object.fromEntries(Object.entries(organizationOf).map(([name, hook]) => [name, safe(hook)])),
    }),
  };
}
