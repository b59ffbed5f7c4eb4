import type { createColors } from 'picocolors';
import { API_SOURCE } from '../../domain/parity/access-count';
import { type CheckShare, type PassedThreshold, sayMs, sayShare } from '../../domain/rollout/watch-thresholds';
import { printable, sayCount, sayTime } from '../../domain/say';
import type { WatchFigures } from '../../features/watch/watch-service';
import type { Latency } from './latency';

/** What one look found. */
export interface WatchFrame {
  readonly figures: WatchFigures;
  /** Checks a second since the previous look; null at the first. */
  readonly perSecond: number | null;
  /** The rates of the last looks, the oldest first. */
  readonly rates: readonly number[];
  /** Since the watch began; null at its first look, and if the day changed. */
  readonly recent: CheckShare | null;
  readonly latency: {
    readonly before: Latency;
    readonly recent: Latency;
    readonly unreachable: readonly string[];
  } | null;
  readonly thresholds: readonly PassedThreshold[];
}

const SHOWN_MODULES = 10;
const BARS = '▁▂▃▄▅▆▇█';

/** What a look found, as lines to print. */
export function frameLines(
  { figures, perSecond, rates, recent, latency, thresholds }: WatchFrame,
  colors: ReturnType<typeof createColors>,
  database: string,
): readonly string[] {
  const { at, since, checks, denied, differs, modules, sources, gating, live, events } = figures;
  const { run, parity, fence } = live;
  const rate =
    perSecond === null ? 'known from the second look on' : `${perSecond.toFixed(1)} checks/s ${spark(rates)}`;
  const sinceBegun = recent
    ? `; since the watch began ${recent.unexpected} of ${recent.checks} denied unexpectedly (${sayShare(recent)})`
    : '';
  const lines = [colors.bold(`Portcullis on ${database}, ${sayTime(at)}`)];
  lines.push(
    ...thresholds.map(({ level, name, detail }) =>
      level === 'CRITICAL'
        ? colors.red(`✗ CRITICAL  ${name}: ${detail}`)
        : colors.yellow(`! WARNING  ${name}: ${detail}`),
    ),
  );
  if (thresholds.length === 0) lines.push(`${colors.green('✓')} No threshold is passed.`);
  lines.push(
    `Gating: ${sayCount(gating.ENFORCE, 'organization')} under ENFORCE, ` +
      `${gating.SHADOW} under SHADOW, ${gating.LEGACY} under LEGACY`,
    `Checks since ${sayTime(since)}: ${checks}, ${denied} denied, ${sayShare(figures)} unexpectedly; ` +
      `${differs} shadow differences`,
    `Now: ${rate}${sinceBegun}`,
  );
  if (latency) {
    const say = ({ requests, p50, p95 }: Latency) =>
      requests === 0 ? 'no requests' : `p50 ${sayMs(p50)}, p95 ${sayMs(p95)} of ${requests} requests`;
    lines.push(
      `Latency: ${say(latency.recent)}; before the watch ${say(latency.before)}`,
      ...latency.unreachable.map((url) => colors.red(`✗ ${url} does not answer`)),
    );
  }
  if (run) {
    const speed = run.perSecond === null ? '' : `, ${Math.round(run.perSecond)}/s`;
    const { changed, unchanged, failed, stale } = run.counts;
    const heldBack = run.heldBack === null ? '' : `; waiting: ${run.heldBack}`;
    lines.push(
      `Run ${run.id} (${run.mode}) ${run.status}: ` +
        `${bar(run.processed, run.total)} ${run.processed}/${run.total}${speed}, ${run.workers} workers; ` +
        `${changed} changed, ${unchanged} unchanged, ${failed} failed, ${stale} stale${heldBack}`,
    );
  }
  if (parity)
    lines.push(`Parity report ${parity.id}: ${bar(parity.compared, parity.total)} ${parity.compared}/${parity.total}`);
  const lateWriters = sayCount(fence.lateWriters, 'organization');
  const unfenced = `the fence is off${fence.lateWriters > 0 ? `; ${lateWriters} before` : ''}`;
  lines.push(`Late writers: ${fence.standing ? lateWriters : unfenced}`);
  if (modules.length > 0)
    lines.push(colors.bold('Denials by module    unexpected      denied  of all checks  differences'));
  for (const { module, unexpected, denied: some, differs: other } of modules.slice(0, SHOWN_MODULES)) {
    const share = sayShare({ checks, unexpected: some });
    const text =
      `  ${module.padEnd(18)} ${String(unexpected).padStart(10)} ${String(some).padStart(11)} ` +
      `${share.padStart(14)} ${String(other).padStart(12)}`;
    lines.push(unexpected > 0 ? colors.red(text) : text);
  }
  // The API alone has the totals above.
  const named = sources.some(({ source }) => source !== API_SOURCE) ? sources : [];
  if (named.length > 0)
    lines.push(colors.bold('Checks by source     unexpected      denied      all checks  differences'));
  for (const { source, checks: all, unexpected, denied: some, differs: other } of named) {
    const text =
      `  ${printable(source).padEnd(18)} ${String(unexpected).padStart(10)} ${String(some).padStart(11)} ` +
      `${String(all).padStart(15)} ${String(other).padStart(12)}`;
    lines.push(unexpected > 0 ? colors.red(text) : text);
  }
  if (events.length > 0) lines.push(colors.bold('Last events'));
  for (const { at: happened, type, organizationId, actor, reason } of events) {
    const of = organizationId === null ? '' : ` of organization ${printable(organizationId)}`;
    const why = reason === null ? '' : `: ${printable(reason)}`;
    lines.push(`  ${sayTime(happened)}  ${type}${of} by ${printable(actor ?? '-')}${why}`);
  }
  return lines;
}

function bar(done: number, of: number): string {
  const filled = of === 0 ? 0 : Math.min(20, Math.floor((20 * done) / of));
  return `${'█'.repeat(filled)}${'░'.repeat(20 - filled)}`;
}

function spark(values: readonly number[]): string {
  const most = Math.max(...values, 1e-9);
  return values.map((value) => BARS[Math.min(7, Math.floor((value / most) * 8))]).join('');
}
