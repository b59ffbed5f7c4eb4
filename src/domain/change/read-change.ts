import { type Fault, InvalidInputError } from '../errors';
import { type AskedPackage, changeAssignments, type Published } from '../package/change-assignments';
import { sayUnknownKey } from '../say';
import { toStoredStatus } from '../status';
import { type AskedChange, faultOfEnd, faultsOfChanges } from '../taxonomy/asked-change';
import type { Taxonomy } from '../taxonomy/taxonomy';
import type { GrantOfRun, RunChange } from './run-change';

/** What an operator asks a run to change, alike in all of its organizations: exactly one of them. */
export interface AskedRunChange {
  readonly grant?: { readonly changes: readonly AskedChange[] } | null | undefined;
  readonly package?:
    | {
        readonly packages?: readonly AskedPackage[] | null | undefined;
        readonly ends?: readonly string[] | null | undefined;
        readonly handOver?: boolean | null | undefined;
      }
    | null
    | undefined;
  readonly override?:
    { readonly changes: readonly AskedChange[]; readonly expiresAt?: Date | null | undefined } | null | undefined;
  readonly revoke?:
    | { readonly targets: readonly { readonly moduleKey: string; readonly submoduleKey?: string | null | undefined }[] }
    | null
    | undefined;
  readonly extendTrial?:
    | {
        readonly moduleKeys?: readonly string[] | null | undefined;
        readonly to?: Date | null | undefined;
        readonly days?: number | null | undefined;
        readonly includeEnded?: boolean | null | undefined;
      }
    | null
    | undefined;
}

/** What a change is checked against. */
export interface Known {
  readonly taxonomy: Taxonomy;
  readonly published: Published;
  readonly at: Date;
}

const MOST_DAYS = 3_650;

/**
 * Checks what is asked for, as far as it does not depend on single organizations.
 * @param field where it is in the input, such as `input.source.fresh.change`
 * @returns the change, or every fault by its field
 */
export function readAskedRunChange(asked: AskedRunChange, field: string, known: Known): RunChange | readonly Fault[] {
  const { taxonomy, at } = known;
  const within = (faults: readonly Fault[], part: string): readonly Fault[] =>
    faults.map((fault) => ({ ...fault, field: fault.field?.replace('input', `${field}.${part}`) ?? field }));
  if (asked.grant) {
    const { changes } = asked.grant;
    const faults = faultsOfChanges(changes, taxonomy, { expiresAt: null, at });
    return faults.length > 0 ? within(faults, 'grant') : { of: 'GRANT', grants: changes.map(stored) };
  }
  if (asked.package) {
    const { packages, ends, handOver } = asked.package;
    const read = readPackages(packages ?? [], ends ?? [], known);
    return 'faults' in read ? within(read.faults, 'package') : { ...read.change, handOver: handOver ?? false };
  }
  if (asked.override) {
    const { changes, expiresAt = null } = asked.override;
    const expiry = expiresAt && faultOfEnd(expiresAt, at);
    const faults = [
      ...(expiry ? [{ field: 'input.expiresAt', message: expiry }] : []),
      ...faultsOfChanges(changes, taxonomy, { expiresAt, at }),
    ];
    if (faults.length > 0) return within(faults, 'override');
    return { of: 'OVERRIDE', overrides: changes.map(stored), expiresAt: expiresAt?.toISOString() ?? null };
  }
  if (asked.revoke) {
    const targets = asked.revoke.targets.map((target): AskedChange => ({ ...target, status: 'ENABLED' }));
    const faults = faultsOfChanges(targets, taxonomy, { expiresAt: null, at });
    if (faults.length > 0)
      return within(faults, 'revoke').map((one) => ({
        ...one,
        field: one.field?.replace('.changes', '.targets') ?? '',
      }));
    return { of: 'REVOKE', targets: targets.map(stored).map(({ module, submodule }) => ({ module, submodule })) };
  }
  if (asked.extendTrial) return readExtension(asked.extendTrial, `${field}.extendTrial`, known);
  return [{ field, message: 'must say what to change' }];
}

function stored({ moduleKey, submoduleKey, status, trialExpiresAt }: AskedChange): GrantOfRun {
  return {
    module: moduleKey,
    submodule: submoduleKey ?? null,
    status: toStoredStatus(status),
    trialExpiresAt: trialExpiresAt?.toISOString() ?? null,
  };
}

type PackageRunChange = Extract<RunChange, { of: 'PACKAGE' }>;

/**
 * Checks packages that are asked for, and settles their versions.
 * @returns the change, or faults by fields such as `input.packages.0.key`
 */
function readPackages(
  packages: readonly AskedPackage[],
  ends: readonly string[],
  { published, at }: Known,
): { readonly change: PackageRunChange } | { readonly faults: readonly Fault[] } {
  const unknown = ends.flatMap((key, index): readonly Fault[] =>
    published.newest.has(key)
      ? []
      : [
          {
            field: `input.ends.${index}`,
            message: `names an unknown package, ${sayUnknownKey(key, [...published.newest.keys()])}`,
          },
        ],
  );
  const both = ends.flatMap((key, index): readonly Fault[] =>
    packages.some((one) => one.key === key)
      ? [{ field: `input.ends.${index}`, message: `names a package that the change gives` }]
      : [],
  );
  const faults = [...unknown, ...both];
  try {
    // As for an organization that has no packages yet.
    const given =
      packages.length === 0 && ends.length > 0
        ? []
        : changeAssignments([], { packages, ends: [] }, published, { at, actorId: '', reason: '' });
    if (faults.length > 0) return { faults };
    return {
      change: {
        of: 'PACKAGE',
        packages: packages.map(({ key, startsAt, endsAt }) => ({
          key,
          version: given.find((one) => one.package.key === key)?.package.version ?? 0,
          ...(startsAt && { startsAt: startsAt.toISOString() }),
          ...(endsAt !== undefined && { endsAt: endsAt?.toISOString() ?? null }),
        })),
        ends,
        handOver: false,
      },
    };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { faults: [...faults, ...error.faults] };
  }
}

function readExtension(
  { moduleKeys = null, to = null, days = null, includeEnded }: NonNullable<AskedRunChange['extendTrial']>,
  field: string,
  { taxonomy, at }: Known,
): RunChange | readonly Fault[] {
  const faults: Fault[] = [];
  if ((to === null) === (days === null)) faults.push({ field, message: 'must have either to or days' });
  const late = to && faultOfEnd(to, at);
  if (late) faults.push({ field: `${field}.to`, message: late });
  if (days !== null && (!Number.isInteger(days) || days < 1 || days > MOST_DAYS))
    faults.push({ field: `${field}.days`, message: `must be from 1 to ${MOST_DAYS}` });
  if (moduleKeys?.length === 0)
    faults.push({ field: `${field}.moduleKeys`, message: 'must name a module; omit it for every module' });
  (moduleKeys ?? []).forEach((key, index) => {
    if (taxonomy.module(key)) return;
    const keys = taxonomy.modules.map((module) => module.key);
    faults.push({
      field: `${field}.moduleKeys.${index}`,
      message: `names an unknown module, ${sayUnknownKey(key, keys)}`,
    });
  });
  if (faults.length > 0) return faults;
  const ended = includeEnded ?? false;
  return { of: 'EXTEND_TRIAL', modules: moduleKeys, to: to?.toISOString() ?? null, days, ended };
}
