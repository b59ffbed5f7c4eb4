import { type Command, InvalidArgumentError } from 'commander';
import type { ChangeWarning } from '../../domain/decision/change-warning';
import type { Decision } from '../../domain/decision/decision';
import { DECISION_STATUSES } from '../../domain/status';
import type { AskedChange } from '../../domain/taxonomy/asked-change';
import type { Target } from '../../domain/taxonomy/taxonomy';
import { readVersion } from './arguments';
import type { Output } from './output';

/** What `--acknowledge-shorter-access` is for. */
export const SHORTER = 'Give it although it ends before what the organization has today';

/** Adds what every command takes that changes one organization. */
export function withReason(command: Command): Command {
  return command
    .requiredOption('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)')
    .option(
      '--expected-version <n>',
      'Refuse if what the organization has is of another version by now (default: any version)',
      readVersion,
    )
    .option('--json', 'Print one JSON document');
}

/** `sales/leads=ENABLED` */
export function collectChange(text: string, earlier: readonly AskedChange[] | undefined): readonly AskedChange[] {
  const [, moduleKey, submoduleKey, word] = /^([^/=]+)(?:\/([^/=]+))?=(\w+)$/.exec(text) ?? [];
  const status = DECISION_STATUSES.find((one) => one === word?.toUpperCase());
  if (moduleKey === undefined || !status)
    throw new InvalidArgumentError(
      `It must be MODULE[/SUBMODULE]=STATUS, where STATUS is one of ${DECISION_STATUSES.join(', ')}.`,
    );
  return [...(earlier ?? []), { moduleKey, submoduleKey, status }];
}

/** What a request did, or would do, to one module or submodule. */
interface Effect extends Target {
  readonly before: Decision;
  readonly after: Decision;
  readonly warning: ChangeWarning | null;
}

/** What is printed of a change, for changes that are printed together where it is the same. */
export function sayEffect({ before, after, warning }: Effect): string {
  const answers = [before, before.entitlement, after, after.entitlement].map(sayAnswer);
  return [...answers, after.gating, warning].join(' ');
}

/** Prints the decision before and after: under the gating in force and, where that is not ENFORCE, under ENFORCE. */
export function printEffect(out: Output, { module, submodule, before, after, warning }: Effect, note = ''): void {
  const target = submodule === null ? module : `${module}/${submodule}`;
  out.line(`  ${target}${note}: ${sayAnswer(before)} -> ${sayAnswer(after)}`);
  if (after.gating !== 'ENFORCE')
    out.line(`    under ENFORCE: ${sayAnswer(before.entitlement)} -> ${sayAnswer(after.entitlement)}`);
  if (warning) out.warn(`${target} ${WARNINGS[warning]}`);
}

const WARNINGS: Readonly<Record<ChangeWarning, string>> = {
  NO_EFFECT: 'stays denied, because its module is denied',
  SHORTER_ACCESS: 'ends before what the organization has today',
  ENDLESS_TRIAL: 'is a trial without an end: it lasts until somebody ends it',
};

function sayAnswer({ allowed, reason }: { readonly allowed: boolean; readonly reason: string }): string {
  return `${allowed ? 'allowed' : 'denied'} (${reason})`;
}

/** A decision in a JSON document. */
export function brief({ allowed, status, reason, gating, changesAt, entitlement }: Decision) {
  return {
    allowed,
    status,
    reason,
    gating,
    changesAt,
    entitlement: { allowed: entitlement.allowed, status: entitlement.status, reason: entitlement.reason },
  };
}
