import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import type { Gating } from '../domain/rollout/gating';

/** For each byte of a SHA-256 digest, most significant first, its weight in the digest modulo 100. */
const WEIGHTS = Array.from({ length: 32 }, (_, index) => remainderOfPower(31 - index));

/** 256 to the given power, modulo 100. */
function remainderOfPower(power: number): number {
  return power === 0 ? 1 : (remainderOfPower(power - 1) * 256) % 100;
}

/**
 * SQL for the gating of one organization, without the override by the environment. A test ensures that it agrees with
 * `gatingOf`.
 * @param id SQL for the organization's id, qualified (`o.id`), because the tables used here have a column `id` too
 */
export function gatingSql(id: string): string {
  const place = `(SELECT sum(get_byte(sha256(convert_to((${id})::text, 'UTF8')), n::int - 1) * weight) % 100
                  FROM unnest(ARRAY[${WEIGHTS.join()}]) WITH ORDINALITY AS w (weight, n))`;
  return `coalesce(
    (SELECT mode FROM organization_rollouts WHERE org_id = ${id}),
    (SELECT CASE WHEN mode = 'ENFORCE' OR enforce_percentage <= 0 THEN mode
                 WHEN enforce_percentage >= 100 OR ${place} < enforce_percentage THEN 'ENFORCE'
                 ELSE mode END FROM rollout))`;
}

/** An organization and the mode of its own rollout row; null without a row. */
export interface OrganizationMode {
  readonly id: OrganizationId;
  readonly own: Gating | null;
}

const PAGE = 20_000;

/**
 * Reads what `gatingOf` needs for every organization, ordered by id, in pages: memory does not grow with their number.
 */
export async function* scanModes(
  manager: Pick<EntityManager, 'query'>,
): AsyncGenerator<readonly OrganizationMode[], void, undefined> {
  let after: OrganizationId | null = null;
  for (;;) {
    const page: readonly OrganizationMode[] = await manager.query(
      `SELECT o.id::text AS id, r.mode AS own FROM organizations o LEFT JOIN organization_rollouts r ON r.org_id = o.id
       WHERE $1::organization_id IS NULL OR o.id > $1 ORDER BY o.id LIMIT ${PAGE}`,
      [after],
    );
    const last = page.at(-1);
    if (last) yield page;
    if (!last || page.length < PAGE) return;
    after = last.id;
  }
}
