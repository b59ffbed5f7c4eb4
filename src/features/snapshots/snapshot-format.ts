import { z } from 'zod';

/** Of what this version writes; it reads no other. */
export const SNAPSHOT_FORMAT = 1;

/** What a snapshot holds, in the order in which it is written, and put back: what refers to another table comes after it. */
export const SNAPSHOT_TABLES = [
  'rollout',
  'organization_rollouts',
  'org_entitlements',
  'org_subentitlements',
  'entitlement_overrides',
  'entitlement_events',
] as const;
export type SnapshotTable = (typeof SNAPSHOT_TABLES)[number];

/** Those of them that say who has what, and how it came about; the other two say who answers. */
export const ENTITLEMENT_TABLES = [
  'org_entitlements',
  'org_subentitlements',
  'entitlement_overrides',
  'entitlement_events',
] as const satisfies readonly SnapshotTable[];

const tableName = z.enum(SNAPSHOT_TABLES);

/** A row: every value as PostgreSQL writes it in text, which is exact whatever its type; modules and submodules by key. */
export type SnapshotRow = Readonly<Record<string, string | null>>;

/** An execution whose work is in the rows of a snapshot. */
const standingRun = z.strictObject({ id: z.number(), createdAt: z.string(), finishedAt: z.string().nullable() });
export type StandingRun = z.infer<typeof standingRun>;

const header = z.strictObject({
  format: z.number(),
  /** The version of Portcullis that made it. */
  portcullis: z.string(),
  database: z.string(),
  createdAt: z.iso.datetime(),
  /** The migrations that had run. */
  schema: z.array(z.string()),
  taxonomyHash: z.string(),
  runs: z.array(standingRun),
  tables: z.array(
    z.strictObject({ name: tableName, columns: z.array(z.strictObject({ name: z.string(), type: z.string() })) }),
  ),
});
export type SnapshotHeader = z.infer<typeof header>;

const manifest = z.strictObject({
  tables: z.array(z.strictObject({ name: tableName, rows: z.number(), sha256: z.string() })),
  /** Of every line before. */
  sha256: z.string(),
});
export type SnapshotManifest = z.infer<typeof manifest>;
export type TableManifest = SnapshotManifest['tables'][number];

/** A snapshot is lines of JSON: what it is, first; a line for each row; and what there should be, last. */
export const headerLine = z.strictObject({ snapshot: header });
export const rowLine = z.strictObject({ table: tableName, row: z.record(z.string(), z.string().nullable()) });
export type RowLine = z.infer<typeof rowLine>;
export const manifestLine = z.strictObject({ manifest });

/** The format alone, of a header that may otherwise be another version's. */
export const anyHeaderLine = z.looseObject({ snapshot: z.looseObject({ format: z.number() }) });

/** The line of a row that is JSON already. */
export function sayRowLine(table: SnapshotTable, row: string): string {
  return `{"table":"${table}","row":${row}}\n`;
}
