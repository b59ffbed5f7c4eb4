import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/platform/package-root';

/** Runs a script in its own process, in which the built package is found by its name, as in any other application. */
async function run(...args: readonly string[]): Promise<unknown> {
  if (!existsSync(join(packageRoot, 'dist/src/directive/index.js')))
    throw new Error("dist is missing: run 'npm run build' first");
  const { stdout } = await promisify(execFile)(process.execPath, [...args], { cwd: packageRoot });
  return JSON.parse(stdout);
}

test('portcullis/directive loads neither an ORM nor a server', async () => {
  const loaded = await run(
    '-e',
    "require('portcullis/directive'); console.log(JSON.stringify(Object.keys(require.cache)))",
  );
  const packages = new Set(JSON.stringify(loaded).match(/node_modules\/(@[^/"]+\/)?[^/"]+/g) ?? []);
  expect([...packages].sort()).toEqual([
    'node_modules/content-type',
    'node_modules/fastest-levenshtein',
    'node_modules/graphql',
    'node_modules/negotiator',
  ]);
  const own = new Set(
    (JSON.stringify(loaded).match(/dist\/src\/[^/"]+/g) ?? []).map((path) => path.replace('dist/src/', '')),
  );
  expect([...own].filter((folder) => !['directive', 'domain'].includes(folder))).toEqual([]);
});

test('ES modules and CommonJS import the same names', async () => {
  const names = [
    'GuardConfigurationError',
    'assertGuarded',
    'entitlementDirectives',
    'entitlementPlugin',
    'guardSchema',
  ];
  expect(await run('-e', "console.log(JSON.stringify(Object.keys(require('portcullis/directive'))))")).toEqual(
    expect.arrayContaining(names),
  );
  const list = names.join(', ');
  const script =
    `import { ${list} } from 'portcullis/directive';` +
    `console.log(JSON.stringify([${list}].map((one) => typeof one)));`;
  expect(await run('--input-type=module', '-e', script)).toEqual([
    'function',
    'function',
    'string',
    'function',
    'function',
  ]);
});
