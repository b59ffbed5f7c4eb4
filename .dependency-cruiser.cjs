/** The layers of `src`, from the bottom up: each imports those before it, and none after it. */
const LAYERS = ['domain', 'entities', 'platform', 'database', 'store', 'features', 'server', 'cli'];

/**
 * The features, from the bottom up: each may import those before it. Code that two others need is moved to `src/store`,
 * or comes before both. Files directly in `src/features` put the features together, and come after all of them.
 */
const FEATURES = [
  'taxonomy',
  'events',
  'viewer',
  'source',
  'maintenance',
  'mapping',
  'census',
  'history',
  'entitlements',
  'organizations',
  'schedules',
  'overrides',
  'packages',
  'grants',
  'usage',
  'migration-runs',
  'parity',
  'product-answers',
  'rollout',
  'legacy',
  'preflight',
  'verification',
  'snapshots',
  'subscriptions',
  'watch',
  'retention',
  'audit',
  'demo',
];

/** Within one folder: its subfolders from the bottom up. */
const SUBFOLDERS = {
  'src/domain': [
    'audit',
    'rollout',
    'taxonomy',
    'legacy',
    'source',
    'run',
    'package',
    'decision',
    'history',
    'parity',
    'retention',
  ],
  'src/directive': ['boot', 'check', 'operation', 'field', 'server'],
  'src/features/migration-runs': ['work', 'start'],
};

/** @param {string} folder @param {readonly string[]} names from the bottom up */
const oneWay = (folder, names) =>
  names.slice(0, -1).map((name, index) => ({
    name: `${folder.split('/').pop()}-imports-downwards`,
    comment: `The folders of ${folder} may import only those before them; the order is in .dependency-cruiser.cjs.`,
    severity: 'error',
    from: { path: `^${folder}/${name}/` },
    to: { path: `^${folder}/(${names.slice(index + 1).join('|')})/` },
  }));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-cycles-between-folders', severity: 'error', scope: 'folder', from: {}, to: { circular: true } },
    ...oneWay('src', LAYERS),
    ...oneWay('src/features', FEATURES),
    ...Object.entries(SUBFOLDERS).flatMap(([folder, names]) => oneWay(folder, names)),
    {
      name: 'no-feature-without-a-place',
      comment: 'A new feature gets its place in FEATURES.',
      severity: 'error',
      from: { path: '^src/features/[^/]+/', pathNot: `^src/features/(${FEATURES.join('|')})/` },
      to: {},
    },
    {
      name: 'features-stand-below-what-puts-them-together',
      severity: 'error',
      from: { path: '^src/features/[^/]+/' },
      to: { path: '^src/features/[^/]+\\.ts$', pathNot: '^src/features/request-context\\.ts$' },
    },
    {
      name: 'domain-is-pure',
      comment:
        'No I/O, no ORM, no GraphQL: hashing, a string distance and a JSON parser that sees repeated keys are all.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^(src/domain/|crypto$|node:crypto$|node_modules/(fastest-levenshtein|jsonc-parser)/)' },
    },
    {
      name: 'directive-stands-alone',
      comment: 'The library needs the rules and graphql, and neither an ORM nor a server.',
      severity: 'error',
      from: { path: '^src/directive/' },
      to: { path: '^(src/(?!directive/|domain/)|node_modules/(typeorm|pg|fastify)/)' },
    },
    {
      name: 'only-the-server-guards',
      comment: '`schema check` reads the guards of other servers, and guards nothing.',
      severity: 'error',
      from: {
        path: '^src/(entities|platform|database|store|features|cli)/',
        pathNot: '^src/cli/(schema|support/schema-files)\\.ts$',
      },
      to: { path: '^src/directive/' },
    },
    {
      name: 'cli-does-without-the-server',
      comment: 'Commands start faster without the libraries of the server; `serve` imports it when it runs.',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '^src/cli/serve\\.ts$' },
      to: { path: '^src/server/' },
    },
    {
      name: 'examples-are-strangers',
      comment: 'They import the package by its name, as any other application does.',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^(src|test|bench|migrations)/' },
    },
    {
      name: 'console-stands-alone',
      comment: 'It asks the public API, as any other client does.',
      severity: 'error',
      from: { path: '^src/console/' },
      to: { path: '^(src/(?!console/)|migrations/)' },
    },
    {
      name: 'nothing-imports-the-console',
      severity: 'error',
      from: { path: '^(src/(?!console/)|migrations/)' },
      to: { path: '^src/console/' },
    },
    { name: 'no-tests-in-src', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|bench|examples)/' } },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: '^src/console/' },
      to: { dependencyTypes: ['npm-dev', 'npm-unknown', 'npm-no-pkg'] },
    },
    {
      name: 'migrations-stand-alone',
      comment: 'A migration says what was done then; it must not change with the code.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^src/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Types generated from the SDL tie each resolver to the types of all features, without one importing another.
    exclude: { path: '^(src/generated|dist)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
  },
};
