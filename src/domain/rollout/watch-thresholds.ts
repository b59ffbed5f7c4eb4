import { sayCount } from '../say';

/**
 * The shares of unexpected denials among all checks above which `watch` warns, or reports a critical state. A test
 * compares them with `ops/prometheus/alerts.yml`.
 */
export const UNEXPECTED_WARNING = 0.001;
export const UNEXPECTED_CRITICAL = 0.01;
/** A running run is stalled if it has committed no batch for longer than this. */
const STALLED_SECONDS = 300;
/** A latency above this multiple of the earlier one is a warning. */
const SLOWER = 2;
/** With fewer requests, latency is not judged. */
const ENOUGH_REQUESTS = 20;

/** Counted checks, and how many of them were unexpected denials. */
export interface CheckShare {
  readonly checks: number;
  readonly unexpected: number;
}

export interface WatchedFigures {
  readonly counted: CheckShare;
  /** Since the watch began; null on its first reading. */
  readonly recent: CheckShare | null;
  readonly run: {
    readonly id: number;
    readonly status: string;
    readonly idleSeconds: number;
    readonly heldBack: string | null;
  } | null;
  readonly newestExecution: { readonly id: number; readonly status: string } | null;
  readonly lateWriters: number;
  /** The 95th percentile of request times in seconds: before the watch began, and since. */
  readonly latency: { readonly before: number; readonly recent: number; readonly requests: number } | null;
}

export interface PassedThreshold {
  readonly name: 'unexpected denials' | 'run' | 'late writers' | 'latency';
  readonly level: 'WARNING' | 'CRITICAL';
  /** The finding, and what the operator can do. */
  readonly detail: string;
}

/** The exceeded thresholds, with unexpected denials first. */
export function passedThresholds({
  counted,
  recent,
  run,
  newestExecution,
  lateWriters,
  latency,
}: WatchedFigures): readonly PassedThreshold[] {
  const passed: PassedThreshold[] = [];
  // Recent checks count if their share is worse, or a good day would hide a bad minute. Very few of them do not count.
  const denied =
    recent && recent.checks >= 1 / UNEXPECTED_WARNING && shareOf(recent) > shareOf(counted) ? recent : counted;
  if (shareOf(denied) > UNEXPECTED_WARNING) {
    const isCritical = shareOf(denied) > UNEXPECTED_CRITICAL;
    const what =
      `${denied.unexpected} of ${denied.checks} checks (${sayShare(denied)}) were denied by entitlements ` +
      'where the legacy flags would have allowed.';
    const todo = isCritical
      ? 'Go back: portcullis rollout set LEGACY --reason "unexpected denials"'
      : 'Affected organizations: portcullis parity --kind LOST. ' +
        'To go back: portcullis rollout set LEGACY --reason "…"';
    passed.push({ name: 'unexpected denials', level: isCritical ? 'CRITICAL' : 'WARNING', detail: `${what} ${todo}` });
  }
  if (run?.status === 'RUNNING' && run.heldBack === null && run.idleSeconds > STALLED_SECONDS) {
    passed.push({
      name: 'run',
      level: 'WARNING',
      detail:
        `Run ${run.id} is stalled: no batch was done for ${Math.round(run.idleSeconds)} s. ` +
        `Resume it: portcullis runs resume ${run.id}`,
    });
  }
  if (newestExecution?.status === 'FAILED') {
    const { id } = newestExecution;
    passed.push({
      name: 'run',
      level: 'WARNING',
      detail:
        `Run ${id} has FAILED: portcullis runs show ${id} --outcome FAILED, ` +
        `then runs resume ${id} or runs cancel ${id}`,
    });
  }
  if (lateWriters > 0) {
    passed.push({
      name: 'late writers',
      level: 'WARNING',
      detail:
        `The flags of ${sayCount(lateWriters, 'organization')} were changed since a run read them: ` +
        'portcullis legacy status, then portcullis migrate --changed-since RUN --execute',
    });
  }
  if (latency && latency.requests >= ENOUGH_REQUESTS && latency.recent > SLOWER * latency.before) {
    passed.push({
      name: 'latency',
      level: 'WARNING',
      detail: `95 % of requests took up to ${sayMs(latency.recent)}; before the watch, ${sayMs(latency.before)}.`,
    });
  }
  return passed;
}

function shareOf({ checks, unexpected }: CheckShare): number {
  return checks === 0 ? 0 : unexpected / checks;
}

/** `0.25 %` */
export function sayShare(share: CheckShare): string {
  return `${Number((shareOf(share) * 100).toPrecision(3))} %`;
}

export function sayMs(seconds: number): string {
  return `${Math.round(seconds * 1_000)} ms`;
}
