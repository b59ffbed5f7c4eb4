import { TestFolder } from '../support/command';
import { faultsOfGraphql } from '../support/documents/check-graphql';
import { faultsOfMention, faultsOfShell } from '../support/documents/check-shell';
import { faultsOfTypes } from '../support/documents/check-types';
import { difference, printsAsWritten } from '../support/documents/compare-output';
import { PageReader } from '../support/documents/page-reader';
import { rewriteDocument } from '../support/documents/read-document';
import { type PageBlock, readPage } from '../support/documents/read-page';
import { installCommand } from '../support/documents/shell';

jest.setTimeout(600_000);

/** A page in which `'''` stands for a fence. */
const page = (text: string) => text.replaceAll("'''", '```');

const GOOD = page(`<!-- test: seeded database -->

<!-- sh
portcullis migrate > plan.txt
-->

'''sh
npx portcullis mapping show | head -1   # in a folder of its own
'''

'''text
52 rules from entitlement_mapping_template.csv (0123456789ab)
'''

'''sh
grep -c Error plan.txt; portcullis db status --json > status.json
export DATABASE_URL=postgres://user:password@host:5432/product
portcullis preflight
'''

'''console
1
Preflight of product at db.example.com
…
! WARN  …
…
'''

'''sh exit=2
portcullis override set 7 hr=SOMETIMES --reason "no such status"
'''

'''sh not-run does not end
portcullis serve
'''

'''sql
SELECT count(*) FROM organizations;
'''

'''text
 count
-------
   100
(1 row)
'''

'''graphql
query { organization(id: 1) { name } }
'''

'''json
{ "data": { "organization": { "name": "Acme Corp" } } }
'''

'''graphql errors=NOT_FOUND
query { organization(id: 4711) { name } }
'''
`);

let folder: TestFolder;
beforeAll(async () => {
  folder = await TestFolder.create();
  await installCommand(folder);
});
afterAll(() => folder.remove());

async function follow(name: string, text: string): Promise<PageReader['done']> {
  const read = readPage(text);
  const reader = await PageReader.create(name, read, folder.path);
  try {
    await reader.follow(read);
  } finally {
    await reader.close();
  }
  return reader.done;
}

test('a page runs from its hidden commands to its last operation, and its outputs are compared', async () => {
  const done = await follow('good.md', GOOD);
  expect(done.map(({ block }) => block.kind)).toEqual(['sh', 'sh', 'sh', 'sh', 'sql', 'graphql', 'graphql']);
  const different = done.filter((one) => !printsAsWritten(one));
  expect(different.map((one) => difference(one).actual)).toEqual(different.map((one) => difference(one).expected));
});

test('a failing command or a refused operation of a page is reported with file and line', async () => {
  const failing = (text: string) => follow('bad.md', page(text)).catch(String);
  const [failed, refused, invalid] = [
    await failing(`'''sh\nportcullis runs show 1\n'''`),
    await follow(
      'refused.md',
      page(`<!-- test: seeded database -->\n\n'''graphql\n{ organization(id: 4711) { name } }\n'''`),
    ).catch(String),
    await follow('invalid.md', page(`'''graphql\n{ organisation { name } }\n'''`)).catch(String),
  ];
  expect(failed).toMatch(/^Error: bad\.md:2: portcullis runs show 1\nended with 1, not 0:\n/);
  expect(refused).toMatch(/^Error: refused\.md:4: .*NOT_FOUND/);
  expect(invalid).toMatch(/^Error: invalid\.md:2: Cannot query field "organisation"/);
});

test('outputs may differ from the page only in times, hashes and what … stands for', () => {
  const [block] = readPage(page(`'''sh\nx\n'''`)).blocks;
  if (!block) throw new Error('no block');
  const same = (written: string | null, output: string) =>
    printsAsWritten({ block: { ...block, output: written }, output });
  expect(same(null, 'anything')).toBe(true);
  expect(same('', 'anything')).toBe(false);
  expect(same('at 2026-01-01T00:00:00Z, 0123456789ab', 'at 2027-02-02T11:11:11.111Z, ba9876543210')).toBe(true);
  expect(same('one\n…\nfour', 'one\ntwo\nthree\nfour')).toBe(true);
  expect(same('one\n…\nfour', 'one\nfour')).toBe(true);
  expect(same('one\n…\nfour', 'one\ntwo\nfive')).toBe(false);
  expect(same('one …\ntwo', 'one and more\ntwo')).toBe(true);
  expect(same('a.c', 'abc')).toBe(false);
});

test('a block that would not be checked is a fault', () => {
  const faults = [
    `'''\nportcullis seed\n'''`,
    `'''bash\nportcullis seed\n'''`,
    `'''text\n$ portcullis seed\n'''`,
    `'''sh not-run\nportcullis serve\n'''`,
    `'''sh later\nportcullis seed\n'''`,
    `'''sh\nportcullis seed\n`,
    `<!-- test: a database of gold -->`,
  ].map((text) => {
    try {
      return readPage(page(text)).blocks.length;
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
  });
  expect(faults).toEqual([
    'line 1: say the language of the block (sh, text, …)',
    "line 1: say 'sh' in place of 'bash'",
    "line 1: commands belong into an 'sh' block, and what they print into 'text'",
    'line 1: say why it is not run',
    "line 1: the tag 'later' is not known",
    'line 1: a block without an end',
    "line 1: nothing is known as 'a database of gold'",
  ]);
});

test('commands that are not run must be valid for the command line', async () => {
  expect(
    await faultsOfShell('sudo npx portcullis serve &\nPORT=0 portcullis migrate --execute \\\n  --dry-run-id 1 # plan'),
  ).toEqual([]);
  expect(await faultsOfShell('curl -H "authorization: $(portcullis token --role MEMBER)" x | jq .')).toEqual([]);
  expect(await faultsOfShell('portcullis migrate --exceute\nportcullis runs stop 1\nnpm run nothing')).toEqual([
    "portcullis migrate --exceute: error: unknown option '--exceute'\n(Did you mean --execute?)",
    "portcullis runs stop 1: error: unknown command 'stop'\n(Did you mean show?)",
    "there is no script 'nothing'",
  ]);
  expect(await faultsOfMention('portcullis rollout set LEGACY')).toEqual([]);
  expect(await faultsOfMention('portcullis rollout undo')).toEqual(['portcullis rollout undo: no command undo']);
  expect(await faultsOfMention('portcullis seed --gold')).toEqual(['portcullis seed --gold: no option --gold']);
});

test('GraphQL must be valid for the schema, and SDL for the directives', () => {
  expect(faultsOfGraphql('query { viewer { role } }\n\nquery { modules { key } }')).toEqual([]);
  expect(faultsOfGraphql('{ modules { colour } }')).toEqual([expect.stringContaining('"colour"')]);
  expect(faultsOfGraphql('type Query { a: Int @requiresEntitlement(module: "sales") }')).toEqual([]);
  expect(faultsOfGraphql('type Query { a: Int @requiresEntitlement(modul: "sales") @free }')).toEqual([
    '@requiresEntitlement takes no modul',
    'no directive @free',
  ]);
});

test("TypeScript is compiled with its hidden lines and earlier blocks, and faults have the page's line", () => {
  const text = page(`<!-- ts
declare const log: (text: string) => void;
-->

'''ts
import { openEntitlements } from 'portcullis';
const entitlements = await openEntitlements({ onError: (error) => log(String(error)) });
log('open');
'''

'''ts continued
log(entitlements.modules.length);
'''

'''ts
entitlements.close();
'''

'''ts not-run needs a schema
somewhere.over(the, rainbow);
'''

'''ts not-run needs a schema
const = 1;
'''
`);
  const blocks: readonly PageBlock[] = readPage(text).blocks;
  expect(faultsOfTypes([{ file: 'page.md', blocks }])).toEqual([
    'page.md:24: Variable declaration expected.',
    "page.md:12: Argument of type 'number' is not assignable to parameter of type 'string'.",
    "page.md:16: Cannot find name 'entitlements'.",
  ]);
});

test('a page is updated with what its commands print now', () => {
  const text = page(`'''sh\nx\n'''\n\n'''text\nold\n'''\n\n'''sh\ny\n'''\n`);
  const written = new Map([
    [2, { code: 'x', output: 'new\nlines' }],
    [10, { code: 'y', output: 'first' }],
  ]);
  expect(rewriteDocument(text, written)).toBe(
    page(`'''sh\nx\n'''\n\n'''text\nnew\nlines\n'''\n\n'''sh\ny\n'''\n\n'''text\nfirst\n'''\n`),
  );
});
