import { type Fault, invalidInput } from '../errors';
import { sayKey, sayTime } from '../say';
import { decide } from './decide';
import type { Decision, Question } from './decision';
import { OrganizationAccess, type OrganizationFacts } from './organization-access';

/**
 * What somebody should know before a change is made.
 * - `NO_EFFECT`: it is of a submodule within a denied module, which stays denied.
 * - `SHORTER_ACCESS`: what is given would end before what the organization has today.
 * - `ENDLESS_TRIAL`: a trial without an end.
 */
export type ChangeWarning = 'NO_EFFECT' | 'SHORTER_ACCESS' | 'ENDLESS_TRIAL';

/** A change of one module or submodule, as far as warnings depend on it. */
interface Changed {
  readonly module: string;
  readonly submodule: string | null;
  readonly status: string;
  readonly trialExpiresAt: Date | null;
  /** When the change itself ends; null for never. */
  readonly expiresAt: Date | null;
}

/**
 * What to warn of, before a change of an organization is made.
 * @param before the question about the target now
 * @param after the same once all changes of the request are made
 */
export function warningOf(changed: Changed, before: Question, after: Question): ChangeWarning | null {
  if (!hasEffect(changed, after)) return 'NO_EFFECT';
  // Whoever takes away has said so.
  if (changed.status === 'disabled') return null;
  if (isShorter(before, after)) return 'SHORTER_ACCESS';
  const isEndless = changed.trialExpiresAt === null && changed.expiresAt === null;
  return changed.status === 'trial' && isEndless ? 'ENDLESS_TRIAL' : null;
}

/**
 * Whether what entitlements give afterwards ends before what the organization has today: by them, or by the flags under
 * LEGACY and SHADOW, since that is lost as well once entitlements answer.
 */
export function isShorter(before: Question, after: Question): boolean {
  return accessEnd(enforced(after)) < Math.max(accessEnd(before), accessEnd(enforced(before)));
}

/** The entitlements' answer decides, because what is changed under another gating will count under `ENFORCE`. */
function hasEffect({ submodule }: Changed, after: Question): boolean {
  return submodule === null || decide({ ...after, submoduleKey: null }).entitlement.allowed;
}

/** More ends than this follow each other in no organization that people have set up. */
const MOST_ENDS = 100;

/**
 * Until when a target is allowed without a break, in milliseconds since 1970.
 * @returns `Infinity` if it is never denied, and `-Infinity` if it is denied now
 */
export function accessEnd(question: Question): number {
  let { at } = question;
  for (let ends = 0; ends < MOST_ENDS; ends++) {
    const { allowed, changesAt } = decide({ ...question, at });
    if (!allowed) return ends === 0 ? -Infinity : at.getTime();
    if (changesAt === null) return Infinity;
    at = changesAt;
  }
  return at.getTime();
}

function enforced(question: Question): Question {
  const { organization } = question;
  if (!organization.found) return question;
  const facts: OrganizationFacts = { ...organization.facts, gating: { ...organization.facts.gating, mode: 'ENFORCE' } };
  return { ...question, organization: new OrganizationAccess(facts) };
}

/** A change of a request, as far as its warning matters. */
interface WarnedChange {
  readonly before: Decision;
  readonly warning: ChangeWarning | null;
}

/**
 * Refuses what would end before what an organization has today, unless somebody has said that it is meant.
 * @param previews in the order of the request's changes
 * @param fieldOf the field of the input that a preview is about
 * @throws DomainError INVALID_INPUT naming each of them
 */
export function refuseShorterAccess(
  previews: readonly WarnedChange[],
  { acknowledgeShorterAccess }: { readonly acknowledgeShorterAccess?: boolean | null | undefined },
  fieldOf: (index: number) => string = (index) => `input.changes.${index}`,
): void {
  if (acknowledgeShorterAccess) return;
  const faults = previews.flatMap(({ before, warning }, index): readonly Fault[] => {
    if (warning !== 'SHORTER_ACCESS') return [];
    const end = Math.max(accessEnd(before.question), accessEnd(enforced(before.question)));
    const until = end === Infinity ? 'without an end' : `until ${sayTime(new Date(end))}`;
    const { moduleKey, submoduleKey } = before;
    const target = submoduleKey === null ? moduleKey : `${moduleKey}/${submoduleKey}`;
    const message =
      `would end what the organization has of ${sayKey(target)} ${until}; ` +
      'if that is meant, acknowledge it (acknowledgeShorterAccess, --acknowledge-shorter-access)';
    return [{ field: fieldOf(index), message }];
  });
  if (faults.length > 0) throw invalidInput(faults);
}
