import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../../../migrations/baseline/names';
import { holdsFlags } from '../../../migrations/baseline/source';
import type { Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import { announceAccessOfAll } from '../../store/channels';
import { FENCE_RAISED, FENCE_TRIGGERS } from '../../store/fence-triggers';
import { NO_SOURCE_TABLE, readSourceTable, SOURCE_LABEL, SOURCE_OID, type SourceTable } from '../../store/source';

/** The function that records changes, which the role that raises the fence must be allowed to execute. */
const RECORD = `${SCHEMA}.fence_record()`;

/** The state of the fence on the column with the legacy flags. */
export interface LegacyFence {
  /** The product's table and its column, as people call them; null if the flags are not one column of one table. */
  readonly table: string | null;
  readonly column: string | null;
  /** Whether the fence is up. */
  readonly standing: boolean;
  /** Whether it refuses changes instead of recording them. */
  readonly rejects: boolean;
  /** When it was raised; null if it is not up, or its triggers were created by hand. */
  readonly since: Date | null;
  readonly reason: string | null;
  readonly actorId: string | null;
}

/** Reads the state of the fence from its triggers, because the record of who raised it may be out of date. */
export async function readFence(manager: EntityManager): Promise<LegacyFence> {
  const [found]: readonly LegacyFence[] = await manager.query(
    `SELECT source."table", source."column", s.standing, s.standing AND s.rejects AS rejects,
            CASE WHEN s.standing THEN f.raised_at END AS since, CASE WHEN s.standing THEN f.reason END AS reason,
            CASE WHEN s.standing THEN f.actor_id END AS "actorId"
     FROM (SELECT ${FENCE_RAISED} AS standing,
                  EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                          WHERE t.tgrelid = ${SOURCE_OID} AND t.tgname = 'portcullis_fence_update'
                            AND p.proname = 'fence_refuse') AS rejects) AS s
     LEFT JOIN legacy_fence f ON true
     LEFT JOIN (SELECT ${SOURCE_LABEL} AS "table", flags_column AS "column" FROM source, installation
                WHERE flags_column IS NOT NULL) AS source ON true`,
  );
  if (!found) throw new Error('the query for the fence returned no row');
  return found;
}

/** Why the fence cannot be raised or lowered, as a sentence; null if it can. */
export async function fenceObstacle(manager: EntityManager): Promise<string | null> {
  const source = await readSourceTable(manager);
  if (!source) return NO_SOURCE_TABLE;
  const [table]: readonly { owner: string; owned: boolean; kind: string }[] = await manager.query(
    `SELECT pg_get_userbyid(relowner) AS owner, pg_has_role(relowner, 'USAGE') AS owned, relkind AS kind
     FROM pg_class WHERE oid = to_regclass($1)`,
    [source.table],
  );
  if (!table) return `The table '${source.label}' does not exist.`;
  if (table.kind === 'p')
    return `The table '${source.label}' is partitioned: the fence would not see writes directly to a partition.`;
  if (table.kind !== 'r') return `'${source.label}' is not a table: there is nothing that a fence could watch.`;
  if (table.owned) return null;
  return (
    `The table '${source.label}' belongs to ${table.owner}, and only its owner may drop a trigger: ` +
    `GRANT ${table.owner} to the role that Portcullis connects as, while the fence is raised or lowered.`
  );
}

/** The right that the owner of the table lacks on Portcullis' function, as a sentence; null if it has it. */
async function missingRight(manager: EntityManager): Promise<string | null> {
  const [right]: readonly { granted: boolean; role: string }[] = await manager.query(
    `SELECT coalesce(has_function_privilege(to_regprocedure($1), 'EXECUTE'), true) AS granted,
            quote_ident(current_user) AS role`,
    [RECORD],
  );
  if (right === undefined || right.granted) return null;
  const grant = `GRANT EXECUTE ON FUNCTION ${RECORD} TO ${right.role};`;
  return `This role may not create triggers with Portcullis' function: ${grant}`;
}

/**
 * Raises the fence, replacing the present one. Call it in a transaction with a short `lock_timeout`, because it waits
 * for transactions that write organizations.
 * @param rejects whether the fence refuses changes instead of recording them
 * @throws DomainError CONFLICT without a source table, or a right on the function that records
 */
export async function putFenceUp(
  manager: EntityManager,
  rejects: boolean,
  actor: Actor,
  reason: string,
): Promise<void> {
  const source = await readSourceTable(manager);
  if (!source) throw new DomainError('CONFLICT', NO_SOURCE_TABLE);
  const missing = rejects ? null : await missingRight(manager);
  if (missing !== null) throw new DomainError('CONFLICT', missing);
  await takeFenceDown(manager);
  for (const statement of rejects ? refusing(source) : recording(source)) await manager.query(statement);
  for (const statement of deleting(source)) await manager.query(statement);
  // ALWAYS also applies to sessions that disable ordinary triggers with session_replication_role.
  for (const trigger of FENCE_TRIGGERS)
    await manager.query(`ALTER TABLE ${source.table} ENABLE ALWAYS TRIGGER ${trigger}`);
  await manager.query('INSERT INTO legacy_fence (rejects, reason, actor_id) VALUES ($1, $2, $3)', [
    rejects,
    reason,
    actor.id,
  ]);
  // How long processes cache legacy answers depends on the fence.
  await announceAccessOfAll(manager);
}

/** Drops all triggers of the fence that exist. The changes that it has recorded are retained. */
export async function takeFenceDown(manager: EntityManager): Promise<void> {
  const there: readonly { name: string; table: string }[] = await manager.query(
    `SELECT tgname AS name, tgrelid::regclass::text AS table FROM pg_trigger
     WHERE tgrelid = ${SOURCE_OID} AND tgname = ANY($1)`,
    [FENCE_TRIGGERS],
  );
  for (const { name, table } of there) await manager.query(`DROP TRIGGER ${name} ON ${table}`);
  await manager.query('DELETE FROM legacy_fence');
  await announceAccessOfAll(manager);
}

/** For each statement, so that a bulk update is one piece of work. */
function recording({ table }: SourceTable): readonly string[] {
  return [
    `CREATE TRIGGER portcullis_fence_insert AFTER INSERT ON ${table} REFERENCING NEW TABLE AS new_rows
       FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.fence_record()`,
    `CREATE TRIGGER portcullis_fence_update AFTER UPDATE ON ${table}
       REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
       FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.fence_record()`,
  ];
}

/**
 * For each row, so that an accepted write costs only a comparison. Without a list of columns, so that changes made by
 * other triggers are seen too.
 */
function refusing({ table, flags }: SourceTable): readonly string[] {
  return [
    `CREATE TRIGGER portcullis_fence_insert AFTER INSERT ON ${table} FOR EACH ROW
       WHEN (${holdsFlags(`NEW.${flags}::text`)})
       EXECUTE FUNCTION ${SCHEMA}.fence_refuse()`,
    `CREATE TRIGGER portcullis_fence_update AFTER UPDATE ON ${table} FOR EACH ROW
       WHEN (OLD.${flags}::text IS DISTINCT FROM NEW.${flags}::text)
       EXECUTE FUNCTION ${SCHEMA}.fence_refuse()`,
  ];
}

/** Notify of organizations that are deleted. */
function deleting({ table }: SourceTable): readonly string[] {
  return [
    `CREATE TRIGGER portcullis_fence_delete AFTER DELETE ON ${table} REFERENCING OLD TABLE AS old_rows
       FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.organization_gone()`,
    `CREATE TRIGGER portcullis_fence_truncate AFTER TRUNCATE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.organization_gone()`,
  ];
}
