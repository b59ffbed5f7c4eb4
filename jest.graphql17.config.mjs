import base from './jest.config.mjs';

/** The library's own tests on version 17 of graphql: `npm run test:graphql17`. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/directive/**/*.test.ts'],
  // Apollo Server and others are made for version 16, and the example needs a database.
  testPathIgnorePatterns: ['/node_modules/', 'apollo-plugin', 'package', 'erp-guards', 'served-schema', 'servers'],
  moduleNameMapper: {
    ...base.moduleNameMapper,
    '^graphql$': '<rootDir>/node_modules/graphql17/index.js',
    '^graphql/(.*)$': '<rootDir>/node_modules/graphql17/$1',
  },
  globalSetup: undefined,
  globalTeardown: undefined,
  testSequencer: undefined,
};
