import type { ChangeLine, LineTrouble } from '../database/change-line';
import { sayClockOffset } from '../platform/clock-offset';
import { type DatabaseTarget, nameHosts } from '../platform/database-url';

const LOOK_MS = 1_000;

/** Where a line listens, and where changes are made, as messages name them. */
type LineAddresses = Readonly<Record<'direct' | 'changes', Pick<DatabaseTarget, 'hosts'>>>;

/** What is said about the line by which a process receives the changes of others. */
export interface LineReport {
  readonly trouble: LineTrouble | null;
  /** What is wrong and what would be right, or that it works again. */
  readonly message: string;
}

/**
 * Reports that a line is down, with the reason, and that it is up again: each once it has lasted for a second.
 * @returns stops it
 */
export function reportLine(
  line: Pick<ChangeLine, 'trouble'>,
  addresses: LineAddresses,
  onReport: (report: LineReport) => void,
): () => void {
  let reported: LineTrouble | null = null;
  const report = (trouble: LineTrouble | null) => {
    if (trouble === reported) return;
    reported = trouble;
    onReport({ trouble, message: trouble === null ? RESTORED : sayTrouble(trouble, addresses) });
  };
  let seen = line.trouble;
  let lookedAt = performance.now();
  report(seen);
  const looking = setInterval(() => {
    const { trouble } = line;
    const now = performance.now();
    // A process that was kept from running has not looked for itself how long it lasted.
    if (trouble === seen && now - lookedAt < 2 * LOOK_MS) report(trouble);
    seen = trouble;
    lookedAt = now;
  }, LOOK_MS);
  looking.unref();
  return () => clearInterval(looking);
}

/** What is said about the clock of a process. */
export interface ClockReport {
  readonly isOff: boolean;
  /** What is wrong and what to do, or that it is right again. */
  readonly message: string;
}

/** Reports that the clock of this process is off from the database's, and that it is right again. Call it often. */
export function clockReporter(
  line: Pick<ChangeLine, 'clockOffsetMs'>,
  onReport: (report: ClockReport) => void,
): () => void {
  let wasOff = false;
  return () => {
    const fault = sayClockOffset(line.clockOffsetMs ?? 0);
    const isOff = fault !== null;
    if (isOff !== wasOff) onReport({ isOff, message: fault ?? CLOCK_IS_RIGHT });
    wasOff = isOff;
  };
}

const CLOCK_IS_RIGHT = "the clock of this machine agrees with the database's again";

const RESTORED = 'this process receives the changes that others make again: what it reads is cached';

function sayTrouble(trouble: LineTrouble, { direct, changes }: LineAddresses): string {
  const through = nameHosts(changes);
  const at = nameHosts(direct);
  const variable = at === through ? 'DATABASE_URL' : 'DATABASE_DIRECT_URL';
  const remedy = 'Set DATABASE_DIRECT_URL to the address of the same database without a pooler.';
  return `this process does not receive the changes that others make, so it caches nothing: ${
    {
      UNREACHABLE: `the database at ${through} does not answer. It is tried again until it does.`,
      POOLED:
        `${variable} (${at}) leads through a connection pooler, which may run each transaction in another session, ` +
        `where notifications are lost. ${remedy}`,
      UNHEARD:
        `what is sent through DATABASE_URL (${through}) does not arrive through ${variable} (${at}). Either a pooler ` +
        `that was not recognized stands between, or the addresses lead to different databases. ${remedy}`,
    }[trouble]
  }`;
}
