import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DomainError, type Fault } from '../../domain/errors';
import { codeOf, messageOf } from '../../platform/error-shape';
import {
  anyHeaderLine,
  headerLine,
  manifestLine,
  type RowLine,
  rowLine,
  SNAPSHOT_FORMAT,
  SNAPSHOT_TABLES,
  type SnapshotHeader,
  type SnapshotManifest,
  type SnapshotRow,
  type SnapshotTable,
} from './snapshot-format';

/**
 * The parts of a snapshot file: first the header, then rows of one table at a time and faults of lines, last the end.
 */
export type SnapshotPart =
  | { readonly kind: 'header'; readonly header: SnapshotHeader }
  | { readonly kind: 'rows'; readonly table: SnapshotTable; readonly rows: readonly NumberedRow[] }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'end'; readonly manifest: SnapshotManifest; readonly sha256: string };

export interface NumberedRow {
  readonly line: number;
  readonly row: SnapshotRow;
}

const ROWS_AT_ONCE = 1_000;
const BYTES_AT_ONCE = 500_000;

/**
 * Reads a snapshot in pages of rows, and compares its counts and hashes with its manifest. Yields `end` only if there
 * is a manifest.
 * @throws DomainError INVALID_INPUT if the file does not exist, or is not a snapshot that this version can read
 */
export async function* readSnapshot(path: string): AsyncGenerator<SnapshotPart> {
  const file = createHash('sha256');
  const reader = new SnapshotReader();
  const lines = readLines(path, file);
  try {
    for await (const line of lines) yield* reader.read(path, line);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    if (!codeOf(error)?.startsWith('Z_'))
      throw new DomainError(
        'INVALID_INPUT',
        `Cannot read ${path}: ${codeOf(error) === 'ENOENT' ? 'there is no such file' : messageOf(error)}.`,
      );
    if (!(await isCompressed(path))) throw notASnapshot(path);
    yield {
      kind: 'fault',
      fault: { line: reader.line + 1, message: `the file is damaged or truncated from here on (${messageOf(error)})` },
    };
    return;
  }
  yield* reader.end(path, file);
}

const GZIP = Buffer.from([0x1f, 0x8b]);

async function isCompressed(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(GZIP.length), 0, GZIP.length, 0);
    return buffer.subarray(0, bytesRead).equals(GZIP);
  } finally {
    await file.close();
  }
}

class SnapshotReader {
  line = 0;
  private header: SnapshotHeader | null = null;
  private manifest: SnapshotManifest | null = null;
  private readonly all = createHash('sha256');
  private allSha256 = '';
  private readonly tables = new Map(SNAPSHOT_TABLES.map((name) => [name, { rows: 0, hash: createHash('sha256') }]));
  private table: SnapshotTable = SNAPSHOT_TABLES[0];
  private rows: NumberedRow[] = [];
  private bytes = 0;

  *read(path: string, bytes: Buffer): Generator<SnapshotPart> {
    this.line += 1;
    if (this.header === null) {
      this.header = readHeader(path, bytes);
      this.all.update(bytes);
      yield { kind: 'header', header: this.header };
      return;
    }
    if (this.manifest !== null) {
      yield this.fault('nothing may follow the manifest');
      return;
    }
    const value = parse(bytes);
    const row = rowLine.safeParse(value);
    const end = row.success ? null : manifestLine.safeParse(value);
    if (end?.success) {
      this.manifest = end.data.manifest;
      this.allSha256 = this.all.digest('hex');
      return;
    }
    this.all.update(bytes);
    if (row.success) yield* this.readRow(bytes, row.data);
    else yield this.fault('not a row of a snapshot');
  }

  *end(path: string, file: Hash): Generator<SnapshotPart> {
    if (this.header === null) throw notASnapshot(path);
    yield* this.flush();
    const { manifest } = this;
    if (manifest === null) {
      this.line += 1;
      yield this.fault('the manifest, which is the last line, is missing: the file is truncated');
      return;
    }
    let tableFaults = 0;
    for (const [name, { rows, hash }] of this.tables) {
      const said = manifest.tables.find((one) => one.name === name);
      const sha256 = hash.digest('hex');
      if (said?.rows === rows && said.sha256 === sha256) continue;
      tableFaults += 1;
      const message =
        said?.rows !== rows
          ? `has ${rows} rows, and the manifest says ${said?.rows ?? 'nothing'}`
          : 'has rows that were changed: their hash does not match the manifest';
      yield { kind: 'fault', fault: { field: name, message } };
    }
    if (tableFaults === 0 && manifest.sha256 !== this.allSha256)
      yield {
        kind: 'fault',
        fault: { message: 'lines were changed: the hash of the whole file does not match the manifest' },
      };
    yield { kind: 'end', manifest, sha256: file.digest('hex') };
  }

  private *readRow(bytes: Buffer, { table, row }: RowLine): Generator<SnapshotPart> {
    const seen = this.tables.get(table);
    seen?.hash.update(bytes);
    if (seen) seen.rows += 1;
    const misfit = this.misfitOf(table, row);
    if (misfit !== null) {
      yield this.fault(misfit);
      return;
    }
    if (table !== this.table || this.rows.length >= ROWS_AT_ONCE || this.bytes >= BYTES_AT_ONCE) yield* this.flush();
    this.table = table;
    this.rows.push({ line: this.line, row });
    this.bytes += bytes.length;
  }

  private misfitOf(table: SnapshotTable, row: SnapshotRow): string | null {
    const columns = this.header?.tables.find(({ name }) => name === table)?.columns ?? [];
    if (Object.keys(row).length !== columns.length || columns.some(({ name }) => !(name in row)))
      return `${table}: the columns differ from those in the first line`;
    if (SNAPSHOT_TABLES.indexOf(table) < SNAPSHOT_TABLES.indexOf(this.table))
      return `${table}: must come before the rows of ${this.table}`;
    return null;
  }

  private *flush(): Generator<SnapshotPart> {
    const rows = this.rows.splice(0);
    this.bytes = 0;
    if (rows.length > 0) yield { kind: 'rows', table: this.table, rows };
  }

  private fault(message: string): SnapshotPart {
    return { kind: 'fault', fault: { line: this.line, message } };
  }
}

function readHeader(path: string, bytes: Buffer): SnapshotHeader {
  const value = parse(bytes);
  const any = anyHeaderLine.safeParse(value);
  if (!any.success) throw notASnapshot(path);
  const { format } = any.data.snapshot;
  if (format !== SNAPSHOT_FORMAT)
    throw new DomainError(
      'INVALID_INPUT',
      `${path} is a snapshot of format ${format}, and this version of Portcullis reads format ${SNAPSHOT_FORMAT}: ` +
        'use the version that made it.',
    );
  const parsed = headerLine.safeParse(value);
  if (!parsed.success)
    throw new DomainError('INVALID_INPUT', `${path} was not loaded: its first line was not written by Portcullis.`);
  return parsed.data.snapshot;
}

function notASnapshot(path: string): DomainError {
  return new DomainError('INVALID_INPUT', `${path} is not a snapshot: 'portcullis snapshot export' writes them.`);
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** Parses a line; undefined if it is not JSON in UTF-8. */
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(UTF_8.decode(bytes));
  } catch {
    return undefined;
  }
}

const LINE_FEED = 0x0a;

/**
 * Reads the lines of a compressed file, each with its line feed. Not with `readline`, which also splits at characters
 * that are allowed within JSON.
 * @param hash is updated with the compressed bytes
 */
async function* readLines(path: string, hash: Hash): AsyncGenerator<Buffer> {
  async function* hashed(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  }
  const unzipped = createGunzip();
  const feeding = pipeline(createReadStream(path), hashed, unzipped);
  feeding.catch(() => undefined); // the reader of the uncompressed stream gets the error
  const pending: Buffer[] = [];
  const chunks: AsyncIterable<Buffer> = unzipped;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const rest = chunk.subarray(start, end + 1);
      yield pending.length === 0 ? rest : Buffer.concat([...pending.splice(0), rest]);
      start = end + 1;
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
  if (pending.length > 0) yield Buffer.concat(pending);
}
