import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Attack, Seen } from './attack';
import type { Question, Siege } from './siege';

/** What one attack did. */
export interface Damage {
  readonly name: string;
  readonly at: Attack['at'];
  /** How often it was sent in the flood. */
  readonly sent: number;
  /** How it was answered, such as `400 INVALID_INPUT`, and how often, most frequent first. */
  readonly answers: readonly (readonly [answer: string, count: number])[];
  /** Processor time of the server for one, in milliseconds. */
  readonly cpuMs: number;
  /** Memory of the server for one above what it had before, in MiB. */
  readonly memoryMib: number;
  /** Its highest memory in the flood, in MiB. */
  readonly peakMib: number;
  /** How long other clients waited for an answer meanwhile, in milliseconds. */
  readonly p99Ms: number;
  /** What other clients got instead of an answer. */
  readonly failures: readonly string[];
  readonly lives: boolean;
}

const RESET = 'cut';

/**
 * Sends an attack once, alone, and then as a flood while another client goes on asking.
 * @param floodMs how long the flood lasts; with 0 there is none, and other clients ask once before and once after
 */
export async function measure(siege: Siege, attack: Attack, floodMs: number): Promise<Damage> {
  const victim = siege.victim(attack.at);
  const answers = new Map<string, number>();
  const send = async () => {
    for (const seen of await sendOnce(siege, attack)) {
      const answer = say(seen);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  };
  // What is sent first is compiled first, which is not what it costs.
  if (floodMs > 0) await send();
  const before = victim.beginPeak();
  const cpuBefore = victim.cpuMs();
  await send();
  const [cpuMs, memoryMib] = victim.lives
    ? [victim.cpuMs() - cpuBefore, Math.max(0, victim.peakMib() - before)]
    : [NaN, NaN];

  const bystander = await Bystander.begin(siege.question(attack.at));
  if (victim.lives) victim.beginPeak();
  const until = performance.now() + floodMs;
  let sent = 0;
  const flood = async () => {
    for (; performance.now() < until && victim.lives; sent++) await send();
  };
  await Promise.all(Array.from({ length: attack.atOnce }, flood));
  const { p99Ms, failures } = await bystander.stop();
  return {
    name: attack.name,
    at: attack.at,
    sent,
    answers: [...answers].sort(([, a], [, b]) => b - a),
    cpuMs,
    memoryMib,
    peakMib: victim.lives ? victim.peakMib() : NaN,
    p99Ms,
    failures,
    lives: victim.lives,
  };
}

/** A connection that the server cuts is an answer too. */
async function sendOnce(siege: Siege, attack: Attack): Promise<readonly Seen[]> {
  try {
    return await attack.send(siege);
  } catch (error) {
    return [{ status: null, text: error instanceof Error ? error.message : String(error) }];
  }
}

function say({ status, text }: Seen): string {
  const codes = [...text.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code);
  return [status ?? RESET, ...new Set(codes)].join(' ');
}

const heard = z.object({ waited: z.array(z.number()), failures: z.array(z.string()) });

/** Somebody who goes on asking what anybody asks. */
class Bystander {
  private readonly worker: Worker;

  private constructor(question: Question) {
    this.worker = new Worker(join(__dirname, 'bystander.mjs'), { workerData: question });
  }

  static async begin(question: Question): Promise<Bystander> {
    const bystander = new Bystander(question);
    await once(bystander.worker, 'message');
    return bystander;
  }

  /** Lets it ask a last time, and waits for all answers. */
  async stop(): Promise<Pick<Damage, 'p99Ms' | 'failures'>> {
    this.worker.postMessage('stop');
    const [message]: readonly unknown[] = await once(this.worker, 'message');
    await this.worker.terminate();
    const { waited, failures } = heard.parse(message);
    const sorted = waited.sort((a, b) => a - b);
    return { p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? NaN, failures };
  }
}
