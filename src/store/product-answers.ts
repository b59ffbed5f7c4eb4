import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { idArray } from '../database/id-array';
import type { OrganizationId } from '../domain/organization-id';
import type { ProductAnswer } from '../domain/parity/reading';

/**
 * SQL for the hash of the legacy flags of an organization `o`, as the view gives them. SQL NULL has
 * another one than any text. `flagsHash` is the same in TypeScript.
 */
export const FLAGS_HASH = `sha256(convert_to(coalesce('=' || o.flags, 'null'), 'UTF8'))`;

/** An answer to store. */
export interface NewProductAnswer extends ProductAnswer {
  readonly organizationId: OrganizationId;
  readonly source: string;
  /**
   * The flags under which it was given, as `flagsHash` names them.
   * @default those of the moment when it is stored
   */
  readonly flagsHash?: string | null;
}

/** Organizations with the same legacy flags and the same answers, all of them up to date. */
export interface AnsweredAlike {
  readonly ids: readonly OrganizationId[];
  readonly flags: string | null;
  /** Identifies the flags. */
  readonly flagsHash: string;
  /** The answers as JSON text: see `parseAnswers`. */
  readonly answers: string;
}

/**
 * The product's answers of some organizations that were given while the flags were as they are. Organizations without
 * such an answer are left out. One statement.
 */
export async function readAnswersAlike(
  manager: EntityManager,
  organizationIds: readonly OrganizationId[],
): Promise<readonly AnsweredAlike[]> {
  return manager.query<AnsweredAlike[]>(
    `SELECT json_agg(id::text ORDER BY id) AS ids, flags, encode(flags_hash, 'hex') AS "flagsHash", answers
     FROM (SELECT o.id, o.flags, a.flags_hash,
                  json_agg(json_build_array(a.module_key, a.submodule_key, a.allowed)
                           ORDER BY a.module_key, a.submodule_key)::text AS answers
           FROM organizations o JOIN product_answers a ON a.org_id = o.id AND a.flags_hash = ${FLAGS_HASH}
           WHERE o.id = ANY($1::organization_ids)
           GROUP BY o.id, o.flags, a.flags_hash) AS answered
     GROUP BY flags, flags_hash, answers`,
    [idArray(organizationIds)],
  );
}

const answerTexts = z.array(z.tuple([z.string(), z.string(), z.boolean()]));

/** The answers of `AnsweredAlike`. */
export function parseAnswers(text: string): readonly ProductAnswer[] {
  return answerTexts
    .parse(JSON.parse(text))
    .map(([module, submodule, allowed]) => ({ module, submodule: submodule === '' ? null : submodule, allowed }));
}

/** The ids of organizations with answers, up to date or not, in pages and in order. */
export async function* scanAnsweredOrganizations(
  manager: EntityManager,
  pageSize: number,
): AsyncGenerator<readonly OrganizationId[]> {
  let after: OrganizationId | null = null;
  for (;;) {
    const page: readonly { id: OrganizationId }[] = await manager.query(
      `SELECT id::text AS id
       FROM (SELECT DISTINCT org_id AS id FROM product_answers
             WHERE $1::organization_id IS NULL OR org_id > $1 ORDER BY org_id LIMIT $2) AS page ORDER BY page.id`,
      [after, pageSize],
    );
    const last = page.at(-1);
    if (!last) return;
    yield page.map(({ id }) => id);
    after = last.id;
  }
}

/** What came of answers that were to be stored. */
export interface WrittenAnswers {
  readonly recorded: number;
  /** How many of them are new, answer otherwise than before, or were out of date. */
  readonly changed: number;
}

/**
 * Stores answers with the time as it is; an answer replaces the last one for its target. Left out are those about an
 * organization that does not exist, and those given under other flags than it has. Call it in a transaction.
 * @param answers at most one for each organization and target
 * @returns also the answers that were not left out
 */
export async function writeAnswers(
  manager: EntityManager,
  answers: readonly NewProductAnswer[],
): Promise<WrittenAnswers & { readonly stored: readonly NewProductAnswer[] }> {
  const found: readonly { id: OrganizationId; hash: string }[] = await manager.query(
    `SELECT o.id::text AS id, encode(${FLAGS_HASH}, 'hex') AS hash
     FROM organizations o WHERE o.id = ANY($1::organization_ids)`,
    [idArray([...new Set(answers.map(({ organizationId }) => organizationId))])],
  );
  const hashes = new Map(found.map(({ id, hash }) => [id, hash]));
  const stored = answers.flatMap((answer): readonly (NewProductAnswer & { readonly flagsHash: string })[] => {
    const flagsHash = hashes.get(answer.organizationId);
    return flagsHash === undefined || flagsHash !== (answer.flagsHash ?? flagsHash) ? [] : [{ ...answer, flagsHash }];
  });
  if (stored.length === 0) return { recorded: 0, changed: 0, stored };
  const written = await upsertAnswers(
    manager,
    `(SELECT org_id, module_key, submodule_key, allowed, source, decode(flags_hash, 'hex')
      FROM unnest($1::organization_ids, $2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[])
             AS t (org_id, module_key, submodule_key, allowed, source, flags_hash))`,
    [
      idArray(stored.map(({ organizationId }) => organizationId)),
      stored.map(({ module }) => module),
      stored.map(({ submodule }) => submodule ?? ''),
      stored.map(({ allowed }) => allowed),
      stored.map(({ source }) => source),
      stored.map(({ flagsHash }) => flagsHash),
    ],
  );
  return { ...written, stored };
}

/**
 * Stores answers with the time as it is. Call it in a transaction.
 *
 * What changed is counted as each row is locked, in its last version: a count from the statement's snapshot would miss
 * what another writer has just committed. Rows are locked in the order of their key, so that two writers of the same
 * answers do not wait for each other in a circle.
 * @param from SQL of rows of organization, module, submodule, allowed, source and hash of the flags
 */
export async function upsertAnswers(
  manager: EntityManager,
  from: string,
  parameters: readonly unknown[],
): Promise<WrittenAnswers> {
  const rows = `${from} AS i (org_id, module_key, submodule_key, allowed, source, flags_hash)`;
  const [written = { recorded: 0, changed: 0 }]: readonly WrittenAnswers[] = await manager.query(
    `WITH incoming AS MATERIALIZED (SELECT * FROM ${rows}),
       written AS (
         INSERT INTO product_answers AS a
           (org_id, module_key, submodule_key, allowed, source, answered_at, flags_hash)
         SELECT org_id, module_key, submodule_key, allowed, source, clock_timestamp(), flags_hash FROM incoming
         ORDER BY org_id, module_key, submodule_key
         ON CONFLICT (org_id, module_key, submodule_key) DO UPDATE
           SET allowed = excluded.allowed, source = excluded.source, answered_at = excluded.answered_at,
               flags_hash = excluded.flags_hash
           WHERE a.allowed <> excluded.allowed OR a.flags_hash <> excluded.flags_hash
         RETURNING 1)
     SELECT (SELECT count(*)::int FROM incoming) AS recorded, (SELECT count(*)::int FROM written) AS changed`,
    [...parameters],
  );
  // The others, which are locked too, are as they were: they get the new time and source, without those just written.
  if (written.changed < written.recorded)
    await manager.query(
      `UPDATE product_answers a SET source = i.source, answered_at = clock_timestamp() FROM ${rows}
       WHERE a.org_id = i.org_id AND a.module_key = i.module_key AND a.submodule_key = i.submodule_key
         AND a.answered_at < now()`,
      [...parameters],
    );
  return written;
}

/** How many answers are stored, and how many of them are out of date. */
export interface AnswerCounts {
  readonly answers: number;
  /** Answers that were given while the flags were others, and those of deleted organizations. */
  readonly outOfDate: number;
  /** Organizations with an answer, up to date or not. */
  readonly organizations: number;
}

export async function countAnswers(manager: EntityManager): Promise<AnswerCounts> {
  const [counts]: readonly AnswerCounts[] = await manager.query(
    `SELECT count(*)::int AS answers, count(DISTINCT a.org_id)::int AS organizations,
            (count(*) FILTER (WHERE h.hash IS DISTINCT FROM a.flags_hash))::int AS "outOfDate"
     FROM product_answers a
     LEFT JOIN (SELECT o.id, ${FLAGS_HASH} AS hash FROM organizations o) AS h ON h.id = a.org_id`,
  );
  return counts ?? { answers: 0, outOfDate: 0, organizations: 0 };
}
