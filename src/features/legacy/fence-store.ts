import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import { FENCE_IS_UP, FENCE_TRIGGERS } from '../../store/fence-triggers';
import { announceAccessOfAll } from '../../store/channels';

/** The fence on `organizations.enabled_modules`, as it stands. */
export interface LegacyFence {
  readonly standing: boolean;
  /** Refuses changes, rather than to record them. */
  readonly rejects: boolean;
  /** Null where none stands, or nobody wrote down who raised it. */
  readonly since: Date | null;
  readonly reason: string | null;
  readonly actorId: string | null;
}

/** Reads it from the triggers that are there: what was written down of it may be older. */
export async function readFence(manager: EntityManager): Promise<LegacyFence> {
  const [found]: readonly LegacyFence[] = await manager.query(
    `SELECT s.standing, s.standing AND s.rejects AS rejects,
            CASE WHEN s.standing THEN f.raised_at END AS since, CASE WHEN s.standing THEN f.reason END AS reason, CASE WHEN s.standing THEN f.actor_id END AS "actorId"
     FROM (SELECT ${FENCE_IS_UP} AS standing,
                  EXISTS (SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                          WHERE t.tgrelid = to_regclass('organizations') AND t.tgname = 'portcullis_fence_update' AND p.proname = 'portcullis_fence_refuse') AS rejects) AS s
     LEFT JOIN legacy_fence f ON true`,
  );
  if (!found) throw new Error('the fence was not looked up');
  return found;
}

/** Why no fence can be put on the table, or taken away again; null where it can. */
export async function fenceObstacle(manager: EntityManager): Promise<string | null> {
  const [table]: readonly { owner: string; owned: boolean; kind: string }[] = await manager.query(
    `SELECT pg_get_userbyid(relowner) AS owner, pg_has_role(relowner, 'USAGE') AS owned, relkind AS kind FROM pg_class WHERE oid = to_regclass('organizations')`,
  );
  if (!table) return "The table 'organizations' is not there.";
  if (table.kind === 'p')
    return "The table 'organizations' is partitioned: what is written to a partition would pass a fence by.";
  if (table.owned) return null;
  return `The table 'organizations' belongs to ${table.owner}, and only an owner may take a trigger away again: GRANT ${table.owner} to the role that Portcullis connects as, while the fence is put up or taken away.`;
}

/** Puts the fence up, in place of any that is there. Call it in a transaction with a short lock_timeout: it waits for whoever writes organizations. */
export async function putFenceUp(
  manager: EntityManager,
  rejects: boolean,
  actor: Actor,
  reason: string,
): Promise<void> {
  await takeFenceDown(manager);
  for (const statement of rejects ? REFUSING : RECORDING) await manager.query(statement);
  for (const statement of GONE) await manager.query(statement);
  // Sessions that leave ordinary triggers out (session_replication_role) do not pass it by, either.
  for (const trigger of FENCE_TRIGGERS)
    await manager.query(`ALTER TABLE organizations ENABLE ALWAYS TRIGGER ${trigger}`);
  await manager.query('INSERT INTO legacy_fence (rejects, reason, actor_id) VALUES ($1, $2, $3)', [
    rejects,
    reason,
    actor.id,
  ]);
  await tellEverybody(manager);
}

/** Takes away whatever there is of the fence, and nothing else; what it has recorded stays. */
export async function takeFenceDown(manager: EntityManager): Promise<void> {
  const there: readonly { name: string }[] = await manager.query(
    `SELECT tgname AS name FROM pg_trigger WHERE tgrelid = to_regclass('organizations') AND tgname = ANY($1)`,
    [FENCE_TRIGGERS],
  );
  for (const { name } of there) await manager.query(`DROP TRIGGER ${name} ON organizations`);
  await manager.query('DELETE FROM legacy_fence');
  await tellEverybody(manager);
}

/** For how long legacy answers are kept depends on it. */
async function tellEverybody(manager: EntityManager): Promise<void> {
  await announceAccessOfAll(manager);
}

/** By statement, so that a bulk update is one piece of work. */
const RECORDING = [
  'CREATE TRIGGER portcullis_fence_insert AFTER INSERT ON organizations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION portcullis_fence_record()',
  'CREATE TRIGGER portcullis_fence_update AFTER UPDATE ON organizations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION portcullis_fence_record()',
];

/** By row, so that nothing but a comparison is done for whatever is let through. After all other triggers' changes: without a list of columns. */
const REFUSING = [
  `CREATE TRIGGER portcullis_fence_insert AFTER INSERT ON organizations FOR EACH ROW
     WHEN (regexp_replace(coalesce(NEW.enabled_modules::text, 'null'), '[[:space:]]', '', 'g') NOT IN ('null', '[]', '{}', '""')) EXECUTE FUNCTION portcullis_fence_refuse()`,
  `CREATE TRIGGER portcullis_fence_update AFTER UPDATE ON organizations FOR EACH ROW
     WHEN (OLD.enabled_modules::text IS DISTINCT FROM NEW.enabled_modules::text) EXECUTE FUNCTION portcullis_fence_refuse()`,
];

const GONE = [
  'CREATE TRIGGER portcullis_fence_delete AFTER DELETE ON organizations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION portcullis_fence_gone()',
  'CREATE TRIGGER portcullis_fence_truncate AFTER TRUNCATE ON organizations FOR EACH STATEMENT EXECUTE FUNCTION portcullis_fence_gone()',
];
