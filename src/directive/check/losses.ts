import { describeRefs, type Requirement, severity } from '../boot/requirement';
import { anyImplies, implies } from './implies';

/**
 * What became of a requirement: nothing is required any more, or less than before, or its denial does less, or it asks
 * about another organization.
 */
type LossKind = 'LOST' | 'LESS' | 'DENIAL' | 'ORGANIZATION';

/** A requirement that a change takes away or weakens at a place. */
export interface Loss {
  readonly kind: LossKind;
  /** As it was. */
  readonly requirement: Requirement;
  /** A sentence without its subject: `required sales/leads, and requires nothing now`. */
  readonly message: string;
}

/** Something that a change of a schema opens. */
export interface Unguarded {
  /**
   * `FREE`: a field is now marked `@entitlementFree`. `MOVED`: a member of a type came from a guarded place to one that
   * requires less. `NEW_WAY`: a new field leads to objects that only guarded fields led to.
   */
  readonly kind: LossKind | 'FREE' | 'MOVED' | 'NEW_WAY';
  /** Where the directive was written if it was taken away or weakened there, otherwise where less is required now. */
  readonly coordinate: string;
  /** A sentence without its subject: `required sales/leads, and requires nothing now`. */
  readonly message: string;
  /** The fields, arguments or input that it opens. */
  readonly places: readonly string[];
}

/** What is required at one place. */
export interface Required {
  readonly requirements: readonly Requirement[];
  /** The first argument of the field that names an organization, by whichever requirement. */
  readonly organizationArg: readonly string[] | null;
}

/**
 * Compares what was required at a place with what is required now, requirement by requirement.
 * @param exists whether the place still has the argument of an `organizationArg`; one that was renamed is no loss
 */
export function lossesAt(
  before: Required,
  after: Required,
  exists: (path: readonly string[]) => boolean = () => true,
): readonly Loss[] {
  return before.requirements.flatMap((requirement): Loss[] => {
    const what = describeRefs(requirement.anyOf);
    const alike = after.requirements.filter((one) => implies(one, requirement));
    if (alike.length === 0) {
      const left = after.requirements.map(({ anyOf }) => describeRefs(anyOf)).join(', ');
      return left === ''
        ? [{ kind: 'LOST', requirement, message: `required ${what}, and requires nothing now` }]
        : [{ kind: 'LESS', requirement, message: `required ${what}, and requires ${left} now` }];
    }
    const weakened = alike.map((one) => weakening(requirement, one, organizations(before, after), exists));
    const first = weakened[0];
    return first && weakened.every((one) => one !== null) ? [{ ...first, requirement }] : [];
  });
}

/** What a place requires now that it did not require before. */
export function additionsAt(before: readonly Requirement[], after: readonly Requirement[]): readonly Requirement[] {
  return after.filter((requirement) => !anyImplies(before, requirement));
}

type Named = (requirement: Requirement, when: 'before' | 'after') => readonly string[] | null;

function organizations(before: Required, after: Required): Named {
  return ({ organizationArg }, when) => organizationArg ?? (when === 'before' ? before : after).organizationArg;
}

function weakening(
  before: Requirement,
  after: Requirement,
  named: Named,
  exists: (path: readonly string[]) => boolean,
): Pick<Loss, 'kind' | 'message'> | null {
  const what = describeRefs(before.anyOf);
  if (severity(after.onDeny) < severity(before.onDeny))
    return { kind: 'DENIAL', message: `a denial of ${what} was ${before.onDeny}, and is ${after.onDeny} now` };
  const was = named(before, 'before');
  const is = named(after, 'after');
  if (!was || was.join('.') === is?.join('.') || (is && !exists(was))) return null;
  const now = is ? `the one in '${is.join('.')}'` : "the outer object's or the actor's own";
  return {
    kind: 'ORGANIZATION',
    message: `asked for ${what} about the organization in '${was.join('.')}', and now about ${now}`,
  };
}
