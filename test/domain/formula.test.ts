import fc from 'fast-check';
import { withGuard, withoutGuard } from '../../src/domain/formula';

const START = fc.constantFrom(
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '＋',
  '－',
  '＝',
  '＠',
  "'",
  ' ',
  '\u00a0',
  '\n',
  'a',
  '7',
  '.',
);
const cells = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.tuple(fc.array(START, { maxLength: 6 }), fc.string()).map(([start, rest]) => start.join('') + rest),
);

test('an export never gives a spreadsheet a formula, and an import reads what was exported', () => {
  fc.assert(
    fc.property(cells, (cell) => {
      const guarded = withGuard(cell);
      if (!/^-?\d+(\.\d+)?$/.test(cell)) expect(guarded.trimStart()).not.toMatch(/^[=+\-@＋－＝＠]/);
      expect(guarded).not.toMatch(/^[\t\r]/);
      expect(withoutGuard(guarded)).toBe(cell);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['=1+1', "'=1+1"],
  [' =1+1', "' =1+1"],
  ['＝1+1', "'＝1+1"],
  ["'=1+1", "''=1+1"],
  ['-5', '-5'],
  ['-5.25', '-5.25'],
  ['-5+cmd', "'-5+cmd"],
  ['a=b', 'a=b'],
  ["d'Or", "d'Or"],
])('%s is exported as %s', (cell, exported) => {
  expect(withGuard(cell)).toBe(exported);
  expect(withoutGuard(exported)).toBe(cell);
});
