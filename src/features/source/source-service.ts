import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { quoted, SCHEMA } from '../../../migrations/baseline/names';
import { goneTriggers, OF_ITS_OWN } from '../../../migrations/baseline/notifications';
import { putSource, relationQuery, type SourceRelation } from '../../../migrations/baseline/source';
import { organizationIdsOf, readIdType } from '../../database/organization-ids';
import { type Actor } from '../../domain/actor';
import { DomainError, invalidInput } from '../../domain/errors';
import { sayColumnMissing } from '../../domain/legacy/legacy-column';
import { readReason } from '../../domain/reason';
import { requireRight } from '../../domain/rights';
import { proposeSource, type SourceProposal } from '../../domain/source/propose-source';
import { writtenCondition, writtenQuery, type WrittenSql } from '../../domain/source/written-sql';
import type { AccessReader } from '../../store/access-reader';
import { lockFence } from '../../store/advisory-locks';
import { appendPlatformEvent } from '../../store/append-events';
import { announceAccessOfAll } from '../../store/channels';
import { FENCE_RAISED } from '../../store/fence-triggers';
import { readLegacyColumn } from '../../store/legacy-column';
import { findLiveRuns } from '../../store/live-run';
import { isLockedOut } from '../../store/sqlstates';
import { changeIdType } from './change-id-type';
import { type CheckedSource, checkSource } from './check-source';
import { readCatalog } from './read-catalog';

/** Where organizations and their legacy flags come from. */
export interface PlatformSource {
  /** The table with the flags, with its schema; null if the flags are not one column of one table. */
  readonly relation: string | null;
  /** The query, as its author wrote it. */
  readonly definition: string;
  readonly idType: string;
  /** Whether rows tell which transaction wrote them. */
  readonly versioned: boolean;
  /** `auto` if `db migrate` made it, otherwise the actor. */
  readonly madeBy: string;
  readonly madeAt: Date;
}

/** A table and its columns, or a query. */
export type NewSourceInput =
  | { readonly sql: string }
  | {
      /** With or without its schema. */
      readonly table: string;
      readonly id: string;
      readonly name: string;
      readonly flags: string;
      /** A condition on its rows, as SQL without a subquery. */
      readonly where?: string | undefined;
    };

/** How long to wait for the product's table, and for runs to be kept from starting. */
const LOCK_TIMEOUT_MS = 2_000;
const relationSchema = z.array(z.object({ schema: z.string(), name: z.string(), kind: z.string() }));

/** Where the organizations and their legacy flags are. For super admins; setting it is left to the command. */
export class SourceService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'change'>,
  ) {}

  /** Null while no source is set. */
  async show(actor: Actor | null): Promise<PlatformSource | null> {
    requireRight(actor, 'READ_PLATFORM');
    return readSource(this.dataSource.manager);
  }

  /** Proposes sources from the catalog and a sample of rows, the likeliest first, and changes nothing. */
  async detect(actor: Actor | null): Promise<readonly SourceProposal[]> {
    requireRight(actor, 'MANAGE_DATABASE');
    return proposeSource(await readCatalog(this.dataSource.manager));
  }

  /**
   * Checks a source, and changes nothing.
   * @throws DomainError INVALID_INPUT with everything that does not fit; CONFLICT as `set` does
   */
  async check(actor: Actor | null, input: NewSourceInput): Promise<CheckedSource> {
    requireRight(actor, 'MANAGE_DATABASE');
    return this.locked(async (manager) => (await this.prepare(manager, input)).checked);
  }

  /**
   * Checks a source and makes the view read from it. Answers follow at once.
   * @returns what was checked; `changed` is false if it was the source already
   * @throws DomainError INVALID_INPUT with everything that does not fit; CONFLICT while a run is live, the fence is
   *   raised, the legacy column is dropped, or other sessions hold locks
   */
  async set(
    actor: Actor | null,
    input: NewSourceInput & { readonly reason: string },
  ): Promise<{ readonly source: PlatformSource; readonly checked: CheckedSource; readonly changed: boolean }> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    const reason = readReason(input.reason);
    return this.access.change(null, async () => {
      const done = await this.locked(async (manager) => {
        const before = await readSource(manager);
        const { checked, relation, definition, query } = await this.prepare(manager, input);
        // The same text gives ids of another type once the product has changed that of a column.
        const changed =
          before?.definition !== definition ||
          before.relation !== sayRelation(relation) ||
          before.idType !== checked.idType;
        if (changed) {
          const put = () =>
            putSource(manager, {
              madeBy: admin.id,
              idType: checked.idType,
              query,
              definition,
              versioned: checked.versioned,
              relation,
              relations: checked.quotedRelations,
            });
          const idType = await readIdType(manager);
          if (idType === checked.idType) await put();
          else await changeIdType(manager, idType, checked.idType, put);
          await moveTriggers(manager, relation);
          await appendPlatformEvent(manager, {
            eventType: 'source_set',
            actor: admin,
            reason,
            payload: {
              before: before && { relation: before.relation, definition: before.definition },
              after: { relation: sayRelation(relation), definition },
              organizations: checked.organizations,
              impact: checked.impact,
            },
          });
          await announceAccessOfAll(manager);
        }
        const source = await readSource(manager);
        if (!source) throw new Error('the source that was just set is not there');
        return { source, checked, changed };
      });
      await (await organizationIdsOf(this.dataSource.manager)).readAgain();
      return done;
    });
  }

  private async prepare(manager: EntityManager, input: NewSourceInput) {
    await refuseWhile(manager);
    const set = await readSource(manager);
    const found = 'sql' in input ? null : await findRelation(manager, input);
    const definition = 'sql' in input ? input.sql.trim() : found ? tableQuery(found) : '';
    const relation = found?.isTable ? found : null;
    const written = 'sql' in input ? writtenQuery(input.sql) : writtenConditionOf(found, definition);
    const checked = await checkSource(manager, definition, sayRelation(found) ?? 'query', written, set);
    const query = relation ? relationQuery(relation, checked.idType) : checked.query;
    return { checked, relation, definition, query };
  }

  private async locked<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    try {
      return await this.dataSource.transaction(async (manager) => {
        await manager.query(`SELECT set_config('lock_timeout', $1, true)`, [String(LOCK_TIMEOUT_MS)]);
        await lockFence(manager);
        return work(manager);
      });
    } catch (error) {
      if (!isLockedOut(error)) throw error;
      throw new DomainError(
        'CONFLICT',
        'Other sessions hold locks on the organizations, or start a run; nothing was changed. Try again.',
      );
    }
  }
}

async function readSource(manager: EntityManager): Promise<PlatformSource | null> {
  const [found]: readonly PlatformSource[] = await manager.query(
    `SELECT relation_schema || '.' || relation_name AS relation, definition, id_type AS "idType", versioned,
            made_by AS "madeBy", made_at AS "madeAt"
     FROM ${SCHEMA}.source`,
  );
  return found ?? null;
}

/** Runs read organizations all the time, and must find the same ones until they end. */
async function refuseWhile(manager: EntityManager): Promise<void> {
  await manager.query(`LOCK TABLE ${SCHEMA}.migration_runs, ${SCHEMA}.parity_reports IN SHARE ROW EXCLUSIVE MODE`);
  const [live] = await findLiveRuns(manager);
  if (live)
    throw new DomainError(
      'CONFLICT',
      `Run ${live.id} is live (${live.status}) and reads the organizations: wait until it has ended, or cancel it.`,
      { runId: String(live.id) },
    );
  const [state]: readonly { fenced: boolean }[] = await manager.query(`SELECT ${FENCE_RAISED} AS fenced`);
  if (state?.fenced)
    throw new DomainError(
      'CONFLICT',
      "The fence watches the table of the current source: lower it first with 'portcullis legacy fence off'.",
    );
  const column = await readLegacyColumn(manager);
  if (column.droppedAt !== null)
    throw new DomainError(
      'CONFLICT',
      `${sayColumnMissing(column)} Its values are kept for that table alone: the source stays as it is.`,
    );
}

/**
 * Finds the table by the product's search path.
 * @throws DomainError INVALID_INPUT if there is none, or the condition has a subquery
 */
async function findRelation(
  manager: EntityManager,
  { table, id, name, flags, where }: Exclude<NewSourceInput, { sql: string }>,
): Promise<FoundRelation> {
  if (where !== undefined && /\bselect\b/i.test(where))
    throw invalidInput([{ field: 'input.where', message: 'has a subquery: write the whole query, and set it as SQL' }]);
  const found = relationSchema.parse(
    await manager.query(
      `SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> $2
         AND (n.nspname || '.' || c.relname = $1
              OR (c.relname = $1 AND n.nspname = ANY(current_schemas(false))))
       ORDER BY n.nspname || '.' || c.relname = $1 DESC, array_position(current_schemas(false), n.nspname)`,
      [table, SCHEMA],
    ),
  );
  const [first] = found;
  if (!first)
    throw invalidInput([
      { field: 'input.table', message: `names no table that this role can see: ${table}; write it with its schema` },
    ]);
  const isTable = ['r', 'p'].includes(first.kind);
  const condition = where === undefined || where.trim() === '' ? null : where.trim();
  return { schema: first.schema, name: first.name, id, title: name, flags, condition, isTable };
}

interface FoundRelation extends SourceRelation {
  /** False for a view, whose rows have no transaction and whose column cannot be dropped. */
  readonly isTable: boolean;
}

/** A line break ends a comment in the condition. */
const AFTER_CONDITION = '\n)';

/** The query of a table, for the check and for people. */
function tableQuery({ schema, name, id, title, flags, condition, isTable }: FoundRelation): string {
  const version = isTable ? ', xmin AS version' : '';
  return [
    `SELECT ${quoted(id)} AS id, ${quoted(title)} AS name, ${quoted(flags)} AS flags${version}`,
    `FROM ${quoted(schema, name)}`,
    ...(condition === null ? [] : [`WHERE (${condition}${AFTER_CONDITION}`]),
  ].join('\n');
}

function writtenConditionOf(found: FoundRelation | null, query: string): WrittenSql | null {
  return found?.condition ? writtenCondition(found.condition, query, AFTER_CONDITION) : null;
}

function sayRelation(relation: SourceRelation | null): string | null {
  return relation && `${relation.schema}.${relation.name}`;
}

/** The triggers that notify of deleted organizations go with the source, where the role owns the tables. */
async function moveTriggers(manager: EntityManager, relation: SourceRelation | null): Promise<void> {
  const old: readonly { name: string; table: string }[] = await manager.query(
    `SELECT t.tgname AS name, t.tgrelid::regclass::text AS table
     FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
     WHERE p.pronamespace = $1::regnamespace AND p.proname = 'organization_gone' AND ${OF_ITS_OWN}
       AND pg_has_role(c.relowner, 'USAGE')`,
    [SCHEMA],
  );
  for (const { name, table } of old) await manager.query(`DROP TRIGGER ${quoted(name)} ON ${table}`);
  if (!relation) return;
  const table = quoted(relation.schema, relation.name);
  const [found]: readonly { takes: boolean }[] = await manager.query(
    `SELECT relkind IN ('r', 'p') AND pg_has_role(relowner, 'USAGE') AS takes FROM pg_class WHERE oid = $1::regclass`,
    [table],
  );
  if (found?.takes) for (const { create } of goneTriggers(table)) await manager.query(create);
}
