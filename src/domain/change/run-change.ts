import type { Right } from '../rights';
import type { Gating } from '../rollout/gating';
import type { EntitlementStatus } from '../status';
import type { Target } from '../taxonomy/taxonomy';

/** What a change run grants of one module or submodule. Times are ISO 8601 in UTC, as in everything that is stored. */
export interface GrantOfRun extends Target {
  readonly status: EntitlementStatus;
  /** Null for a trial without end, and for any other status. */
  readonly trialExpiresAt: string | null;
}

/** A package that a change run gives, or moves to another version or other dates. */
interface PackageOfRun {
  readonly key: string;
  /** Settled when the run is started: a version that is published later does not count. */
  readonly version: number;
  /** Undefined: the start that an organization has; for a package that it does not have yet, the time of the plan. */
  readonly startsAt?: string | undefined;
  /** Null for no end. Undefined: the end that an organization has; otherwise none. */
  readonly endsAt?: string | null | undefined;
}

/** What a change run does to an organization. It is stored with the run, or with each of its organizations. */
export type RunChange =
  | { readonly of: 'GRANT'; readonly grants: readonly GrantOfRun[] }
  | {
      readonly of: 'PACKAGE';
      readonly packages: readonly PackageOfRun[];
      /** The keys of packages that end; an organization that does not have one is left as it is. */
      readonly ends: readonly string[];
      /** See `PackagePlanOptions.handOver`. */
      readonly handOver: boolean;
    }
  | {
      readonly of: 'OVERRIDE';
      readonly overrides: readonly GrantOfRun[];
      /** When all of them end by themselves; null for never. */
      readonly expiresAt: string | null;
    }
  | { readonly of: 'REVOKE'; readonly targets: readonly Target[] }
  | {
      readonly of: 'EXTEND_TRIAL';
      /** The keys of modules; null for every module that is on trial. */
      readonly modules: readonly string[] | null;
      /** The new end, if it is later; null if `days` is given. */
      readonly to: string | null;
      /** By how many days; null if `to` is given. */
      readonly days: number | null;
      /** Also trials that have ended: by days, they then count from the time of the plan. */
      readonly ended: boolean;
    }
  /** Each organization has a change of its own, by the rows of a file. */
  | { readonly of: 'ROWS'; readonly kind: 'GRANT' | 'PACKAGE'; readonly rows: number };

/**
 * What changing one thing by a run requires besides `MANAGE_RUNS`, and what rolling that back requires. Rows of a file
 * are grants or packages.
 */
export const RIGHT_OF_RUN_CHANGE: Readonly<Record<RunChange['of'], Right>> = {
  GRANT: 'MANAGE_RUNS',
  PACKAGE: 'ASSIGN_PACKAGES',
  OVERRIDE: 'CHANGE_ACCESS_WITHOUT_END',
  REVOKE: 'CHANGE_ACCESS_WITHOUT_END',
  EXTEND_TRIAL: 'MANAGE_RUNS',
  ROWS: 'ASSIGN_PACKAGES',
};

/** Which organizations are meant; what is null or undefined does not apply. */
export interface SelectionFilter {
  readonly search?: string | null | undefined;
  readonly moduleKey?: string | null | undefined;
  readonly status?: string | null | undefined;
  readonly gating?: Gating | null | undefined;
  readonly hasOverride?: boolean | null | undefined;
  readonly packageKey?: string | null | undefined;
  readonly packageVersion?: number | null | undefined;
}

/** `grants of 2 modules`, for lists and questions. */
export function sayRunChange(change: RunChange): string {
  const name = ({ module, submodule }: Target) => (submodule === null ? module : `${module}/${submodule}`);
  const status = (one: GrantOfRun) =>
    `${name(one)}=${one.status.toUpperCase()}${one.trialExpiresAt === null ? '' : ` until ${one.trialExpiresAt}`}`;
  switch (change.of) {
    case 'GRANT':
      return `grant ${change.grants.map(status).join(' ')}`;
    case 'PACKAGE': {
      const given = change.packages.map(({ key, version }) => `${key}@${version}`);
      return [
        'package',
        ...given,
        ...change.ends.map((key) => `-${key}`),
        ...(change.handOver ? ['(handed over)'] : []),
      ].join(' ');
    }
    case 'OVERRIDE':
      return [
        'override',
        ...change.overrides.map(status),
        ...(change.expiresAt ? [`until ${change.expiresAt}`] : []),
      ].join(' ');
    case 'REVOKE':
      return `revoke ${change.targets.map(name).join(' ')}`;
    case 'EXTEND_TRIAL': {
      const by = change.days === null ? `until ${change.to ?? ''}` : `by ${change.days} days`;
      return `extend trials ${change.modules === null ? '' : `of ${change.modules.join(' ')} `}${by}`;
    }
    case 'ROWS':
      return `${change.kind === 'GRANT' ? 'grants' : 'packages'} by ${change.rows} rows of a file`;
  }
}
