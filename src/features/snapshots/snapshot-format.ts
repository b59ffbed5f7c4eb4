import { z } from 'zod';

/** The format that this version writes, and the only one that it reads. */
export const SNAPSHOT_FORMAT = 3;

/** The tables of a snapshot, in the order of writing and importing: a table comes after those that it refers to. */
export const SNAPSHOT_TABLES = [
  'rollout',
  'organization_rollouts',
  'org_entitlements',
  'org_subentitlements',
  'entitlement_overrides',
  'package_versions',
  'organization_packages',
  'entitlement_events',
  'platform_events',
] as const;
export type SnapshotTable = (typeof SNAPSHOT_TABLES)[number];

/** The record of events. An import adds to it, and replaces nothing. */
export const RECORD_TABLES = ['entitlement_events', 'platform_events'] as const satisfies readonly SnapshotTable[];
export type RecordTable = (typeof RECORD_TABLES)[number];

export function isOfRecord(table: SnapshotTable): table is RecordTable {
  return table === 'entitlement_events' || table === 'platform_events';
}

/**
 * The tables to which an import adds what they do not have: events, and versions of packages, of which none ever
 * changes.
 */
export type AddedTable = RecordTable | 'package_versions';

export function isAddedTo(table: SnapshotTable): table is AddedTable {
  return isOfRecord(table) || table === 'package_versions';
}

/** The tables that a reset empties and an import replaces. Events are a record, which neither takes anything from. */
export const ENTITLEMENT_TABLES = [
  'org_entitlements',
  'org_subentitlements',
  'entitlement_overrides',
  'organization_packages',
] as const satisfies readonly SnapshotTable[];

const tableName = z.enum(SNAPSHOT_TABLES);

/** A row. Every value is PostgreSQL's text form, which is exact for every type; modules and submodules are keys. */
export type SnapshotRow = Readonly<Record<string, string | null>>;

/** An execution in effect when the snapshot was made. */
const runInEffect = z.strictObject({ id: z.number(), createdAt: z.string(), finishedAt: z.string().nullable() });
export type RunInEffect = z.infer<typeof runInEffect>;

const header = z.strictObject({
  format: z.number(),
  /** The version of Portcullis that made it. */
  portcullis: z.string(),
  database: z.string(),
  createdAt: z.iso.datetime(),
  /** The migrations that had run. */
  schema: z.array(z.string()),
  taxonomyHash: z.string(),
  runs: z.array(runInEffect),
  tables: z.array(
    z.strictObject({ name: tableName, columns: z.array(z.strictObject({ name: z.string(), type: z.string() })) }),
  ),
});
export type SnapshotHeader = z.infer<typeof header>;

const manifest = z.strictObject({
  tables: z.array(z.strictObject({ name: tableName, rows: z.number(), sha256: z.string() })),
  /** Of all lines before the manifest. */
  sha256: z.string(),
});
export type SnapshotManifest = z.infer<typeof manifest>;
export type TableManifest = SnapshotManifest['tables'][number];

/** A snapshot consists of lines of JSON: first the header, then a line for each row, last the manifest. */
export const headerLine = z.strictObject({ snapshot: header });
export const rowLine = z.strictObject({ table: tableName, row: z.record(z.string(), z.string().nullable()) });
export type RowLine = z.infer<typeof rowLine>;
export const manifestLine = z.strictObject({ manifest });

/** Only the format of a header, which another version may have written. */
export const anyHeaderLine = z.looseObject({ snapshot: z.looseObject({ format: z.number() }) });

/** The line of a row. @param row as JSON text */
export function sayRowLine(table: SnapshotTable, row: string): string {
  return `{"table":"${table}","row":${row}}\n`;
}
