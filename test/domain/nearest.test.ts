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
])('somebody who wrote %s is shown %s', (wanted, known) => {
  expect(nearest(wanted, KNOWN)).toBe(` (did you mean '${known}'?)`);
});

test.each(['manufacturing', 'warehouse', 'completely_else'])('somebody who wrote %s is not led astray', (wanted) => {
  expect(nearest(wanted, KNOWN)).toBe('');
});

test('where nothing is known, nothing is suggested', () => {
  expect(nearest('sales', [])).toBe('');
});

test('what is suggested exists, and a key that exists is its own neighbour', () => {
  fc.assert(
    fc.property(fc.string({ unit: codePoint }), (wanted) => {
      expect(['', ...KNOWN.map((key) => ` (did you mean '${key}'?)`)]).toContain(nearest(wanted, KNOWN));
    }),
  );
  for (const key of KNOWN) expect(nearest(key, KNOWN)).toBe(` (did you mean '${key}'?)`);
});
