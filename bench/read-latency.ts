import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

/**
 * Reads a simple decision repeatedly on its own connection.
 * @param until the work during which to measure, or a number of milliseconds
 * @returns the median latency in milliseconds
 */
export async function medianReadLatency(
  url: string,
  organizations: number,
  until: Promise<unknown> | number,
): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const latencies: number[] = [];
  const state = { over: false };
  const ending = typeof until === 'number' ? delay(until) : until;
  void ending.finally(() => (state.over = true)).catch(() => undefined);
  while (!state.over) {
    const begun = performance.now();
    await client.query(
      `SELECT allowed FROM v_effective_entitlements
       WHERE org_id = $1 AND module_key = 'sales' AND submodule_key IS NULL`,
      [1 + Math.floor(Math.random() * organizations)],
    );
    latencies.push(performance.now() - begun);
    await delay(3);
  }
  await client.end();
  return latencies.sort((a, b) => a - b)[Math.floor(latencies.length / 2)] ?? NaN;
}
