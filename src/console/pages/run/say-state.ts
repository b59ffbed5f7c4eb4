import type { RowStateFragment, RunOrganizationFragment } from './run.generated';

/** What a row says, for people. */
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

/** What a change is about. */
export function targetOf({ module, submodule }: Change): string {
  return submodule ? `${module.key}/${submodule.key}` : module.key;
}

/** A column's JSON in one line. */
export function sayFlags(flags: unknown): string {
  return flags === null || flags === undefined ? 'none' : JSON.stringify(flags);
}
