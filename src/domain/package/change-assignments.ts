import { type Fault, invalidInput } from '../errors';
import { faultOfYear } from '../read-moment';
import { sayKey, sayTime, sayUnknownKey } from '../say';
import { type Assignment, type PackageVersion, sayPackage } from './package';

/** A package to give to an organization, or to change there. */
export interface AskedPackage {
  readonly key: string;
  /** Null for the newest. */
  readonly version?: number | null | undefined;
  /** @default the start that it has; for a package that the organization does not have yet, now */
  readonly startsAt?: Date | null | undefined;
  /** Null for no end. @default the end that it has; otherwise none */
  readonly endsAt?: Date | null | undefined;
}

/** What is asked for one organization's packages. */
export interface AskedPackages {
  readonly packages: readonly AskedPackage[];
  /** The keys of packages that it does not have any more. */
  readonly ends: readonly string[];
}

/** The versions of packages that can be asked for. */
export interface Published {
  readonly newest: ReadonlyMap<string, PackageVersion>;
  /** By name, such as `starter@1`. */
  readonly versions: ReadonlyMap<string, PackageVersion>;
}

interface Change {
  readonly at: Date;
  readonly actorId: string;
  readonly reason: string;
}

/**
 * What packages an organization has once a request is carried out. Those that have ended already are left out.
 * @param current what it has
 * @returns by key
 * @throws DomainError INVALID_INPUT naming every fault by its field
 */
export function changeAssignments(
  current: readonly Assignment[],
  { packages, ends }: AskedPackages,
  published: Published,
  change: Change,
): readonly Assignment[] {
  const held = new Map(
    current.filter(({ endsAt }) => !endsAt || endsAt > change.at).map((one) => [one.package.key, one]),
  );
  const faults: Fault[] = [];
  if (packages.length + ends.length === 0)
    faults.push({ field: 'input.packages', message: 'must name at least one package' });
  const keys = packages.map(({ key }) => key);
  const asked = packages.flatMap((one, index) => {
    const earlier = keys.indexOf(one.key);
    const read =
      earlier < index
        ? ({ field: 'key', message: `names the same package as item ${earlier + 1}` } as const)
        : readAsked(one, held.get(one.key), published, change);
    if (!('message' in read)) return [read];
    faults.push({ field: `input.packages.${index}.${read.field}`, message: read.message });
    return [];
  });
  ends.forEach((key, index) => {
    const fault = (message: string) => faults.push({ field: `input.ends.${index}`, message });
    if (keys.includes(key)) fault(`names package ${sayKey(key)}, which the request gives`);
    else if (!held.has(key))
      fault(`names a package that the organization does not have, ${sayUnknownKey(key, [...held.keys()])}`);
  });
  if (faults.length > 0) throw invalidInput(faults);
  const kept = [...held.values()].filter(({ package: { key } }) => !keys.includes(key) && !ends.includes(key));
  return [...kept, ...asked].sort((a, b) => (a.package.key < b.package.key ? -1 : 1));
}

interface PackageFault {
  readonly field: keyof AskedPackage;
  readonly message: string;
}

function readAsked(
  one: AskedPackage,
  has: Assignment | undefined,
  published: Published,
  change: Change,
): Assignment | PackageFault {
  const found = findVersion(one, published);
  if ('message' in found) return found;
  const given = assign(found, one, has, change);
  return faultOfTimes(given, change.at) ?? given;
}

function findVersion({ key, version = null }: AskedPackage, published: Published): PackageVersion | PackageFault {
  const newest = published.newest.get(key);
  if (!newest)
    return { field: 'key', message: `names an unknown package, ${sayUnknownKey(key, [...published.newest.keys()])}` };
  if (version === null) return newest;
  return (
    published.versions.get(sayPackage({ key, version })) ?? {
      field: 'version',
      message: `names a version that package ${sayKey(key)} does not have: the newest is ${newest.version}`,
    }
  );
}

function assign(found: PackageVersion, asked: AskedPackage, has: Assignment | undefined, change: Change): Assignment {
  const startsAt = asked.startsAt ?? has?.startsAt ?? change.at;
  const endsAt = asked.endsAt === undefined ? (has?.endsAt ?? null) : asked.endsAt;
  const isSame =
    has?.package.version === found.version &&
    has.startsAt.getTime() === startsAt.getTime() &&
    has.endsAt?.getTime() === endsAt?.getTime();
  if (isSame) return has;
  return { package: found, startsAt, endsAt, assignedBy: change.actorId, reason: change.reason, assignedAt: change.at };
}

function faultOfTimes({ startsAt, endsAt }: Assignment, at: Date): PackageFault | null {
  for (const [field, time] of [
    ['startsAt', startsAt],
    ['endsAt', endsAt],
  ] as const) {
    if (time === null) continue;
    const message = Number.isNaN(time.getTime()) ? 'is not a time' : faultOfYear(time);
    if (message !== null) return { field, message };
  }
  if (endsAt === null) return null;
  if (endsAt <= at)
    return { field: 'endsAt', message: `is ${sayTime(endsAt)}, which has passed: end the package instead` };
  return endsAt > startsAt
    ? null
    : { field: 'endsAt', message: `is ${sayTime(endsAt)}, before it begins, ${sayTime(startsAt)}` };
}
