import type { EntityManager } from 'typeorm';
import type { Checkpoint } from '../../domain/audit/checkpoint';
import type { Finding } from '../../domain/audit/finding';
import { checkChain } from './check-chain';
import { checkContent, findInserted } from './check-content';
import { findForeignImports } from './foreign-imports';
import { findLogs } from './log-rows';

/** What a verification found. */
export interface AuditVerification {
  /** What is wrong: first the chain itself, then the events of each log, by id; empty if the record is whole. */
  readonly findings: readonly Finding[];
  /** Events that are linked, of both logs. */
  readonly events: number;
  /** Those of them that retention took out of the database: only their hashes are left. */
  readonly taken: number;
  /** Events that were there before the chain began: nothing proves them. */
  readonly before: number;
  /** Events that other applications wrote to an adopted table. */
  readonly foreign: number;
  /** Imports of snapshots that no export here had written, by the id of their event. */
  readonly foreignImports: readonly string[];
  /** Where the chain ends; null if there is no event, or its end has no checkpoint. */
  readonly end: Checkpoint | null;
  /** Up to where a signature proves it; null if nothing is signed. */
  readonly signed: (Checkpoint & { readonly publicKey: string }) | null;
}

export interface ExamineOptions {
  /** The public keys by which checkpoints may be signed, hexadecimal; with none, any. */
  readonly trusted: readonly string[];
  /** An end of the chain that was noted elsewhere, which this chain must contain. @default not known */
  readonly expected?: { readonly position: number; readonly hash: string } | null;
  /** Called with the number of events that were compared. @default not told */
  readonly told?: (done: number, total: number) => void;
}

/**
 * Reads all events of both logs, and holds them to the chain of their hashes. Call it in a REPEATABLE READ transaction:
 * it must see one point in time.
 */
export async function examineRecord(
  manager: EntityManager,
  { trusted, expected = null, told }: ExamineOptions,
): Promise<AuditVerification> {
  const chain = await checkChain(manager, trusted);
  const [{ total } = { total: 0 }]: readonly { total: number }[] = await manager.query(
    'SELECT coalesce(sum(rows), 0)::float8 AS total FROM audit_links',
  );
  let findings: readonly Finding[] = chain.findings;
  if (expected && !(await isInChain(manager, expected)))
    findings = [...findings, { kind: 'EXPECTED_MISSING', log: null, id: String(expected.position) }];
  const sums = { events: 0, taken: 0, before: 0, foreign: 0 };
  for (const place of await findLogs(manager)) {
    const content = await checkContent(manager, place, (count) => {
      sums.events += count;
      told?.(sums.events, total);
    });
    const inserted = await findInserted(manager, place);
    findings = [...findings, ...content.findings, ...inserted.findings];
    sums.taken += content.taken;
    sums.before += place.before.rows;
    sums.foreign += inserted.foreign;
  }
  const signed = chain.checkpoints.filter(({ state }) => state === 'SIGNED').at(-1);
  return {
    findings,
    ...sums,
    foreignImports: await findForeignImports(manager),
    end:
      chain.checkpoints.find(({ position, hash }) => position === chain.end.position && hash === chain.end.hash) ??
      null,
    signed: signed?.signature ? { ...signed, publicKey: signed.signature.publicKey } : null,
  };
}

async function isInChain(
  manager: EntityManager,
  { position, hash }: { readonly position: number; readonly hash: string },
): Promise<boolean> {
  const found: readonly unknown[] = await manager.query(
    `SELECT 1 FROM audit_links WHERE position = $1 AND encode(hash, 'hex') = $2`,
    [position, hash],
  );
  return found.length > 0;
}
