import type { EntityManager } from 'typeorm';
import { organizationIdsOf } from '../../database/organization-ids';
import { DomainError, type Fault, invalidInput } from '../../domain/errors';
import { sayCount } from '../../domain/say';
import type { Taxonomy } from '../../domain/taxonomy/taxonomy';
import { type NumberedRow, readSnapshot } from './read-snapshot';
import { readSnapshotColumns, type SnapshotColumns } from './snapshot-columns';
import { SNAPSHOT_TABLES, type SnapshotHeader, type SnapshotManifest, type SnapshotTable } from './snapshot-format';
import { findOrganizationFaults, SnapshotReferences } from './snapshot-references';

/** A snapshot file that was read completely and fits this database. */
export interface CheckedSnapshot {
  readonly path: string;
  readonly sha256: string;
  readonly header: SnapshotHeader;
  readonly manifest: SnapshotManifest;
  /** What the operator should know, but does not prevent an import. */
  readonly notices: readonly string[];
  /** Which organizations the import puts under `ENFORCE`, in words; null for none. */
  readonly enforces: string | null;
}

const SHOWN_FAULTS = 20;

/**
 * Reads a snapshot completely, and checks it against its manifest and against the columns, migrations, modules,
 * submodules and organizations of this database.
 * @param schema the migrations that have run in this database
 * @throws DomainError INVALID_INPUT with up to 20 faults, ordered by line
 */
export async function checkSnapshot(
  manager: EntityManager,
  path: string,
  { taxonomy, schema }: { readonly taxonomy: Taxonomy; readonly schema: readonly string[] },
): Promise<CheckedSnapshot> {
  const columns = await readSnapshotColumns(manager);
  const references = new SnapshotReferences(taxonomy, await organizationIdsOf(manager));
  const faults = new Faults();
  const enforcement = new Enforcement();
  const order = new RowOrder();
  let header: SnapshotHeader | null = null;
  for await (const part of readSnapshot(path)) {
    if (part.kind === 'header') {
      header = part.header;
      faults.add(headerFaults(header, columns, schema));
      faults.refuse(path); // rows with other columns cannot be checked
    } else if (part.kind === 'rows') {
      faults.add(order.check(part.table, part.rows));
      faults.add(references.resolve(part.table, part.rows).faults);
      faults.add(await findOrganizationFaults(manager, part.table, part.rows));
      enforcement.see(part.table, part.rows);
    } else if (part.kind === 'fault') faults.add([part.fault]);
    else if (header !== null) {
      faults.refuse(path);
      const notices =
        header.taxonomyHash === taxonomy.hash()
          ? []
          : [
              'The taxonomy differs from that of the snapshot. All modules and submodules that it names exist, but ' +
                'policies, active modules or further modules may differ.',
            ];
      return { path, sha256: part.sha256, header, manifest: part.manifest, notices, enforces: enforcement.say() };
    }
  }
  faults.refuse(path);
  throw new DomainError('INVALID_INPUT', `${path} was not loaded: it is incomplete.`);
}

function headerFaults(header: SnapshotHeader, columns: SnapshotColumns, schema: readonly string[]): readonly Fault[] {
  const faults: Fault[] = [];
  const unknown = header.schema.filter((migration) => !schema.includes(migration));
  if (unknown.length > 0)
    faults.push({
      line: 1,
      message:
        `the snapshot has a newer schema (${unknown.join(', ')}): ` +
        "upgrade Portcullis, and run 'portcullis db migrate'",
    });
  for (const name of SNAPSHOT_TABLES) {
    const said = header.tables.find((table) => table.name === name)?.columns ?? [];
    const here = columns.get(name) ?? [];
    if (said.length === 0) faults.push({ line: 1, field: name, message: 'is missing' });
    for (const column of said)
      if (!here.some((one) => one.name === column.name))
        faults.push({
          line: 1,
          field: name,
          message: `this database has no column ${column.name}, whose values would be lost`,
        });
    for (const column of here) {
      if (column.required && !said.some((one) => one.name === column.name))
        faults.push({
          line: 1,
          field: name,
          message: `the column ${column.name} requires a value, and the snapshot has none`,
        });
    }
  }
  if (header.tables.length > SNAPSHOT_TABLES.length) faults.push({ line: 1, message: 'a table is listed twice' });
  return faults;
}

/** An id beyond this, which no program could count up to, would use up the sequence that gives the next ids. */
const HIGHEST_ID = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Checks what only a file that was written by hand can have: ids that do not grow, since an export is in their order,
 * or that no sequence reaches.
 */
class RowOrder {
  private table: SnapshotTable | null = null;
  private last: bigint | null = null;

  check(table: SnapshotTable, rows: readonly NumberedRow[]): readonly Fault[] {
    if (table !== this.table) this.last = null;
    this.table = table;
    return rows.flatMap(({ line, row }): readonly Fault[] => {
      const faults: Fault[] = [];
      const id = row['id'] ?? null;
      if (table === 'rollout' || id === null || !/^\d{1,30}$/.test(id)) return faults;
      if (BigInt(id) > HIGHEST_ID)
        faults.push({ line, field: `${table}.id`, message: `must be ${HIGHEST_ID} or less` });
      if (this.last !== null && BigInt(id) <= this.last)
        faults.push({ line, field: `${table}.id`, message: 'must be higher than that of the row before' });
      this.last = BigInt(id);
      return faults;
    });
  }
}

/** Collects faults, and keeps only the first ones: a file of another database has a fault in every line. */
class Faults {
  private readonly kept: Fault[] = [];
  private count = 0;

  add(faults: readonly Fault[]): void {
    this.count += faults.length;
    this.kept.push(...faults.slice(0, Math.max(0, SHOWN_FAULTS - this.kept.length)));
  }

  /** @throws DomainError INVALID_INPUT if there are any faults */
  refuse(path: string): void {
    if (this.count === 0) return;
    const more = this.count - this.kept.length;
    const rest = more > 0 ? [{ message: `and ${more} more` }] : [];
    // Faults without a line are about the whole file, and come last.
    const inOrder = [...this.kept].sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity));
    throw invalidInput([...inOrder, ...rest], `${path} was not loaded; nothing was changed`);
  }
}

/** Collects which organizations the rollout of a snapshot puts under `ENFORCE`. */
class Enforcement {
  private own = 0;
  private readonly global: string[] = [];

  see(table: SnapshotTable, rows: readonly NumberedRow[]): void {
    for (const { row } of rows) {
      if (table === 'organization_rollouts' && row['mode'] === 'ENFORCE') this.own += 1;
      if (table !== 'rollout') continue;
      if (row['mode'] === 'ENFORCE') this.global.push('all organizations');
      else if (row['enforce_percentage'] !== '0')
        this.global.push(`${row['enforce_percentage'] ?? '?'} % of organizations`);
    }
  }

  say(): string | null {
    const said = [...this.global, ...(this.own > 0 ? [`${sayCount(this.own, 'organization')} individually`] : [])];
    return said.length === 0 ? null : said.join(' and ');
  }
}
