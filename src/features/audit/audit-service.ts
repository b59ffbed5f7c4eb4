import type { DataSource } from 'typeorm';
import { type Actor } from '../../domain/actor';
import type { AuditKey } from '../../domain/audit/checkpoint';
import { type Finding, sayFinding } from '../../domain/audit/finding';
import { withGuard } from '../../domain/formula';
import { requireRight } from '../../domain/rights';
import { printable } from '../../domain/say';
import { csvLine } from '../../platform/write-csv';
import { appendAuditEvent } from '../../store/append-events';
import { sealAllEvents, storeSignature } from '../../store/seal-events';
import { readCheckpoints } from './check-chain';
import { type AuditVerification, type ExamineOptions, examineRecord } from './examine-record';
import { type ExportedEvent, exportEvents } from './export-events';
import { findLogs } from './log-rows';
import { type AuditState, readAuditState } from './read-state';

/** How events are exported: a JSON document a line, or a table. */
export type ExportFormat = 'ndjson' | 'csv';

/** The keys of checkpoints. */
export interface AuditKeys {
  /** `PORTCULLIS_AUDIT_KEY`; null without one. */
  readonly own: AuditKey | null;
  /** `PORTCULLIS_AUDIT_PUBLIC_KEYS`, hexadecimal: besides the own one, these are trusted. */
  readonly trusted: readonly string[];
}

/** Proves the record of events, and puts new ones under the proof. Asks for the actor's right. */
export class AuditService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: AuditKeys,
  ) {}

  /**
   * Reads all events of both logs, as of one point in time, and holds them to the chain of their hashes; signs its end
   * if nothing is wrong, and records the result as an event.
   */
  async verify(actor: Actor | null, options: Omit<ExamineOptions, 'trusted'> = {}): Promise<AuditVerification> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    const { manager: own } = this.dataSource;
    await sealAllEvents(own);
    const trusted = this.trustedKeys();
    const found = await this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SET TRANSACTION READ ONLY');
      return examineRecord(manager, { ...options, trusted });
    });
    const verification = this.requireSigned(found.findings.length === 0 ? await this.sign(found) : found);
    const [first] = verification.findings;
    await appendAuditEvent(own, {
      eventType: 'audit_verified',
      actor: admin,
      payload: {
        events: verification.events,
        position: verification.end?.position ?? 0,
        hash: verification.end?.hash ?? null,
        findings: verification.findings.length,
        first: first ? sayFinding(first) : null,
      },
    });
    return verification;
  }

  /** Where the chain ends, and what the newest verification found: a few rows, and not the record itself. */
  async state(actor: Actor | null): Promise<AuditState> {
    requireRight(actor, 'READ_RECORD');
    return readAuditState(this.dataSource.manager, this.trustedKeys());
  }

  /** Whoever names keys wants the record proved by them: without the own one, nothing here has just signed it. */
  private requireSigned(found: AuditVerification): AuditVerification {
    if (this.keys.own !== null || this.keys.trusted.length === 0 || found.signed !== null || found.end === null)
      return found;
    const finding: Finding = { kind: 'NOT_SIGNED', log: null, id: String(found.end.position) };
    return { ...found, findings: [...found.findings, finding] };
  }

  private trustedKeys(): readonly string[] {
    return [...(this.keys.own ? [this.keys.own.publicKey] : []), ...this.keys.trusted];
  }

  /** Signs the end of a chain that was found whole. */
  private async sign(found: AuditVerification): Promise<AuditVerification> {
    const { own } = this.keys;
    if (own === null || found.end === null || found.signed?.position === found.end.position) return found;
    await storeSignature(this.dataSource.manager, found.end, own);
    return { ...found, signed: { ...found.end, publicKey: own.publicKey } };
  }

  /**
   * The events of both logs as lines of a file, in the order of the chain, as of one point in time. Records the export
   * as an event first, since whoever asked may stop in the middle. The last line of NDJSON is the end of the chain,
   * with its signature if it is signed.
   * @param options.since leaves out earlier ones; null for all
   */
  async *export(
    actor: Actor | null,
    { since, format }: { readonly since: Date | null; readonly format: ExportFormat },
  ): AsyncGenerator<string> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    const end = await sealAllEvents(this.dataSource.manager);
    await appendAuditEvent(this.dataSource.manager, {
      eventType: 'audit_exported',
      actor: admin,
      payload: { since, format, position: end?.position ?? 0, hash: end?.hash ?? null },
    });
    await sealAllEvents(this.dataSource.manager);
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction('REPEATABLE READ');
      const { manager } = runner;
      await manager.query('SET TRANSACTION READ ONLY');
      if (format === 'csv') yield `${csvLine(CSV_COLUMNS)}\n`;
      for await (const page of exportEvents(manager, await findLogs(manager), since)) {
        if (page.length > 0) yield page.map((event) => `${lineOf(event, format)}\n`).join('');
      }
      const checkpoint = (await readCheckpoints(manager)).at(-1);
      if (format === 'ndjson' && checkpoint) yield `${JSON.stringify({ checkpoint })}\n`;
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    }
  }
}

const CSV_COLUMNS = [
  'position',
  'log',
  'id',
  'created_at',
  'org_id',
  'event_type',
  'actor_id',
  'reason',
  'payload',
  'hash',
] as const;

/** For people: what would move a terminal is replaced, and cells that a spreadsheet would execute are guarded. */
function lineOf(event: ExportedEvent, format: ExportFormat): string {
  if (format === 'ndjson') return JSON.stringify(event);
  const { position, log, id, createdAt, organizationId, eventType, actorId, reason, payload, hash } = event;
  const text = [organizationId, eventType, actorId, reason, JSON.stringify(payload)].map((cell) =>
    withGuard(printable(cell ?? '')),
  );
  return csvLine([String(position ?? ''), log, id, createdAt, ...text, hash]);
}
