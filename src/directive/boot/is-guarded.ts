import type { GuardedField } from './requirement';

/** True for a field with a guard. Other planned fields only bring an organization to the fields below them. */
export function isGuarded({
  guard,
  items,
  guardsInputs,
}: Pick<GuardedField, 'guard' | 'items' | 'guardsInputs'>): boolean {
  return guard !== null || items.size > 0 || guardsInputs;
}
