import { DomainError, invalidInput, InvalidInputError, sayFaults } from '../../src/domain/errors';

test('one error names every fault with line and field, in its message and in its details', () => {
  const faults = [
    { line: 2, field: 'target_module', message: 'unknown' },
    { line: 3, message: 'odd' },
    { field: 'first', message: 'too large' },
    { message: 'empty' },
  ];
  const error = invalidInput(faults, 'mapping.csv is not right');
  expect(error).toBeInstanceOf(DomainError);
  expect(error.code).toBe('INVALID_INPUT');
  expect(error.message).toBe(
    'mapping.csv is not right:\n  line 2: target_module: unknown\n  line 3: odd\n  first too large\n  empty',
  );
  expect(error.details).toEqual({ faults });
});

test('an error that repeats what a client or a file wrote can neither forge a line nor move a cursor', () => {
  const error = invalidInput(
    [{ line: 2, field: 'mod\u001bule', message: `'x\u001b[2J\r\n✓ Recorded 5000 answers' is unknown` }],
    'f\u009bile was not loaded',
  );
  const said = "line 2: mod?ule: 'x?[2J??✓ Recorded 5000 answers' is unknown";
  expect(error.message).toBe(`f?ile was not loaded:\n  ${said}`);
  expect(error.details).toEqual({ faults: error.faults });
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(sayFaults(error.faults, 'again')).toBe(`again:\n  ${said}`);
  expect(new DomainError('CONFLICT', 'two\nlines \u001b[2J').message).toBe('two\nlines ?[2J');
});
