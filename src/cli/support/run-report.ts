import { groupBy } from '../../domain/group-by';
import { readPlainJson } from '../../domain/legacy/parse-json';
import { sayJournalDetached } from '../../domain/run/journal';
import type { Change } from '../../domain/run/plan-changes';
import type { RowState } from '../../domain/run/row-state';
import { hasEnded } from '../../domain/run/run-status';
import type { ThrottleLimits } from '../../domain/run/throttle';
import { printable, sayTime } from '../../domain/say';
import type { MigrationRun } from '../../entities/migration-run';
import type { MigrationRunOrganization } from '../../entities/migration-run-organization';
import type { JournalFilter } from '../../features/migration-runs/read-journal';
import { loadProgress, type RunProgress } from '../../store/run-progress';
import { allPages } from './all-pages';
import { type CommandContext, EXIT } from './command-context';
import { organizationNames } from './organization-names';
import type { Output } from './output';

/** How far a run has come, and what it did. */
export async function progressOf({ database }: CommandContext, run: MigrationRun): Promise<RunProgress> {
  const progress = (await loadProgress(database.dataSource.manager, [run])).get(run.id);
  if (!progress) throw new Error(`no progress of run ${run.id}`);
  return progress;
}

/** The exit code for a run's status. */
export function exitCodeOf({ status }: MigrationRun): number {
  if (status === 'SUCCEEDED') return EXIT.done;
  return status === 'COMPLETED_WITH_ERRORS' ? EXIT.incomplete : EXIT.failed;
}

/** A run's journal, with the organizations' names. */
export async function* readJournal(
  context: CommandContext,
  run: MigrationRun,
  filter: Omit<JournalFilter, 'first' | 'after'>,
) {
  const { services, actor } = context;
  for await (const entries of allPages((page) => services.runs.journal(actor, run, { ...filter, ...page }))) {
    const ids = entries.map(({ organizationId }) => organizationId);
    const names = await organizationNames(context, ids);
    for (const entry of entries) yield { entry, name: names.get(entry.organizationId) ?? '(deleted)' };
  }
}

/** Prints an organization of a run: its flags, what they map to, and what was changed or would be. */
export function printOrganization(
  out: Output,
  { mode }: MigrationRun,
  entry: MigrationRunOrganization,
  name: string,
  verbose: boolean,
): void {
  const dry = mode === 'DRY_RUN';
  out.heading(`${entry.organizationId} ${name}`);
  out.line(`  Legacy flags: ${JSON.stringify(flagsOf(entry))}`);
  out.line(`  Mapped modules: ${entry.mappedModules.join(', ') || 'none'}`);
  if (entry.unmappedFlags.length > 0) out.line(`  Unmapped flags: ${entry.unmappedFlags.join(', ')}`);
  if (entry.duplicateFlags.length > 0) out.line(`  Named twice: ${entry.duplicateFlags.join(', ')}`);
  for (const change of entry.changes.filter((one) => verbose || !isSwitchedOff(one))) printChange(out, change, dry);
  if (!verbose) printSwitchedOff(out, entry.changes.filter(isSwitchedOff), dry);
  if (entry.error) out.fail(`${entry.error.code}: ${entry.error.message}`);
  else if (entry.changes.length === 0) out.line('  Nothing to change');
}

function flagsOf({ legacyFlags }: MigrationRunOrganization): unknown {
  return legacyFlags === null ? null : readPlainJson(legacyFlags);
}

/** A partial grant switches all other submodules off: too many lines to read, except with --verbose. */
function isSwitchedOff({ action, submodule, after }: Change): boolean {
  return action === 'CREATE' && submodule !== null && after !== null && 'enabled' in after && !after.enabled;
}

function printSwitchedOff(out: Output, changes: readonly Change[], dry: boolean): void {
  for (const [module, ofModule] of groupBy(changes, (change) => change.module)) {
    out.ok(`${(dry ? WOULD : DONE).CREATE} ${ofModule.length} submodule entitlements: ${module}/… -> off`);
  }
}

const DONE = { CREATE: 'Created', UPDATE: 'Updated', REVOKE: 'Revoked' } as const;
const WOULD = {
  CREATE: '[DRY-RUN] Would create',
  UPDATE: '[DRY-RUN] Would update',
  REVOKE: '[DRY-RUN] Would revoke',
} as const;

function printChange(out: Output, change: Change, dry: boolean): void {
  const kind = change.submodule === null ? 'module entitlement' : 'submodule entitlement';
  const target = change.submodule === null ? change.module : `${change.module}/${change.submodule}`;
  if (change.action === 'KEEP_MANUAL')
    out.line(
      `- Kept manual ${kind}: ${target} (${describe(change.before)}, ${printable(change.before?.source ?? '')})`,
    );
  else if (change.action === 'HELD')
    out.warn(`Held ${kind}: ${target}: ${describe(change.before)} would become ${describe(change.after)}`);
  else {
    const verb = (dry ? WOULD : DONE)[change.action];
    const was = change.before ? ` (was ${describe(change.before)})` : '';
    out.ok(`${verb} ${kind}: ${target} -> ${describe(change.after)}${was}`);
  }
}

/** A row in words, such as `trial until 2027-02-01 (partial)`. */
export function describe(state: RowState | null): string {
  if (!state) return 'none';
  if ('enabled' in state) return state.enabled ? 'on' : 'off';
  const end = state.trialExpiresAt
    ? ` until ${state.trialExpiresAt}`
    : state.trialDays
      ? ` for ${state.trialDays} days`
      : '';
  return `${state.status}${end}${state.partial ? ' (partial)' : ''}`;
}

/** A run's limits in words. */
export function describeThrottle({ maxRate, maxReplicationLag, maxLockWaits }: ThrottleLimits): string {
  const limits = [
    maxRate === null ? [] : [`up to ${maxRate} organizations a second`],
    maxReplicationLag === null ? [] : [`waiting while a standby is more than ${maxReplicationLag} s behind`],
    maxLockWaits === null ? [] : [`waiting while more than ${maxLockWaits} other sessions wait for locks`],
  ].flat();
  return limits.length === 0 ? 'not limited' : limits.join(', ');
}

/** Prints a run's counts, one a line. */
export function printSummary(
  out: Output,
  run: MigrationRun,
  { counts, processed, total, heldBack }: RunProgress,
): void {
  out.heading(`Summary of run ${run.id} (${run.mode === 'DRY_RUN' ? 'dry run: nothing was changed' : 'execution'})`);
  const lines: readonly (readonly [string, number])[] = [
    ['Organizations processed', processed],
    ['Module entitlements created', counts.moduleEntitlementsCreated],
    ['Module entitlements updated', counts.moduleEntitlementsUpdated],
    ['Module entitlements revoked', counts.moduleEntitlementsRevoked],
    ['Submodule entitlements created', counts.submoduleEntitlementsCreated],
    ['Submodule entitlements updated', counts.submoduleEntitlementsUpdated],
    ['Submodule entitlements revoked', counts.submoduleEntitlementsRevoked],
    ['Kept manual', counts.keptManual],
    ['Held', counts.held],
    ['Unmapped flags', counts.unmappedFlags],
    ['Events created', counts.eventsCreated],
    ['Stale', counts.stale],
    // Those that an ended run did not reach count as skipped, and have a line of their own below.
    ['Skipped', counts.skipped - (hasEnded(run.status) ? total - processed : 0)],
    ['Errors', counts.failed],
  ];
  for (const [label, number] of lines) out.line(`${label}: ${number}`);
  if (processed < total) out.line(`Not reached: ${total - processed} of ${total}`);
  out.line(`Run: ${run.id}`);
  out.line(`Status: ${run.status}`);
  if (!hasEnded(run.status)) out.line(`Throttle: ${describeThrottle(run)}`);
  if (heldBack !== null) out.warn(`Waiting: ${heldBack}`);
  if (run.planHash) out.line(`Plan: ${run.planHash.slice(0, 16)}`);
  if (run.error) out.fail(run.error.message);
  if (run.resetAt) out.warn(`What the run wrote was reset, or replaced by a snapshot, at ${sayTime(run.resetAt)}`);
  warnOfDetached(out, run);
}

/** Says that what the run did to each organization is not here any more. */
export function warnOfDetached(out: Output, run: MigrationRun): void {
  const said = sayJournalDetached(run);
  if (said !== null) out.warn(`What it did to each organization is not shown: ${said}`);
}

/** A run in the JSON document. */
export function runDocument(run: MigrationRun, progress: RunProgress) {
  const { counts, total, processed, perSecond, heldBack } = progress;
  const {
    id,
    mode,
    status,
    dryRunId,
    changedSince,
    requestedBy,
    reason,
    planHash,
    mappingName,
    mappingHash,
    error,
    createdAt,
    startedAt,
    finishedAt,
    resetAt,
    journalDetachedAt,
    maxRate,
    maxReplicationLag,
    maxLockWaits,
  } = run;
  const throttle = { maxRate, maxReplicationLag, maxLockWaits };
  return {
    id,
    mode,
    status,
    dryRunId,
    changedSince,
    requestedBy,
    reason,
    planHash,
    mappingName,
    mappingHash,
    error,
    createdAt,
    startedAt,
    finishedAt,
    resetAt,
    journalDetachedAt,
    total,
    processed,
    perSecond,
    heldBack,
    throttle,
    counts,
  };
}

/** An organization of a run in the JSON document. */
export function organizationDocument(entry: MigrationRunOrganization, name: string) {
  const { organizationId, outcome, mappedModules, changes, unmappedFlags, duplicateFlags, error } = entry;
  return {
    id: organizationId,
    name,
    outcome,
    legacyFlags: flagsOf(entry),
    mappedModules,
    changes,
    unmappedFlags,
    duplicateFlags,
    error,
  };
}
