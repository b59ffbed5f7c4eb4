import { resolve } from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { confirmDatabase } from '../../database/confirm-database';
import { type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import { type OrganizationId, sayIds } from '../../domain/organization-id';
import { readReason } from '../../domain/reason';
import { requireRight } from '../../domain/rights';
import { sayCount } from '../../domain/say';
import type { AccessReader } from '../../store/access-reader';
import { appendPlatformEvent } from '../../store/append-events';
import { gatingSql } from '../../store/gating';
import { requireLegacyColumn } from '../../store/legacy-column';
import { appliedMigrations } from '../../store/schema-version';
import { holdEntitlements, refuseForeignReferences } from './hold-entitlements';
import { emptyEntitlements } from './put-snapshot';
import { settleTextForms } from './read-rows';
import { markRunsInEffect } from './runs-in-effect';
import { exportedPayload, rowCounts } from './snapshots-service';
import { writeSnapshot, type WrittenSnapshot } from './write-snapshot';
import { refuseExistingFile } from './write-whole-file';

export interface ResetInput {
  /** The name of the database, as the operator typed it. */
  readonly confirm: string;
  readonly reason: string;
  /** The file to export to. Default: a name with database and time, in the current folder. */
  readonly file?: string | undefined;
  readonly signal: AbortSignal;
}

export interface ResetDone {
  readonly snapshot: WrittenSnapshot;
  /** The number of executions that can no longer be rolled back or resumed. */
  readonly runs: number;
}

/**
 * The complete rollback: deletes all entitlements, and which packages organizations have; retains taxonomy, mapping,
 * published packages, runs and schema. Asks for the actor's right.
 */
export class ResetService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'change'>,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
  ) {}

  /**
   * Exports everything, then empties entitlements, subentitlements, overrides and organizations' packages, in one
   * transaction that blocks other writers: exactly what is exported is deleted.
   * @throws DomainError INVALID_INPUT if the name is not the database's, or the file exists; CONFLICT if any
   * organization is under ENFORCE, the legacy column was dropped, a run is live, a table of another application refers
   * to ours, or another session does not release a lock
   */
  async reset(actor: Actor | null, { confirm, reason: why, file, signal }: ResetInput): Promise<ResetDone> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    const reason = readReason(why);
    const name = await confirmDatabase(this.dataSource.manager, confirm);
    const path = resolve(file ?? defaultFile(name, new Date()));
    await refuseExistingFile(path);
    const schema = await appliedMigrations(this.dataSource);
    const done = await this.access.change(null, () =>
      this.dataSource.transaction(async (manager) => {
        await settleTextForms(manager);
        await holdEntitlements(manager);
        await requireLegacyColumn(
          manager,
          'A reset would remove all access, and no legacy flags are left to fall back to; nothing was changed.',
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
        const { undone: runs } = await markRunsInEffect(manager, []);
        const payload = { rows: rowCounts(snapshot.tables), file: snapshot.path, sha256: snapshot.sha256, runs };
        await appendPlatformEvent(manager, { eventType: 'entitlements_reset', actor: admin, reason, payload });
        return { snapshot, runs };
      }),
    );
    return done;
  }

  /** The kill switch does not count, because it applies only to this process and can be unset at any time. */
  private async refuseEnforced(manager: EntityManager): Promise<void> {
    if (this.environment === true) {
      throw new DomainError(
        'CONFLICT',
        'ENABLE_ENTITLEMENTS_GATING=true puts every organization under ENFORCE, and all of them would lose all ' +
          'access; nothing was changed. Unset it here and on all servers.',
      );
    }
    const [found]: readonly { count: number; own: number; some: OrganizationId[]; mode: string; percentage: number }[] =
      await manager.query(
        `SELECT count(*)::int AS count, count(r.org_id)::int AS own, (array_agg(o.id::text ORDER BY o.id))[1:5] AS some,
              (SELECT mode FROM rollout) AS mode, (SELECT enforce_percentage FROM rollout) AS percentage
       FROM organizations o LEFT JOIN organization_rollouts r ON r.org_id = o.id
       WHERE ${gatingSql('o.id')} = 'ENFORCE'`,
      );
    if (!found || found.count === 0) return;
    const { count, own, some, mode, percentage } = found;
    const causes = [
      ...(count > own
        ? [mode === 'ENFORCE' ? `${count - own} by the rollout's mode` : `${count - own} by its ${percentage} %`]
        : []),
      ...(own > 0 ? [`${own} individually`] : []),
    ];
    const named = `${sayIds(some)}${count > some.length ? ', …' : ''}`;
    throw new DomainError(
      'CONFLICT',
      `${sayCount(count, 'organization')} ${count === 1 ? 'is' : 'are'} under ENFORCE ` +
        `(${causes.join(', ')}; ${named}), and would lose all access; nothing was changed. ` +
        'Set the rollout to LEGACY first, which is never gated.',
      { enforced: count, organizationIds: some },
    );
  }
}

/** Such as `portcullis-product-20261125T164100Z.ndjson.gz`. Unusual characters of the database's name become dashes. */
function defaultFile(database: string, now: Date): string {
  return `portcullis-${database.replace(/[^\w.-]+/g, '-')}-${now.toISOString().replace(/[-:]|\.\d+/g, '')}.ndjson.gz`;
}
