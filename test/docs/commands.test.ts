import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leafCommands } from '../../docs/generate/cli';
import { packageRoot } from '../../src/platform/package-root';
import { TestFolder } from '../support/command';
import { faultsOfMention } from '../support/documents/check-shell';
import { faultsOfTypes } from '../support/documents/check-types';
import { difference, printsAsWritten } from '../support/documents/compare-output';
import { PageReader } from '../support/documents/page-reader';
import { guides, pages, readText } from '../support/documents/pages';
import { rewriteDocument } from '../support/documents/read-document';
import { readInlineCode } from '../support/documents/read-links';
import { readPage } from '../support/documents/read-page';
import { installCommand } from '../support/documents/shell';

jest.setTimeout(300_000);

const WRITE = Boolean(process.env['DOCS_WRITE']);

/** How many blocks of each page are checked but not run; a new one must be added here. */
const NOT_RUN: Readonly<Record<string, number>> = {
  'README.md': 2,
  'docs/connecting.md': 1,
  'docs/directive.md': 2,
  'docs/getting-started.md': 3,
  'docs/product-answers.md': 1,
  'docs/operations.md': 15,
  'docs/scaling.md': 1,
  'docs/signing-in.md': 5,
  'docs/source.md': 6,
};

let folder: TestFolder;
beforeAll(async () => {
  folder = await TestFolder.create();
  await installCommand(folder);
});
afterAll(() => folder.remove());

test.each(guides())('every command and operation of %s prints what the page shows', async (file) => {
  const page = readPage(readText(file));
  const reader = await PageReader.create(file, page, folder.path);
  try {
    await reader.follow(page);
  } finally {
    await reader.close();
  }
  const different = reader.done.filter((one) => !printsAsWritten(one));
  if (WRITE) await rewrite(file, different);
  else expect(different.map((one) => difference(one).actual)).toEqual(different.map((one) => difference(one).expected));
});

test('no page has more blocks that are not run than listed here', async () => {
  const found = guides().map((file): [string, number] => [
    file,
    readPage(readText(file)).blocks.filter(({ notRun }) => notRun !== null).length,
  ]);
  expect(Object.fromEntries(found.filter(([, count]) => count > 0))).toEqual({
    ...NOT_RUN,
    'docs/cli.md': (await leafCommands()).length,
  });
});

test('the TypeScript of every page compiles', () => {
  const programs = guides().map((file) => ({
    file,
    blocks: readPage(readText(file)).blocks.filter(({ kind }) => kind === 'ts'),
  }));
  expect(faultsOfTypes(programs)).toEqual([]);
});

test('every command named in the text of a page exists', async () => {
  const mentions = pages().flatMap((file) => readInlineCode(readText(file)).map((text) => ({ file, text })));
  const faults = await Promise.all(
    mentions.map(async ({ file, text }) => (await faultsOfMention(text)).map((fault) => `${file}: ${fault}`)),
  );
  expect(faults.flat()).toEqual([]);
});

/** Writes the current outputs into a page; a block without an output stays without one. */
async function rewrite(file: string, done: PageReader['done']): Promise<void> {
  if (done.length === 0) return;
  const path = join(packageRoot, file);
  const written = new Map(
    done.map(({ block, output }) => [block.line, { code: block.code, output: output === '' ? '' : output }]),
  );
  await writeFile(path, rewriteDocument(await readFile(path, 'utf8'), written));
}
