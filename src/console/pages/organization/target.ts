/** A module, or one of its submodules. */
export interface Target {
  readonly moduleKey: string;
  readonly submoduleKey: string | null;
  readonly label: string;
}

/** As the command line names it: `sales`, `sales/leads`. */
export function keyOfTarget({ moduleKey, submoduleKey }: Pick<Target, 'moduleKey' | 'submoduleKey'>): string {
  return submoduleKey === null ? moduleKey : `${moduleKey}/${submoduleKey}`;
}
