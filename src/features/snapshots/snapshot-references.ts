import type { EntityManager } from 'typeorm';
import { idArray } from '../../database/id-array';
import { type OrganizationIds, organizationIdsOf } from '../../database/organization-ids';
import type { Fault } from '../../domain/errors';
import { sayId } from '../../domain/organization-id';
import { sayKey, sayUnknownKey } from '../../domain/say';
import type { Taxonomy } from '../../domain/taxonomy/taxonomy';
import type { NumberedRow } from './read-snapshot';
import { MISSING_MARK, PRESENT_MARK } from './snapshot-columns';
import type { SnapshotRow, SnapshotTable } from './snapshot-format';

/** A reference with its id in this database, or its fault. */
type Resolved = { readonly id: string } | { readonly fault: string };

const NUMBER = /^-?\d{1,18}$/;

/** Translates the references in rows of a snapshot to ids of this database. */
export class SnapshotReferences {
  private readonly modules: ReadonlyMap<string, number>;
  private readonly submodules: ReadonlyMap<string, number>;
  private readonly moduleIds: ReadonlySet<string>;
  private readonly submoduleIds: ReadonlySet<string>;

  constructor(
    taxonomy: Taxonomy,
    private readonly organizationIds: OrganizationIds,
  ) {
    const submodules = taxonomy.modules.flatMap((module) =>
      module.submodules.map(({ id, key }) => [`${module.key}/${key}`, id] as const),
    );
    this.modules = new Map(taxonomy.modules.map(({ id, key }) => [key, id]));
    this.submodules = new Map(submodules);
    this.moduleIds = new Set(taxonomy.modules.map(({ id }) => String(id)));
    this.submoduleIds = new Set(submodules.map(([, id]) => String(id)));
  }

  /** Replaces keys by ids. @returns the rows, and the faults by line */
  resolve(
    table: SnapshotTable,
    rows: readonly NumberedRow[],
  ): { readonly rows: readonly SnapshotRow[]; readonly faults: readonly Fault[] } {
    const faults: Fault[] = [];
    const resolved = rows.map(({ line, row }) => {
      const ids: Record<string, string> = {};
      for (const column of ['module_id', 'submodule_id', 'org_id'] as const) {
        const value = row[column] ?? null;
        if (value === null) continue;
        const found = this.look(column, value);
        if ('id' in found) ids[column] = found.id;
        else faults.push({ line, field: `${table}.${column}`, message: found.fault });
      }
      return { ...row, ...ids };
    });
    return { rows: resolved, faults };
  }

  private look(column: 'module_id' | 'submodule_id' | 'org_id', value: string): Resolved {
    const missing = value.startsWith(MISSING_MARK) ? value.slice(MISSING_MARK.length) : null;
    if (column === 'org_id') {
      const id = this.organizationIds.canonical(readOrganization(value).text);
      return id !== null ? { id } : { fault: `${sayKey(value)} is not an id of an organization` };
    }
    const [what, known, ids] =
      column === 'module_id'
        ? (['module', this.modules, this.moduleIds] as const)
        : (['submodule', this.submodules, this.submoduleIds] as const);
    const id = known.get(value);
    if (id !== undefined) return { id: String(id) };
    if (missing === null || !NUMBER.test(missing))
      return { fault: `unknown ${what} ${sayUnknownKey(value, [...known.keys()])}` };
    return ids.has(missing)
      ? { fault: `there was no ${what} with the id ${missing} when the snapshot was made, but there is one now` }
      : { id: missing };
  }
}

/** The id of an organization in a row, and whether it did not exist. */
function readOrganization(value: string): { readonly text: string; readonly missing: boolean } {
  const missing = value.startsWith(MISSING_MARK);
  return { text: missing || value.startsWith(PRESENT_MARK) ? value.slice(1) : value, missing };
}

/** Finds rows of organizations that do not exist in this database, or that did not exist in the snapshot but do now. */
export async function findOrganizationFaults(
  manager: EntityManager,
  table: SnapshotTable,
  rows: readonly NumberedRow[],
): Promise<readonly Fault[]> {
  const ids = await organizationIdsOf(manager);
  const named = rows.flatMap(({ line, row }) => {
    const { text, missing } = readOrganization(row['org_id'] ?? '');
    const id = ids.canonical(text);
    return 'org_id' in row && id !== null ? [{ line, id, missing }] : [];
  });
  if (named.length === 0) return [];
  const known: readonly { id: string }[] = await manager.query(
    'SELECT id::text AS id FROM organizations WHERE id = ANY($1::organization_ids)',
    [idArray([...new Set(named.map(({ id }) => id))])],
  );
  const there = new Set(known.map(({ id }) => id));
  return named
    .filter(({ id, missing }) => there.has(id) === missing)
    .map(({ line, id, missing }) => ({
      line,
      field: `${table}.org_id`,
      message: missing
        ? `there was no organization ${sayId(id)} when the snapshot was made, but there is one now`
        : `there is no organization ${sayId(id)} in this database`,
    }));
}
