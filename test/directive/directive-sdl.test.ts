import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entitlementDirectives } from '../../src/directive/boot/directive-sdl';
import { packageRoot } from '../../src/platform/package-root';

test("the API's SDL declares the directives exactly as the library exports them", () => {
  expect(readFileSync(join(packageRoot, 'schema/directives.graphql'), 'utf8')).toBe(entitlementDirectives.trimStart());
});
