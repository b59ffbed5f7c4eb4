import { z } from 'zod';

/** The environment variables that narrow what roles may do. */
export const roleVariables = {
  PORTCULLIS_SUPPORT_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(366)
    .default(30)
    .describe(
      'For how many days, from the change on, the role `SUPPORT` may give or take away access: see ' +
        '[what support may change](signing-in.md#what-support-may-change).',
    ),
  PORTCULLIS_GUARD_BYPASS: z
    .enum(['true', 'false'])
    .optional()
    .meta({
      description:
        "`false`: nobody has the right `BYPASS_GUARDS`, so that the guards of the API's own fields hold for super " +
        'admins, too.',
      unset: '`true`',
    }),
};
