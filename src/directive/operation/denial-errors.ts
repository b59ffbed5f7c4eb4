import { type ASTNode, type FieldNode, GraphQLError, type GraphQLResolveInfo, type ResponsePath } from 'graphql';
import { CHECK_FAILED, refKey } from '../boot/decision';
import { describeRefs } from '../boot/requirement';
import type { Denial } from './denial';

/** How many organizations and paths an error lists; further ones are only counted. */
const MOST_NAMED = 10;

/** The `extensions.details` of a denial's error. */
export interface DenialDetails {
  /** Where the requirement applies: a field, argument, input field or enum value. */
  readonly coordinate: string;
  readonly module: string;
  /** Null if the module itself is required. */
  readonly submodule: string | null;
  /** The modules and submodules of which one would have been enough; omitted if only one was accepted. */
  readonly anyOf?: readonly string[];
  /** The `status` of the host's decision. */
  readonly status: string | null;
  /** The `reason` of the host's decision, or of the library. */
  readonly reason: string;
  /** How many times it was denied. */
  occurrences: number;
  /** The organizations that were denied, at most 10. */
  readonly organizationIds: string[];
  /** How many organizations were denied. */
  organizationCount: number;
  /** The response paths at which it was denied, at most 10. */
  readonly paths: (readonly (string | number)[])[];
  /** The other denials, at most 10, if the operation is refused as a whole. */
  readonly alsoDenied?: readonly {
    readonly coordinate: string;
    readonly module: string;
    readonly submodule: string | null;
    readonly reason: string;
  }[];
}

/**
 * The errors of one execution: one for each response position (without list indices) and reason. An error is thrown at
 * its first occurrence; the fields of later occurrences are null, and counted in it.
 */
export class DenialErrors {
  private readonly positions = new Map<readonly FieldNode[], Map<string, Tally>>();
  /** The last denial at a field: all items of a list with the same verdict count in its error. */
  private readonly latest = new Map<readonly FieldNode[], { readonly denial: Denial; readonly tally: Tally }>();
  private readonly byPosition = new Map<string, Map<string, Tally>>();

  /** The error to throw. For a field that can be null, only the first of its kind; null for all later ones. */
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

  /** Graphql passes the same array of nodes for all items of a list, so that the position is written out once. */
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

/** One error for an operation that is refused as a whole; its details are those of the first denial. */
export function rejectionError(
  rejections: readonly { readonly denial: Denial; readonly node: ASTNode }[],
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

function denialError(denial: Denial, details: DenialDetails, nodes: readonly ASTNode[] = []): GraphQLError {
  const { code, guard, requirement, decision } = denial;
  const needed = describeRefs(requirement.anyOf);
  // `details` is the same object in the error, so that later counts are in the response.
  if (code === 'NOT_FOUND') return new GraphQLError('There is no such organization.', { nodes, extensions: { code } });
  const message =
    code === 'ENTITLEMENT_CHECK_FAILED'
      ? `Whether the organization may use ${needed}, which ${guard.coordinate} needs, could not be checked. Try again.`
      : `${guard.coordinate} needs ${needed}, which the organization may not use (${decision.reason}).`;
  return new GraphQLError(message, { nodes, extensions: { code, details } });
}

/**
 * An operation that was executed without being prepared has not been checked, so that guarded fields do not run in it.
 */
export function unpreparedError(coordinate: string): GraphQLError {
  return new GraphQLError(
    `${coordinate} is guarded, but the operation was not prepared, or was executed once already: ` +
      'use the adapter for this server (entitlementPlugin, useEntitlements, nestEntitlements, addEntitlementHooks, ' +
      'withEntitlements), before caches of responses, or prepare() before each execution, and what it returns.',
    {
      extensions: { code: 'ENTITLEMENT_CHECK_FAILED', details: { coordinate, reason: 'NOT_PREPARED' } },
    },
  );
}

/** What could be said goes to the host alone. */
export function checkFailedError(): GraphQLError {
  return new GraphQLError(
    'Whether the organization may use what the operation needs could not be checked. Try again.',
    {
      extensions: { code: 'ENTITLEMENT_CHECK_FAILED', details: { reason: CHECK_FAILED } },
    },
  );
}

/** Two operations with one context cannot be told apart by a server that executes them as they are. */
export function sharedContextError(): GraphQLError {
  return new GraphQLError('The same operation is running with the same context value: give each its own.', {
    extensions: { code: 'ENTITLEMENT_CHECK_FAILED', details: { reason: 'SHARED_CONTEXT' } },
  });
}

function stepsOf(path: ResponsePath): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at: ResponsePath | undefined = path; at; at = at.prev) steps.push(at.key);
  return steps.reverse();
}
