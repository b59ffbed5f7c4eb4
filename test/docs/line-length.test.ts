import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/package-root';

const FOLDERS = ['.', 'schema', 'src', 'migrations', 'seeds', 'ops', 'examples', 'bench', 'docs', 'test', '.ci'];

/** ESLint checks the lines of TypeScript and JavaScript; it does not read these. */
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(packageRoot, folder), { recursive: folder !== '.', withFileTypes: true })
    .filter((entry) => entry.isFile() && (/\.(graphql|css|sql|ya?ml|sh)$/.test(entry.name) || folder === '.ci'))
    .map(({ parentPath, name }) => join(parentPath, name)),
);

test('no line of GraphQL, CSS, SQL, YAML or shell is longer than 120 columns', () => {
  for (const known of ['.ci/run', 'codegen.yml', 'ops/prometheus/alerts.yml', 'schema/directives.graphql'])
    expect(files).toContain(join(packageRoot, known));
  const long = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.length > 120 ? [`${file}:${index + 1}`] : [])),
  );
  expect(long).toEqual([]);
});
