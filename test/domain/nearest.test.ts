import fc from 'fast-check';
import { nearest } from '../../src/domain/nearest';
import { codePoint } from '../support/code-points';

const KNOWN = ['sales', 'inventory', 'human_resources', 'hr'];

test.each([
  ['sale', 'sales'],
  ['saels', 'sales'],
  ['SALES', 'sales'],
  ['inventry', 'inventory'],
  ['human_resource', 'human_resources'],
  ['human-resources', 'human_resources'],
  ['hrs', 'hr'],
])('the suggestion for %s is %s', (wanted, known) => {
  expect(nearest(wanted, KNOWN)).toBe(` (did you mean '${known}'?)`);
});

test.each(['manufacturing', 'warehouse', 'completely_else'])(
  '%s has no suggestion, because no key is near',
  (wanted) => {
    expect(nearest(wanted, KNOWN)).toBe('');
  },
);

test('an unknown key has no suggestion without known keys', () => {
  expect(nearest('sales', [])).toBe('');
});

test('every suggestion is a known key, and a known key is suggested for itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: codePoint }), (wanted) => {
      expect(['', ...KNOWN.map((key) => ` (did you mean '${key}'?)`)]).toContain(nearest(wanted, KNOWN));
    }),
  );
  for (const key of KNOWN) expect(nearest(key, KNOWN)).toBe(` (did you mean '${key}'?)`);
});
