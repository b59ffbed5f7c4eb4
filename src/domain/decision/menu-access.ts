import type { Decision } from './decision';

const MENU_ACCESS = ['OPEN', 'TRIAL', 'LOCKED'] as const;
export type MenuAccess = (typeof MENU_ACCESS)[number];

/** How a menu shows what was decided. */
export function menuAccessOf({ allowed, status }: Decision): MenuAccess {
  if (!allowed) return 'LOCKED';
  return status === 'TRIAL' ? 'TRIAL' : 'OPEN';
}
