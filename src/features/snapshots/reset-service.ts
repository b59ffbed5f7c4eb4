import { sayCount } from '../../domain/say';
import { resolve } from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { requireSuperAdmin, type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import { readReason } from '../../domain/reason';
import { confirmDatabase } from '../../database/confirm-database';
import { appliedMigrations } from '../../store/schema-version';
import type { AccessReader } from '../../store/access-reader';
import { requireLegacyColumn } from '../../store/legacy-column';
import { appendPlatformEvent } from '../../store/append-events';
import { gatingSql } from '../../store/gating';
import { holdEntitlements, refuseForeignReferences } from './hold-entitlements';
import { emptyEntitlements } from './put-snapshot';
import { settleTextForms } from './read-rows';
import { exportedPayload, rowCounts } from './snapshots-service';
import { settleRuns } from './standing-runs';
import { refuseExistingFile } from './write-whole-file';
import { writeSnapshot, type WrittenSnapshot } from './write-snapshot';

export interface ResetInput {
  /** The database's name, as whoever asks believes it to be. */
  readonly confirm: string;
  readonly reason: string;
  /** Where what goes is kept; a name with database and time where it is left out. */
  readonly file?: string | undefined;
  readonly signal: AbortSignal;
}

export interface ResetDone {
  readonly snapshot: WrittenSnapshot;
  /** Executions that cannot be rolled back any more, nor resumed. */
  readonly runs: number;
}

/** The complete rollback: back to where nobody has an entitlement, with taxonomy, mapping, runs and schema as they are. */
export class ResetService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'drop'>,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
  ) {}

  /**
   * Exports everything, then empties entitlements, subentitlements, overrides and their events, in one transaction that keeps others from writing: what
   * is exported is what goes.
   * @throws DomainError INVALID_INPUT where the name is not the database's, or the file is there; CONFLICT while anybody is under ENFORCE, the legacy column is gone, a run is live,
   *   a table of others refers to ours, or somebody else's lock does not go away
   */
  async reset(actor: Actor | null, { confirm, reason: why, file, signal }: ResetInput): Promise<ResetDone> {
    const admin = requireSuperAdmin(actor);
    const reason = readReason(why);
    const name = await confirmDatabase(this.dataSource.manager, confirm);
    const path = resolve(file ?? defaultFile(name, new Date()));
    await refuseExistingFile(path);
    const schema = await appliedMigrations(this.dataSource);
    const done = await this.dataSource.transaction(async (manager) => {
      await settleTextForms(manager);
      await holdEntitlements(manager);
      await requireLegacyColumn(
        manager,
        'A reset would leave everybody without access, and there is nothing to go back to; nothing was changed.',
      );
      await this.refuseEnforced(manager);
      await refuseForeignReferences(manager);
      const snapshot = await writeSnapshot(manager, path, { schema, force: false, signal });
      await appendPlatformEvent(manager, {
        eventType: 'snapshot_exported',
        actor: admin,
        reason,
        payload: exportedPayload(snapshot),
      });
      signal.throwIfAborted();
      await emptyEntitlements(manager);
      const { undone: runs } = await settleRuns(manager, []);
      const payload = { rows: rowCounts(snapshot.tables), file: snapshot.path, sha256: snapshot.sha256, runs };
      await appendPlatformEvent(manager, { eventType: 'entitlements_reset', actor: admin, reason, payload });
      return { snapshot, runs };
    });
    this.access.drop(null);
    return done;
  }

  /** The kill switch opens nothing: it is this process' own, and may be unset tomorrow. */
  private async refuseEnforced(manager: EntityManager): Promise<void> {
    if (this.environment === true) {
      throw new DomainError(
        'CONFLICT',
        'ENABLE_ENTITLEMENTS_GATING=true puts every organization under ENFORCE, and all of them would lose everything; nothing was changed. Unset it here, and wherever Portcullis is served.',
      );
    }
    const [found]: readonly { count: number; own: number; some: number[]; mode: string; percentage: number }[] =
      await manager.query(
        `SELECT count(*)::int AS count, count(r.org_id)::int AS own, (array_agg(o.id ORDER BY o.id))[1:5] AS some,
              (SELECT mode FROM rollout) AS mode, (SELECT enforce_percentage FROM rollout) AS percentage
       FROM organizations o LEFT JOIN organization_rollouts r ON r.org_id = o.id WHERE ${gatingSql('o.id')} = 'ENFORCE'`,
      );
    if (!found || found.count === 0) return;
    const { count, own, some, mode, percentage } = found;
    const causes = [
      ...(count > own
        ? [mode === 'ENFORCE' ? `${count - own} by the rollout's mode` : `${count - own} by its ${percentage} %`]
        : []),
      ...(own > 0 ? [`${own} by a row of their own`] : []),
    ];
    const named = `${some.join(', ')}${count > some.length ? ', …' : ''}`;
    throw new DomainError(
      'CONFLICT',
      `${sayCount(count, 'organization')} ${count === 1 ? 'is' : 'are'} under ENFORCE (${causes.join(', ')}; ${named}), and would lose everything; nothing was changed. Go to LEGACY first, which is never gated.`,
      { enforced: count, organizationIds: some.map(String) },
    );
  }
}

/** `portcullis-product-20261125T164100Z.ndjson.gz`; what a database's name may hold and a file's may not is left out. */
function defaultFile(database: string, now: Date): string {
  return `portcullis-${database.replace(/[^\w.-]+/g, '-')}-${now.toISOString().replace(/[-:]|\.\d+/g, '')}.ndjson.gz`;
}
