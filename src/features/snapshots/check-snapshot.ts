import { sayCount } from '../../domain/say';
import type { EntityManager } from 'typeorm';
import { DomainError, invalidInput, type Fault } from '../../domain/errors';
import type { Taxonomy } from '../../domain/taxonomy/taxonomy';
import { readSnapshot, type NumberedRow } from './read-snapshot';
import { readSnapshotColumns, type SnapshotColumns } from './snapshot-columns';
import { SNAPSHOT_TABLES, type SnapshotHeader, type SnapshotManifest, type SnapshotTable } from './snapshot-format';
import { findOrganizationFaults, SnapshotReferences } from './snapshot-references';

/** A snapshot's file that was read from end to end, and can be put into this database. */
export interface CheckedSnapshot {
  readonly path: string;
  readonly sha256: string;
  readonly header: SnapshotHeader;
  readonly manifest: SnapshotManifest;
  /** What is worth knowing, and stands in no way. */
  readonly notices: readonly string[];
  /** Whom it puts under `ENFORCE`, in words; null for nobody. */
  readonly enforces: string | null;
}

const SHOWN_FAULTS = 20;

/**
 * Reads a snapshot whole, and holds it against its own manifest, and against this database: columns, migrations, modules, submodules and organizations.
 * @param schema the migrations that have run here
 * @throws DomainError INVALID_INPUT with every fault, up to some, by its line
 */
export async function checkSnapshot(
  manager: EntityManager,
  path: string,
  { taxonomy, schema }: { readonly taxonomy: Taxonomy; readonly schema: readonly string[] },
): Promise<CheckedSnapshot> {
  const columns = await readSnapshotColumns(manager);
  const references = new SnapshotReferences(taxonomy);
  const faults = new Faults();
  const enforcement = new Enforcement();
  let header: SnapshotHeader | null = null;
  for await (const part of readSnapshot(path)) {
    if (part.kind === 'header') {
      header = part.header;
      faults.add(headerFaults(header, columns, schema));
      faults.refuse(path); // of rows that have other columns nothing more can be said
    } else if (part.kind === 'rows') {
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
              'The taxonomy is not the one of the snapshot: all that it names is there, but other ids, policies, activity or further modules may be.',
            ];
      return { path, sha256: part.sha256, header, manifest: part.manifest, notices, enforces: enforcement.say() };
    }
  }
  faults.refuse(path);
  throw new DomainError('INVALID_INPUT', `${path} was not taken: it has no end.`);
}

function headerFaults(header: SnapshotHeader, columns: SnapshotColumns, schema: readonly string[]): readonly Fault[] {
  const faults: Fault[] = [];
  const unknown = header.schema.filter((migration) => !schema.includes(migration));
  if (unknown.length > 0)
    faults.push({
      line: 1,
      message: `it was made under a newer schema (${unknown.join(', ')}): bring Portcullis and this database up to date first`,
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
          message: `this database has no column ${column.name}, and what stands in it would be lost`,
        });
    for (const column of here) {
      if (column.required && !said.some((one) => one.name === column.name))
        faults.push({
          line: 1,
          field: name,
          message: `the column ${column.name} wants a value, and the snapshot has none`,
        });
    }
  }
  if (header.tables.length > SNAPSHOT_TABLES.length) faults.push({ line: 1, message: 'a table stands there twice' });
  return faults;
}

/** Faults up to some: a file of another database has as many as it has lines. */
class Faults {
  private readonly kept: Fault[] = [];
  private count = 0;

  add(faults: readonly Fault[]): void {
    this.count += faults.length;
    this.kept.push(...faults.slice(0, Math.max(0, SHOWN_FAULTS - this.kept.length)));
  }

  /** @throws DomainError where there is any */
  refuse(path: string): void {
    if (this.count === 0) return;
    const more = this.count - this.kept.length;
    const rest = more > 0 ? [{ message: `and ${more} more` }] : [];
    // What has no line is of the whole file, and comes last.
    const inOrder = [...this.kept].sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity));
    throw invalidInput([...inOrder, ...rest], `${path} was not taken; nothing was changed`);
  }
}

/** Whom the rollout of a snapshot puts under `ENFORCE`. */
class Enforcement {
  private own = 0;
  private readonly global: string[] = [];

  see(table: SnapshotTable, rows: readonly NumberedRow[]): void {
    for (const { row } of rows) {
      if (table === 'organization_rollouts' && row['mode'] === 'ENFORCE') this.own += 1;
      if (table !== 'rollout') continue;
      if (row['mode'] === 'ENFORCE') this.global.push('everybody');
      else if (row['enforce_percentage'] !== '0')
        this.global.push(`${row['enforce_percentage'] ?? '?'} % of organizations`);
    }
  }

  say(): string | null {
    const said = [
      ...this.global,
      ...(this.own > 0 ? [`${sayCount(this.own, 'organization')} by a row of their own`] : []),
    ];
    return said.length === 0 ? null : said.join(' and ');
  }
}
