import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { subset } from 'semver';
import { z } from 'zod';
import { packageRoot } from '../../src/platform/package-root';

const read = (file: string): unknown => JSON.parse(readFileSync(join(packageRoot, file), 'utf8'));
const texts = z.record(z.string(), z.string());
const manifest = z
  .object({ engines: z.object({ node: z.string() }), dependencies: texts, overrides: texts })
  .parse(read('package.json'));
const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string(),
        engines: z.object({ node: z.string().optional() }).optional(),
        dev: z.boolean().default(false),
        devOptional: z.boolean().default(false),
      }),
    ),
  })
  .parse(read('package-lock.json'));
const production = Object.entries(packages).filter(([path, one]) => path !== '' && !one.dev && !one.devOptional);

test('an installation warns on no version of Node that the package says it runs on', () => {
  expect(production.length).toBeGreaterThan(100);
  const warning = production.flatMap(([path, { version, engines }]) =>
    engines?.node !== undefined && !subset(manifest.engines.node, engines.node)
      ? [`${path} ${version} wants Node ${engines.node}`]
      : [],
  );
  expect(warning).toEqual([]);
});

test('what is chosen for a dependency of a dependency is chosen for those who install the package, too', () => {
  // npm takes the overrides of the project alone: a package that is installed decides by its own dependencies.
  const names = new Set(production.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 13)));
  const chosen = Object.entries(manifest.overrides).filter(([name]) => names.has(name));
  expect(chosen.map(([name]) => name)).toContain('light-my-request');
  expect(manifest.dependencies).toMatchObject(Object.fromEntries(chosen));
});
