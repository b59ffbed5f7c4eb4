import { DomainError } from '../errors';
import { groupBy } from '../group-by';
import { changeAssignments } from '../package/change-assignments';
import { type Assignment, isOfPackage, sayPackage } from '../package/package';
import { nextDue, planPackages } from '../package/plan-packages';
import { applyChanges } from '../run/apply-changes';
import { type Change, isMade, takesAccess } from '../run/plan-changes';
import { actionOf, planGrants } from '../run/plan-grants';
import { moduleNow } from '../run/row-state';
import { GRANT_SOURCE, readEnd } from '../stored-access';
import type { Taxonomy } from '../taxonomy/taxonomy';
import { type ChangeContext, laterEnd } from './change-context';
import {
  type Besides,
  isSamePackage,
  type OrganizationState,
  type PackageChange,
  type PackagesPlan,
  type PackageState,
} from './organization-state';
import { planOverrides } from './plan-overrides';
import type { RunChange } from './run-change';

/** What a change run does to an organization. */
export interface ChangePlan extends Besides {
  readonly changes: readonly Change[];
}

/**
 * What a change does to one organization. Nothing is done twice: of what an organization has already, nothing is
 * planned. What takes access away is held unless it is allowed: of rows and overrides, everything in that module; of
 * packages, everything, since packages and the rows that they give must not part.
 * @throws DomainError INVALID_INPUT if the change cannot be made to this organization
 */
export function planChange(change: RunChange, state: OrganizationState, context: ChangeContext): ChangePlan {
  switch (change.of) {
    case 'GRANT':
      return withDue(holdLosses(keepOthers(grantRows(change, state, context), state), state, context), state, context);
    case 'PACKAGE':
      return planPackageChange(change, state, context);
    case 'OVERRIDE':
    case 'REVOKE':
      return { changes: [], packages: null, overrides: planOverrides(change, state, context) };
    case 'EXTEND_TRIAL': {
      const rows = extendRows(change, state, context.at);
      return { ...withDue(rows, state, context), overrides: planOverrides(change, state, context) };
    }
    case 'ROWS':
      throw new Error('the rows of a file are changes of single organizations');
  }
}

function grantRows(
  { grants }: Extract<RunChange, { of: 'GRANT' }>,
  { stored }: OrganizationState,
  { taxonomy }: ChangeContext,
): readonly Change[] {
  return planGrants(
    grants.map(({ trialExpiresAt, ...grant }) => ({ ...grant, trialExpiresAt: toDate(trialExpiresAt) })),
    stored,
    taxonomy,
  );
}

/**
 * With the rows of submodules that were there before a module that is created: they are kept, so that a rollback does
 * not take them for later ones.
 */
function keepOthers(changes: readonly Change[], { stored }: OrganizationState): readonly Change[] {
  const created = new Set(
    changes.flatMap(({ module, submodule, before }) => (submodule === null && !before ? module : [])),
  );
  const kept = stored.subentitlements
    .filter((row) => created.has(row.module) && !changes.some((one) => isOf(one, row)))
    .map(({ module, submodule, enabled, source }): Change => ({
      action: 'KEEP_MANUAL',
      module,
      submodule,
      before: { enabled, source },
      after: null,
    }));
  return [...changes, ...kept];
}

function isOf(
  one: { readonly module: string; readonly submodule: string | null },
  other: { readonly module: string; readonly submodule: string | null },
): boolean {
  return one.module === other.module && one.submodule === other.submodule;
}

/** The keys of modules in which changes of rows take access away, or let it end sooner. */
function losing(changes: readonly Change[], { stored }: OrganizationState, taxonomy: Taxonomy): ReadonlySet<string> {
  const lost = [...groupBy(changes, ({ module }) => module)].filter(([key, ofModule]) =>
    takesAccess(
      stored.entitlements.find(({ module }) => module === key),
      stored.subentitlements.filter(({ module, submodule }) => module === key && taxonomy.isActive(key, submodule)),
      ofModule,
      taxonomy,
    ),
  );
  return new Set(lost.map(([key]) => key));
}

function holdLosses(
  changes: readonly Change[],
  state: OrganizationState,
  { taxonomy, allowRevocations }: ChangeContext,
): readonly Change[] {
  if (allowRevocations) return changes;
  const lost = losing(changes, state, taxonomy);
  return lost.size === 0 ? changes : changes.map((one) => (lost.has(one.module) ? hold(one) : one));
}

function hold<Any extends { readonly action: Change['action'] }>(change: Any): Any {
  return isMade(change) ? { ...change, action: 'HELD' } : change;
}

/** A plan of rows alone; where the organization has packages, they look at its rows again when that matters. */
function withDue(changes: readonly Change[], state: OrganizationState, context: ChangeContext): ChangePlan {
  const packages =
    state.packages.size === 0 || !changes.some(isMade)
      ? null
      : { changes: [], due: dueAfter(assignmentsOf(state, context), state, changes, context) };
  return { changes, packages, overrides: null };
}

/**
 * When packages have to look at an organization's rows again. A package that has ended, and that nothing has carried
 * out yet, is looked at at once.
 */
export function dueAfter(
  assignments: readonly Assignment[],
  { stored }: OrganizationState,
  changes: readonly Change[],
  { at }: Pick<ChangeContext, 'at'>,
): string | null {
  if (assignments.some(({ endsAt }) => endsAt !== null && endsAt <= at)) return at.toISOString();
  return nextDue(assignments, applyChanges(stored, changes), at)?.toISOString() ?? null;
}

function planPackageChange(
  change: Extract<RunChange, { of: 'PACKAGE' }>,
  state: OrganizationState,
  context: ChangeContext,
): ChangePlan {
  const { taxonomy, published, at, allowRevocations } = context;
  const current = assignmentsOf(state, context);
  const lasting = current.filter(({ endsAt }) => endsAt === null || endsAt > at);
  const ends = change.ends.filter((key) => lasting.some((one) => one.package.key === key));
  const packages = change.packages.map(({ startsAt, endsAt, ...one }) => ({
    ...one,
    startsAt: startsAt === undefined ? undefined : new Date(startsAt),
    endsAt: endsAt === undefined ? undefined : toDate(endsAt),
  }));
  const wanted =
    packages.length + ends.length === 0
      ? lasting
      : changeAssignments(lasting, { packages, ends }, published, { at, actorId: '', reason: '' });
  const rows = planPackages(wanted, state.stored, taxonomy, { at, handOver: change.handOver });
  const changes = changesOf(state, lasting, wanted);
  // Of an organization of which nothing is changed, rows that are due otherwise are the packages' own work.
  if (changes.length === 0 && !(change.handOver && rows.some(isHandedOver)))
    return { changes: [], packages: null, overrides: null };
  const isLoss =
    !allowRevocations &&
    (losing(rows, state, taxonomy).size > 0 || changes.some(({ before, after }) => endsSooner(before, after, at)));
  const ended = current.filter((one) => !lasting.includes(one));
  const plan: PackagesPlan = { changes, due: dueAfter([...wanted, ...ended], state, rows, context) };
  if (!isLoss) return { changes: rows, packages: plan, overrides: null };
  return { changes: rows.map(hold), packages: { ...plan, changes: changes.map(hold) }, overrides: null };
}

/** Whether a change takes a row of a migration run over. */
function isHandedOver(change: Change): boolean {
  return isMade(change) && change.before !== null && change.before.source === undefined;
}

/** Whether a package that counts today stays, and ends before the end that it has. */
function endsSooner(before: PackageState | null, after: PackageState | null, at: Date): boolean {
  if (before === null || after === null || Date.parse(before.startsAt) > at.getTime()) return false;
  return readEnd(after.endsAt) < readEnd(before.endsAt);
}

function changesOf(
  { packages }: OrganizationState,
  lasting: readonly Assignment[],
  wanted: readonly Assignment[],
): readonly PackageChange[] {
  const keys = [...new Set([...lasting, ...wanted].map((one) => one.package.key))].sort();
  return keys.flatMap((key): readonly PackageChange[] => {
    const before = packages.get(key);
    const one = wanted.find((assignment) => assignment.package.key === key);
    const [was, after] = [
      lasting.some((has) => has.package.key === key) ? (before ?? null) : null,
      one ? stateOf(one) : null,
    ];
    return isSamePackage(was, after)
      ? []
      : [{ action: actionOf(before ?? null, after), key, before: before ?? null, after }];
  });
}

function stateOf({ package: { version }, startsAt, endsAt }: Assignment): PackageState {
  return { version, startsAt: startsAt.toISOString(), endsAt: endsAt?.toISOString() ?? null };
}

/** The packages of an organization, also those that have ended, and that nothing has carried out yet. */
export function assignmentsOf(
  { packages }: Pick<OrganizationState, 'packages'>,
  { published }: Pick<ChangeContext, 'published'>,
): readonly Assignment[] {
  return [...packages].map(([key, { version, startsAt, endsAt }]): Assignment => {
    const found = published.versions.get(sayPackage({ key, version }));
    if (!found) throw new DomainError('CONFLICT', `Package ${sayPackage({ key, version })} is missing.`);
    return {
      package: found,
      startsAt: new Date(startsAt),
      endsAt: toDate(endsAt),
      assignedBy: '',
      reason: '',
      assignedAt: new Date(startsAt),
    };
  });
}

/** The rows of trials that end later; a row that a package gave becomes a grant, which the package leaves as it is. */
function extendRows(
  change: Extract<RunChange, { of: 'EXTEND_TRIAL' }>,
  { stored }: OrganizationState,
  at: Date,
): readonly Change[] {
  return stored.entitlements.flatMap((row): readonly Change[] => {
    const before = moduleNow(row);
    if (before?.status !== 'trial' || (change.modules !== null && !change.modules.includes(row.module))) return [];
    const end = laterEnd(change, before.trialExpiresAt, at);
    if (end === null) return [];
    const after = { ...before, trialExpiresAt: end, ...(isOfPackage(row) && { source: GRANT_SOURCE }) };
    return [{ action: 'UPDATE', module: row.module, submodule: null, before, after }];
  });
}

function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
