import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestFolder } from '../support/command';
import { type Migrated, migrateDatabase, unchangedBy } from '../support/migrated';
import { OPERATOR } from '../support/run-engine';
import { readSnapshotLines, withManifest, writeSnapshotLines } from '../support/snapshot-file';

const IMPORT = { overwrite: true, acknowledgeLostAccess: false, reason: 'a test' };

let folder: TestFolder;
let migrated: Migrated;
let copies = 0;

beforeAll(async () => {
  folder = await TestFolder.create();
  migrated = await migrateDatabase(folder);
});

afterAll(async () => {
  await migrated.database.close();
  await folder.remove();
});

const newFile = (): string => join(folder.path, `copy-${(copies += 1)}.gz`);
const refusal = (work: () => Promise<unknown>) => unchangedBy(migrated.database, work);

async function importFile(path: string) {
  const { snapshots } = migrated.engine.services;
  return snapshots.import(OPERATOR, await snapshots.check(OPERATOR, path), { ...IMPORT, foreign: true });
}

describe('an import refuses a file, and changes nothing,', () => {
  const edit = (change: (lines: string[]) => readonly string[]) => async (path: string) =>
    writeSnapshotLines(path, change(await readSnapshotLines(path)));
  const at = (lines: readonly string[], text: string) => lines.findIndex((line) => line.includes(text));
  const replace = (from: string, to: string) => (lines: string[]) => {
    const index = at(lines, from);
    return lines.map((line, n) => (n === index ? line.replace(from, to) : line));
  };
  test.each<readonly [string, (path: string) => Promise<void>, readonly (string | RegExp)[]]>([
    [
      'with a changed letter in a row',
      edit(replace('"status":"trial"', '"status":"trail"')),
      ['org_entitlements has rows that were changed'],
    ],
    [
      'with a missing line',
      edit((lines) => lines.filter((_line, n) => n !== at(lines, '"table":"org_entitlements"'))),
      ['org_entitlements has 11 rows, and the manifest says 12'],
    ],
    [
      'with a duplicate line',
      edit((lines) =>
        lines.flatMap((line, n) => (n === at(lines, '"table":"entitlement_events"') ? [line, line] : [line])),
      ),
      ['entitlement_events has 7 rows, and the manifest says 6'],
    ],
    [
      'with two lines swapped',
      edit((lines) => {
        const first = at(lines, '"table":"org_entitlements"');
        return lines.map((line, n) =>
          n === first ? (lines[first + 1] ?? '') : n === first + 1 ? (lines[first] ?? '') : line,
        );
      }),
      ['org_entitlements has rows that were changed'],
    ],
    [
      'with a changed first line',
      edit(replace('"database":"', '"database":"x')),
      ['the hash of the whole file does not match the manifest'],
    ],
    [
      'with a changed count in the manifest',
      edit(replace('"name":"org_entitlements","rows":12', '"name":"org_entitlements","rows":13')),
      ['has 12 rows, and the manifest says 13'],
    ],
    [
      'without a manifest',
      edit((lines) => lines.slice(0, -1)),
      [/line \d+: the manifest, which is the last line, is missing/],
    ],
    [
      'with a line after the manifest',
      edit((lines) => [...lines, '{}']),
      [/line \d+: nothing may follow the manifest/],
    ],
    [
      'with a line that is not JSON',
      edit((lines) => withManifest(lines.map((line, n) => (n === 3 ? line.slice(0, -5) : line)))),
      ['line 4: not a row of a snapshot'],
    ],
    [
      'with a row that lacks a column',
      edit((lines) => withManifest(replace('"partial":"false",', '')(lines))),
      [/line \d+: org_entitlements: the columns differ from those in the first line/],
    ],
    [
      'with tables in another order',
      edit((lines) => withManifest([lines[0] ?? '', ...lines.slice(1, -1).reverse(), lines.at(-1) ?? ''])),
      [/line \d+: .* must come before the rows of/],
    ],
    [
      'with an id that uses up the sequence',
      edit((lines) =>
        withManifest(
          lines.map((line) =>
            line.replace(/("table":"entitlement_overrides","row":\{"id":)"\d+"/, '$1"9223372036854775807"'),
          ),
        ),
      ),
      [/line \d+: entitlement_overrides\.id: must be 9007199254740991 or less/],
    ],
    [
      'with the same event twice, at another time',
      edit((lines) => {
        const first = at(lines, '"table":"entitlement_events"');
        return withManifest(
          lines.flatMap((line, n) =>
            n === first ? [line, line.replace(/"created_at":"..../, '"created_at":"2031')] : [line],
          ),
        );
      }),
      [/line \d+: entitlement_events\.id: must be higher than that of the row before/],
    ],
    [
      'that is truncated',
      async (path) => writeFile(path, (await readFile(path)).subarray(0, -400)),
      [/the file is damaged or truncated from here on/],
    ],
    [
      'with a flipped bit',
      async (path) => {
        const bytes = await readFile(path);
        bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 4;
        await writeFile(path, bytes);
      },
      [/damaged|hash|not a row/],
    ],
    ['that is not compressed', async (path) => writeFile(path, 'pg_dump'), ['is not a snapshot']],
    ['that is empty', async (path) => writeFile(path, ''), ['is not a snapshot']],
    ['that is compressed and no snapshot', edit(() => ['{"hello":"world"}']), ['is not a snapshot']],
    [
      'from a later version of Portcullis',
      edit(replace('"format":3', '"format":4')),
      ['is a snapshot of format 4, and this version of Portcullis reads format 3'],
    ],
    [
      'from a newer schema',
      edit((lines) => withManifest(replace('"schema":[', '"schema":["SplitAtoms1999999999999",')(lines))),
      ['line 1: the snapshot has a newer schema (SplitAtoms1999999999999)'],
    ],
    [
      'with a column that the database does not have',
      edit((lines) =>
        withManifest(
          lines.map((line) =>
            line.replace(
              '{"name":"status","type":"text"}',
              '{"name":"status","type":"text"},{"name":"price","type":"text"}',
            ),
          ),
        ),
      ),
      ['line 1: org_entitlements: this database has no column price, whose values would be lost'],
    ],
    [
      'with modules and submodules that the taxonomy does not have',
      edit((lines) =>
        withManifest(lines.map((line) => line.replaceAll('"alpha"', '"alpah"').replace('"alpha/two"', '"alpha/tow"'))),
      ),
      [
        "org_entitlements.module_id: unknown module 'alpah' (did you mean 'alpha'?)",
        "org_subentitlements.submodule_id: unknown submodule 'alpha/tow' (did you mean 'alpha/two'?)",
      ],
    ],
    [
      'with an organization that the database does not have',
      edit((lines) => withManifest(lines.map((line) => line.replace('"org_id":"6"', '"org_id":"6006"')))),
      [/line \d+: org_entitlements.org_id: there is no organization 6006 in this database/],
    ],
    [
      'with a deleted organization whose id is in use now',
      edit((lines) => withManifest(replace('"org_id":"1"', '"org_id":"#1"')(lines))),
      ['there was no organization 1 when the snapshot was made, but there is one now'],
    ],
    [
      'with a duplicate id',
      edit((lines) =>
        withManifest(lines.map((line) => line.replace('"id":"2","org_id":"1"', '"id":"1","org_id":"1"'))),
      ),
      [/line \d+: org_entitlements\.id: must be higher than that of the row before/],
    ],
    [
      'with an invalid value',
      edit((lines) => withManifest(replace('"partial":"false"', '"partial":"maybe"')(lines))),
      ['was refused: invalid input syntax for type boolean: "maybe"'],
    ],
  ])('%s', async (_name, damage, messages) => {
    const path = newFile();
    await copyFile(migrated.file, path);
    await damage(path);
    const refused = await refusal(() => importFile(path));
    expect(refused).toContain('INVALID_INPUT: ');
    for (const message of messages)
      expect(refused).toEqual(
        typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
      );
  });

  test('with the first 20 faults and the number of all others', async () => {
    const path = newFile();
    await writeSnapshotLines(
      path,
      withManifest(
        (await readSnapshotLines(migrated.file)).map((line) =>
          line.replaceAll('"alpha', '"omega').replaceAll('"beta"', '"psi"'),
        ),
      ),
    );
    const refused = await refusal(() => importFile(path));
    expect(refused.split('\n').filter((line) => /line \d+/.test(line)).length).toBe(20);
    expect(refused).toMatch(/and \d+ more$/);
  });
});
