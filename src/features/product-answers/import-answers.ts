import type { EntityManager } from 'typeorm';
import { idArray } from '../../database/id-array';
import { intArray } from '../../database/int-array';
import { type OrganizationIds, organizationIdsOf } from '../../database/organization-ids';
import { DomainError, type Fault } from '../../domain/errors';
import type { FileRow } from '../../domain/file-row';
import { type OrganizationId, sayId } from '../../domain/organization-id';
import { targetFaults } from '../../domain/parity/answer-target';
import { readAllowed } from '../../domain/parity/reading';
import { sayKey } from '../../domain/say';
import type { Taxonomy } from '../../domain/taxonomy/taxonomy';
import { refuseFaultyFile } from '../../platform/csv';
import { streamCsv } from '../../platform/stream-csv';
import { FLAGS_HASH, upsertAnswers } from '../../store/product-answers';
import { isLackOfRights } from '../../store/sqlstates';

const ANSWER_COLUMNS = ['organization', 'module', 'submodule', 'allowed'] as const;

const BATCH = 5_000;
/** A file with more faults is not read on: it is not the right file, or one fault repeats. */
const MAX_FAULTS = 100;

interface Line {
  readonly line: number;
  readonly organizationId: OrganizationId;
  readonly module: string;
  readonly submodule: string;
  readonly allowed: boolean;
}

/** A line that is not stored; its organization is looked up all the same, so that one refusal names every fault. */
interface FaultyLine {
  readonly line: number;
  /** Null if the text is no id. */
  readonly organizationId: OrganizationId | null;
  readonly faults: readonly Fault[];
}

export interface ImportedAnswers {
  /** Answers that were stored: repeated lines count once. */
  readonly recorded: number;
  /** Those that are new, answer otherwise than before, or were out of date. */
  readonly changed: number;
  readonly organizations: number;
}

/**
 * Stores the answers of a file, all or none. The lines go through a temporary table, so that memory does not grow with
 * their number. They belong to the flags as they are at the import. Call it in a transaction.
 * @throws DomainError INVALID_INPUT with every fault and its line, up to a hundred; CONFLICT if the role may not create
 * a temporary table
 */
export async function importAnswers(
  manager: EntityManager,
  path: string,
  source: string,
  taxonomy: Taxonomy,
): Promise<ImportedAnswers> {
  await createTable(manager);
  const ids = await organizationIdsOf(manager);
  const faults: Fault[] = [];
  const faulty: FaultyLine[] = [];
  let batch: Line[] = [];
  let isEmpty = true;
  for await (const row of streamCsv(path, ANSWER_COLUMNS)) {
    isEmpty = false;
    if ('fault' in row) {
      faults.push(row.fault);
      if (faults.length >= MAX_FAULTS) break;
      continue;
    }
    const line = readLine(row, taxonomy, ids);
    if ('faults' in line) {
      faults.push(...line.faults);
      faulty.push(line);
    } else batch.push(line);
    if (faults.length >= MAX_FAULTS) break;
    if (batch.length < BATCH) continue;
    await hold(manager, batch);
    batch = [];
  }
  if (isEmpty)
    refuseFaultyFile(path, [
      { line: 2, field: 'organization', message: 'has no answer: the export that wrote the file found nothing' },
    ]);
  await hold(manager, batch);
  await manager.query('ANALYZE incoming_answers');
  refuseFaultyFile(path, [
    ...faults,
    ...(await unknownOrganizations(manager, faulty)),
    ...(await contradictions(manager)),
  ]);
  const { recorded, changed } = await upsertAnswers(
    manager,
    `(SELECT i.org_id, i.module_key, i.submodule_key, i.allowed, $1::text, ${FLAGS_HASH}
      FROM (SELECT DISTINCT org_id, module_key, submodule_key, allowed FROM incoming_answers) AS i
      JOIN organizations o ON o.id = i.org_id)`,
    [source],
  );
  const [counted]: readonly { organizations: number }[] = await manager.query(
    'SELECT count(DISTINCT org_id)::int AS organizations FROM incoming_answers',
  );
  await manager.query('DROP TABLE incoming_answers');
  return { recorded, changed, organizations: counted?.organizations ?? 0 };
}

async function createTable(manager: EntityManager): Promise<void> {
  try {
    await manager.query(
      `CREATE TEMPORARY TABLE incoming_answers (
         line integer NOT NULL, org_id organization_id NOT NULL, module_key text NOT NULL, submodule_key text NOT NULL,
         allowed boolean NOT NULL) ON COMMIT DROP`,
    );
  } catch (error) {
    if (!isLackOfRights(error)) throw error;
    throw new DomainError(
      'CONFLICT',
      'The import holds the lines of the file in a temporary table, which this role may not create: ' +
        'GRANT TEMPORARY ON DATABASE … TO the role of DATABASE_URL.',
    );
  }
}

function readLine(
  { line, values }: FileRow<(typeof ANSWER_COLUMNS)[number]>,
  taxonomy: Taxonomy,
  ids: OrganizationIds,
): Line | FaultyLine {
  const { organization } = values;
  // The blanks around a cell belong to an id that is a text, and to nothing else.
  const [module, submodule, answer] = [values.module.trim(), values.submodule.trim(), values.allowed.trim()];
  const organizationId = ids.canonical(organization) ?? ids.canonical(organization.trim());
  const allowed = readAllowed(answer);
  const faults: Fault[] = [];
  if (organizationId === null)
    faults.push({ line, field: 'organization', message: `${sayKey(organization)} is no id of an organization` });
  faults.push(
    ...targetFaults(taxonomy, module, submodule === '' ? null : submodule).map(({ field, message }) => ({
      line,
      field,
      message,
    })),
  );
  if (allowed === undefined)
    faults.push({
      line,
      field: 'allowed',
      message: answer === '' ? 'must be true or false, not empty' : `must be true or false, not ${sayKey(answer)}`,
    });
  return organizationId === null || allowed === undefined || faults.length > 0
    ? { line, organizationId, faults }
    : { line, organizationId, module, submodule, allowed };
}

async function hold(manager: EntityManager, lines: readonly Line[]): Promise<void> {
  if (lines.length === 0) return;
  await manager.query(
    `INSERT INTO incoming_answers
     SELECT * FROM unnest($1::int[], $2::organization_ids, $3::text[], $4::text[], $5::boolean[])`,
    [
      intArray(lines.map(({ line }) => line)),
      idArray(lines.map(({ organizationId }) => organizationId)),
      lines.map(({ module }) => module),
      lines.map(({ submodule }) => submodule),
      lines.map(({ allowed }) => allowed),
    ],
  );
}

async function unknownOrganizations(manager: EntityManager, faulty: readonly FaultyLine[]): Promise<readonly Fault[]> {
  const others = faulty.flatMap(({ line, organizationId }) =>
    organizationId === null ? [] : [{ line, organizationId }],
  );
  const unknown: readonly { id: OrganizationId; line: number }[] = await manager.query(
    `SELECT org_id::text AS id, min(line) AS line
     FROM (SELECT line, org_id FROM incoming_answers
           UNION ALL SELECT * FROM unnest($1::int[], $2::organization_ids)) AS i (line, org_id)
     WHERE NOT EXISTS (SELECT 1 FROM organizations o WHERE o.id = i.org_id)
     GROUP BY org_id ORDER BY line LIMIT ${MAX_FAULTS}`,
    [intArray(others.map(({ line }) => line)), idArray(others.map(({ organizationId }) => organizationId))],
  );
  return unknown.map(({ id, line }) => ({
    line,
    field: 'organization',
    message: `there is no organization ${sayId(id)}`,
  }));
}

async function contradictions(manager: EntityManager): Promise<readonly Fault[]> {
  const found: readonly { id: OrganizationId; module: string; submodule: string; yes: number; no: number }[] =
    await manager.query(
      `SELECT org_id::text AS id, module_key AS module, submodule_key AS submodule,
              min(line) FILTER (WHERE allowed) AS yes, min(line) FILTER (WHERE NOT allowed) AS no
       FROM incoming_answers GROUP BY org_id, module_key, submodule_key
       HAVING bool_or(allowed) AND NOT bool_and(allowed) ORDER BY max(line) LIMIT ${MAX_FAULTS}`,
    );
  return found.map(({ id, module, submodule, yes, no }) => ({
    line: Math.max(yes, no),
    field: 'allowed',
    message:
      `contradicts line ${Math.min(yes, no)}: organization ${sayId(id)} is allowed ` +
      `${module}${submodule === '' ? '' : `/${submodule}`} in line ${yes}, and denied it in line ${no}`,
  }));
}
