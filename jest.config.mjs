/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.[cm]?[tj]sx?$': ['@swc/jest', { swcrc: true }] },
  // Published as ES modules only, or with import() of such, which jest's `require` does not take as they are.
  transformIgnorePatterns: [
    '/node_modules/(?!(jose|oauth4webapi|graphql-request|fast-check|pure-rand|mercurius|quick-lru|@nestjs|rxjs)/)',
  ],
  // The example imports the package by its name: in tests, what is in src.
  moduleNameMapper: {
    // Node needs the extension where a module is loaded by `import()`.
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^portcullis$': '<rootDir>/src/index.ts',
    '^portcullis/directive$': '<rootDir>/src/directive/index.ts',
    '^portcullis/entitlements$': '<rootDir>/src/entitlements.ts',
  },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/slowest-first.mjs',
  // No test measures speed: a slow machine, busy with the checks beside the tests, must not fail one.
  testTimeout: 180_000,
  // One more than cores: many tests wait, for a lease to end or a server to come up.
  maxWorkers: 3,
};
