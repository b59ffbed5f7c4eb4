import type { DataSource, EntityManager } from 'typeorm';
import { EFFECTIVE_VIEW, ENTITLEMENT_TABLES, SCHEMA } from '../../migrations/baseline/names';
import { RECORD_TABLES } from '../../migrations/baseline/own-tables';
import { uninstall, type Uninstalled } from '../../migrations/baseline/uninstall';
import { confirmDatabase } from '../database/confirm-database';
import { DomainError } from '../domain/errors';
import { databaseError } from '../platform/database-error';
import { messageOf } from '../platform/error-shape';
import { findLiveRuns } from './live-run';
import { changeSchema } from './schema-version';
import { isDependedOn, isLackOfRights } from './sqlstates';

/**
 * Removes Portcullis from the database: exactly what `db migrate` made and added, in one transaction.
 * @param confirm the name of the database, as the operator typed it
 * @param environment `ENABLE_ENTITLEMENTS_GATING`
 * @returns what was removed, and what was not there any more
 * @throws DomainError INVALID_INPUT if the name is another database's; CONFLICT if it is not installed, if entitlements
 * answer for any organization, while a run is live, or if an object of the product depends on one of Portcullis'
 */
export async function uninstallSchema(
  dataSource: DataSource,
  confirm: string,
  environment: boolean | null,
): Promise<Uninstalled> {
  await confirmDatabase(dataSource.manager, confirm);
  try {
    return await changeSchema(dataSource, async ({ manager }) => {
      const there = await existingTables(manager);
      if (there.size === 0) throw refusal('Portcullis is not installed in this database.');
      const unknown = RECORD_TABLES.filter((name) => !there.has(name));
      if (unknown.length > 0)
        throw refusal(
          `${unknown.map((name) => `${SCHEMA}.${name}`).join(' and ')}, where it is written what was made and added, ` +
            'is missing: put it back under its name, or restore it from a backup of the database.',
        );
      const reasons = [
        ...(environment === true
          ? ["ENABLE_ENTITLEMENTS_GATING is 'true', so that entitlements answer for every organization: unset it."]
          : []),
        ...(await reasonsAgainst(manager, there)),
      ];
      if (reasons.length > 0) throw refusal(reasons.join(' '));
      return uninstall(manager);
    });
  } catch (error) {
    if (isDependedOn(error))
      throw refusal(
        'An object of another application, or one of Portcullis that somebody renamed, depends on ' +
          `${[...ENTITLEMENT_TABLES, EFFECTIVE_VIEW].join(', ')} or the schema portcullis: ` +
          `${databaseError(error)?.detail ?? messageOf(error)}. Drop it, move it, or give it its name back first.`,
      );
    if (isLackOfRights(error))
      throw refusal(`This role may not remove it: ${messageOf(error)}. Run it as the role that ran 'db migrate'.`);
    throw error;
  }
}

function refusal(reason: string): DomainError {
  return new DomainError('CONFLICT', `Portcullis was not uninstalled; nothing was changed. ${reason}`);
}

/** Somebody may have dropped a table, and Portcullis can be taken out nevertheless. */
async function existingTables(manager: EntityManager): Promise<ReadonlySet<string>> {
  const found: readonly { name: string }[] = await manager.query(
    'SELECT relname::text AS name FROM pg_class WHERE relnamespace = to_regnamespace($1)',
    [SCHEMA],
  );
  return new Set(found.map(({ name }) => name));
}

/** Why customers would notice it, or something would be lost for good. */
async function reasonsAgainst(manager: EntityManager, there: ReadonlySet<string>): Promise<readonly string[]> {
  const from = (table: string, value: string, none: string) =>
    there.has(table) ? `(SELECT ${value} FROM ${table})` : none;
  const [state]: readonly { mode: string; percentage: number; own: number; kept: boolean }[] = await manager.query(
    `SELECT coalesce(${from('rollout', 'mode', 'NULL')}, 'LEGACY') AS mode,
            coalesce(${from('rollout', 'enforce_percentage', 'NULL')}, 0) AS percentage,
            ${from('organization_rollouts', `count(*) FILTER (WHERE mode = 'ENFORCE')`, '0')}::int AS own,
            ${from('legacy_flags_kept', 'count(*) > 0', 'false')} AS kept`,
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
  const live = there.has('migration_runs') ? await findLiveRuns(manager) : [];
  if (live.length > 0)
    reasons.push(`Run ${live.map(({ id }) => id).join(', ')} is live: wait until it has ended, or cancel it.`);
  return reasons;
}
