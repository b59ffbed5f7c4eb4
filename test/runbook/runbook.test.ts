import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/package-root';
import { TestFolder } from '../support/command';
import { comparable } from '../support/documents/console-text';
import { rewriteDocument } from '../support/documents/read-document';
import { installCommand } from '../support/documents/shell';
import { readRunbook } from '../support/runbook/runbook-document';
import { type Done, RunbookReader } from '../support/runbook/runbook-reader';

jest.setTimeout(600_000);

const FILE = join(packageRoot, 'RUNBOOK.md');
const WRITE = Boolean(process.env['RUNBOOK_WRITE']);

let folder: TestFolder;
let production: RunbookReader;
let lower: RunbookReader;
let inProduction: Promise<void>;
let inLowerEnvironment: Promise<void>;

beforeAll(async () => {
  folder = await TestFolder.create();
  await installCommand(folder);
  const steps = readRunbook(await readFile(FILE, 'utf8'));
  production = await RunbookReader.create('production', folder.path);
  lower = await RunbookReader.create('lower', folder.path);
  inProduction = production.follow(steps);
  inLowerEnvironment = lower.follow(steps);
  // Each environment has a test of its own.
  await Promise.allSettled([inProduction, inLowerEnvironment]);
});

afterAll(async () => {
  await production.close();
  await lower.close();
  await folder.remove();
});

/** Expects that no check failed, and that the commands printed what the document shows. */
function expectAsWritten({ done }: RunbookReader): void {
  expect(
    done.filter(({ output }) => /✗ FAIL|: FAIL$/m.test(output)).map(({ code, output }) => `${code}\n${output}`),
  ).toEqual([]);
  if (WRITE) return;
  const print = (outputOf: (one: Done) => string) =>
    done.map((one) => `line ${one.block.line}: ${one.block.code}\n${comparable(outputOf(one))}\n`).join('\n');
  expect(print(({ output }) => output)).toEqual(print(({ block }) => block.output));
}

test('an operator who follows the runbook in production sees its outputs, and no access changes', async () => {
  await inProduction;
  expectAsWritten(production);
});

test('an operator who rehearses in the lower environment sees the outputs of the runbook', async () => {
  await inLowerEnvironment;
  expectAsWritten(lower);
});

if (WRITE) {
  test('the runbook is rewritten with the outputs of its commands', async () => {
    // All or none: blocks that were rewritten alone would have other dates than those around them.
    const done = [...production.done, ...lower.done];
    const changed = done.some(({ output, block }) => comparable(output) !== comparable(block.output)) ? done : [];
    const rewritten = rewriteDocument(
      await readFile(FILE, 'utf8'),
      new Map(changed.map(({ block, code, output }) => [block.line, { code, output }])),
    );
    await writeFile(FILE, rewritten);
    for (const { output } of changed) expect(rewritten).toContain(output);
  });
}
