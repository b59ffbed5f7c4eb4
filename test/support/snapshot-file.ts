import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';

const line = z.looseObject({
  table: z.string().optional(),
  row: z.record(z.string(), z.string().nullable()).optional(),
});
const manifestLine = z.object({
  manifest: z.object({
    tables: z.array(z.object({ name: z.string(), rows: z.number(), sha256: z.string() })),
    sha256: z.string(),
  }),
});

/** The lines of a snapshot, read without code of Portcullis. */
export async function readSnapshotLines(path: string): Promise<string[]> {
  return gunzipSync(await readFile(path))
    .toString('utf8')
    .split('\n')
    .slice(0, -1);
}

/** The rows of one table of a snapshot. */
export async function readSnapshotRows(
  path: string,
  table: string,
): Promise<readonly Readonly<Record<string, string | null>>[]> {
  const parsed = (await readSnapshotLines(path)).map((one) => line.parse(JSON.parse(one)));
  return parsed.flatMap((one) => (one.table === table && one.row ? [one.row] : []));
}

/** Writes a snapshot of these lines. */
export async function writeSnapshotLines(path: string, lines: readonly string[]): Promise<void> {
  await writeFile(path, gzipSync(lines.map((one) => `${one}\n`).join('')));
}

/** The lines with a manifest that matches them, as a careful forger would write it. */
export function withManifest(lines: readonly string[]): readonly string[] {
  const sha256 = (some: readonly string[]) =>
    createHash('sha256')
      .update(some.map((one) => `${one}\n`).join(''))
      .digest('hex');
  const before = lines.slice(0, -1);
  const { tables } = manifestLine.parse(JSON.parse(lines.at(-1) ?? '')).manifest;
  const manifest = {
    tables: tables.map(({ name }) => {
      const rows = before.filter((one) => one.startsWith(`{"table":"${name}"`));
      return { name, rows: rows.length, sha256: sha256(rows) };
    }),
    sha256: sha256(before),
  };
  return [...before, JSON.stringify({ manifest })];
}
