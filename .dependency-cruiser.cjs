/**
 * Imports run one way: main, cli → graphql → features → platform → entities → domain, and graphql → directive → domain.
 * Types generated from the SDL tie resolvers to features' types; they are looked at as what they are, types.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const layers = {
  domain: ['domain'],
  directive: ['directive', 'domain'],
  entities: ['entities', 'domain'],
  platform: ['platform', 'entities', 'domain'],
  features: ['features', 'generated', 'platform', 'entities', 'domain'],
  graphql: ['graphql', 'directive', 'features', 'generated', 'platform', 'entities', 'domain'],
};

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `${layer}-imports-downwards`,
      severity: 'error',
      from: { path: `^src/${layer}/` },
      to: { path: '^src/', pathNot: `^src/(${allowed.join('|')})/` },
    })),
    {
      name: 'domain-is-pure',
      comment:
        'No I/O, no ORM, no GraphQL: hashing, a string distance and a JSON parser that sees repeated keys are all it takes from outside.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^(src/domain/|crypto$|node:crypto$|node_modules/(fastest-levenshtein|jsonc-parser)/)' },
    },
    {
      name: 'directive-stands-alone',
      severity: 'error',
      from: { path: '^src/directive/' },
      to: { path: 'node_modules/(typeorm|pg|fastify)/' },
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
      name: 'nobody-imports-the-console',
      severity: 'error',
      from: { path: '^(src/(?!console/)|migrations/)' },
      to: { path: '^src/console/' },
    },
    { name: 'no-tests-in-src', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|bench|examples)/' } },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: '^src/(generated|console)/' },
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
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
  },
};
