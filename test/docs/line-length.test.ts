import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/package-root';

/** ESLint checks the lines of code; it does not read these. */
const files = ['schema', 'src/console', 'test/support'].flatMap((folder) =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(graphql|css|sql)$/.test(file))
    .map((file) => join(folder, file)),
);

test('no line of GraphQL, CSS or SQL is longer than 120 columns', () => {
  expect(files.length).toBeGreaterThan(20);
  const long = files.flatMap((file) =>
    readFileSync(join(packageRoot, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.length > 120 ? [`${file}:${index + 1}`] : [])),
  );
  expect(long).toEqual([]);
});
