import { DomainError, invalidInput } from '../../src/domain/errors';

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
