/** Why nothing was written for an organization of a run. `docs/errors.md` is generated from it. */
export const ORGANIZATION_ERRORS = {
  UNREADABLE_FLAGS: {
    when: 'A value of the legacy flags is neither on nor off; `path` names it.',
    action: 'Correct the flags in the product, then migrate the organization again.',
  },
  STALE: {
    when: 'Flags or entitlements, in a change run also packages or overrides, have changed since the dry run.',
    action: 'Start another dry run, review it, and execute that one.',
  },
  CHANGE_REFUSED: {
    when: 'The change of the run cannot be made to this organization; `message` says why.',
    action: 'Correct the change, or leave the organization out, and start another run.',
  },
  ORGANIZATION_DELETED: {
    when: 'The organization was deleted after the run was started.',
    action: 'Nothing.',
  },
  WRITE_FAILED: {
    when: 'The database refused the rows; `message` has its words, such as a constraint or a trigger.',
    action: 'Correct the cause (`db status` names tables that do not fit), then migrate the organization again.',
  },
} as const satisfies Readonly<Record<string, { readonly when: string; readonly action: string }>>;

export type OrganizationErrorCode = keyof typeof ORGANIZATION_ERRORS;
