/** When an event of a type is written, and the keys of its payload; `?` marks a key that may be missing. */
interface EventTypeDescription {
  readonly written: string;
  readonly payload: readonly string[];
}

/**
 * Every type of event about one organization (`entitlement_events`). Its payload also holds `actor`, since an adopted
 * table may have no column that takes the actor's id. What a request or a command does has `by` in its payload: the
 * actor's role, `via` (`API` or `CLI`), the id of the request, and the client's address. `docs/operations.md` is
 * generated from this table.
 */
export const ENTITLEMENT_EVENTS = {
  legacy_migration: {
    written: 'An execution changed the rows of the organization.',
    payload: ['runId', 'changes'],
  },
  legacy_migration_rolled_back: {
    written: 'A rollback took back what an execution had written.',
    payload: ['runId', 'changes', 'kept'],
  },
  taxonomy_extended: {
    written: 'The taxonomy gained submodules, which were switched off for a module that is granted partially.',
    payload: ['switchedOff'],
  },
  override_set: {
    written: 'Overrides were set.',
    payload: ['gating', 'changes', 'idempotencyKey?'],
  },
  override_revoked: {
    written: 'Overrides were revoked.',
    payload: ['gating', 'changes', 'idempotencyKey?'],
  },
  entitlements_granted: {
    written: 'Modules or submodules were granted; `rows` has what was written, before and after.',
    payload: ['gating', 'changes', 'rows', 'idempotencyKey?', 'scheduledChangeId?'],
  },
  entitlements_ended: {
    written: 'Grants were ended; `rows` has what was written, before and after.',
    payload: ['gating', 'changes', 'rows', 'idempotencyKey?'],
  },
  packages_changed: {
    written:
      'An organization was given packages, or packages of it ended or were moved to another version; `packages` has ' +
      'them before and after, `rows` what was written, before and after.',
    payload: ['gating', 'packages', 'handedOver', 'changes', 'rows', 'idempotencyKey?'],
  },
  packages_carried_out: {
    written: 'A package began or ended by its date, or a trial of it ended, and its rows were written by a worker.',
    payload: ['gating', 'packages', 'handedOver', 'changes', 'rows'],
  },
  organization_seen: {
    written: 'An organization appeared for the first time, and was given the default packages.',
    payload: ['gating', 'packages', 'handedOver', 'changes', 'rows'],
  },
  organization_rollout_set: {
    written: "The organization's own gating was set.",
    payload: [
      'before',
      'after',
      'gatingBefore',
      'gating',
      'acknowledgedLostAccess',
      'acknowledgedUncheckedReadings',
      'acknowledged',
    ],
  },
  organization_rollout_cleared: {
    written:
      "The organization's own gating was cleared; with `withRollout`, because all organizations went to `LEGACY`.",
    payload: [
      'before',
      'after',
      'gatingBefore?',
      'gating',
      'acknowledgedLostAccess?',
      'acknowledgedUncheckedReadings?',
      'acknowledged?',
      'withRollout?',
    ],
  },
  change_scheduled: {
    written: 'A change was asked for, for a later time. It has changed nothing yet.',
    payload: ['scheduledChangeId', 'operation', 'startAt', 'effectHash', 'input'],
  },
  scheduled_change_withdrawn: {
    written: 'A scheduled change was withdrawn before its time.',
    payload: ['scheduledChangeId', 'operation', 'startAt'],
  },
  scheduled_change_stale: {
    written: 'A scheduled change was not carried out, since what it rests on had changed by its time.',
    payload: ['scheduledChangeId', 'operation', 'startAt', 'outcome'],
  },
  scheduled_change_failed: {
    written: 'A scheduled change was refused at its time, and changed nothing.',
    payload: ['scheduledChangeId', 'operation', 'startAt', 'outcome'],
  },
  changed_by_sql: {
    written: 'Somebody changed rows of the organization by SQL: `actor` is `sql:` and the role of the database.',
    payload: ['table', 'operation', 'application', 'before', 'after'],
  },
} as const satisfies Readonly<Record<string, EventTypeDescription>>;

/** Every type of event about the whole platform (`platform_events`). */
export const PLATFORM_EVENTS = {
  taxonomy_seeded: {
    written: 'Seeding changed modules or submodules.',
    payload: ['modulesWritten', 'submodulesWritten', 'deactivated', 'takenFrom', 'partialGrantsKept'],
  },
  mapping_loaded: {
    written: 'Another mapping became the active one.',
    payload: ['name', 'hash', 'rules', 'previousHash', 'organizationsLosing', 'organizationsGaining'],
  },
  package_published: {
    written: 'A version of a package was published. It changes no organization.',
    payload: ['key', 'version', 'displayName', 'items'],
  },
  default_packages_set: {
    written: 'Which packages a new organization is given was changed.',
    payload: ['before', 'after'],
  },
  source_set: {
    written: 'Another source of organizations and legacy flags was set.',
    payload: ['before', 'after', 'organizations', 'impact'],
  },
  migration_run_started: {
    written: 'An execution was started.',
    payload: ['runId', 'dryRunId', 'mappingHash', 'mode', 'organizations', 'trialDays', 'allowRevocations'],
  },
  migration_run_paused: {
    written: 'An execution was paused.',
    payload: ['runId', 'from'],
  },
  migration_run_resumed: {
    written: 'An execution was resumed.',
    payload: ['runId', 'from'],
  },
  migration_run_cancelled: {
    written: 'An execution was cancelled; `migration_run_ended` follows.',
    payload: ['runId', 'from'],
  },
  migration_run_throttled: {
    written: 'The limits of a run were changed.',
    payload: ['runId', 'maxRate', 'maxReplicationLag', 'maxLockWaits'],
  },
  migration_run_ended: {
    written: 'An execution ended: succeeded, with errors, cancelled or failed.',
    payload: ['runId', 'status', 'counts'],
  },
  migration_run_rollback_started: {
    written: 'The rollback of an execution was started.',
    payload: ['runId', 'from', 'organizations', 'acknowledgedLostAccess', 'enforced'],
  },
  migration_run_rollback_ended: {
    written: 'The rollback of an execution ended.',
    payload: ['runId', 'status', 'counts'],
  },
  parity_report_started: {
    written: 'A parity report was requested, by which the gate judges; `organizations` is null for all of them.',
    payload: ['reportId', 'at', 'organizations'],
  },
  rollout_set: {
    written: 'The gating of all organizations was changed.',
    payload: [
      'before',
      'after',
      'clearedOrganizations',
      'acknowledgedLostAccess',
      'acknowledgedUncheckedReadings',
      'acknowledged',
    ],
  },
  product_answers_recorded: {
    written: "The product's own answers were recorded, and some of them are new or have changed.",
    payload: ['sources', 'answers', 'changed', 'organizations'],
  },
  maintenance_set: {
    written: 'Maintenance began or ended, or its message was changed.',
    payload: ['before', 'after'],
  },
  snapshot_exported: {
    written: 'A snapshot was written to a file, by an export or before a reset.',
    payload: ['file', 'sha256', 'bytes', 'rows'],
  },
  snapshot_imported: {
    written: 'A snapshot was imported.',
    payload: [
      'file',
      'sha256',
      'foreign',
      'madeAt',
      'madeFrom',
      'rows',
      'replaced',
      'runs',
      'acknowledgedLostAccess',
      'acknowledged',
    ],
  },
  backup_noted: {
    written: 'An operator noted a backup that another program made.',
    payload: ['ref'],
  },
  entitlements_reset: {
    written: 'A reset emptied entitlements, subentitlements and overrides.',
    payload: ['rows', 'file', 'sha256', 'runs'],
  },
  legacy_fence_raised: {
    written: 'The fence on the legacy flags was raised, or its kind was changed.',
    payload: ['rejects', 'before'],
  },
  legacy_fence_lowered: {
    written: 'The fence on the legacy flags was lowered.',
    payload: ['rejects'],
  },
  legacy_hidden: {
    written: 'The values of the legacy flags were hidden from the API.',
    payload: ['forcedPast'],
  },
  legacy_unhidden: {
    written: 'The values of the legacy flags were shown in the API again.',
    payload: [],
  },
  legacy_column_dropped: {
    written: 'The legacy column was dropped; its values are kept until they are purged.',
    payload: ['organizations', 'type', 'default', 'notNull', 'goesToo'],
  },
  legacy_flags_purged: {
    written: 'The kept values of the dropped legacy column were deleted.',
    payload: ['organizations'],
  },
  console_signed_in: {
    written: 'A link of the server was used: a token of a super admin was issued for the console.',
    payload: ['ttl'],
  },
  token_minted: {
    written: 'The command `token` issued a token.',
    payload: ['subject', 'role', 'organizationId', 'ttl'],
  },
  access_refused: {
    written:
      'Somebody was refused what only others may do: `what` is the field of the API, or `console sign-in`. Equal ' +
      'ones of a minute are one event; `what` is `others` for those beyond the twentieth.',
    payload: ['what', 'code', 'count'],
  },
  schema_migrated: {
    written: 'The schema of Portcullis was installed or brought up to date, or what it had lost was made again.',
    payload: ['migrations', 'remade'],
  },
  rights_granted: {
    written: 'Rights were granted to a role of the database.',
    payload: ['role', 'for', 'statements'],
  },
  changed_by_sql: {
    written:
      'Somebody changed the taxonomy, the mapping or the rollout by SQL, or so many rows of entitlements that they ' +
      'are not told one by one.',
    payload: ['table', 'operation', 'application', 'organizations'],
  },
  audit_verified: {
    written: 'The record of events was held to the chain of its hashes.',
    payload: ['events', 'position', 'hash', 'findings', 'first'],
  },
  audit_exported: {
    written: 'An export of events began.',
    payload: ['since', 'format', 'position', 'hash'],
  },
  partitions_detached: {
    written: 'Retention detached partitions of journals, events or counts into tables of their own.',
    payload: ['tables', 'months'],
  },
  partitions_dropped: {
    written: 'Retention dropped tables that it had detached before.',
    payload: ['tables'],
  },
} as const satisfies Readonly<Record<string, EventTypeDescription>>;

export type EntitlementEventType = keyof typeof ENTITLEMENT_EVENTS;
export type PlatformEventType = keyof typeof PLATFORM_EVENTS;

/** The events that record a backup of the entitlements, made by Portcullis or by another program. */
export const BACKUP_EVENTS: readonly PlatformEventType[] = ['snapshot_exported', 'backup_noted'];

type Payload<Key extends string> = Readonly<
  Record<Exclude<Key, `${string}?`>, unknown> & Partial<Record<Key extends `${infer Name}?` ? Name : never, unknown>>
>;

/** The payload of an event about an organization: exactly the declared keys. */
export type EntitlementPayload<Type extends EntitlementEventType> = Type extends unknown
  ? Payload<(typeof ENTITLEMENT_EVENTS)[Type]['payload'][number]>
  : never;

/** The payload of an event about the platform: exactly the declared keys. */
export type PlatformPayload<Type extends PlatformEventType> = Type extends unknown
  ? Payload<(typeof PLATFORM_EVENTS)[Type]['payload'][number]>
  : never;

/** The name of an event type, for SQL text: an undeclared type does not compile. */
export function eventType<Type extends EntitlementEventType | PlatformEventType>(type: Type): Type {
  return type;
}
