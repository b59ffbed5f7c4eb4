import type { Decision } from './decision';

export type MenuAccess = 'OPEN' | 'TRIAL' | 'LOCKED';

/** How a menu shows a decision. */
export function menuAccessOf({ allowed, status }: Decision): MenuAccess {
  if (!allowed) return 'LOCKED';
  return status === 'TRIAL' ? 'TRIAL' : 'OPEN';
}
