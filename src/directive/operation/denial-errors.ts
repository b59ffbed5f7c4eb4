import { GraphQLError, type FieldNode, type GraphQLResolveInfo, type ResponsePath } from 'graphql';
import { refKey } from '../boot/decision';
import type { Denial } from './denial';
import { describeRefs } from '../boot/requirement';

/** So many organizations and paths are named; more are counted. */
const MOST_NAMED = 10;

/** What a client is told of denials, in `extensions.details`. */
export interface DenialDetails {
  /** Where the requirement is enforced: a field, argument, input field or enum value. */
  readonly coordinate: string;
  readonly module: string;
  readonly submodule: string | null;
  /** Where one of several would have been enough: all of them. */
  readonly anyOf?: readonly string[];
  readonly status: string | null;
  readonly reason: string;
  occurrences: number;
  readonly organizationIds: string[];
  organizationCount: number;
  readonly paths: (readonly (string | number)[])[];
  /** What else was denied, where an operation is refused whole. */
  readonly alsoDenied?: readonly {
    readonly coordinate: string;
    readonly module: string;
    readonly submodule: string | null;
    readonly reason: string;
  }[];
}

/**
 * The errors of one execution: one for each position in the response (list indices collapsed) and reason. It is thrown at the first
 * occurrence; what comes after is null, and counted in it.
 */
export class DenialErrors {
  private readonly positions = new Map<readonly FieldNode[], Map<string, Tally>>();
  /** By verdict, which is one for all fields that ask the same. */
  private readonly latest = new Map<readonly FieldNode[], { readonly denial: Denial; readonly tally: Tally }>();
  private readonly byPosition = new Map<string, Map<string, Tally>>();

  /** The error to throw: for fields that can be null only the first time, else null. */
  next(denial: Denial, info: GraphQLResolveInfo, path: ResponsePath, canBeNull: boolean): GraphQLError | null {
    const latest = this.latest.get(info.fieldNodes);
    if (latest?.denial === denial) {
      latest.tally.count(denial, path);
      return canBeNull ? null : latest.tally.error;
    }
    const tallies = this.at(info.fieldNodes, info.path);
    const reason = `${denial.code} ${denial.decision.reason}`;
    const known = tallies.get(reason);
    const tally = known ?? new Tally(denial);
    tallies.set(reason, tally);
    this.latest.set(info.fieldNodes, { denial, tally });
    tally.count(denial, path);
    return known && canBeNull ? null : tally.error;
  }

  /** graphql gives all items of a list the same array of nodes for a field, so the position needs writing out once only. */
  private at(nodes: readonly FieldNode[], path: ResponsePath): Map<string, Tally> {
    const known = this.positions.get(nodes);
    if (known) return known;
    const position = stepsOf(path)
      .filter((step) => typeof step === 'string')
      .join('.');
    const tallies = this.byPosition.get(position) ?? new Map<string, Tally>();
    this.byPosition.set(position, tallies);
    this.positions.set(nodes, tallies);
    return tallies;
  }
}

class Tally {
  readonly error: GraphQLError;
  private readonly details: DenialDetails;
  private readonly organizations = new Set<string>();

  constructor(denial: Denial) {
    this.details = detailsOf(denial);
    this.error = denialError(denial, this.details);
  }

  count({ organizationId }: Denial, path: ResponsePath): void {
    const { details, organizations } = this;
    details.occurrences++;
    if (details.paths.length < MOST_NAMED) details.paths.push(stepsOf(path));
    if (organizationId === null || organizations.has(organizationId)) return;
    organizations.add(organizationId);
    details.organizationCount = organizations.size;
    if (details.organizationIds.length < MOST_NAMED) details.organizationIds.push(organizationId);
  }
}

/** One error for all that an operation is refused for; its details are those of the first. */
export function rejectionError(
  rejections: readonly { readonly denial: Denial; readonly node: FieldNode }[],
): GraphQLError | null {
  const [first] = rejections;
  if (!first) return null;
  const same = rejections.filter(
    ({ denial }) => denial.guard === first.denial.guard && denial.decision.reason === first.denial.decision.reason,
  );
  const organizations = [...new Set(same.flatMap(({ denial }) => denial.organizationId ?? []))];
  const others = new Map(
    rejections.flatMap(({ denial: { code, guard, decision } }) => {
      if (code === 'NOT_FOUND' || guard === first.denial.guard) return [];
      const { module, submodule, reason } = decision;
      return [[guard.coordinate, { coordinate: guard.coordinate, module, submodule, reason }] as const];
    }),
  );
  const details: DenialDetails = {
    ...detailsOf(first.denial),
    occurrences: same.length,
    organizationIds: organizations.slice(0, MOST_NAMED),
    organizationCount: organizations.length,
    ...(others.size > 0 && { alsoDenied: [...others.values()].slice(0, MOST_NAMED) }),
  };
  return denialError(first.denial, details, [...new Set(rejections.map(({ node }) => node))]);
}

function detailsOf({ guard, requirement, decision }: Denial): DenialDetails {
  const { module, submodule, status, reason } = decision;
  const several = requirement.anyOf.length > 1 && { anyOf: requirement.anyOf.map(refKey) };
  return {
    coordinate: guard.coordinate,
    module,
    submodule,
    ...several,
    status,
    reason,
    occurrences: 0,
    organizationIds: [],
    organizationCount: 0,
    paths: [],
  };
}

function denialError(denial: Denial, details: DenialDetails, nodes: readonly FieldNode[] = []): GraphQLError {
  const { code, guard, requirement, decision } = denial;
  const needed = describeRefs(requirement.anyOf);
  // `details` stays ours: what is counted later is in it when the response is written.
  if (code === 'NOT_FOUND') return new GraphQLError('There is no such organization.', { nodes, extensions: { code } });
  const message =
    code === 'ENTITLEMENT_CHECK_FAILED'
      ? `Whether the organization may use ${needed}, which ${guard.coordinate} needs, could not be checked. Try again.`
      : `${guard.coordinate} needs ${needed}, which the organization may not use (${decision.reason}).`;
  return new GraphQLError(message, { nodes, extensions: { code, details } });
}

/** What executes an operation without having prepared it checks nothing of what comes before; so nothing guarded runs. */
export function unpreparedError(coordinate: string): GraphQLError {
  return new GraphQLError(
    `${coordinate} is guarded, and the operation was not prepared: use the plugin, or call prepare() before execute() and subscribe().`,
    {
      extensions: { code: 'ENTITLEMENT_CHECK_FAILED', details: { coordinate, reason: 'NOT_PREPARED' } },
    },
  );
}

function stepsOf(path: ResponsePath): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at: ResponsePath | undefined = path; at; at = at.prev) steps.push(at.key);
  return steps.reverse();
}
