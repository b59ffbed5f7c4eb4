import type { EntityManager } from 'typeorm';
import { quoted, SCHEMA } from '../../../migrations/baseline/names';
import { startOfMonth } from '../../domain/retention/months';
import { dueBefore, judgeMonth, type RetentionMonths, type RetentionVerdict } from '../../domain/retention/retention';
import { KEPT_DAYS } from '../../store/access-counts';
import type { MonthTable } from './find-needs';

interface Judging {
  readonly months: RetentionMonths;
  readonly days: number;
  readonly now: Date;
  readonly needs: (end: Date) => Promise<readonly string[]>;
}

const DAY_MS = 86_400_000;

/** Judges a partition; asks the database about its rows only if it is old enough to be due. */
export async function judgePartition(
  manager: EntityManager,
  { table, name, start }: { readonly table: MonthTable; readonly name: string; readonly start: Date | null },
  { months, days, now, needs }: Judging,
): Promise<RetentionVerdict> {
  if (start === null) return { state: 'KEPT', neededFor: [] };
  const end = startOfMonth(start, 1);
  const ofTable = table === 'access_counts' ? months.counts : months.events;
  const before = dueBefore(ofTable, now);
  if (before !== null && end <= before) return judgeMonth({ end, neededFor: await needs(end) }, ofTable, days, now);
  // Servers delete old counts day by day, which leaves partitions of no use.
  const emptied = table === 'access_counts' && end.getTime() < now.getTime() - KEPT_DAYS * DAY_MS;
  return { state: emptied && (await isEmpty(manager, name)) ? 'DUE' : 'KEPT', neededFor: [] };
}

async function isEmpty(manager: EntityManager, name: string): Promise<boolean> {
  const rows: readonly unknown[] = await manager.query(`SELECT 1 FROM ${quoted(SCHEMA, name)} LIMIT 1`);
  return rows.length === 0;
}
