import { z } from 'zod';
import type { RecordedChange } from '../../domain/history/recorded-change';
import { GATINGS } from '../../domain/rollout/gating';
import { type Change, isMade } from '../../domain/run/plan-changes';
import { moduleNow, submoduleNow } from '../../domain/run/row-state';
import type { EntitlementEventType } from '../../store/event-types';
import { readOverride } from '../../store/load-access';
import { storedTime } from '../../store/stored-access';

/** The keys of modules and submodules, by the ids that rows have. */
export interface TaxonomyKeys {
  readonly module: (id: number) => string | undefined;
  readonly submodule: (id: number) => string | undefined;
}

type ReadChanges = (payload: unknown, keys: TaxonomyKeys) => readonly RecordedChange[];

/**
 * How each type of event about an organization is taken back: the changes that it says were made, each with what was
 * there before. Every type has an answer, or this does not compile. They throw for a payload that does not say it.
 */
const CHANGES_OF: Readonly<Record<EntitlementEventType, ReadChanges>> = {
  legacy_migration: rowsUnder('changes'),
  legacy_migration_rolled_back: rowsUnder('changes'),
  entitlements_granted: rowsUnder('rows'),
  entitlements_ended: rowsUnder('rows'),
  packages_changed: rowsUnder('rows'),
  packages_carried_out: rowsUnder('rows'),
  organization_seen: rowsUnder('rows'),
  taxonomy_extended: switchedOff,
  override_set: (payload) =>
    overridesSet
      .parse(payload)
      .changes.flatMap(({ overrideId, replaces, module }): RecordedChange[] => [
        ...(replaces === null ? [] : [{ of: 'OVERRIDE_ENDED' as const, id: replaces, module }]),
        { of: 'OVERRIDE_SET', id: overrideId, module },
      ]),
  override_revoked: (payload) =>
    overridesRevoked
      .parse(payload)
      .changes.map(({ overrideId, module }) => ({ of: 'OVERRIDE_ENDED', id: overrideId, module })),
  change_scheduled: () => [],
  scheduled_change_withdrawn: () => [],
  scheduled_change_stale: () => [],
  scheduled_change_failed: () => [],
  organization_rollout_set: gatingChanged,
  organization_rollout_cleared: gatingChanged,
  changed_by_sql: (payload, keys) => {
    const { table, before, after } = bySql.parse(payload);
    return BY_SQL[table](before, after, keys);
  },
};

/** The changes of an event of any type, also of one that Portcullis did not write; null if it does not say them. */
export function readChanges(type: string, payload: unknown, keys: TaxonomyKeys): readonly RecordedChange[] | null {
  const read = new Map<string, ReadChanges>(Object.entries(CHANGES_OF)).get(type);
  // Another application's event, in a table that was adopted: it is no change that Portcullis made.
  if (!read) return [];
  try {
    return read(payload, keys);
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof UnknownKeyError) return null;
    throw error;
  }
}

/** A row names a module or submodule that no taxonomy has. */
class UnknownKeyError extends Error {
  override readonly name = 'UnknownKeyError';
}

const moduleState = z.object({
  status: z.string(),
  partial: z.boolean(),
  trialExpiresAt: z.string().nullable(),
  source: z.string().optional(),
});
const submoduleState = z.object({ enabled: z.boolean(), source: z.string().optional() });
const action = z.enum(['CREATE', 'UPDATE', 'REVOKE', 'HELD', 'KEEP_MANUAL']);
const change = z.union([
  z.object({
    action,
    module: z.string(),
    submodule: z.null(),
    before: moduleState.nullable(),
    after: moduleState.nullable(),
  }),
  z.object({
    action,
    module: z.string(),
    submodule: z.string(),
    before: submoduleState.nullable(),
    after: submoduleState.nullable(),
  }),
]);
const changes = z.array(change);
const anyKeys = z.record(z.string(), z.unknown());
const overridesRevoked = z.object({ changes: z.array(z.object({ overrideId: z.string(), module: z.string() })) });
const overridesSet = z.object({
  changes: z.array(z.object({ overrideId: z.string(), module: z.string(), replaces: z.string().nullable() })),
});
const gatings = z.object({ before: z.enum(GATINGS).nullable(), after: z.enum(GATINGS).nullable() });
const extended = z.object({ switchedOff: z.array(z.string()) });

/** Rows of entitlements before and after, as plans and journals have them: the form for every writer of rows. */
function rowsUnder(key: 'changes' | 'rows'): ReadChanges {
  return (payload) =>
    changes
      .parse(anyKeys.parse(payload)[key])
      .map((one): Change => one)
      .filter(isMade)
      .map((one) => ({ of: 'ROW', change: one }));
}

/** The rows have the source of the grant that they limit, which the event does not name. */
function switchedOff(payload: unknown): readonly RecordedChange[] {
  return extended.parse(payload).switchedOff.map((target) => {
    const [module = '', submodule = ''] = target.split('/');
    const created: Change = { action: 'CREATE', module, submodule, before: null, after: { enabled: false } };
    return { of: 'ROW', change: created, anySource: true };
  });
}

function gatingChanged(payload: unknown): readonly RecordedChange[] {
  const { before, after } = gatings.parse(payload);
  return [{ of: 'GATING', before, after }];
}

const rows = z.array(z.unknown());
type Rows = z.infer<typeof rows>;

const entitlementRow = z.object({
  module_id: z.number(),
  status: z.string(),
  trial_expires_at: z.string().nullable(),
  partial: z.boolean(),
  source: z.string(),
});
const subentitlementRow = z.object({
  module_id: z.number(),
  submodule_id: z.number(),
  enabled: z.boolean(),
  source: z.string(),
});
const overrideRow = z.object({
  id: z.number(),
  module_id: z.number(),
  submodule_id: z.number().nullable(),
  status: z.unknown(),
  trial_expires_at: z.unknown(),
  created_at: z.unknown(),
  expires_at: z.unknown(),
  ended_at: z.unknown(),
});
const rolloutRow = z.object({ mode: z.enum(GATINGS) });

/** The tables of organizations' rows, and what a statement by SQL changed in each. */
const BY_SQL = {
  org_entitlements: (before, after, keys) =>
    pairs(before, after, (row) => {
      const { module_id, trial_expires_at, ...state } = entitlementRow.parse(row);
      const module = known(keys.module(module_id));
      return { key: module, state: { ...state, module, trialExpiresAt: storedTime(trial_expires_at) } };
    }).map(({ key, was, is }) => ({
      of: 'ROW',
      change: { action: 'UPDATE', module: key, submodule: null, before: moduleNow(was), after: moduleNow(is) },
    })),
  org_subentitlements: (before, after, keys) =>
    pairs(before, after, (row) => {
      const { module_id, submodule_id, ...state } = subentitlementRow.parse(row);
      const [module, submodule] = [known(keys.module(module_id)), known(keys.submodule(submodule_id))];
      return { key: `${module}/${submodule}`, state: { ...state, module, submodule } };
    }).map(({ key, was, is }) => {
      const [module = '', submodule = ''] = key.split('/');
      return {
        of: 'ROW',
        change: { action: 'UPDATE', module, submodule, before: submoduleNow(was), after: submoduleNow(is) },
      };
    }),
  entitlement_overrides: (before, after, keys) =>
    pairs(before, after, (row) => {
      const one = overrideRow.parse(row);
      const module = known(keys.module(one.module_id));
      const submodule = one.submodule_id === null ? null : known(keys.submodule(one.submodule_id));
      const columns = [one.status, one.trial_expires_at, one.created_at, one.expires_at, one.ended_at];
      return { key: String(one.id), state: readOverride([String(one.id), module, submodule, ...columns]) };
    }).map(({ key, was, is }) => ({
      of: 'OVERRIDE_ROW',
      id: key,
      module: (was ?? is)?.module ?? '',
      before: was ?? null,
      after: is ?? null,
    })),
  organization_rollouts: (before, after) =>
    pairs(before, after, (row) => ({ key: 'gating', state: rolloutRow.parse(row).mode })).map(({ was, is }) => ({
      of: 'GATING',
      before: was ?? null,
      after: is ?? null,
    })),
} as const satisfies Readonly<Record<string, (before: Rows, after: Rows, keys: TaxonomyKeys) => RecordedChange[]>>;

/** The tables whose changes by SQL are changes of an organization. */
export const TABLES_OF_ORGANIZATIONS = [
  'org_entitlements',
  'org_subentitlements',
  'entitlement_overrides',
  'organization_rollouts',
] as const satisfies readonly (keyof typeof BY_SQL)[];

const bySql = z.object({ table: z.enum(TABLES_OF_ORGANIZATIONS), before: rows, after: rows });

/** Rows of one statement before and after it, each pair by the key that both have. */
function pairs<State>(
  before: Rows,
  after: Rows,
  read: (row: unknown) => { readonly key: string; readonly state: State },
): readonly { readonly key: string; readonly was: State | undefined; readonly is: State | undefined }[] {
  const statesOf = (of: Rows) => new Map(of.map(read).map(({ key, state }) => [key, state]));
  const [was, is] = [statesOf(before), statesOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].map((key) => ({ key, was: was.get(key), is: is.get(key) }));
}

function known(key: string | undefined): string {
  if (key === undefined) throw new UnknownKeyError('a row names what no taxonomy has');
  return key;
}
