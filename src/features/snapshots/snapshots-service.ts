import { resolve } from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import { readReason } from '../../domain/reason';
import { requireRight } from '../../domain/rights';
import { NOT_GATED, passGate } from '../../domain/rollout/gate';
import { sayCount } from '../../domain/say';
import type { AccessReader } from '../../store/access-reader';
import { appendPlatformEvent } from '../../store/append-events';
import { eventType, type PlatformPayload } from '../../store/event-types';
import { loadTaxonomy } from '../../store/load-taxonomy';
import { appliedMigrations } from '../../store/schema-version';
import { type CheckedSnapshot, checkSnapshot } from './check-snapshot';
import { holdEntitlements, holdForReading, refuseForeignReferences } from './hold-entitlements';
import { emptyEntitlements, findInTheWay, hasSameRollout, putSnapshot } from './put-snapshot';
import { settleTextForms } from './read-rows';
import { type MarkedRuns, markRunsInEffect } from './runs-in-effect';
import { RECORD_TABLES, type RecordTable, type SnapshotTable, type TableManifest } from './snapshot-format';
import { writeSnapshot, type WrittenSnapshot } from './write-snapshot';
import { refuseExistingFile, type WriteFileOptions } from './write-whole-file';

/** Rows of a table that an import would replace. */
export interface InTheWay {
  readonly table: SnapshotTable;
  readonly rows: number;
}

export interface ImportInput {
  readonly overwrite: boolean;
  readonly reason: string;
  readonly acknowledgeLostAccess: boolean;
  /** Whether the file may be one that no export of this installation has written. @default false */
  readonly foreign?: boolean;
}

export interface ImportDone {
  readonly tables: readonly TableManifest[];
  /** Events of the file that were left out, since retention has taken their months out of the record. */
  readonly takenOut: number;
  readonly replaced: readonly InTheWay[];
  readonly runs: MarkedRuns;
}

/** Exports entitlements and rollout to files, and imports them. Asks for the actor's right. */
export class SnapshotsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'change'>,
  ) {}

  /**
   * Writes entitlements, overrides, rollout and events, as of one point in time, to a file.
   * @throws DomainError INVALID_INPUT if the file exists (without `force`) or cannot be created
   */
  async export(actor: Actor | null, file: string, options: WriteFileOptions): Promise<WrittenSnapshot> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    const path = resolve(file);
    if (!options.force) await refuseExistingFile(path);
    const schema = await appliedMigrations(this.dataSource);
    const written = await this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SET TRANSACTION READ ONLY');
      await settleTextForms(manager);
      await holdForReading(manager); // before the first read, which takes the database snapshot
      return writeSnapshot(manager, path, { schema, ...options });
    });
    await appendPlatformEvent(this.dataSource.manager, {
      eventType: 'snapshot_exported',
      actor: admin,
      reason: null,
      payload: exportedPayload(written),
    });
    return written;
  }

  /**
   * Reads and checks a snapshot file completely. Changes nothing.
   * @throws DomainError INVALID_INPUT with its faults, by line
   */
  async check(actor: Actor | null, file: string): Promise<CheckedSnapshot> {
    requireRight(actor, 'MANAGE_DATABASE');
    const { manager } = this.dataSource;
    return checkSnapshot(manager, resolve(file), {
      taxonomy: await loadTaxonomy(manager),
      schema: await appliedMigrations(this.dataSource),
    });
  }

  /**
   * The rows that an import would replace.
   * @throws DomainError CONFLICT if no export here has written this file, and `foreign` is not set
   */
  async inTheWay(
    actor: Actor | null,
    checked: CheckedSnapshot,
    { foreign }: { readonly foreign: boolean },
  ): Promise<readonly InTheWay[]> {
    requireRight(actor, 'MANAGE_DATABASE');
    return this.dataSource.transaction(async (manager) => {
      if (!foreign && !(await wasExportedHere(manager, checked))) throw foreignFile(checked);
      await settleTextForms(manager);
      return findInTheWay(manager, checked);
    });
  }

  /**
   * Imports a snapshot in one transaction, with its ids and times.
   * @throws DomainError CONFLICT if the tables are not empty and `overwrite` is not set, a run is live, tables of
   * another application refer to rows that would be deleted, another session does not release a lock, or the import
   * would put organizations under ENFORCE and that is not acknowledged; or no export here has written this file, and
   * `foreign` is not set
   */
  async import(actor: Actor | null, checked: CheckedSnapshot, input: ImportInput): Promise<ImportDone> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    const reason = readReason(input.reason);
    const done = await this.access.change(null, () =>
      this.dataSource.transaction(async (manager) => {
        await settleTextForms(manager);
        await holdEntitlements(manager);
        const foreign = !(await wasExportedHere(manager, checked));
        if (foreign && !input.foreign) throw foreignFile(checked);
        const logs = foreign ? await findEmptyLogs(manager) : new Set(RECORD_TABLES);
        const replaced = await findInTheWay(manager, checked);
        if (replaced.length > 0 && !input.overwrite) throw notEmpty(replaced);
        const passed =
          checked.enforces === null || (await hasSameRollout(manager, checked))
            ? NOT_GATED
            : passGate(gateOfImport(checked.enforces), input);
        if (replaced.length > 0) {
          await refuseForeignReferences(manager);
          await emptyEntitlements(manager);
        }
        await manager.query('DELETE FROM organization_rollouts');
        const { tables, takenOut } = await putSnapshot(manager, checked, {
          taxonomy: await loadTaxonomy(manager),
          logs,
        });
        const { sha256, path, header } = checked;
        const runs = await markRunsInEffect(manager, header.runs);
        const payload = {
          file: path,
          sha256,
          foreign,
          madeAt: header.createdAt,
          madeFrom: header.database,
          rows: rowCounts(tables),
          replaced,
          runs,
          acknowledgedLostAccess: passed.acknowledgedLostAccess,
          acknowledged: passed.acknowledged,
        };
        await appendPlatformEvent(manager, { eventType: 'snapshot_imported', actor: admin, reason, payload });
        return { tables, takenOut, replaced, runs };
      }),
    );
    return done;
  }
}

/** The payload of the event of an export. */
export function exportedPayload({
  path,
  sha256,
  bytes,
  tables,
}: WrittenSnapshot): PlatformPayload<'snapshot_exported'> {
  return { file: path, sha256, bytes, rows: rowCounts(tables) };
}

/** The number of rows by table. */
export function rowCounts(tables: readonly TableManifest[]): Readonly<Record<string, number>> {
  return Object.fromEntries(tables.map(({ name, rows }) => [name, rows]));
}

/** Whether an export, or a reset, of this installation wrote just this file, by the hash that its event kept. */
async function wasExportedHere(manager: EntityManager, { sha256 }: CheckedSnapshot): Promise<boolean> {
  const found: readonly unknown[] = await manager.query(
    `SELECT 1 FROM platform_events WHERE event_type = '${eventType('snapshot_exported')}' AND payload ->> 'sha256' = $1
     LIMIT 1`,
    [sha256],
  );
  return found.length > 0;
}

/** The logs that take a foreign file's events: in the others, their ids are those of other events. */
async function findEmptyLogs(manager: EntityManager): Promise<ReadonlySet<RecordTable>> {
  const empty = new Set<RecordTable>();
  for (const log of RECORD_TABLES) {
    const found: readonly unknown[] = await manager.query(`SELECT 1 FROM ${log} LIMIT 1`);
    if (found.length === 0) empty.add(log);
  }
  return empty;
}

function foreignFile({ path, sha256 }: CheckedSnapshot): DomainError {
  return new DomainError(
    'CONFLICT',
    `No export of this installation has written ${path} (SHA-256 ${sha256}): it comes from another one, or was ` +
      'changed since. Nothing was changed. To import it all the same, pass --foreign: the record keeps that it was.',
  );
}

function notEmpty(inTheWay: readonly InTheWay[]): DomainError {
  const lines = inTheWay.map(({ table, rows }) =>
    table === 'rollout' ? '  rollout: has other settings' : `  ${table}: ${sayCount(rows, 'row')}`,
  );
  return new DomainError(
    'CONFLICT',
    [
      'The tables are not empty; nothing was changed:',
      ...lines,
      'With --overwrite, the snapshot replaces all of it.',
    ].join('\n'),
    { inTheWay },
  );
}

/** The gate for an import, which is always shut: no parity report can have compared rows that are not there yet. */
function gateOfImport(enforces: string) {
  return {
    open: false,
    reasons: [
      `The snapshot puts ${enforces} under ENFORCE, and no parity report has compared its entitlements with the ` +
        'legacy flags: organizations may lose access.',
    ],
    uncheckedReadings: [],
  };
}
