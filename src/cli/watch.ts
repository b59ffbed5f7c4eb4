import { clearScreenDown, cursorTo } from 'node:readline';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { passedThresholds } from '../domain/rollout/watch-thresholds';
import { abortableDelay } from '../platform/abortable-delay';
import { messageOf } from '../platform/error-shape';
import { readInterval } from './support/arguments';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import { withInterrupts } from './support/interrupts';
import { LatencyWatch } from './support/latency';
import { frameLines, type WatchFrame } from './support/watch-frame';

interface WatchOptions extends CommonOptions {
  readonly every: number;
  readonly once?: boolean;
  readonly since?: number;
  readonly metrics: readonly string[];
}

const DEFAULT_HOURS = 24;
const ENTER_SCREEN = '\x1b[?1049h';
const LEAVE_SCREEN = '\x1b[?1049l';

export function addWatchCommand(program: Command): void {
  program
    .command('watch')
    .description('Watch checks, unexpected denials, runs, late writers and latency. Ctrl-C ends it, with exit code 0.')
    .option('--every <seconds>', 'Time between two looks, in seconds, up to 86400', readInterval, 5)
    .option('--once', 'Look once, and exit with code 3 if a threshold is passed')
    .option(
      '--since <duration>',
      'Count the checks since the start of the day, in UTC, this many hours or days ago, such as 7d (default: 24h)',
      readHours,
    )
    .addOption(
      new Option('--metrics <url>', "The address of a server's metrics, for its latency; may be repeated")
        .argParser((url: string, urls: readonly string[]) => [...urls, readUrl(url)])
        .default([], 'no latency'),
    )
    .option('--json', 'Print one JSON document a line, one for each look')
    .action((options: WatchOptions) => withDatabase(options, (context) => runWatch(context, options)));
}

function readHours(text: string): number {
  const [, number, unit] = /^([1-9]\d{0,3})([hd])$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('It must be hours or days, such as 24h or 7d.');
  return Number(number) * (unit === 'd' ? 24 : 1);
}

function readUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new InvalidArgumentError('It must be an address, such as http://127.0.0.1:4000/metrics.');
  return text;
}

/** Ctrl-C is the normal end of a watch, whatever its thresholds: they set the exit code of a single look only. */
function runWatch(context: CommandContext, options: WatchOptions): Promise<number> {
  return withInterrupts((interrupted) => {
    // The program that reads the output may end first.
    const closed = new AbortController();
    process.stdout.once('error', () => closed.abort());
    return watch(context, options, AbortSignal.any([interrupted, closed.signal]));
  });
}

async function watch(
  context: CommandContext,
  { every, once = false, since = DEFAULT_HOURS, metrics }: WatchOptions,
  stopped: AbortSignal,
): Promise<number> {
  const { out } = context;
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
      if (!once) await abortableDelay(every * 1_000, stopped);
    } while (!once && !stopped.aborted);
  } finally {
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
  // After midnight the first day is no longer counted, so that nothing is known since the watch began.
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
