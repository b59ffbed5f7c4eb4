import type { Actor } from '../actor';
import { DomainError, type Fault } from '../errors';
import { hasRight, rolesWith } from '../rights';
import type { Change } from '../run/plan-changes';
import type { Grant } from '../run/plan-grants';
import { sayCount, sayKey, sayList, sayTime } from '../say';
import { readEnd } from '../stored-access';
import type { Target } from '../taxonomy/taxonomy';
import { isLive, type NewOverride, type Override } from './override';

const DAY_MS = 86_400_000;

/**
 * How long what an actor changes may last. The rules of this file keep one promise: once the days have passed, the
 * organization has what it would have without the actor's changes. So what is set ends within them, and so does what
 * is replaced or ended.
 */
export interface ChangeLimit {
  readonly latest: Date;
  readonly days: number;
}

/**
 * The limit of an actor's changes.
 * @param days `PORTCULLIS_SUPPORT_DAYS`
 * @returns null for an actor with the right `CHANGE_ACCESS_WITHOUT_END`
 */
export function changeLimitOf(actor: Actor, days: number, at: Date): ChangeLimit | null {
  if (hasRight(actor, 'CHANGE_ACCESS_WITHOUT_END')) return null;
  return { latest: new Date(at.getTime() + days * DAY_MS), days };
}

/**
 * Refuses overrides that last too long, that replace one that does, or that end later than what they replace.
 * @param overrides those of the organization
 * @throws DomainError FORBIDDEN naming every fault by its field
 */
export function refuseLongOverrides(
  limit: ChangeLimit | null,
  changes: readonly NewOverride[],
  { overrides, at }: { readonly overrides: readonly Override[]; readonly at: Date },
): void {
  if (!limit) return;
  const faults: Fault[] = [];
  const endFault = faultOfEndAfter(limit, changes[0]?.expiresAt ?? null);
  if (endFault !== null) faults.push({ field: 'input.expiresAt', message: endFault });
  changes.forEach((change, index) => {
    const field = `input.changes.${index}`;
    for (const replaced of overrides.filter((one) => isLive(one, at) && isSame(one, change))) {
      if (isLong(limit, replaced.expiresAt))
        faults.push({ field, message: `would replace the override of ${sayTarget(change)} that ${sayEnd(replaced)}` });
      else if (endFault === null && change.expiresAt && replaced.expiresAt && change.expiresAt > replaced.expiresAt)
        faults.push({ field, message: `would outlast the override of ${sayTarget(change)} that ${sayEnd(replaced)}` });
    }
  });
  refuse(limit, faults);
}

/**
 * Refuses to end overrides that last too long.
 * @param revoked with the ids of the request, in whose order faults are named
 * @throws DomainError FORBIDDEN naming every fault by its field
 */
export function refuseLongRevocations(
  limit: ChangeLimit | null,
  revoked: readonly Override[],
  ids: readonly string[],
): void {
  if (!limit) return;
  const faults = revoked
    .filter(({ expiresAt }) => isLong(limit, expiresAt))
    .map((override) => ({
      field: `input.overrideIds.${ids.indexOf(override.id ?? '')}`,
      message: `names the override of ${sayTarget(override)} that ${sayEnd(override)}`,
    }));
  refuse(limit, faults);
}

/**
 * Refuses grants that are no trials, that last too long, or that replace what lasts longer.
 * @param rows what would be written for them
 * @throws DomainError FORBIDDEN naming every fault by its field
 */
export function refuseLongGrants(limit: ChangeLimit | null, grants: readonly Grant[], rows: readonly Change[]): void {
  if (!limit) return;
  const faults = grants.flatMap((grant, index): readonly Fault[] => {
    const field = `input.changes.${index}`;
    if (grant.status !== 'trial')
      return [{ field: `${field}.status`, message: 'must be TRIAL: any other grant has no end; or override instead' }];
    const message = faultOfEndAfter(limit, grant.trialExpiresAt);
    if (message !== null) return [{ field: `${field}.trialExpiresAt`, message }];
    return rows.some((row) => row.module === grant.module && replacesLonger(limit, row))
      ? [{ field, message: `would replace what the organization has of ${sayKey(grant.module)}, which lasts longer` }]
      : [];
  });
  refuse(limit, faults);
}

/**
 * Refuses to end grants that are no trials, or last too long.
 * @param rows what would be written to end them
 * @throws DomainError FORBIDDEN naming every fault by its field
 */
export function refuseLongEnds(limit: ChangeLimit | null, targets: readonly Target[], rows: readonly Change[]): void {
  if (!limit) return;
  const faults = targets.flatMap((target, index): readonly Fault[] => {
    const isShort = rows.every((row) => row.module !== target.module || !replacesLonger(limit, row));
    return isShort && target.submodule === null
      ? []
      : [{ field: `input.targets.${index}`, message: `names ${sayTarget(target)}, whose grant lasts longer` }];
  });
  refuse(limit, faults);
}

/** Whether a change takes away more than a trial that ends in time. A row that denies may be replaced, not removed. */
function replacesLonger(limit: ChangeLimit, { submodule, before, after }: Change): boolean {
  if (submodule !== null) return true;
  if (before === null || (before.status === 'disabled' && after !== null)) return false;
  return before.status !== 'trial' || readEnd(before.trialExpiresAt) > limit.latest.getTime();
}

function isLong({ latest }: ChangeLimit, end: Date | null): boolean {
  return end === null || end > latest;
}

function isSame(one: Target, other: Target): boolean {
  return one.module === other.module && one.submodule === other.submodule;
}

function faultOfEndAfter(limit: ChangeLimit, end: Date | null): string | null {
  if (!isLong(limit, end)) return null;
  return end === null
    ? `must be given, and be ${sayTime(limit.latest)} or earlier`
    : `is ${sayTime(end)}, and must be ${sayTime(limit.latest)} or earlier`;
}

function sayTarget({ module, submodule }: Target): string {
  return sayKey(submodule === null ? module : `${module}/${submodule}`);
}

function sayEnd({ expiresAt }: Pick<Override, 'expiresAt'>): string {
  return expiresAt === null ? 'has no end' : `ends at ${sayTime(expiresAt)}`;
}

function refuse({ days }: ChangeLimit, faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const right = 'CHANGE_ACCESS_WITHOUT_END';
  const roles = rolesWith(right);
  throw new DomainError(
    'FORBIDDEN',
    `Only ${sayList(roles)} may change what lasts longer than ${sayCount(days, 'day')} (${right}): ` +
      `${faults.map(({ field, message }) => `${field} ${message}`).join('; ')}.`,
    { right, roles, faults },
  );
}
