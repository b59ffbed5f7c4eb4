/** A module, or one of its submodules. */
export interface Target {
  readonly moduleKey: string;
  readonly submoduleKey: string | null;
  readonly label: string;
}

/** The key as on the command line: `sales`, `sales/leads`. */
export function keyOfTarget({ moduleKey, submoduleKey }: Pick<Target, 'moduleKey' | 'submoduleKey'>): string {
  return submoduleKey === null ? moduleKey : `${moduleKey}/${submoduleKey}`;
}
