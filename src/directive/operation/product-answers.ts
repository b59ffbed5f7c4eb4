import {
  CHECK_FAILED,
  denied,
  type EntitlementDecision,
  isBypassable,
  isTrue,
  organizationKey,
} from '../boot/decision';
import type { GuardedActor, GuardOptions } from '../boot/guard-options';

type ProductHooks<Context extends object, Actor extends GuardedActor> = Pick<
  GuardOptions<Context, Actor>,
  'productAnswer' | 'recordProductAnswer' | 'onCheckFailure'
>;

/** Under these the legacy flags answer, and the product that owns them knows best what they mean. */
const BY_LEGACY: ReadonlySet<unknown> = new Set(['LEGACY', 'SHADOW']);
/** Modules that every organization has, whatever its flags say. */
const BY_POLICY: ReadonlySet<string> = new Set(['ALWAYS_ON', 'RBAC_ONLY']);

/**
 * Loads decisions, and puts the product's own answers in the place of those that a reading of legacy flags gave.
 * All are asked at once. A failing answer denies what it was asked about, and nothing else.
 */
export function decisionLoader<Context extends object, Actor extends GuardedActor>(
  options: GuardOptions<Context, Actor>,
): GuardOptions<Context, Actor>['loadDecisions'] {
  // Without the hook, an operation has nothing more to wait for.
  if (!options.productAnswer) return (requests, context) => options.loadDecisions(requests, context);
  return async (requests, context) => {
    const decisions = await options.loadDecisions(requests, context);
    return Promise.all(decisions.map((decision) => answered(decision, options, context)));
  };
}

async function answered<Context extends object, Actor extends GuardedActor>(
  decision: EntitlementDecision,
  hooks: ProductHooks<Context, Actor>,
  context: Context,
): Promise<EntitlementDecision> {
  const { module, submodule, gating, reason, flagsHash } = decision;
  const organizationId = organizationKey(decision.organizationId) ?? null;
  if (organizationId === null || !BY_LEGACY.has(gating) || !isBypassable(reason) || BY_POLICY.has(reason))
    return decision;
  try {
    // An untyped product may return anything.
    const allowed: unknown = await hooks.productAnswer?.(organizationId, module, submodule, context);
    if (allowed === undefined || allowed === null) return decision;
    if (typeof allowed !== 'boolean')
      throw new TypeError(`productAnswer must return true, false or null, not a ${typeof allowed}`);
    const agrees = allowed === isTrue(decision.allowed);
    note({ organizationId, module, submodule, allowed, agrees, ...(flagsHash && { flagsHash }) }, hooks, context);
    return agrees
      ? decision
      : { ...decision, allowed, status: null, reason: allowed ? 'PRODUCT_ALLOWS' : 'PRODUCT_DENIES' };
  } catch (error) {
    hooks.onCheckFailure?.(error, context);
    return denied({ module, submodule }, organizationId, CHECK_FAILED);
  }
}

/** An answer that cannot be recorded counts all the same. */
function note<Context extends object, Actor extends GuardedActor>(
  answer: Parameters<NonNullable<ProductHooks<Context, Actor>['recordProductAnswer']>>[0],
  hooks: ProductHooks<Context, Actor>,
  context: Context,
): void {
  try {
    hooks.recordProductAnswer?.(answer);
  } catch (error) {
    hooks.onCheckFailure?.(error, context);
  }
}
