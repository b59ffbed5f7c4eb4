import { cursorTo, clearScreenDown } from 'node:readline';
import { InvalidArgumentError, type Command } from 'commander';
import { passedThresholds } from '../domain/rollout/watch-thresholds';
import { abortableDelay } from '../platform/abortable-delay';
import { messageOf } from '../platform/error-shape';
import { readWholeNumber } from './support/arguments';
import { EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';
import { LatencyWatch } from './support/latency';
import { frameLines, type WatchFrame } from './support/watch-frame';

interface WatchOptions extends CommonOptions {
  readonly every: number;
  readonly once?: boolean;
  readonly since: number;
  readonly metrics: readonly string[];
}

const ENTER_SCREEN = '\x1b[?1049h';
const LEAVE_SCREEN = '\x1b[?1049l';

export function addWatchCommand(program: Command): void {
  program
    .command('watch')
    .description(
      'what goes on after switching over: checks, unexpected denials, runs, late writers; leave it with Ctrl-C (exit code 0)',
    )
    .option('--every <seconds>', 'look so often', readWholeNumber, 5)
    .option('--once', 'look once; exit code 3 where a threshold is passed')
    .option('--since <duration>', 'count checks from the day of so long ago on: 24h, 7d', readHours, 24)
    .option(
      '--metrics <url>',
      "a server's /metrics, for latency; may be repeated",
      (url: string, urls: readonly string[]) => [...urls, readUrl(url)],
      [],
    )
    .option('--json', 'print one JSON document a line, one for each look')
    .action((options: WatchOptions) => withDatabase(options, (context) => runWatch(context, options)));
}

function readHours(text: string): number {
  const [, number, unit] = /^([1-9]\d{0,3})([hd])$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError(`'${text}' must be hours or days, such as 24h or 7d.`);
  return Number(number) * (unit === 'd' ? 24 : 1);
}

function readUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new InvalidArgumentError(`'${text}' must be an address such as http://127.0.0.1:4000/metrics.`);
  return text;
}

/** Leaving a watch is its normal end, however its thresholds stand: they end a single look with 3. */
export async function runWatch(
  context: CommandContext,
  { every, once = false, since, metrics }: WatchOptions,
): Promise<number> {
  const { out } = context;
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  process.stdout.once('error', stop); // whoever read has left
  const latency = new LatencyWatch(metrics);
  const drawsInPlace = out.interactive && !once;
  if (drawsInPlace) process.stdout.write(ENTER_SCREEN);
  let frame: WatchFrame | null = null;
  let first: WatchFrame['figures'] | null = null;
  try {
    do {
      try {
        frame = await look(context, latency, since, first, frame);
        first ??= frame.figures;
        draw(context, frame, drawsInPlace);
      } catch (error) {
        if (once || frame === null) throw error;
        out.warn(`The database does not answer (${messageOf(error)}); looking again`);
      }
      if (!once) await abortableDelay(every * 1_000, stopping.signal);
    } while (!once && !stopping.signal.aborted);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    if (drawsInPlace) process.stdout.write(LEAVE_SCREEN);
  }
  if (drawsInPlace) draw(context, frame, false);
  return once && frame.thresholds.length > 0 ? EXIT.incomplete : EXIT.done;
}

async function look(
  { services, actor }: CommandContext,
  watch: LatencyWatch,
  hours: number,
  first: WatchFrame['figures'] | null,
  last: WatchFrame | null,
): Promise<WatchFrame> {
  const figures = await services.watch.look(actor, new Date(Date.now() - hours * 3_600_000));
  const latency = await watch.look();
  // At midnight the day that was counted first goes: what was counted since cannot be told for that once.
  const recent =
    first && figures.checks >= first.checks
      ? { checks: figures.checks - first.checks, unexpected: Math.max(0, figures.unexpected - first.unexpected) }
      : null;
  const seconds = last ? (figures.at.getTime() - last.figures.at.getTime()) / 1_000 : 0;
  const perSecond = last && seconds > 0 ? Math.max(0, figures.checks - last.figures.checks) / seconds : null;
  const { run, newestExecution, fence } = figures.live;
  const thresholds = passedThresholds({
    counted: figures,
    recent,
    run,
    newestExecution,
    lateWriters: fence.lateWriters,
    latency: latency && {
      before: latency.before.p95,
      recent: latency.recent.p95,
      requests: Math.min(latency.before.requests, latency.recent.requests),
    },
  });
  return {
    figures,
    perSecond,
    rates: [...(last?.rates ?? []), ...(perSecond === null ? [] : [perSecond])].slice(-40),
    recent,
    latency,
    thresholds,
  };
}

function draw({ out, database }: CommandContext, frame: WatchFrame, inPlace: boolean): void {
  if (out.json) {
    const { figures, perSecond, recent, latency, thresholds } = frame;
    process.stdout.write(`${JSON.stringify({ ...figures, perSecond, recent, latency, thresholds })}\n`);
    return;
  }
  const lines = frameLines(frame, out.colors, `${database.name} at ${database.host}`);
  if (inPlace) {
    cursorTo(process.stdout, 0, 0);
    clearScreenDown(process.stdout);
  }
  for (const line of inPlace ? lines.slice(0, process.stdout.rows - 1) : lines) out.line(line);
}
