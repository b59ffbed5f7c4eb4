import type { Target, Taxonomy } from '../taxonomy/taxonomy';
import { decide } from './decide';
import type { Decision } from './decision';
import { OrganizationAccess, type OrganizationFacts } from './organization-access';

/** An organization before and after changes that are made together, at one time. */
export interface ChangedFacts {
  readonly before: OrganizationFacts;
  readonly after: OrganizationFacts;
  readonly at: Date;
}

/** The decisions about the target of each change before any, and after all of them, in the order of the changes. */
export function previewChanges<Change extends Target>(
  taxonomy: Taxonomy,
  { before, after, at }: ChangedFacts,
  changes: readonly Change[],
): readonly { readonly change: Change; readonly before: Decision; readonly after: Decision }[] {
  const [had, has] = [new OrganizationAccess(before), new OrganizationAccess(after)];
  return changes.map((change) => {
    const target = { taxonomy, moduleKey: change.module, submoduleKey: change.submodule, at };
    return {
      change,
      before: decide({ ...target, organization: had }),
      after: decide({ ...target, organization: has }),
    };
  });
}
