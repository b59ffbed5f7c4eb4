import type { Gating } from '../../generated/schema-types';

/** The modes of a rollout in order, with their meaning. */
export const GATINGS: readonly { readonly value: Gating; readonly title: string; readonly meaning: string }[] = [
  { value: 'LEGACY', title: 'Legacy', meaning: 'The legacy flags answer.' },
  { value: 'SHADOW', title: 'Shadow', meaning: 'The legacy flags answer; entitlements are compared with them.' },
  { value: 'ENFORCE', title: 'Enforce', meaning: 'Entitlements answer.' },
];

export function isGating(text: string | null): text is Gating {
  return GATINGS.some(({ value }) => value === text);
}

/** The global rollout in a few words. */
export function wordsOf({
  mode,
  enforcePercentage,
}: {
  readonly mode: Gating;
  readonly enforcePercentage: number;
}): string {
  return mode !== 'ENFORCE' && enforcePercentage > 0 ? `${mode}, ENFORCE for ${enforcePercentage} %` : mode;
}

/** A number of organizations with the noun. */
export function organizations(count: number): string {
  return `${count.toLocaleString()} ${count === 1 ? 'organization' : 'organizations'}`;
}

/** What is acknowledged if the gate is shut only because readings were not checked. */
export const UNCHECKED = "readings of flags were never checked against the product's answers";

/** True if the acknowledgement of unchecked readings is enough to pass a gate. */
export function isUncheckedAlone(
  gate: { readonly reasons: readonly string[]; readonly uncheckedReadings: readonly string[] } | null,
): boolean {
  return gate !== null && gate.reasons.length > 0 && gate.reasons.length === gate.uncheckedReadings.length;
}

/** The label of an acknowledgement at the gate. */
export function acknowledgementOf(what: string): string {
  return `I acknowledge that ${what}. The event records this.`;
}
