import { sayCount } from '../say';

/** From which share of all checks on unexpected denials are a warning, and critical. `ops/prometheus/alerts.yml` has the same, as a test holds it to. */
export const UNEXPECTED_WARNING = 0.001;
export const UNEXPECTED_CRITICAL = 0.01;
/** A running run that had no batch done for so long stands still. */
const STALLED_SECONDS = 300;
/** A latency so many times what it was is a warning. */
const SLOWER = 2;
/** So few requests say nothing about latency. */
const ENOUGH_REQUESTS = 20;

/** Checks that were counted, and those of them that matter. */
export interface CheckShare {
  readonly checks: number;
  readonly unexpected: number;
}

export interface WatchedFigures {
  readonly counted: CheckShare;
  /** Since the watch began; null at its first look. */
  readonly recent: CheckShare | null;
  readonly run: {
    readonly id: number;
    readonly status: string;
    readonly idleSeconds: number;
    readonly heldBack: string | null;
  } | null;
  readonly newestExecution: { readonly id: number; readonly status: string } | null;
  readonly lateWriters: number;
  /** 95 of a hundred requests took less, in seconds: before, and since the watch began. */
  readonly latency: { readonly before: number; readonly recent: number; readonly requests: number } | null;
}

export interface PassedThreshold {
  readonly name: 'unexpected denials' | 'run' | 'late writers' | 'latency';
  readonly level: 'WARNING' | 'CRITICAL';
  /** What it is, and what to do. */
  readonly detail: string;
}

/** The thresholds that are passed, the worst first. */
export function passedThresholds({
  counted,
  recent,
  run,
  newestExecution,
  lateWriters,
  latency,
}: WatchedFigures): readonly PassedThreshold[] {
  const passed: PassedThreshold[] = [];
  // A day of good answers hides a bad minute, and a single bad one among few is none yet.
  const denied =
    recent && recent.checks >= 1 / UNEXPECTED_WARNING && shareOf(recent) > shareOf(counted) ? recent : counted;
  if (shareOf(denied) > UNEXPECTED_WARNING) {
    const isCritical = shareOf(denied) > UNEXPECTED_CRITICAL;
    const what = `${denied.unexpected} of ${denied.checks} checks (${sayShare(denied)}) were denied by entitlements where the legacy flags would have allowed.`;
    const todo = isCritical
      ? `Go back: portcullis rollout set LEGACY --reason "unexpected denials"`
      : `See whose: portcullis parity --kind LOST. The way back: portcullis rollout set LEGACY --reason "…"`;
    passed.push({ name: 'unexpected denials', level: isCritical ? 'CRITICAL' : 'WARNING', detail: `${what} ${todo}` });
  }
  if (run?.status === 'RUNNING' && run.heldBack === null && run.idleSeconds > STALLED_SECONDS) {
    passed.push({
      name: 'run',
      level: 'WARNING',
      detail: `Run ${run.id} stands still: no batch was done for ${Math.round(run.idleSeconds)} s. Go on with it: portcullis runs resume ${run.id}`,
    });
  }
  if (newestExecution?.status === 'FAILED') {
    const { id } = newestExecution;
    passed.push({
      name: 'run',
      level: 'WARNING',
      detail: `Run ${id} has FAILED: portcullis runs show ${id} --outcome FAILED, then runs resume ${id} or runs cancel ${id}`,
    });
  }
  if (lateWriters > 0) {
    passed.push({
      name: 'late writers',
      level: 'WARNING',
      detail: `The flags of ${sayCount(lateWriters, 'organization')} were changed since a run read them: portcullis legacy status, then portcullis migrate --changed-since RUN --execute`,
    });
  }
  if (latency && latency.requests >= ENOUGH_REQUESTS && latency.recent > SLOWER * latency.before) {
    passed.push({
      name: 'latency',
      level: 'WARNING',
      detail: `95 of a hundred requests took up to ${sayMs(latency.recent)}, before the watch ${sayMs(latency.before)}.`,
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
