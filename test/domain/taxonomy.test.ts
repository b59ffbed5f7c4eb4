import fc from 'fast-check';
import { KEY_PATTERN, type Module, Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { taxonomy } from '../support/arbitraries';

const sales: Module = {
  id: 1,
  key: 'sales',
  policy: 'ENTITLEMENT',
  isActive: true,
  submodules: [
    { id: 10, key: 'leads', isActive: true },
    { id: 11, key: 'old', isActive: false },
  ],
};
const retired: Module = {
  id: 2,
  key: 'retired',
  policy: 'ALWAYS_ON',
  isActive: false,
  submodules: [{ id: 20, key: 'leads', isActive: true }],
};
const both = new Taxonomy([sales, retired]);

describe('a taxonomy', () => {
  test.each([
    ['sales', null, true],
    ['sales', 'leads', true],
    ['sales', 'old', false],
    ['sales', 'unknown', false],
    ['retired', null, false],
    ['retired', 'leads', false],
    ['unknown', null, false],
    ['constructor', null, false],
    ['sales', 'constructor', false],
  ])('says whether %s %s is active: %s', (module, submodule, expected) => {
    expect(both.isActive(module, submodule)).toBe(expected);
  });

  test('lists active modules and submodules in its order', () => {
    expect(both.activeModules()).toEqual([sales]);
    expect(both.activeSubmodules('sales').map(({ key }) => key)).toEqual(['leads']);
    expect(both.activeSubmodules('unknown')).toEqual([]);
  });

  test('looks up a submodule only within its module', () => {
    expect(both.submodule('retired', 'leads')?.id).toBe(20);
    expect(both.submodule('retired', 'old')).toBeUndefined();
    expect(both.module('unknown')).toBeUndefined();
  });
});

describe('the hash of a taxonomy', () => {
  test('is equal for modules and submodules in another order', () => {
    fc.assert(
      fc.property(taxonomy(), (one) => {
        const turned = one.modules
          .map((module) => ({ ...module, submodules: [...module.submodules].reverse() }))
          .reverse();
        expect(new Taxonomy(turned).hash()).toBe(one.hash());
      }),
    );
  });

  test.each<[string, Partial<Module>]>([
    ['id', { id: 3 }],
    ['key', { key: 'selling' }],
    ['policy', { policy: 'RBAC_ONLY' }],
    ['activity', { isActive: false }],
    ['number of submodules (one more)', { submodules: [...sales.submodules, { id: 12, key: 'new', isActive: true }] }],
    ['number of submodules (one less)', { submodules: sales.submodules.slice(1) }],
    [
      'submodule’s id',
      {
        submodules: [
          { id: 12, key: 'leads', isActive: true },
          { id: 11, key: 'old', isActive: false },
        ],
      },
    ],
    [
      'submodule’s key',
      {
        submodules: [
          { id: 10, key: 'leed', isActive: true },
          { id: 11, key: 'old', isActive: false },
        ],
      },
    ],
    [
      'submodule’s activity',
      {
        submodules: [
          { id: 10, key: 'leads', isActive: true },
          { id: 11, key: 'old', isActive: true },
        ],
      },
    ],
  ])('is different for another %s', (_, change) => {
    expect(new Taxonomy([{ ...sales, ...change }, retired]).hash()).not.toBe(both.hash());
  });
});

test.each([
  ['sales', true],
  ['order_book2', true],
  ['a1_b2', true],
  ['', false],
  ['Sales', false],
  ['_sales', false],
  ['sales_', false],
  ['order__book', false],
  ['order-book', false],
  ['2sales', false],
  ['sales\n', false],
  ['sälé', false],
])('the key %j fits the published tables: %s', (key, expected) => {
  expect(KEY_PATTERN.test(key)).toBe(expected);
});
