import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { packageRoot, packageVersion } from '../../src/platform/package-root';
import { pack, PackageProject, TOOLS } from '../support/package-project';

const NAME = '@portcullis/directive';
const MOST_BYTES = 400_000;

let folder: string;
let tarball: string;
beforeAll(async () => {
  await promisify(execFile)('npm', ['run', '--silent', 'build:directive'], { cwd: packageRoot });
  folder = await mkdtemp(join(tmpdir(), 'portcullis-packed-'));
  tarball = await pack('packages/directive', folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const esm = `import { entitlementDirectives, guardSchema } from '${NAME}';
import { buildSchema, execute, parse } from 'graphql';\n`;
const cjs = `const { entitlementDirectives, guardSchema } = require('${NAME}');
const { buildSchema, execute, parse } = require('graphql');\n`;

/** Guards a field, and answers for an organization that may use its module and one that may not. */
const program = (context = '') => `
const typeDefs = 'type Query { leads: Int @requiresEntitlement(module: "sales") }';
const schema = buildSchema(entitlementDirectives + typeDefs);
const guard = guardSchema${context}(schema, {
  modules: [{ key: 'sales', submodules: [] }],
  actorOf: ({ organizationId }) => ({ organizationId }),
  loadDecisions: async (requests) =>
    requests.map((one) => ({ ...one, allowed: one.organizationId === '1', status: null, reason: 'NOT_ENTITLED' })),
});
async function ask(organizationId${context && ': string'}) {
  const document = parse('{ leads }');
  const args = { schema, document, rootValue: { leads: 7 }, contextValue: { organizationId } };
  const { data, errors } = await execute(await guard.prepare(args));
  return [data?.${context ? "['leads']" : 'leads'}, ...(errors ?? []).map(({ extensions }) => extensions['code'])];
}
const answers = Promise.all([ask('1'), ask('2')]);
`;
const print = 'void answers.then((all) => console.log(JSON.stringify(all)));\n';
const typed = program('<{ readonly organizationId: string }>');

/** What only a compiler can find fault with. */
const types = `
import type { EntitlementGuard } from '${NAME}';
import type { ExecutionArgs, ExecutionResult, GraphQLSchema } from 'graphql';

export async function passesOn(one: EntitlementGuard<{ id: string }>, args: ExecutionArgs): Promise<ExecutionArgs> {
  (await one.prepareInPlace(args)).end();
  return one.prepare(args);
}
export async function refuses(one: EntitlementGuard<{ id: string }>, schema: GraphQLSchema) {
  const document = parse('{ leads }');
  // @ts-expect-error the context is of another type
  await one.prepare({ schema, document, contextValue: { id: 1 } });
  // @ts-expect-error there is no context
  await one.prepare({ schema, document });
}
export async function generic<Context extends object>(one: EntitlementGuard<Context>, args: {
  readonly schema: GraphQLSchema; readonly contextValue: Context;
}): Promise<ExecutionResult> {
  return execute(await one.prepare({ ...args, document: parse('{ leads }') }));
}
`;

const EXPECTED = [[7], [null, 'ENTITLEMENT_REQUIRED']];

const OPTIONS = {
  target: 'es2022',
  lib: ['es2023', 'dom'],
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  outDir: 'out',
};
const tsconfig = (options: object, files: readonly string[]) =>
  JSON.stringify({ compilerOptions: { ...OPTIONS, ...options }, files });

describe.each([
  ['16', 'graphql'],
  ['17', 'graphql17'],
])('with graphql %s, a project that installs the package guards a field', (_version, graphql) => {
  let project: PackageProject;
  beforeAll(async () => {
    project = await PackageProject.create();
    await project.install(NAME, tarball);
    await project.link('graphql', graphql);
  });
  afterAll(() => project.remove());

  const answersOf = async (...args: readonly string[]): Promise<unknown> => JSON.parse(await project.node(...args));

  test('in JavaScript, by import and by require', async () => {
    await project.write({ 'a.mjs': esm + program() + print, 'a.cjs': cjs + program() + print });
    expect(await answersOf('a.mjs')).toEqual(EXPECTED);
    expect(await answersOf('a.cjs')).toEqual(EXPECTED);
  });

  test('in TypeScript, as Node resolves modules, and as its README says, without a fault in any type', async () => {
    const readme = readFileSync(join(project.path, 'node_modules', NAME, 'README.md'), 'utf8');
    const [, example] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    if (example === undefined) throw new Error('the README has no example');
    await project.write({
      'node.mts': esm + types + typed + print,
      'node.cts': esm + types + typed + print,
      'readme.mts': example,
      'tsconfig.node.json': tsconfig({ module: 'nodenext' }, ['node.mts', 'node.cts', 'readme.mts']),
    });
    await project.node(TOOLS.tsc, '-p', 'tsconfig.node.json');
    expect(await answersOf('out/node.mjs')).toEqual(EXPECTED);
    expect(await answersOf('out/node.cjs')).toEqual(EXPECTED);
    expect(await answersOf('out/readme.mjs')).toMatchObject({
      data: { leads: null },
      errors: [{ extensions: { code: 'ENTITLEMENT_REQUIRED', details: { reason: 'NOT_ENTITLED' } } }],
    });
  });

  test('in TypeScript, as bundlers resolve modules, and bundled by esbuild', async () => {
    await project.write({
      'bundled.ts': esm + types + typed + print,
      'tsconfig.bundler.json': tsconfig({ module: 'esnext', moduleResolution: 'bundler' }, ['bundled.ts']),
    });
    await project.node(TOOLS.tsc, '-p', 'tsconfig.bundler.json');
    for (const [format, file] of [
      ['esm', 'bundle.mjs'],
      ['cjs', 'bundle.cjs'],
    ] as const) {
      await project.esbuild('out/bundled.js', '--log-level=error', `--format=${format}`, `--outfile=${file}`);
      expect(await answersOf(file)).toEqual(EXPECTED);
    }
  });

  test('in jest', async () => {
    await project.write({
      'a.test.js': `${cjs}${program()}
        test('guards', async () => expect(await answers).toEqual(${JSON.stringify(EXPECTED)}));`,
      'jest.config.json': JSON.stringify({ transform: {} }),
      'package.json': JSON.stringify({ private: true }),
    });
    await project.node(TOOLS.jest, '--config', 'jest.config.json', '--ci', '--silent');
  });
});

test('both packages fit Apollo Server and the entitlements, in ES modules and in CommonJS', async () => {
  const project = await PackageProject.create();
  await project.install(NAME, tarball);
  for (const name of ['graphql', '@apollo/server', '@graphql-tools/schema', '@types/node']) await project.link(name);
  await project.linkPortcullis();
  const server = (name: string) => `
import { ApolloServer } from '@apollo/server';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { type EntitlementGuard, entitlementDirectives, entitlementPlugin, guardSchema, maintenancePlugin,
} from '${name}';
import { openEntitlements } from 'portcullis/entitlements';
interface Actor { readonly organizationId: string; readonly role: string }
interface Context { readonly actor: Actor | null }
const typeDefs = 'type Query { leads: Int @requiresEntitlement(module: "sales") }';
export async function main(): Promise<ApolloServer<Context>> {
  const entitlements = await openEntitlements({ onError: (error) => console.error(error) });
  const schema = makeExecutableSchema({ typeDefs: [entitlementDirectives, typeDefs] });
  const guard: EntitlementGuard<Context> = guardSchema<Context, Actor>(schema, {
    modules: entitlements.modules,
    loadDecisions: entitlements.loadDecisions,
    recordProductAnswer: entitlements.recordProductAnswer,
    actorOf: ({ actor }) => actor,
    typeDefs,
  });
  const maintenance = maintenancePlugin<Context>({
    status: entitlements.maintenance,
    mayWrite: ({ actor }) => actor?.role === 'SUPER_ADMIN',
  });
  return new ApolloServer({ schema, plugins: [entitlementPlugin(guard), maintenance] });
}
`;
  const files = Object.fromEntries(
    [NAME, 'portcullis/directive'].flatMap((name, at) =>
      ['mts', 'cts'].map((kind) => [`server${at}.${kind}`, server(name)] as const),
    ),
  );
  // TypeORM's and Apollo's own types are not looked into.
  const options = { module: 'nodenext', noEmit: true, types: ['node'], skipLibCheck: true };
  await project.write({ ...files, 'tsconfig.json': tsconfig(options, Object.keys(files)) });
  await project.node(TOOLS.tsc, '-p', 'tsconfig.json');
  await project.remove();
});

describe('the package', () => {
  let project: PackageProject;
  let installed: string;
  beforeAll(async () => {
    project = await PackageProject.create();
    await project.install(NAME, tarball);
    installed = join(project.path, 'node_modules', NAME);
  });
  afterAll(() => project.remove());

  test('is found and typed alike by every way to resolve modules: publint and attw find no fault', async () => {
    expect(JSON.parse(await project.node(join(packageRoot, 'test/support/check-package.mjs'), tarball))).toEqual([]);
  });

  test('has the version of Portcullis, needs graphql alone, and is small', async () => {
    const manifest: unknown = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    const { version, ...needs } = z.looseObject({ version: z.string(), peerDependencies: z.unknown() }).parse(manifest);
    expect(version).toBe(packageVersion);
    expect(needs.peerDependencies).toEqual({ graphql: '^16.11.0 || ^17.0.0' });
    expect(Object.keys(needs).filter((name) => /dependencies$/i.test(name))).toEqual(['peerDependencies']);
    const files = await readdir(installed, { recursive: true });
    const bytes = files.reduce((sum, file) => sum + statSync(join(installed, file)).size, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  test('passes on the licences of what is bundled in it', () => {
    const licences = readFileSync(join(installed, 'dist/third-party-licenses.txt'), 'utf8');
    for (const name of ['content-type', 'fastest-levenshtein', 'negotiator']) expect(licences).toMatch(`\n${name}\n`);
    expect(readFileSync(join(installed, 'LICENSE'), 'utf8')).toBe(readFileSync(join(packageRoot, 'LICENSE'), 'utf8'));
  });

  test('exports what portcullis/directive exports', async () => {
    await project.link('graphql');
    const namesOf = async (what: string): Promise<unknown> =>
      JSON.parse(await project.node('-p', `JSON.stringify(Object.keys(require(${JSON.stringify(what)})).sort())`));
    expect(await namesOf(NAME)).toEqual(await namesOf(join(packageRoot, 'dist/src/directive/index.js')));
  });
});
