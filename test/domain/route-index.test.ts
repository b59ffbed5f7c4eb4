import fc from 'fast-check';
import { commonPath, RouteIndex } from '../../src/domain/taxonomy/route-index';

const routes = new RouteIndex([
  { menuPath: '/sales/leads', part: 'leads' },
  { menuPath: '/sales/leads/import', part: 'import' },
  { menuPath: '/sales', part: 'sales' },
  { menuPath: '/sales', part: 'another' },
  { menuPath: '/', part: 'root' },
  { menuPath: null, part: 'pathless' },
]);

test.each([
  ['/sales/leads', 'leads'],
  ['/sales/leads/', 'leads'],
  ['sales/leads', 'leads'],
  ['/sales/leads/7/edit', 'leads'],
  ['/sales/leads?tab=open', 'leads'],
  ['/sales/leads#top', 'leads'],
  ['/sales/leads/import/3', 'import'],
  ['/sales/leadsheet', 'sales'],
  ['/sales', 'sales'],
  ['/Sales/leads', null],
  ['/', null],
  ['', null],
  ['/stock', null],
])('the path %s is governed by %s', (path, part) => {
  expect(routes.find(path)).toBe(part);
});

test.each([
  '//sales//leads',
  '/sales/./leads',
  '/stock/../sales/leads',
  '/sales/%6Ceads',
  '\\sales\\leads',
  '/../sales/leads',
])('the spelling %s of a guarded path does not bypass its guard', (path) => {
  expect(routes.find(path)).toBe('leads');
});

test('an invalid escape is read as it is written', () => {
  expect(routes.find('/sales/%E0%A4%A')).toBe('sales');
});

const segment = fc.stringMatching(/^[a-z]{1,3}$/);
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`);

test('the longest prefix of a path, by whole segments, governs it', () => {
  fc.assert(
    fc.property(fc.array(path, { maxLength: 8 }), path, (menuPaths, asked) => {
      const index = new RouteIndex(menuPaths.map((menuPath) => ({ menuPath, part: menuPath })));
      const governing = menuPaths.filter((menuPath) => asked === menuPath || asked.startsWith(`${menuPath}/`));
      const longest = governing.reduce<string | null>(
        (best, one) => (best === null || one.length > best.length ? one : best),
        null,
      );
      expect(index.find(asked)).toBe(longest);
    }),
  );
});

test.each([
  [['/sales/leads', '/sales/orders'], '/sales'],
  [['/erp/sales/leads', '/erp/sales/orders/open'], '/erp/sales'],
  [['/sales/leads'], '/sales'],
  [['/sales', '/sales/leads'], null],
  [['/sales/leads', '/crm/orders'], null],
  [['/leads'], null],
  [[], null],
])('the common path of %j is %s', (paths, expected) => {
  expect(commonPath(paths)).toBe(expected);
});
