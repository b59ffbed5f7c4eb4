import { InvalidArgumentError } from 'commander';

/** A package as it was typed. */
export interface TypedPackage {
  readonly key: string;
  /** Null for the newest. */
  readonly version: number | null;
}

export const PACKAGE_NAME = 'KEY, for the newest version, or KEY@VERSION';

/** `starter`, `starter@2` */
export function readPackageName(text: string): TypedPackage {
  const [, key, version] = /^([^@=]+)(?:@(\d{1,9}))?$/.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError(`It must be ${PACKAGE_NAME}, such as starter@2.`);
  return { key, version: version === undefined ? null : Number(version) };
}

/** Adds a package to those that were typed before it. */
export function collectPackage(text: string, earlier: readonly TypedPackage[] | undefined): readonly TypedPackage[] {
  return [...(earlier ?? []), readPackageName(text)];
}
