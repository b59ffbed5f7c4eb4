import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../src/platform/package-root';
import { PackageProject } from '../support/package-project';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const { dependencies } = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')));

let project: PackageProject;
beforeAll(async () => {
  project = await PackageProject.create();
  await project.linkPortcullis();
});
afterAll(() => project.remove());

test('portcullis/entitlements loads neither a server nor graphql, and no more packages than it needs', async () => {
  const printed = await project.node(
    '-e',
    "require('portcullis/entitlements'); console.log(JSON.stringify(Object.keys(require.cache)))",
  );
  const files = z.array(z.string()).parse(JSON.parse(printed));
  const names = new Set(files.map((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? ''));
  expect([...names].filter((name) => /fastify|apollo|graphql|^ws$|pino|prom-client/.test(name))).toEqual([]);
  expect([...names].filter((name) => name in dependencies).sort()).toEqual([
    'dataloader',
    'fastest-levenshtein',
    'jsonc-parser',
    'lru-cache',
    'pg',
    'reflect-metadata',
    'typeorm',
    'zod',
  ]);
  const own = files.filter((file) => file.startsWith(`${packageRoot}/dist/`));
  expect(own.filter((file) => /\/dist\/src\/(server|features|cli)\//.test(file))).toEqual([]);
});

describe('bundled by esbuild, without any package beside the bundle', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.addOrganizations([['CRM'], []]);
  });
  afterAll(() => database.close());

  const source = `import { openEntitlements } from 'portcullis/entitlements';
    async function main() {
      const entitlements = await openEntitlements({ onError: console.error });
      const requests = ['1', '2'].map((organizationId) => ({ organizationId, module: 'sales', submodule: null }));
      console.log(JSON.stringify((await entitlements.loadDecisions(requests)).map(({ allowed }) => allowed)));
      await entitlements.close();
    }
    void main();`;

  test.each<[string, string, readonly string[]]>([
    ['CommonJS', 'bundle.cjs', ['--format=cjs', '--minify']],
    [
      'an ES module',
      'bundle.mjs',
      [
        '--format=esm',
        `--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
      ],
    ],
  ])('as %s it answers from a database', async (_kind, file, options) => {
    await project.write({ 'main.js': source });
    const always = ['--main-fields=module,main', '--log-level=warning'];
    const elsewhere = await PackageProject.create();
    try {
      await project.esbuild('main.js', ...always, ...options, `--outfile=${join(elsewhere.path, file)}`);
      expect(await elsewhere.nodeWith({ DATABASE_URL: database.url }, file)).toBe('[true,false]\n');
    } finally {
      await elsewhere.remove();
    }
  });
});
