import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { clockOffset } from '../platform/clock-offset';

/** SQL for the time by the clock of the database, in milliseconds since 1970. */
export const DATABASE_TIME = `extract(epoch FROM clock_timestamp())::float8 * 1000`;

const timeRow = z.object({ now: z.number() });

/**
 * How far the clock of this process is ahead of the database's, at least, in milliseconds; negative if it is behind.
 * @param ask sends a statement that selects `DATABASE_TIME` as `now`, and returns its row
 * @param clock the time of this process, in milliseconds since 1970
 * @throws the error of `ask`
 */
export async function readClockOffset(ask: () => Promise<unknown>, clock: () => number = Date.now): Promise<number> {
  const sentAt = clock();
  const began = performance.now();
  const row = await ask();
  const tookMs = performance.now() - began;
  return clockOffset({ sentAt, tookMs, otherAt: timeRow.parse(row).now });
}

/** As `readClockOffset`, by a connection of a pool. One statement. */
export function clockOffsetOf(manager: Pick<EntityManager, 'query'>, clock?: () => number): Promise<number> {
  return readClockOffset(async () => {
    const [row]: readonly unknown[] = await manager.query(`SELECT ${DATABASE_TIME} AS now`);
    return row;
  }, clock);
}
