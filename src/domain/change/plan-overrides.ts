import { isShorter } from '../decision/change-warning';
import type { OrganizationFacts } from '../decision/organization-access';
import { isLive, type Override } from '../decision/override';
import { previewOverrides, previewRevocations } from '../decision/preview-overrides';
import { groupBy } from '../group-by';
import { isMade } from '../run/plan-changes';
import { actionOf } from '../run/plan-grants';
import { sameEnd } from '../run/row-state';
import type { Target } from '../taxonomy/taxonomy';
import { type ChangeContext, laterEnd } from './change-context';
import type { OrganizationState, OverrideChange, OverrideState } from './organization-state';
import type { RunChange } from './run-change';

type OverridesChange = Extract<RunChange, { of: 'OVERRIDE' | 'REVOKE' | 'EXTEND_TRIAL' }>;

/**
 * What a change does to the overrides of one organization. What takes access away, by what a decision under `ENFORCE`
 * says, is held unless it is allowed, with everything else in that module.
 * @returns null for nothing
 */
export function planOverrides(
  change: OverridesChange,
  state: OrganizationState,
  context: ChangeContext,
): readonly OverrideChange[] | null {
  const changes = wantedOverrides(change, state, context).filter(({ before, after }) => !isSameOverride(before, after));
  if (changes.length === 0) return null;
  if (context.allowRevocations) return changes;
  return [...groupBy(changes, ({ module }) => module)].flatMap(([, ofModule]) =>
    isLoss(ofModule, state, context) ? ofModule.map((one) => ({ ...one, action: 'HELD' as const })) : ofModule,
  );
}

function wantedOverrides(
  change: OverridesChange,
  state: OrganizationState,
  { at }: ChangeContext,
): readonly OverrideChange[] {
  const now = (target: Target) => overrideNow(state, target);
  switch (change.of) {
    case 'OVERRIDE':
      return change.overrides.map(({ module, submodule, status, trialExpiresAt }) => {
        const before = now({ module, submodule });
        const after = { id: null, status, trialExpiresAt, expiresAt: change.expiresAt };
        return { action: actionOf(before, after), module, submodule, before, after };
      });
    case 'REVOKE':
      return change.targets.flatMap(({ module, submodule }) => {
        const before = now({ module, submodule });
        return before === null ? [] : [{ action: 'REVOKE' as const, module, submodule, before, after: null }];
      });
    case 'EXTEND_TRIAL':
      return state.overrides.flatMap(({ module, submodule }): readonly OverrideChange[] => {
        const before = now({ module, submodule });
        const isAsked = change.modules === null || change.modules.includes(module);
        const isOver = before?.expiresAt !== null && Date.parse(before?.expiresAt ?? '') <= at.getTime();
        if (before?.status !== 'trial' || !isAsked || isOver) return [];
        const end = laterEnd(change, before.trialExpiresAt, at);
        if (end === null) return [];
        const expiresAt = before.expiresAt !== null && before.expiresAt < end ? end : before.expiresAt;
        const after = { ...before, id: null, trialExpiresAt: end, expiresAt };
        return [{ action: 'UPDATE', module, submodule, before, after }];
      });
  }
}

/** The override of a target that was not ended; null for none. */
export function overrideNow(state: Pick<OrganizationState, 'overrides'>, target: Target): OverrideState | null {
  const found = state.overrides.find(
    ({ module, submodule }) => module === target.module && submodule === target.submodule,
  );
  if (!found) return null;
  const { createdAt: _, ...now } = found.state;
  return now;
}

/** Whether two overrides say the same; their ids do not count. */
export function isSameOverride(one: OverrideState | null, other: OverrideState | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.status === other.status &&
    sameEnd(one.trialExpiresAt, other.trialExpiresAt) &&
    sameEnd(one.expiresAt, other.expiresAt)
  );
}

function isLoss(changes: readonly OverrideChange[], state: OrganizationState, context: ChangeContext): boolean {
  const { taxonomy, at } = context;
  const overrides = state.overrides.map(({ module, submodule, state: one }): Override => ({
    ...readState(one),
    module,
    submodule,
    createdAt: new Date(one.createdAt),
    endedAt: null,
  }));
  const facts: OrganizationFacts = {
    organizationId: '',
    gating: { mode: 'ENFORCE', by: 'GLOBAL' },
    legacy: { readable: true, state: { modules: new Map(), met: [], unmapped: [] } },
    stored: state.stored,
    overrides,
  };
  const made = changes.filter(isMade);
  const set = made.flatMap(({ module, submodule, after }) =>
    after === null ? [] : [{ ...readState(after), module, submodule }],
  );
  const ended = overrides.filter(
    (one) =>
      isLive(one, at) &&
      made.some(({ module, submodule, after }) => !after && module === one.module && submodule === one.submodule),
  );
  return [...previewOverrides(taxonomy, facts, set, at), ...previewRevocations(taxonomy, facts, ended, at)].some(
    ({ before, after }) => isShorter(before.question, after.question),
  );
}

function readState({ id, status, trialExpiresAt, expiresAt }: OverrideState) {
  const read = (text: string | null) => (text === null ? null : new Date(text));
  return { id, status, trialExpiresAt: read(trialExpiresAt), expiresAt: read(expiresAt) };
}
