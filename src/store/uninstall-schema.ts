import type { DataSource, EntityManager } from 'typeorm';
import { EFFECTIVE_VIEW, ENTITLEMENT_TABLES } from '../../migrations/baseline/names';
import { uninstall } from '../../migrations/baseline/uninstall';
import { confirmDatabase } from '../database/confirm-database';
import { DomainError } from '../domain/errors';
import { databaseError } from '../platform/database-error';
import { messageOf } from '../platform/error-shape';
import { findLiveRuns } from './live-run';
import { changeSchema, isInstalled } from './schema-version';
import { isDependedOn, isLackOfRights } from './sqlstates';

/**
 * Removes Portcullis from the database: exactly what `db migrate` made and added, in one transaction.
 * @param confirm the name of the database, as the operator typed it
 * @param environment `ENABLE_ENTITLEMENTS_GATING`
 * @returns what was removed, as `table public.modules`
 * @throws DomainError INVALID_INPUT if the name is another database's; CONFLICT if it is not installed, if entitlements
 * answer for any organization, while a run is live, or if an object of the product depends on one of Portcullis'
 */
export async function uninstallSchema(
  dataSource: DataSource,
  confirm: string,
  environment: boolean | null,
): Promise<readonly string[]> {
  await confirmDatabase(dataSource.manager, confirm);
  try {
    return await changeSchema(dataSource, async ({ manager }) => {
      if (!(await isInstalled(manager))) throw refusal('Portcullis is not installed in this database.');
      const reasons = [
        ...(environment === true
          ? ["ENABLE_ENTITLEMENTS_GATING is 'true', so that entitlements answer for every organization: unset it."]
          : []),
        ...(await reasonsAgainst(manager)),
      ];
      if (reasons.length > 0) throw refusal(reasons.join(' '));
      return uninstall(manager);
    });
  } catch (error) {
    if (isDependedOn(error))
      throw refusal(
        `An object of another application depends on ${[...ENTITLEMENT_TABLES, EFFECTIVE_VIEW].join(', ')} or the ` +
          `schema portcullis: ${databaseError(error)?.detail ?? messageOf(error)}. Drop or move it first.`,
      );
    if (isLackOfRights(error))
      throw refusal(`This role may not remove it: ${messageOf(error)}. Run it as the role that ran 'db migrate'.`);
    throw error;
  }
}

function refusal(reason: string): DomainError {
  return new DomainError('CONFLICT', `Portcullis was not uninstalled; nothing was changed. ${reason}`);
}

/** Why customers would notice it, or something would be lost for good. */
async function reasonsAgainst(manager: EntityManager): Promise<readonly string[]> {
  const [state]: readonly { mode: string; percentage: number; own: number; kept: boolean }[] = await manager.query(
    `SELECT coalesce(r.mode, 'LEGACY') AS mode, coalesce(r.enforce_percentage, 0) AS percentage,
            (SELECT count(*)::int FROM organization_rollouts WHERE mode = 'ENFORCE') AS own,
            EXISTS (SELECT 1 FROM legacy_flags_kept) AS kept
     FROM (SELECT 1) AS one LEFT JOIN rollout r ON true`,
  );
  const reasons: string[] = [];
  if (state && (state.mode === 'ENFORCE' || state.percentage > 0))
    reasons.push(
      `Entitlements answer for ${state.mode === 'ENFORCE' ? 'all' : `${state.percentage} % of the`} organizations: ` +
        'go back first, with: portcullis rollout set LEGACY --reason …',
    );
  if (state && state.own > 0)
    reasons.push(
      `${state.own} organizations are individually set to ENFORCE: ` +
        'clear them first, with: portcullis rollout set LEGACY --reason …',
    );
  if (state?.kept)
    reasons.push(
      'The dropped legacy column exists only in the values that Portcullis keeps: put it back ' +
        "('portcullis legacy status' prints how), or delete them for good with: portcullis legacy purge",
    );
  const live = await findLiveRuns(manager);
  if (live.length > 0)
    reasons.push(`Run ${live.map(({ id }) => id).join(', ')} is live: wait until it has ended, or cancel it.`);
  return reasons;
}
