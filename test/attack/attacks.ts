import type { Attack } from './attack';
import { connectionAttacks } from './connections';
import type { Damage } from './measure';
import { operationAttacks } from './operations';
import { HEAP_MIB } from './siege';

/** All attacks: of the suite, and of its small edition. */
export const attacks: readonly Attack[] = [...operationAttacks, ...connectionAttacks];

/** What one attack may cost at most. */
export const LIMITS = {
  /** Processor time for one, in milliseconds. */
  cpuMs: 1_000,
  /** Memory for one, in MiB. */
  memoryMib: 100,
  /** What other clients wait for an answer in a flood, in milliseconds. */
  p99Ms: 250,
} as const;

/** What no attack may do, however slow or busy the machine is; empty if it did none of it. */
export function harm({ answers, failures, lives }: Damage): readonly string[] {
  // Apollo says of many faults in variables that they are its own; of a host's, nobody says otherwise.
  const isFault = (answer: string) =>
    /^5\d\d/.test(answer) || (answer.includes('INTERNAL_SERVER_ERROR') && !answer.includes('BAD_USER_INPUT'));
  return [
    ...(lives ? [] : [`the server died, with ${HEAP_MIB} MiB of heap`]),
    ...answers.filter(([answer]) => isFault(answer)).map(([answer, count]) => `answered ${count} times with ${answer}`),
    ...(failures.length > 0
      ? [`others were not answered ${failures.length} times: ${String(failures[0]).slice(0, 200)}`]
      : []),
  ];
}

/**
 * What it cost more than it may. How long others wait is up to the host, at a host: its server takes as many requests
 * at once as are sent, of any size.
 */
export function excess({ at, cpuMs, memoryMib, p99Ms }: Damage): readonly string[] {
  return [
    ...(cpuMs > LIMITS.cpuMs ? [`one takes ${cpuMs} ms of processor time`] : []),
    ...(memoryMib > LIMITS.memoryMib ? [`one takes ${memoryMib.toFixed(0)} MiB`] : []),
    ...(at === 'portcullis' && p99Ms > LIMITS.p99Ms ? [`others wait ${p99Ms.toFixed(0)} ms`] : []),
  ];
}
