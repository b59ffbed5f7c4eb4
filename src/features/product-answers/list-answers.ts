import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../domain/organization-id';
import { type Connection, type PageArguments, readPage, toConnection } from '../../domain/page';
import { readingAnswer } from '../../domain/parity/reading';
import type { Taxonomy } from '../../domain/taxonomy/taxonomy';
import { readParitySetup } from '../../store/parity-setup';
import { FLAGS_HASH } from '../../store/product-answers';
import { ReadingChecker } from '../parity/check-readings';

/** A stored answer of the product, held to the current reading. */
export interface StoredAnswer {
  readonly id: string;
  readonly organizationId: OrganizationId;
  readonly moduleKey: string;
  readonly submoduleKey: string | null;
  readonly allowed: boolean;
  readonly source: string;
  readonly answeredAt: Date;
  /** True if the flags have changed since, or the organization was deleted. */
  readonly outOfDate: boolean;
  /** Whether the reading of the flags as they are allows it; null if the organization was deleted. */
  readonly readingAllowed: boolean | null;
  /** True if the answer is up to date, parity compares its target, and the reading answers otherwise. */
  readonly differs: boolean;
}

interface Row extends Omit<StoredAnswer, 'readingAllowed' | 'differs'> {
  readonly exists: boolean;
  readonly flags: string | null;
}

export type StoredAnswerPage = Connection<StoredAnswer>;

const LIST = 'product-answer';
/** Rows that are read at once in search of those that differ. */
const SCANNED = 5_000;

/** A page of the stored answers, in the order in which their targets were first answered. */
export async function listAnswers(
  manager: EntityManager,
  args: PageArguments & { readonly differing: boolean | null },
): Promise<StoredAnswerPage> {
  const page = readPage(LIST, args);
  const { taxonomy, mapping } = await readParitySetup(manager);
  const hold = holder(taxonomy, new ReadingChecker({ taxonomy, mapping }));
  const wanted = ({ differs }: StoredAnswer) => args.differing === null || differs === args.differing;
  const size = args.differing === null ? page.limit + 1 : SCANNED;
  const nodes: StoredAnswer[] = [];
  for await (const rows of scan(manager, page.after, size)) {
    nodes.push(...rows.map(hold).filter(wanted));
    if (nodes.length > page.limit) break;
  }
  const totalCount = async () => {
    if (args.differing === null) return countAll(manager);
    let count = 0;
    for await (const rows of scan(manager, null, SCANNED)) count += rows.map(hold).filter(wanted).length;
    return count;
  };
  return toConnection(LIST, page, nodes.slice(0, page.limit + 1), ({ id }) => id, totalCount);
}

async function* scan(manager: EntityManager, from: string | null, size: number): AsyncGenerator<readonly Row[]> {
  let after = from;
  for (;;) {
    const rows: readonly Row[] = await manager.query(
      `SELECT a.id, a.org_id::text AS "organizationId", a.module_key AS "moduleKey",
              nullif(a.submodule_key, '') AS "submoduleKey", a.allowed, a.source, a.answered_at AS "answeredAt",
              h.id IS NOT NULL AS "exists", h.flags, h.hash IS DISTINCT FROM a.flags_hash AS "outOfDate"
       FROM (SELECT * FROM product_answers WHERE $1::bigint IS NULL OR id > $1 ORDER BY id LIMIT $2) AS a
       LEFT JOIN (SELECT o.id, o.flags, ${FLAGS_HASH} AS hash FROM organizations o) AS h ON h.id = a.org_id
       ORDER BY a.id`,
      [after, size],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.id;
  }
}

function holder(taxonomy: Taxonomy, checker: ReadingChecker): (row: Row) => StoredAnswer {
  return ({ exists, flags, ...answer }) => {
    const { moduleKey, submoduleKey, allowed, outOfDate } = answer;
    const target = { module: moduleKey, submodule: submoduleKey };
    const readingAllowed = exists ? readingAnswer(taxonomy, checker.readingOf(flags), target).allowed : null;
    const compared = exists && !outOfDate && taxonomy.isActive(moduleKey, submoduleKey);
    return { ...answer, readingAllowed, differs: compared && readingAllowed !== allowed };
  };
}

async function countAll(manager: EntityManager): Promise<number> {
  const [row]: readonly { count: number }[] = await manager.query('SELECT count(*)::int AS count FROM product_answers');
  return row?.count ?? 0;
}
