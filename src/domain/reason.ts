import { invalidInput } from './errors';

/**
 * Why something is done, as its event keeps it.
 * @throws DomainError INVALID_INPUT where it says too little, or too much
 */
export function readReason(reason: string): string {
  const said = reason.trim();
  if (said.length >= 3 && said.length <= 500) return said;
  throw invalidInput('The input is not right:', [
    { field: 'input.reason', message: 'should say why, in 3 to 500 characters' },
  ]);
}
