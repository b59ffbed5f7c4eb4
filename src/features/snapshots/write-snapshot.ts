import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { packageVersion } from '../../platform/package-root';
import { loadTaxonomy } from '../../store/load-taxonomy';
import { readRowLines } from './read-rows';
import { readRunsInEffect } from './runs-in-effect';
import { readSnapshotColumns } from './snapshot-columns';
import {
  SNAPSHOT_FORMAT,
  SNAPSHOT_TABLES,
  type SnapshotHeader,
  type SnapshotManifest,
  type TableManifest,
} from './snapshot-format';
import { type WriteFileOptions, writeWholeFile, type WrittenFile } from './write-whole-file';

/** A snapshot file that was written. */
export interface WrittenSnapshot extends WrittenFile {
  readonly path: string;
  readonly tables: readonly TableManifest[];
}

/**
 * Writes the current content of the tables to a file. Call it in a REPEATABLE READ transaction, or one that holds them.
 * @param schema the migrations that have run
 */
export async function writeSnapshot(
  manager: EntityManager,
  path: string,
  { schema, ...options }: WriteFileOptions & { readonly schema: readonly string[] },
): Promise<WrittenSnapshot> {
  const lines = new SnapshotLines(manager, schema);
  const written = await writeWholeFile(path, lines.chunks(), options);
  return { ...written, path, tables: lines.tables };
}

class SnapshotLines {
  readonly tables: TableManifest[] = [];
  private readonly hash = createHash('sha256');

  constructor(
    private readonly manager: EntityManager,
    private readonly schema: readonly string[],
  ) {}

  async *chunks(): AsyncGenerator<string> {
    const columns = await readSnapshotColumns(this.manager);
    const [now]: readonly { database: string; at: Date }[] = await this.manager.query(
      'SELECT current_database()::text AS database, clock_timestamp() AS at',
    );
    const snapshot: SnapshotHeader = {
      format: SNAPSHOT_FORMAT,
      portcullis: packageVersion,
      database: now?.database ?? '',
      createdAt: now?.at.toISOString() ?? '',
      schema: [...this.schema],
      taxonomyHash: (await loadTaxonomy(this.manager)).hash(),
      runs: [...(await readRunsInEffect(this.manager))],
      tables: SNAPSHOT_TABLES.map((name) => ({
        name,
        columns: (columns.get(name) ?? []).map((column) => ({ name: column.name, type: column.type })),
      })),
    };
    yield this.hashed(`${JSON.stringify({ snapshot })}\n`);
    for (const name of SNAPSHOT_TABLES) {
      const ofTable = createHash('sha256');
      let rows = 0;
      for await (const lines of readRowLines(this.manager, name, columns.get(name) ?? [])) {
        const chunk = lines.join('');
        ofTable.update(chunk);
        rows += lines.length;
        yield this.hashed(chunk);
      }
      this.tables.push({ name, rows, sha256: ofTable.digest('hex') });
    }
    const manifest: SnapshotManifest = { tables: this.tables, sha256: this.hash.digest('hex') };
    yield `${JSON.stringify({ manifest })}\n`;
  }

  private hashed(chunk: string): string {
    this.hash.update(chunk);
    return chunk;
  }
}
