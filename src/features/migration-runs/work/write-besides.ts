import type { EntityManager } from 'typeorm';
import { idArray } from '../../../database/id-array';
import {
  type Besides,
  madeBesides,
  type OverrideChange,
  type PackageChange,
} from '../../../domain/change/organization-state';
import type { OrganizationId } from '../../../domain/organization-id';
import type { Taxonomy } from '../../../domain/taxonomy/taxonomy';
import type { MigrationRun } from '../../../entities/migration-run';
import { databaseError } from '../../../platform/database-error';
import { type PlannedEntry, shareParts } from '../../../store/share-parts';
import { isUniqueViolation } from '../../../store/sqlstates';
import { ConcurrentChangeError } from '../../../store/write-changes';

/** Who changes packages and overrides, as they are stored. */
export interface Author {
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

/** Whoever started a run changes what it changes, at the time at which it was started. */
export function authorOf({ requestedBy, reason, createdAt }: MigrationRun): Author {
  return { by: requestedBy, reason, at: createdAt };
}

/**
 * Writes the packages and overrides of many organizations, each only if it is still as planned.
 * @returns the entries, with the ids of overrides that were set
 * @throws ConcurrentChangeError if another session has changed one of them
 */
export async function writeBesides<Plan extends Besides>(
  manager: EntityManager,
  entries: readonly PlannedEntry<Plan>[],
  taxonomy: Taxonomy,
  author: Author,
): Promise<readonly PlannedEntry<Plan>[]> {
  try {
    await writePackages(manager, entries, author);
    return await writeOverrides(manager, entries, taxonomy, author);
  } catch (error) {
    const { table = '', constraint = '' } = databaseError(error) ?? {};
    if (!isUniqueViolation(error) || (table !== 'organization_packages' && table !== 'entitlement_overrides'))
      throw error;
    throw new ConcurrentChangeError(`another session inserted the row meanwhile (${constraint})`);
  }
}

/** One package of all organizations that share a part. */
interface PackageWrite {
  readonly part: number;
  readonly change: PackageChange;
  readonly due: string | null;
}

async function writePackages(
  manager: EntityManager,
  entries: readonly PlannedEntry<Besides>[],
  author: Author,
): Promise<void> {
  const changed = entries.filter(({ plan }) => plan.packages !== null);
  if (changed.length === 0) return;
  const { organizationIds, partOf, parts, sizes } = shareParts(changed, ({ packages }) => packages);
  const writes = parts.flatMap((packages, part) =>
    madeBesides({ packages, overrides: null }).packages.map((change): PackageWrite => ({
      part,
      change,
      due: packages?.due ?? null,
    })),
  );
  const write = async (some: readonly PackageWrite[], statement: string, columns: readonly (readonly unknown[])[]) => {
    if (some.length === 0) return;
    const parameters = [organizationIds, partOf, some.map(({ part }) => part), some.map(({ change }) => change.key)];
    const expected = some.reduce((sum, { part }) => sum + (sizes[part] ?? 0), 0);
    const written = await affected(manager, statement, [...parameters, ...columns]);
    if (written !== expected)
      throw new ConcurrentChangeError(`${expected - written} packages were changed by another session meanwhile`);
  };
  const gone = writes.filter(({ change }) => change.after === null);
  const fresh = writes.filter(({ change }) => change.before === null);
  const moved = writes.filter(({ change }) => change.before !== null && change.after !== null);
  await write(gone, END_PACKAGES, oldColumns(gone));
  await write(fresh, GIVE_PACKAGES, newColumns(fresh, author));
  await write(moved, MOVE_PACKAGES, [...newColumns(moved, author), ...oldColumns(moved)]);
  // All packages of an organization are due at the same time, since it depends on all of them; at the earlier one, if
  // another request has given it one meanwhile.
  await manager.query(
    `UPDATE organization_packages p SET due_at = least(p.due_at, w.due_at)
     FROM (SELECT o.org_id, w.due_at FROM ${ORGANIZATIONS}
           JOIN unnest($3::int[], $4::timestamptz[]) AS w (part, due_at) USING (part) OFFSET 0) AS w
     WHERE p.org_id = w.org_id AND p.due_at IS DISTINCT FROM least(p.due_at, w.due_at)`,
    [organizationIds, partOf, parts.map((_, part) => part), parts.map((packages) => packages?.due ?? null)],
  );
}

function oldColumns(writes: readonly PackageWrite[]): readonly (readonly unknown[])[] {
  const states = writes.map(({ change }) => change.before);
  return [
    states.map((state) => state?.version),
    states.map((state) => state?.startsAt),
    states.map((state) => state?.endsAt ?? null),
  ];
}

function newColumns(writes: readonly PackageWrite[], { by, reason, at }: Author): readonly (readonly unknown[])[] {
  const states = writes.map(({ change }) => change.after);
  return [
    states.map((state) => state?.version),
    states.map((state) => state?.startsAt),
    states.map((state) => state?.endsAt ?? null),
    writes.map(({ due }) => due),
    states.map((state) => state?.assigned?.by ?? by),
    states.map((state) => state?.assigned?.reason ?? reason),
    states.map((state) => state?.assigned?.at ?? at),
  ];
}

const NEW_TYPES = `$5::int[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::text[], $10::text[],
                   $11::timestamptz[]`;
const NEW_NAMES = 'version, starts_at, ends_at, due_at, by, reason, at';
const SAME_PACKAGE = `p.org_id = w.org_id AND p.package_key = w.key AND p.version = w.old_version
  AND p.starts_at = w.old_starts_at AND p.ends_at IS NOT DISTINCT FROM w.old_ends_at`;

const END_PACKAGES = `
  DELETE FROM organization_packages p
  USING (SELECT o.org_id, w.* FROM unnest($1::organization_ids, $2::int[]) AS o (org_id, part)
         JOIN unnest($3::int[], $4::text[], $5::int[], $6::timestamptz[], $7::timestamptz[])
           AS w (part, key, old_version, old_starts_at, old_ends_at) USING (part) OFFSET 0) AS w
  WHERE ${SAME_PACKAGE}`;

const GIVE_PACKAGES = `
  INSERT INTO organization_packages
    (org_id, package_key, version, starts_at, ends_at, due_at, assigned_by, reason, assigned_at)
  SELECT o.org_id, w.key, w.version, w.starts_at, w.ends_at, w.due_at, w.by, w.reason, w.at
  FROM unnest($1::organization_ids, $2::int[]) AS o (org_id, part)
  JOIN unnest($3::int[], $4::text[], ${NEW_TYPES}) AS w (part, key, ${NEW_NAMES}) USING (part)`;

const MOVE_PACKAGES = `
  UPDATE organization_packages p
  SET version = w.version, starts_at = w.starts_at, ends_at = w.ends_at, due_at = w.due_at, assigned_by = w.by,
      reason = w.reason, assigned_at = w.at
  FROM (SELECT o.org_id, w.* FROM unnest($1::organization_ids, $2::int[]) AS o (org_id, part)
        JOIN unnest($3::int[], $4::text[], ${NEW_TYPES}, $12::int[], $13::timestamptz[], $14::timestamptz[])
          AS w (part, key, ${NEW_NAMES}, old_version, old_starts_at, old_ends_at) USING (part) OFFSET 0) AS w
  WHERE ${SAME_PACKAGE}`;

const ORGANIZATIONS = 'unnest($1::organization_ids, $2::int[]) AS o (org_id, part)';

async function writeOverrides<Plan extends Besides>(
  manager: EntityManager,
  entries: readonly PlannedEntry<Plan>[],
  taxonomy: Taxonomy,
  { by, reason }: Author,
): Promise<readonly PlannedEntry<Plan>[]> {
  const writes = entries.flatMap(({ organizationId, plan }) =>
    madeBesides({ packages: null, overrides: plan.overrides }).overrides.map((change) => ({ organizationId, change })),
  );
  if (writes.length === 0) return entries;
  const ended = writes.flatMap(({ change }) => change.before?.id ?? []);
  if (ended.length > 0) {
    const written = await affected(
      manager,
      `UPDATE entitlement_overrides SET ended_at = clock_timestamp(), ended_by = $2
       WHERE id = ANY($1::bigint[]) AND ended_at IS NULL`,
      [ended, by],
    );
    if (written !== ended.length)
      throw new ConcurrentChangeError(`${ended.length - written} overrides were ended by another session meanwhile`);
  }
  const ids = await insertOverrides(manager, writes, taxonomy, { by, reason });
  return entries.map(({ organizationId, plan }) => ({
    organizationId,
    plan: { ...plan, overrides: plan.overrides && plan.overrides.map((change) => withId(change, organizationId, ids)) },
  }));
}

function withId(
  change: OverrideChange,
  organizationId: OrganizationId,
  ids: ReadonlyMap<string, string>,
): OverrideChange {
  const id = ids.get(nameOf(organizationId, change));
  return id === undefined || change.after === null ? change : { ...change, after: { ...change.after, id } };
}

function nameOf(organizationId: OrganizationId, { module, submodule }: Pick<OverrideChange, 'module' | 'submodule'>) {
  return JSON.stringify([organizationId, module, submodule]);
}

/** @returns the ids of the overrides that were set, by organization and target */
async function insertOverrides(
  manager: EntityManager,
  writes: readonly { readonly organizationId: OrganizationId; readonly change: OverrideChange }[],
  taxonomy: Taxonomy,
  { by, reason }: Pick<Author, 'by' | 'reason'>,
): Promise<ReadonlyMap<string, string>> {
  const set = writes.flatMap(({ organizationId, change }) => {
    const { module, submodule, after } = change;
    if (after === null) return [];
    const moduleId = taxonomy.module(module)?.id;
    const submoduleId = submodule === null ? null : taxonomy.submodule(module, submodule)?.id;
    if (moduleId === undefined || submoduleId === undefined) throw new Error(`the taxonomy has no '${module}'`);
    return [{ organizationId, name: nameOf(organizationId, change), moduleId, submoduleId, after }];
  });
  if (set.length === 0) return new Map();
  const inserted: readonly {
    id: string;
    organizationId: OrganizationId;
    moduleId: number;
    submoduleId: number | null;
  }[] = await manager.query(
    `INSERT INTO entitlement_overrides
         (org_id, module_id, submodule_id, status, trial_expires_at, expires_at, reason, actor_id, created_at)
       SELECT v.org_id, v.module_id, v.submodule_id, v.status, v.trial_expires_at, v.expires_at, $7, $8,
              clock_timestamp()
       FROM unnest($1::organization_ids, $2::int[], $3::int[], $4::text[], $5::timestamptz[], $6::timestamptz[])
         AS v (org_id, module_id, submodule_id, status, trial_expires_at, expires_at)
       RETURNING id::text AS id, org_id::text AS "organizationId", module_id AS "moduleId",
                 submodule_id AS "submoduleId"`,
    [
      idArray(set.map(({ organizationId }) => organizationId)),
      set.map(({ moduleId }) => moduleId),
      set.map(({ submoduleId }) => submoduleId),
      set.map(({ after }) => after.status),
      set.map(({ after }) => after.trialExpiresAt),
      set.map(({ after }) => after.expiresAt),
      reason,
      by,
    ],
  );
  const keyOf = (organizationId: OrganizationId, moduleId: number, submoduleId: number | null) =>
    JSON.stringify([organizationId, moduleId, submoduleId]);
  const idOf = new Map(inserted.map((one) => [keyOf(one.organizationId, one.moduleId, one.submoduleId), one.id]));
  return new Map(
    set.map(({ name, organizationId, moduleId, submoduleId }) => {
      const id = idOf.get(keyOf(organizationId, moduleId, submoduleId));
      if (id === undefined) throw new Error(`the override ${name} was not stored`);
      return [name, id];
    }),
  );
}

/** Runs a statement that writes, and returns how many rows it wrote. */
async function affected(manager: EntityManager, statement: string, parameters: unknown[]): Promise<number> {
  if (!manager.queryRunner) throw new Error('changes must be written in a transaction');
  return (await manager.queryRunner.query(statement, parameters, true)).affected ?? 0;
}
