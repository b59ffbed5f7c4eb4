import { Presets, SingleBar } from 'cli-progress';
import { abortableDelay } from '../../platform/abortable-delay';
import type { Output } from './output';

/** How far work has come. */
export interface Progress {
  readonly done: number;
  /** What is counted. @default organizations */
  readonly unit?: string;
  /** Null while it is not known yet. */
  readonly total: number | null;
  /** What else is shown beside it, such as `500/s`. */
  readonly notes: readonly string[];
  /** The work has ended: there is no more line to print. */
  readonly ended: boolean;
}

const INTERVALS = { redrawMs: 250, lineMs: 10_000 } as const;

/**
 * Shows progress while work goes on: a bar on a terminal; elsewhere a line every 10 seconds; nothing with `--json`.
 * A look at the progress that fails is left out: the work itself reports a database that went away.
 * @param look reads the progress
 * @param intervals milliseconds between two looks
 * @returns what the work returned
 */
export async function withProgress<Result>(
  out: Output,
  look: () => Promise<Progress>,
  work: () => Promise<Result>,
  intervals: { readonly redrawMs: number; readonly lineMs: number } = INTERVALS,
): Promise<Result> {
  if (out.json) return work();
  const display = out.interactive ? drawBar() : printLines(out);
  const everyMs = out.interactive ? intervals.redrawMs : intervals.lineMs;
  const show = () =>
    look()
      .then(display.show)
      .catch(() => undefined);
  const stopped = new AbortController();
  const showing = repeat(show, everyMs, stopped.signal);
  try {
    return await work();
  } finally {
    stopped.abort();
    await showing;
    if (display.showsEnd) await show();
    display.close();
  }
}

/** Waits between the ends and the starts of looks, so that a slow database is not asked by several at once. */
async function repeat(show: () => Promise<void>, everyMs: number, stopped: AbortSignal): Promise<void> {
  for (;;) {
    await abortableDelay(everyMs, stopped);
    if (stopped.aborted) return;
    await show();
  }
}

interface Display {
  /** Whether the end is shown too. */
  readonly showsEnd: boolean;
  readonly show: (progress: Progress) => void;
  readonly close: () => void;
}

function drawBar(): Display {
  const bar = new SingleBar(
    { format: '{bar} {percentage} % | {value}/{total} {unit}{notes}', hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(0, 0, { notes: '', unit: '' });
  return {
    showsEnd: true,
    show: ({ done, total, notes, unit = 'organizations' }) => {
      bar.setTotal(total ?? 0);
      bar.update(done, { unit, notes: notes.map((note) => ` | ${note}`).join('') });
    },
    close: () => bar.stop(),
  };
}

function printLines(out: Output): Display {
  return {
    showsEnd: false,
    show: ({ done, total, notes, ended, unit = 'organizations' }) => {
      if (ended) return;
      const share = total === null || total === 0 ? '' : ` (${Math.floor((100 * done) / total)} %)`;
      out.line([`… ${done} of ${total ?? '?'} ${unit}${share}`, ...notes].join(', '));
    },
    close: () => undefined,
  };
}
