import type { RowStateFragment, RunOrganizationFragment } from './run.generated';

/** The state of a row in words. */
export function sayState(state: RowStateFragment | null): string {
  if (!state) return 'none';
  if (state.enabled !== null) return state.enabled ? 'on' : 'off';
  const end =
    state.trialExpiresAt !== null
      ? ` until ${new Date(state.trialExpiresAt).toLocaleDateString()}`
      : state.trialDays !== null
        ? ` for ${state.trialDays} days`
        : '';
  const partly = state.partial === true ? ', for some submodules' : '';
  const source = state.source === null ? '' : ` (${state.source})`;
  return `${state.status ?? 'unknown'}${end}${partly}${source}`;
}

type Change = RunOrganizationFragment['changes'][number];

/** The module or submodule that a change concerns. */
export function targetOf({ module, submodule }: Change): string {
  return submodule ? `${module.key}/${submodule.key}` : module.key;
}

/** The legacy flags as JSON on one line. */
export function sayFlags(flags: unknown): string {
  return flags === null || flags === undefined ? 'none' : JSON.stringify(flags);
}
