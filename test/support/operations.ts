/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** A warning about a change that somebody asks for. */
export type ChangeWarning =
  /** The trial has no end: it lasts until somebody ends it. */
  | 'ENDLESS_TRIAL'
  /** The change has no effect until entitlements allow the module of the submodule, which they deny now. */
  | 'NO_EFFECT'
  /**
   * What is given would end before what the organization has today by an override, an entitlement, or the legacy flags.
   * The request is INVALID_INPUT unless `acknowledgeShorterAccess` is set.
   */
  | 'SHORTER_ACCESS';

/** The result of a check. */
export type CheckStatus =
  /** Fix this before you execute a run. */
  | 'FAIL'
  /** In order. */
  | 'PASS'
  /** Review this before you continue. */
  | 'WARN';

/** An organization whose own rollout is to be removed. */
export type ClearOrganizationRolloutInput = {
  /**
   * True to accept that the organization may lose access, if it comes under ENFORCE by this and the gate is shut.
   * Recorded in the event.
   */
  acknowledgeLostAccess?: boolean;
  /**
   * True to accept that readings of flags were not checked against the product's answers, if the gate is shut for nothing
   * else. `acknowledgeLostAccess` includes it. Recorded in the event.
   */
  acknowledgeUncheckedReadings?: boolean;
  /** The organization. */
  organizationId: string;
  /** The reason, 3 to 500 characters. */
  reason: string;
};

/** The result of one rule. */
export type DecisionOutcome =
  /** The rule allows. */
  | 'ALLOWED'
  /** The rule denies. */
  | 'DENIED'
  /** The rule does not decide; the next rule is evaluated. */
  | 'NEXT'
  /** The rule would allow, but its side does not answer under the current gating. */
  | 'WOULD_ALLOW'
  /** The rule would deny, but its side does not answer under the current gating. */
  | 'WOULD_DENY';

/** The reason for a decision. The list is closed: a client can switch over it exhaustively. */
export type DecisionReason =
  /** Every organization has the module. */
  | 'ALWAYS_ON'
  /** The lookup failed; a failed check is denied. */
  | 'CHECK_FAILED'
  /** The entitlement is enabled. */
  | 'ENTITLED'
  /** No legacy flag grants it. */
  | 'LEGACY_OFF'
  /** A legacy flag grants it. */
  | 'LEGACY_ON'
  /** The legacy flags cannot be read; unreadable flags are denied. */
  | 'LEGACY_UNREADABLE'
  /** The entitlement is disabled. */
  | 'MODULE_DISABLED'
  /** The module is inactive: no organization has it. */
  | 'MODULE_INACTIVE'
  /** There is no entitlement. */
  | 'NOT_ENTITLED'
  /** The check names no organization, and the actor has none. */
  | 'NO_ORGANIZATION'
  /** The organization does not exist, or the actor may not see it. */
  | 'ORGANIZATION_NOT_FOUND'
  /** An override disables it. */
  | 'OVERRIDE_DISABLED'
  /** An override enables it. */
  | 'OVERRIDE_ENABLED'
  /** An override grants it as a trial. */
  | 'OVERRIDE_TRIAL'
  /** Every organization has the module; the product's own role check decides for each user. */
  | 'RBAC_ONLY'
  /** The submodule is switched off, in a module that is allowed. */
  | 'SUBMODULE_DISABLED'
  /** The submodule is switched on, in a module that is allowed. */
  | 'SUBMODULE_ENABLED'
  /** The entitlement is a trial that has not ended. */
  | 'TRIAL'
  /** The trial has ended. */
  | 'TRIAL_EXPIRED'
  /** The module does not exist. */
  | 'UNKNOWN_MODULE'
  /** The entitlement has an unknown status. */
  | 'UNKNOWN_STATUS'
  /** The submodule does not exist or is inactive. */
  | 'UNKNOWN_SUBMODULE';

/** The status of a module or submodule for an organization. */
export type DecisionStatus =
  /** Disabled. */
  | 'DISABLED'
  /** Enabled. */
  | 'ENABLED'
  /** On trial, or the trial has ended. */
  | 'TRIAL';

/** The options of a new plan. */
export type FreshMigrationInput = {
  /** Whether the run may take access away. If false, such changes are HELD: counted and listed, but not made. */
  allowRevocations?: boolean;
  /**
   * Limits the run further to what changed since this execution: organizations that are new, whose legacy flags differ
   * from its journal or from that of a later execution in effect, or that it did not migrate (not reached, or STALE). An
   * organization that failed and still has the same flags is left out. The execution must have ended, and must not be
   * rolled back.
   */
  changedSince?: string | null | undefined;
  /** Limits the run to these organizations, at most 50,000; if omitted, all organizations. */
  organizationIds?: Array<string> | null | undefined;
  /** The length of new trials in days, 1 to 3650; if omitted, trials have no end. */
  trialDays?: number | null | undefined;
};

/** Which side answers decisions about an organization. */
export type Gating =
  /** The entitlements answer, and overrides take precedence over them. */
  | 'ENFORCE'
  /** The legacy flags answer. */
  | 'LEGACY'
  /** The legacy flags answer; entitlements are compared with them, and differences are counted. */
  | 'SHADOW';

/** What determines an organization's gating. Each one takes precedence over those below it. */
export type GatingSource =
  /** `ENABLE_ENTITLEMENTS_GATING` in the environment of the server. */
  | 'ENVIRONMENT'
  /** The rollout's mode. */
  | 'GLOBAL'
  /** The organization's own rollout. */
  | 'ORGANIZATION'
  /** The rollout's percentage, which includes the organization by its id. */
  | 'PERCENTAGE';

/** A mapping file to load and make active. */
export type LoadMappingInput = {
  /** The content of the file, as `mappingPreview` takes it. */
  csv: string;
  /**
   * The id of the mapping that the caller saw as active; null or omitted if there was none. CONFLICT if another mapping
   * is active now, with its id in `details.activeId`.
   */
  expectedActiveId?: string | null | undefined;
  /** The name of the file, 1 to 200 characters. It becomes the mapping's name. */
  name: string;
  /** The reason, 3 to 500 characters. */
  reason: string;
};

/** A mapping file to preview. */
export type MappingPreviewInput = {
  /**
   * The content of the file: CSV with the columns `legacy_flag`, `legacy_route_pattern`, `target_module`,
   * `target_submodule`, `default_status` and `notes`. A file with any fault is refused as a whole: INVALID_INPUT lists
   * every fault in `details.faults`, with `line`, `field` and `message`.
   */
  csv: string;
  /** The name of the file, 1 to 200 characters. Messages refer to it. */
  name: string;
};

/** What a run does with one row. */
export type MigrationRunAction =
  /** The row is created. */
  | 'CREATE'
  /**
   * The row is left as it is, because the change would take access away and the run does not allow that
   * (`allowRevocations`).
   */
  | 'HELD'
  /** The row is left as it is, because it, or its module's row, was not written by a run. */
  | 'KEEP_MANUAL'
  /** The row is deleted. */
  | 'REVOKE'
  /** The row is updated. */
  | 'UPDATE';

/** The run to act on. */
export type MigrationRunActionInput = {
  /** The run's number. */
  id: string;
  /** The reason, 3 to 500 characters. */
  reason: string;
};

/** The purpose of a run. */
export type MigrationRunMode =
  /** Computes and stores a plan, and writes nothing else. */
  | 'DRY_RUN'
  /** Writes entitlements, with a journal and events. */
  | 'EXECUTE';

/** The outcome of a run for one organization. In a dry run, the outcome that an execution would have. */
export type MigrationRunOutcome =
  /** Rows were written, with one event. */
  | 'CHANGED'
  /** Nothing was written because of an error, see `error`. */
  | 'FAILED'
  /** The organization was deleted before the run reached it. */
  | 'SKIPPED'
  /** Nothing was written: flags or rows (of a change run packages or overrides, too) differ from the reviewed plan. */
  | 'STALE'
  /** Nothing had to be written, or only rows that a run may not change differ. */
  | 'UNCHANGED';

/** The plan of a run. Give exactly one field. */
export type MigrationRunSource =
  {   /** A finished dry run. Its plan is executed as it is, and at most once. */
  dryRunId: string; fresh?: never; }
  |  { dryRunId?: never;   /** A new plan, made from the current flags and rows. */
  fresh: FreshMigrationInput; };

/** The status of a run. */
export type MigrationRunStatus =
  /** Cancelled by an operator. What was written stays. */
  | 'CANCELLED'
  /** Finished, but organizations failed or are stale, or changes were held. */
  | 'COMPLETED_WITH_ERRORS'
  /** Stopped by an error, see `error`. It can be resumed. */
  | 'FAILED'
  /** Paused by an operator. It can be resumed. */
  | 'PAUSED'
  /** Waiting for a worker. */
  | 'QUEUED'
  /** Rolled back. */
  | 'ROLLED_BACK'
  /** Rolled back, except for rows that were changed by other means since. */
  | 'ROLLED_BACK_WITH_CONFLICTS'
  /** Workers are rolling it back. */
  | 'ROLLING_BACK'
  /** Workers are carrying it out. */
  | 'RUNNING'
  /** Finished; every organization was processed without an error. */
  | 'SUCCEEDED';

/**
 * Limits on the load that a run puts on the database. For an existing run, an omitted field keeps its limit, and null
 * removes it.
 */
export type MigrationRunThrottleInput = {
  /** The number of other applications' sessions waiting for locks above which the workers wait, 0 to 10,000. */
  maxLockWaits?: number | null | undefined;
  /** Organizations per second, for all workers together, 1 to 1,000,000. */
  maxRate?: number | null | undefined;
  /** The replication lag of a standby in seconds above which the workers wait, 0.1 to 86,400. */
  maxReplicationLag?: number | null | undefined;
};

/** An override to make. */
export type OverrideChangeInput = {
  /** The module's key. A module whose policy grants it to every organization is INVALID_INPUT. */
  moduleKey: string;
  /** The status to set. TRIAL is for modules only. */
  status: DecisionStatus;
  /** The submodule's key; omit it to mean the module itself. */
  submoduleKey?: string | null | undefined;
  /**
   * When the trial ends; not later than `expiresAt`. If omitted, the trial has no end. After that the override stays in
   * effect, and denies.
   */
  trialExpiresAt?: string | null | undefined;
};

/** Overrides to make for one organization, all or none. */
export type OverrideEntitlementsInput = {
  /** True if it may end before what the organization has today: `SHORTER_ACCESS`. */
  acknowledgeShorterAccess?: boolean;
  /** The overrides, at most 500 and one for each module or submodule. An earlier override of the same one is ended. */
  changes: Array<OverrideChangeInput>;
  /** True to return what would change, without writing anything. */
  dryRun?: boolean;
  /**
   * The organization's `version` that the caller saw. CONFLICT if it has changed since, with the current one in the
   * details.
   */
  expectedVersion: number;
  /** When the overrides expire; if omitted, they do not. */
  expiresAt?: string | null | undefined;
  /**
   * If a request is repeated within a week with the same key and input, it is answered as the first one was, and nothing
   * is written. With another input it is CONFLICT. Keys are separate for each actor.
   */
  idempotencyKey?: string | null | undefined;
  /** The organization. */
  organizationId: string;
  /** The reason, 3 to 500 characters. */
  reason: string;
};

/**
 * Why the answers differ. OVERRIDE, MANUAL_ROW and TRIAL_ENDED explain a difference; a report with any other cause is
 * not clean.
 */
export type ParityCause =
  /** The run held the change, because it would have taken access away. */
  | 'HELD'
  /** The legacy flags changed after the run that migrated the organization. */
  | 'LATE_WRITER'
  /** The row, or its module's row, was not written by a run. */
  | 'MANUAL_ROW'
  /** No execution in effect has migrated the organization. */
  | 'NEVER_RUN'
  /** None of the others, for example a row that was changed in the database by hand. */
  | 'OTHER'
  /** A super admin made an override. */
  | 'OVERRIDE'
  /** Of kind READING: the product allows what the reading of the flags denies. */
  | 'PRODUCT_ALLOWS'
  /** Of kind READING: the product denies what the reading of the flags allows. */
  | 'PRODUCT_DENIES'
  /** The taxonomy or the mapping changed after the run. */
  | 'TAXONOMY'
  /** Both answer with a trial, and the entitlement's trial has ended; legacy flags have no end. */
  | 'TRIAL_ENDED'
  /** The legacy flags cannot be read. */
  | 'UNREADABLE';

/**
 * How answers differ. LOST, GAINED and STATUS compare the answer by entitlements with the answer by legacy flags; READING
 * compares what Portcullis reads in the legacy flags with what the product itself answered.
 */
export type ParityKind =
  /** The flags deny it, the entitlements allow it. */
  | 'GAINED'
  /** The flags allow it, the entitlements deny it. */
  | 'LOST'
  /**
   * The product's own answer differs from the reading of the flags. A product answer that was given while the flags were
   * others is out of date, and is not compared.
   */
  | 'READING'
  /** Both allow it, one of them as a trial. */
  | 'STATUS';

/** The status of a parity report. */
export type ParityReportStatus =
  /** Stopped by an error, see `error`. */
  | 'FAILED'
  /** Waiting for a worker. Workers compute one report at a time. */
  | 'QUEUED'
  /** A worker is computing it. If the worker is lost, another one continues. */
  | 'RUNNING'
  /** Finished. */
  | 'SUCCEEDED';

/** A change of the rollout of one organization. */
export type PreviewOrganizationRolloutInput = {
  /**
   * The gating to set, as `setOrganizationRollout` does; if omitted, the organization's own rollout is removed, as
   * `clearOrganizationRollout` does.
   */
  mode?: Gating | null | undefined;
  /** The organization. */
  organizationId: string;
};

/** A change of the rollout. */
export type PreviewRolloutInput = {
  /**
   * The percentage of organizations under ENFORCE, 0 to 100. If omitted, it does not change with SHADOW, and is 0 with
   * LEGACY. INVALID_INPUT with ENFORCE, and above 0 when changing from another mode to LEGACY.
   */
  enforcePercentage?: number | null | undefined;
  /** With LEGACY: true to leave organizations individually set to ENFORCE as they are. */
  keepOrganizations?: boolean;
  /**
   * The gating of organizations outside the percentage. LEGACY is the emergency exit: the legacy flags answer for every
   * organization, those with an own rollout that says SHADOW included.
   */
  mode: Gating;
};

/** What an answer is based on. */
export type ProvenanceKind =
  /** The module's entitlement. */
  | 'ENTITLEMENT'
  /** The legacy flags. */
  | 'LEGACY'
  /** Nothing stored. */
  | 'NONE'
  /** An override. */
  | 'OVERRIDE'
  /** The module's policy. */
  | 'POLICY'
  /** The submodule's own entitlement row. */
  | 'SUBENTITLEMENT';

/** Overrides to end for one organization, all or none. */
export type RevokeOverridesInput = {
  /**
   * The organization's `version` that the caller saw. CONFLICT if it has changed since, with the current one in the
   * details.
   */
  expectedVersion: number;
  /** The organization. */
  organizationId: string;
  /** The ids of the overrides, at most 500. None of them may have ended. */
  overrideIds: Array<string>;
  /** The reason, 3 to 500 characters. */
  reason: string;
};

/** What an actor may do. */
export type Role =
  /** Reads everything, and changes nothing. */
  | 'AUDITOR'
  /** A user of one organization. */
  | 'MEMBER'
  /** Migrates and rolls out. */
  | 'OPERATOR'
  /** An admin of one organization. */
  | 'ORG_ADMIN'
  /** The product's own backend, which also reports what the product answers. */
  | 'PROVISIONER'
  /** A backend that asks what organizations may use. */
  | 'SERVICE'
  /** Reads and changes everything. */
  | 'SUPER_ADMIN'
  /** Helps organizations: changes what they have, for a limited time. */
  | 'SUPPORT';

/** The change to preview. Give exactly one field. */
export type RolloutPreviewInput =
  {   /** A change of the rollout of one organization. */
  organization: PreviewOrganizationRolloutInput; rollout?: never; }
  |  { organization?: never;   /** A change of the rollout, as `setRollout` takes it. */
  rollout: PreviewRolloutInput; };

/** Begins, changes or ends maintenance. */
export type SetMaintenanceInput = {
  /** True to begin maintenance or to change its message; false to end it. */
  enabled: boolean;
  /** The message for users, at most 500 characters. INVALID_INPUT together with `enabled: false`. */
  message?: string | null | undefined;
  /** The reason, 3 to 500 characters. */
  reason: string;
};

/** A gating to set for one organization. */
export type SetOrganizationRolloutInput = {
  /** True to accept that the organization may lose access, if the gate towards ENFORCE is shut. Recorded in the event. */
  acknowledgeLostAccess?: boolean;
  /**
   * True to accept that readings of flags were not checked against the product's answers, if the gate is shut for nothing
   * else. `acknowledgeLostAccess` includes it. Recorded in the event.
   */
  acknowledgeUncheckedReadings?: boolean;
  /** The gating to set. */
  mode: Gating;
  /** The organization. */
  organizationId: string;
  /** The reason, 3 to 500 characters. */
  reason: string;
};

/** A change of the rollout. */
export type SetRolloutInput = {
  /** True to accept that organizations may lose access, if the gate towards ENFORCE is shut. Recorded in the event. */
  acknowledgeLostAccess?: boolean;
  /**
   * True to accept that readings of flags were not checked against the product's answers, if the gate is shut for nothing
   * else. `acknowledgeLostAccess` includes it. Recorded in the event.
   */
  acknowledgeUncheckedReadings?: boolean;
  /**
   * The percentage of organizations under ENFORCE, 0 to 100. If omitted, it does not change with SHADOW, and is 0 with
   * LEGACY. INVALID_INPUT with ENFORCE, and above 0 when changing from another mode to LEGACY.
   */
  enforcePercentage?: number | null | undefined;
  /** The rollout's version that the caller saw. CONFLICT if it has changed since, with the current one in the details. */
  expectedVersion: number;
  /** With LEGACY: true to leave organizations individually set to ENFORCE as they are. */
  keepOrganizations?: boolean;
  /**
   * The gating of organizations outside the percentage. LEGACY without a percentage is the emergency exit: it is never
   * gated, sets the percentage to 0, and removes every organization's own rollout that says ENFORCE. An own rollout that
   * says SHADOW stays, because the legacy flags answer there too: `rollout.organizations` lists it, and
   * `clearOrganizationRollout` removes it.
   */
  mode: Gating;
  /** The reason, 3 to 500 characters. */
  reason: string;
};

/** The run to start. */
export type StartMigrationRunInput = {
  /** The run stops if more than this percentage of all organizations fails; 0 to 100. */
  errorBudgetPercent?: number;
  /** If a request is repeated with the same key and input, it is answered with the run that the first request started. */
  idempotencyKey?: string | null | undefined;
  /** Whether to start a dry run or an execution. */
  mode: MigrationRunMode;
  /** The reason, 3 to 500 characters; recorded with the run and its events. */
  reason: string;
  /** The plan to use. */
  source: MigrationRunSource;
  /** Limits on the load that the run puts on the database; if omitted, there are none. */
  throttle?: MigrationRunThrottleInput | null | undefined;
};

/** The comparison to make. */
export type StartParityReportInput = {
  /**
   * A point in time in the future, to compare with today's rows and flags; a past time is INVALID_INPUT. If omitted,
   * now.
   */
  at?: string | null | undefined;
  /** Limits the report to these organizations, at most 50,000; if omitted, all organizations. */
  organizationIds?: Array<string> | null | undefined;
};

/** New limits for a run. */
export type ThrottleMigrationRunInput = {
  /** The run's number. */
  id: string;
  /** The reason, 3 to 500 characters; recorded in an event. */
  reason: string;
  /** The new limits. */
  throttle: MigrationRunThrottleInput;
};

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, role: Role, organization: { id: string, name: string } | null } };

export type RunNumbersFragment = { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, packagesChanged: number, overridesChanged: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null };

export type StartRunMutationVariables = Exact<{
  input: StartMigrationRunInput;
}>;


export type StartRunMutation = { startMigrationRun: { migrationRun: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, packagesChanged: number, overridesChanged: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } } };

export type PauseRunMutationVariables = Exact<{
  input: MigrationRunActionInput;
}>;


export type PauseRunMutation = { pauseMigrationRun: { migrationRun: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, packagesChanged: number, overridesChanged: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } } };

export type ResumeRunMutationVariables = Exact<{
  input: MigrationRunActionInput;
}>;


export type ResumeRunMutation = { resumeMigrationRun: { migrationRun: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, packagesChanged: number, overridesChanged: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } } };

export type CancelRunMutationVariables = Exact<{
  input: MigrationRunActionInput;
}>;


export type CancelRunMutation = { cancelMigrationRun: { migrationRun: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, packagesChanged: number, overridesChanged: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } } };

export type RunQueryVariables = Exact<{
  id: string;
}>;


export type RunQuery = { migrationRun: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, packagesChanged: number, overridesChanged: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } | null };

export type RunOrganizationsQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  outcome?: MigrationRunOutcome | null | undefined;
  search?: string | null | undefined;
  action?: MigrationRunAction | null | undefined;
}>;


export type RunOrganizationsQuery = { migrationRun: { organizations: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, outcome: MigrationRunOutcome, legacyFlags: unknown, unmappedFlags: Array<string>, duplicateFlags: Array<string>, organization: { id: string, name: string } | null, mappedModules: Array<{ key: string }>, changes: Array<{ action: MigrationRunAction, module: { key: string }, submodule: { key: string } | null, before: { status: string | null, trialExpiresAt: string | null, partial: boolean | null, enabled: boolean | null, source: string | null } | null, after: { status: string | null, trialExpiresAt: string | null, trialDays: number | null, partial: boolean | null, enabled: boolean | null } | null }>, error: { code: string, path: string | null, message: string } | null }> } } | null };

export type OrganizationAccessQueryVariables = Exact<{
  id: string;
}>;


export type OrganizationAccessQuery = { organization: { id: string, name: string, legacyFlags: { unmapped: Array<string>, duplicates: Array<string>, flags: Array<{ name: string, on: boolean, rules: Array<{ legacyFlag: string, module: { key: string } | null }> }>, unreadable: Array<{ path: string, value: string, message: string }> }, entitlements: Array<{ id: string, status: string | null, trialExpiresAt: string | null, partial: boolean, source: string | null, module: { key: string }, submodules: Array<{ enabled: boolean | null, source: string | null, submodule: { key: string } }> }> } };

export type ThrottleRunMutationVariables = Exact<{
  input: ThrottleMigrationRunInput;
}>;


export type ThrottleRunMutation = { throttleMigrationRun: { migrationRun: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, packagesChanged: number, overridesChanged: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } } };

export type RolloutStateFragment = { mode: Gating, enforcePercentage: number, version: number, forcedByEnvironment: Gating | null, gate: { open: boolean, reasons: Array<string> } };

export type RolloutQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RolloutQuery = { rollout: { mode: Gating, enforcePercentage: number, version: number, forcedByEnvironment: Gating | null, maintenance: { enabled: boolean, message: string | null }, organizations: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, organizationId: string, mode: Gating, reason: string, actorId: string, organization: { name: string } | null }> }, gate: { open: boolean, reasons: Array<string> } } };

export type SetRolloutMutationVariables = Exact<{
  input: SetRolloutInput;
}>;


export type SetRolloutMutation = { setRollout: { clearedOrganizations: number, rollout: { mode: Gating, enforcePercentage: number, version: number, forcedByEnvironment: Gating | null, gate: { open: boolean, reasons: Array<string> } } } };

export type OrganizationGatingFragment = { id: string, gating: Gating, gatingSource: GatingSource };

export type SetOrganizationRolloutMutationVariables = Exact<{
  input: SetOrganizationRolloutInput;
}>;


export type SetOrganizationRolloutMutation = { setOrganizationRollout: { organization: { id: string, gating: Gating, gatingSource: GatingSource } } };

export type ClearOrganizationRolloutMutationVariables = Exact<{
  input: ClearOrganizationRolloutInput;
}>;


export type ClearOrganizationRolloutMutation = { clearOrganizationRollout: { organization: { id: string, gating: Gating, gatingSource: GatingSource } } };

export type OrganizationGatingOfQueryVariables = Exact<{
  id: string;
}>;


export type OrganizationGatingOfQuery = { organization: { id: string, gating: Gating, gatingSource: GatingSource, ownRollout: { mode: Gating, reason: string, actorId: string } | null } };

export type OverrideFieldsFragment = { id: string, status: DecisionStatus, trialExpiresAt: string | null, expiresAt: string | null, reason: string, actorId: string, createdAt: string, endedAt: string | null, endedBy: string | null, live: boolean, module: { key: string }, submodule: { key: string } | null };

export type OverrideEffectFragment = { moduleKey: string, submoduleKey: string | null, warning: ChangeWarning | null, override: { id: string, status: DecisionStatus, trialExpiresAt: string | null, expiresAt: string | null, reason: string, actorId: string, createdAt: string, endedAt: string | null, endedBy: string | null, live: boolean, module: { key: string }, submodule: { key: string } | null } | null, before: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, gating: Gating | null, message: string, changesAt: string | null, entitlement: { allowed: boolean, reason: DecisionReason }, steps: Array<{ rule: string, outcome: DecisionOutcome, detail: string }> }, after: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, gating: Gating | null, message: string, changesAt: string | null, entitlement: { allowed: boolean, reason: DecisionReason }, steps: Array<{ rule: string, outcome: DecisionOutcome, detail: string }> } };

export type OverrideMutationVariables = Exact<{
  input: OverrideEntitlementsInput;
}>;


export type OverrideMutation = { overrideEntitlements: { dryRun: boolean, organization: { id: string, version: number }, changes: Array<{ moduleKey: string, submoduleKey: string | null, warning: ChangeWarning | null, override: { id: string, status: DecisionStatus, trialExpiresAt: string | null, expiresAt: string | null, reason: string, actorId: string, createdAt: string, endedAt: string | null, endedBy: string | null, live: boolean, module: { key: string }, submodule: { key: string } | null } | null, before: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, gating: Gating | null, message: string, changesAt: string | null, entitlement: { allowed: boolean, reason: DecisionReason }, steps: Array<{ rule: string, outcome: DecisionOutcome, detail: string }> }, after: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, gating: Gating | null, message: string, changesAt: string | null, entitlement: { allowed: boolean, reason: DecisionReason }, steps: Array<{ rule: string, outcome: DecisionOutcome, detail: string }> } }> } };

export type RevokeOverridesMutationVariables = Exact<{
  input: RevokeOverridesInput;
}>;


export type RevokeOverridesMutation = { revokeOverrides: { organization: { id: string, version: number }, changes: Array<{ moduleKey: string, submoduleKey: string | null, warning: ChangeWarning | null, override: { id: string, status: DecisionStatus, trialExpiresAt: string | null, expiresAt: string | null, reason: string, actorId: string, createdAt: string, endedAt: string | null, endedBy: string | null, live: boolean, module: { key: string }, submodule: { key: string } | null } | null, before: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, gating: Gating | null, message: string, changesAt: string | null, entitlement: { allowed: boolean, reason: DecisionReason }, steps: Array<{ rule: string, outcome: DecisionOutcome, detail: string }> }, after: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, gating: Gating | null, message: string, changesAt: string | null, entitlement: { allowed: boolean, reason: DecisionReason }, steps: Array<{ rule: string, outcome: DecisionOutcome, detail: string }> } }> } };

export type OverridesQueryVariables = Exact<{
  id: string;
  includeEnded?: boolean | null | undefined;
  moduleKey?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OverridesQuery = { organization: { version: number, overrides: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, status: DecisionStatus, trialExpiresAt: string | null, expiresAt: string | null, reason: string, actorId: string, createdAt: string, endedAt: string | null, endedBy: string | null, live: boolean, module: { key: string }, submodule: { key: string } | null }> } } };

export type DecisionWithOverrideQueryVariables = Exact<{
  id: string;
  moduleKey: string;
  submoduleKey?: string | null | undefined;
}>;


export type DecisionWithOverrideQuery = { organization: { decision: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, changesAt: string | null, provenance: { kind: ProvenanceKind, override: { id: string, reason: string, actorId: string } | null } } } };

export type EntitlementsChangedSubscriptionVariables = Exact<{
  organizationId: string;
  moduleKey?: string;
}>;


export type EntitlementsChangedSubscription = { entitlementsChanged: { id: string, name: string, gating: Gating, decision: { allowed: boolean, reason: DecisionReason }, entitlements: Array<{ status: string | null, module: { key: string } }> } };

export type MigrationRunProgressSubscriptionVariables = Exact<{
  id: string;
}>;


export type MigrationRunProgressSubscription = { migrationRunProgress: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { heldBack: string | null, total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, packagesChanged: number, overridesChanged: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } };

export type ParityNumbersFragment = { id: string, status: ParityReportStatus, at: string, computedAt: string | null, error: string | null, organizationIds: Array<string> | null, total: number | null, organizations: number, clean: boolean | null, uncovered: number, detailsKept: boolean, totals: Array<{ kind: ParityKind, cause: ParityCause, explained: boolean, count: number }> };

export type StartParityReportMutationVariables = Exact<{
  input: StartParityReportInput;
}>;


export type StartParityReportMutation = { startParityReport: { parityReport: { id: string, status: ParityReportStatus, at: string, computedAt: string | null, error: string | null, organizationIds: Array<string> | null, total: number | null, organizations: number, clean: boolean | null, uncovered: number, detailsKept: boolean, totals: Array<{ kind: ParityKind, cause: ParityCause, explained: boolean, count: number }> } } };

export type ParityReportNumbersQueryVariables = Exact<{
  id: string;
}>;


export type ParityReportNumbersQuery = { parityReport: { id: string, status: ParityReportStatus, at: string, computedAt: string | null, error: string | null, organizationIds: Array<string> | null, total: number | null, organizations: number, clean: boolean | null, uncovered: number, detailsKept: boolean, totals: Array<{ kind: ParityKind, cause: ParityCause, explained: boolean, count: number }> } | null };

export type ParityReportListQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type ParityReportListQuery = { parityReports: { totalCount: number, nodes: Array<{ id: string, status: ParityReportStatus }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ParityReportDifferencesQueryVariables = Exact<{
  id: string;
  first: number;
  after?: string | null | undefined;
  kind?: ParityKind | null | undefined;
  cause?: ParityCause | null | undefined;
  explained?: boolean | null | undefined;
  moduleKey?: string | null | undefined;
  organizationIds?: Array<string> | string | null | undefined;
}>;


export type ParityReportDifferencesQuery = { parityReport: { uncoveredOrganizations: { nodes: Array<{ id: string }> }, differences: { totalCount: number, nodes: Array<{ id: string, kind: ParityKind, cause: ParityCause, explained: boolean, organizationId: string, moduleKey: string, submoduleKey: string | null, alikeSubmodules: number, source: string | null, organization: { id: string, name: string } | null, module: { key: string } | null, submodule: { key: string } | null, legacy: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason }, entitlement: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason } | null, migrationRun: { id: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type RunVerificationOfQueryVariables = Exact<{
  id: string;
}>;


export type RunVerificationOfQuery = { migrationRun: { verification: { computedAt: string, status: CheckStatus, checks: Array<{ name: string, status: CheckStatus, detail: string, expected: number | null, actual: number | null }> } | null } | null };

export type LegacyStatusQueryVariables = Exact<{ [key: string]: never; }>;


export type LegacyStatusQuery = { legacyStatus: { hideDays: number, dropDays: number, safeToHide: boolean, safeToDrop: boolean, hiddenSince: string | null, droppedAt: string | null, purgedAt: string | null, checks: Array<{ name: string, status: CheckStatus, detail: string, number: number | null, allowsHide: boolean, allowsDrop: boolean }>, fence: { standing: boolean, rejects: boolean, since: string | null, reason: string | null, actorId: string | null, changes: { totalCount: number, nodes: Array<{ id: string, oldFlags: string | null, newFlags: string | null, changedAt: string, applicationName: string, userName: string, count: number, organization: { name: string } | null }> } } } };

export type LegacyFlagsQueryVariables = Exact<{
  id: string;
}>;


export type LegacyFlagsQuery = { organization: { enabledModules: unknown, legacyFlags: { unmapped: Array<string>, note: string | null, flags: Array<{ name: string, on: boolean }> } } };

export type EmergencyExitMutationVariables = Exact<{
  input: SetRolloutInput;
}>;


export type EmergencyExitMutation = { setRollout: { clearedOrganizations: number } };

export type SetMaintenanceMutationVariables = Exact<{
  input: SetMaintenanceInput;
}>;


export type SetMaintenanceMutation = { setMaintenance: { changed: boolean, maintenance: { enabled: boolean, message: string | null } } };

export type MaintenanceQueryVariables = Exact<{ [key: string]: never; }>;


export type MaintenanceQuery = { viewer: { maintenance: { enabled: boolean, message: string | null } } };

export type RolloutPreviewQueryVariables = Exact<{
  input: RolloutPreviewInput;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RolloutPreviewQuery = { rolloutPreview: { version: number, forcedByEnvironment: Gating | null, before: { mode: Gating, enforcePercentage: number }, after: { mode: Gating, enforcePercentage: number }, gatingChanges: Array<{ from: Gating, to: Gating, organizations: number }>, gate: { open: boolean, reasons: Array<string> } | null, impact: { reportId: string | null, totals: Array<{ kind: ParityKind, cause: ParityCause, count: number }>, modules: Array<{ moduleKey: string, lost: number, gained: number, status: number }> }, organizations: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ organizationId: string, gatingBefore: Gating, gatingAfter: Gating, differences: Array<{ kind: ParityKind, cause: ParityCause, moduleKey: string, submoduleKey: string | null, before: { allowed: boolean, status: DecisionStatus | null }, after: { allowed: boolean, status: DecisionStatus | null } }> }> } } };

export type MappingPreviewQueryVariables = Exact<{
  input: MappingPreviewInput;
}>;


export type MappingPreviewQuery = { mappingPreview: { notices: Array<string>, mapping: { id: string, name: string, active: boolean, loadedAt: string | null, rules: Array<{ legacyFlag: string, defaultStatus: string, module: { key: string } | null, submodule: { key: string } | null }> }, active: { id: string, name: string } | null, impact: { organizationsLosing: number, organizationsGaining: number, unreadable: number, targets: Array<{ moduleKey: string, submoduleKey: string | null, lost: number, gained: number }>, flagsTaken: Array<{ name: string, on: number, off: number }>, flagsLeft: Array<{ name: string, on: number, off: number }>, flagsUnknown: Array<{ name: string, on: number, off: number }>, examples: Array<{ organizationId: string, loses: Array<string>, gains: Array<string>, organization: { name: string } | null }> } | null } };

export type LoadMappingMutationVariables = Exact<{
  input: LoadMappingInput;
}>;


export type LoadMappingMutation = { loadMapping: { changed: boolean, notices: Array<string>, mapping: { id: string, name: string, active: boolean, loadedBy: string | null } } };

export const RunNumbersFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"packagesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"overridesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<RunNumbersFragment, unknown>;
export const RolloutStateFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RolloutState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Rollout"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"enforcePercentage"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"forcedByEnvironment"}},{"kind":"Field","name":{"kind":"Name","value":"gate"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"}}]}}]}}]} as unknown as DocumentNode<RolloutStateFragment, unknown>;
export const OrganizationGatingFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrganizationGating"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Organization"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"gatingSource"}}]}}]} as unknown as DocumentNode<OrganizationGatingFragment, unknown>;
export const OverrideFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OverrideFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EntitlementOverride"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"actorId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedBy"}},{"kind":"Field","name":{"kind":"Name","value":"live"}}]}}]} as unknown as DocumentNode<OverrideFieldsFragment, unknown>;
export const OverrideEffectFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OverrideEffect"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OverrideChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"moduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"override"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OverrideFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"changesAt"}},{"kind":"Field","name":{"kind":"Name","value":"entitlement"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"after"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"changesAt"}},{"kind":"Field","name":{"kind":"Name","value":"entitlement"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"warning"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OverrideFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EntitlementOverride"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"actorId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedBy"}},{"kind":"Field","name":{"kind":"Name","value":"live"}}]}}]} as unknown as DocumentNode<OverrideEffectFragment, unknown>;
export const ParityNumbersFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ParityNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ParityReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"computedAt"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"organizationIds"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"organizations"}},{"kind":"Field","name":{"kind":"Name","value":"clean"}},{"kind":"Field","name":{"kind":"Name","value":"uncovered"}},{"kind":"Field","name":{"kind":"Name","value":"detailsKept"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"explained"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<ParityNumbersFragment, unknown>;
export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const StartRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartMigrationRunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startMigrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"packagesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"overridesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<StartRunMutation, StartRunMutationVariables>;
export const PauseRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PauseRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRunActionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pauseMigrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"packagesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"overridesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<PauseRunMutation, PauseRunMutationVariables>;
export const ResumeRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResumeRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRunActionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resumeMigrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"packagesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"overridesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<ResumeRunMutation, ResumeRunMutationVariables>;
export const CancelRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRunActionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelMigrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"packagesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"overridesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<CancelRunMutation, CancelRunMutationVariables>;
export const RunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Run"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"packagesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"overridesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<RunQuery, RunQueryVariables>;
export const RunOrganizationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunOrganizations"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"outcome"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRunOutcome"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"action"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRunAction"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organizations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"outcome"},"value":{"kind":"Variable","name":{"kind":"Name","value":"outcome"}}},{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"action"},"value":{"kind":"Variable","name":{"kind":"Name","value":"action"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"legacyFlags"}},{"kind":"Field","name":{"kind":"Name","value":"mappedModules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"duplicateFlags"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"partial"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}},{"kind":"Field","name":{"kind":"Name","value":"after"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"trialDays"}},{"kind":"Field","name":{"kind":"Name","value":"partial"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<RunOrganizationsQuery, RunOrganizationsQueryVariables>;
export const OrganizationAccessDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OrganizationAccess"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"legacyFlags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"on"}},{"kind":"Field","name":{"kind":"Name","value":"rules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"legacyFlag"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"unmapped"}},{"kind":"Field","name":{"kind":"Name","value":"duplicates"}},{"kind":"Field","name":{"kind":"Name","value":"unreadable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"entitlements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"partial"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"submodules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}}]}}]}}]}}]} as unknown as DocumentNode<OrganizationAccessQuery, OrganizationAccessQueryVariables>;
export const ThrottleRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ThrottleRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ThrottleMigrationRunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"throttleMigrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"packagesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"overridesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<ThrottleRunMutation, ThrottleRunMutationVariables>;
export const RolloutDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Rollout"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rollout"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RolloutState"}},{"kind":"Field","name":{"kind":"Name","value":"maintenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"organizations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"organizationId"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"actorId"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RolloutState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Rollout"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"enforcePercentage"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"forcedByEnvironment"}},{"kind":"Field","name":{"kind":"Name","value":"gate"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"}}]}}]}}]} as unknown as DocumentNode<RolloutQuery, RolloutQueryVariables>;
export const SetRolloutDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetRollout"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetRolloutInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setRollout"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rollout"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RolloutState"}}]}},{"kind":"Field","name":{"kind":"Name","value":"clearedOrganizations"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RolloutState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Rollout"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"enforcePercentage"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"forcedByEnvironment"}},{"kind":"Field","name":{"kind":"Name","value":"gate"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"}}]}}]}}]} as unknown as DocumentNode<SetRolloutMutation, SetRolloutMutationVariables>;
export const SetOrganizationRolloutDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetOrganizationRollout"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetOrganizationRolloutInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setOrganizationRollout"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OrganizationGating"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrganizationGating"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Organization"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"gatingSource"}}]}}]} as unknown as DocumentNode<SetOrganizationRolloutMutation, SetOrganizationRolloutMutationVariables>;
export const ClearOrganizationRolloutDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ClearOrganizationRollout"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ClearOrganizationRolloutInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clearOrganizationRollout"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OrganizationGating"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrganizationGating"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Organization"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"gatingSource"}}]}}]} as unknown as DocumentNode<ClearOrganizationRolloutMutation, ClearOrganizationRolloutMutationVariables>;
export const OrganizationGatingOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OrganizationGatingOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OrganizationGating"}},{"kind":"Field","name":{"kind":"Name","value":"ownRollout"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"actorId"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrganizationGating"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Organization"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"gatingSource"}}]}}]} as unknown as DocumentNode<OrganizationGatingOfQuery, OrganizationGatingOfQueryVariables>;
export const OverrideDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Override"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"OverrideEntitlementsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"overrideEntitlements"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dryRun"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OverrideEffect"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OverrideFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EntitlementOverride"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"actorId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedBy"}},{"kind":"Field","name":{"kind":"Name","value":"live"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OverrideEffect"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OverrideChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"moduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"override"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OverrideFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"changesAt"}},{"kind":"Field","name":{"kind":"Name","value":"entitlement"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"after"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"changesAt"}},{"kind":"Field","name":{"kind":"Name","value":"entitlement"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"warning"}}]}}]} as unknown as DocumentNode<OverrideMutation, OverrideMutationVariables>;
export const RevokeOverridesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RevokeOverrides"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RevokeOverridesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revokeOverrides"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OverrideEffect"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OverrideFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EntitlementOverride"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"actorId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedBy"}},{"kind":"Field","name":{"kind":"Name","value":"live"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OverrideEffect"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OverrideChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"moduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"override"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OverrideFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"changesAt"}},{"kind":"Field","name":{"kind":"Name","value":"entitlement"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"after"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"changesAt"}},{"kind":"Field","name":{"kind":"Name","value":"entitlement"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"warning"}}]}}]} as unknown as DocumentNode<RevokeOverridesMutation, RevokeOverridesMutationVariables>;
export const OverridesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Overrides"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"includeEnded"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"moduleKey"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"overrides"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"includeEnded"},"value":{"kind":"Variable","name":{"kind":"Name","value":"includeEnded"}}},{"kind":"Argument","name":{"kind":"Name","value":"moduleKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"moduleKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OverrideFields"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OverrideFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EntitlementOverride"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"actorId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedBy"}},{"kind":"Field","name":{"kind":"Name","value":"live"}}]}}]} as unknown as DocumentNode<OverridesQuery, OverridesQueryVariables>;
export const DecisionWithOverrideDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DecisionWithOverride"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"moduleKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"submoduleKey"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"decision"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"moduleKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"moduleKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"submoduleKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"submoduleKey"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"changesAt"}},{"kind":"Field","name":{"kind":"Name","value":"provenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"override"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"actorId"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<DecisionWithOverrideQuery, DecisionWithOverrideQueryVariables>;
export const EntitlementsChangedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"EntitlementsChanged"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"organizationId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"moduleKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},"defaultValue":{"kind":"StringValue","value":"sales","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"entitlementsChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"organizationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"organizationId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"decision"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"moduleKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"moduleKey"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"entitlements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<EntitlementsChangedSubscription, EntitlementsChangedSubscriptionVariables>;
export const MigrationRunProgressDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MigrationRunProgress"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRunProgress"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"heldBack"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"packagesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"overridesChanged"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<MigrationRunProgressSubscription, MigrationRunProgressSubscriptionVariables>;
export const StartParityReportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartParityReport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartParityReportInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startParityReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"parityReport"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ParityNumbers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ParityNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ParityReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"computedAt"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"organizationIds"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"organizations"}},{"kind":"Field","name":{"kind":"Name","value":"clean"}},{"kind":"Field","name":{"kind":"Name","value":"uncovered"}},{"kind":"Field","name":{"kind":"Name","value":"detailsKept"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"explained"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<StartParityReportMutation, StartParityReportMutationVariables>;
export const ParityReportNumbersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ParityReportNumbers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"parityReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ParityNumbers"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ParityNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ParityReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"computedAt"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"organizationIds"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"organizations"}},{"kind":"Field","name":{"kind":"Name","value":"clean"}},{"kind":"Field","name":{"kind":"Name","value":"uncovered"}},{"kind":"Field","name":{"kind":"Name","value":"detailsKept"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"explained"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<ParityReportNumbersQuery, ParityReportNumbersQueryVariables>;
export const ParityReportListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ParityReportList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"parityReports"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ParityReportListQuery, ParityReportListQueryVariables>;
export const ParityReportDifferencesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ParityReportDifferences"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"kind"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ParityKind"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cause"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ParityCause"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"explained"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"moduleKey"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"organizationIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"parityReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"uncoveredOrganizations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"differences"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"kind"},"value":{"kind":"Variable","name":{"kind":"Name","value":"kind"}}},{"kind":"Argument","name":{"kind":"Name","value":"cause"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cause"}}},{"kind":"Argument","name":{"kind":"Name","value":"explained"},"value":{"kind":"Variable","name":{"kind":"Name","value":"explained"}}},{"kind":"Argument","name":{"kind":"Name","value":"moduleKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"moduleKey"}}},{"kind":"Argument","name":{"kind":"Name","value":"organizationIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"organizationIds"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"explained"}},{"kind":"Field","name":{"kind":"Name","value":"organizationId"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"moduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"submoduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alikeSubmodules"}},{"kind":"Field","name":{"kind":"Name","value":"legacy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"entitlement"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ParityReportDifferencesQuery, ParityReportDifferencesQueryVariables>;
export const RunVerificationOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunVerificationOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"verification"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"computedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"checks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"expected"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}}]}}]}}]}}]}}]} as unknown as DocumentNode<RunVerificationOfQuery, RunVerificationOfQueryVariables>;
export const LegacyStatusDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LegacyStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"legacyStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hideDays"}},{"kind":"Field","name":{"kind":"Name","value":"dropDays"}},{"kind":"Field","name":{"kind":"Name","value":"safeToHide"}},{"kind":"Field","name":{"kind":"Name","value":"safeToDrop"}},{"kind":"Field","name":{"kind":"Name","value":"hiddenSince"}},{"kind":"Field","name":{"kind":"Name","value":"droppedAt"}},{"kind":"Field","name":{"kind":"Name","value":"purgedAt"}},{"kind":"Field","name":{"kind":"Name","value":"checks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"allowsHide"}},{"kind":"Field","name":{"kind":"Name","value":"allowsDrop"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fence"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"standing"}},{"kind":"Field","name":{"kind":"Name","value":"rejects"}},{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"actorId"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"oldFlags"}},{"kind":"Field","name":{"kind":"Name","value":"newFlags"}},{"kind":"Field","name":{"kind":"Name","value":"changedAt"}},{"kind":"Field","name":{"kind":"Name","value":"applicationName"}},{"kind":"Field","name":{"kind":"Name","value":"userName"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<LegacyStatusQuery, LegacyStatusQueryVariables>;
export const LegacyFlagsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LegacyFlags"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enabledModules"}},{"kind":"Field","name":{"kind":"Name","value":"legacyFlags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"on"}}]}},{"kind":"Field","name":{"kind":"Name","value":"unmapped"}},{"kind":"Field","name":{"kind":"Name","value":"note"}}]}}]}}]}}]} as unknown as DocumentNode<LegacyFlagsQuery, LegacyFlagsQueryVariables>;
export const EmergencyExitDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"EmergencyExit"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetRolloutInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setRollout"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clearedOrganizations"}}]}}]}}]} as unknown as DocumentNode<EmergencyExitMutation, EmergencyExitMutationVariables>;
export const SetMaintenanceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetMaintenance"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetMaintenanceInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setMaintenance"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"maintenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SetMaintenanceMutation, SetMaintenanceMutationVariables>;
export const MaintenanceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Maintenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"maintenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<MaintenanceQuery, MaintenanceQueryVariables>;
export const RolloutPreviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RolloutPreview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RolloutPreviewInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rolloutPreview"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"enforcePercentage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"after"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"enforcePercentage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"forcedByEnvironment"}},{"kind":"Field","name":{"kind":"Name","value":"gatingChanges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"organizations"}}]}},{"kind":"Field","name":{"kind":"Name","value":"gate"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"}}]}},{"kind":"Field","name":{"kind":"Name","value":"impact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reportId"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"modules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"moduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"lost"}},{"kind":"Field","name":{"kind":"Name","value":"gained"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"organizations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organizationId"}},{"kind":"Field","name":{"kind":"Name","value":"gatingBefore"}},{"kind":"Field","name":{"kind":"Name","value":"gatingAfter"}},{"kind":"Field","name":{"kind":"Name","value":"differences"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"moduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"after"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<RolloutPreviewQuery, RolloutPreviewQueryVariables>;
export const MappingPreviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"MappingPreview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MappingPreviewInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mappingPreview"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mapping"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"loadedAt"}},{"kind":"Field","name":{"kind":"Name","value":"rules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"legacyFlag"}},{"kind":"Field","name":{"kind":"Name","value":"defaultStatus"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"active"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notices"}},{"kind":"Field","name":{"kind":"Name","value":"impact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organizationsLosing"}},{"kind":"Field","name":{"kind":"Name","value":"organizationsGaining"}},{"kind":"Field","name":{"kind":"Name","value":"unreadable"}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"moduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"lost"}},{"kind":"Field","name":{"kind":"Name","value":"gained"}}]}},{"kind":"Field","name":{"kind":"Name","value":"flagsTaken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"on"}},{"kind":"Field","name":{"kind":"Name","value":"off"}}]}},{"kind":"Field","name":{"kind":"Name","value":"flagsLeft"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"on"}},{"kind":"Field","name":{"kind":"Name","value":"off"}}]}},{"kind":"Field","name":{"kind":"Name","value":"flagsUnknown"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"on"}},{"kind":"Field","name":{"kind":"Name","value":"off"}}]}},{"kind":"Field","name":{"kind":"Name","value":"examples"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organizationId"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"loses"}},{"kind":"Field","name":{"kind":"Name","value":"gains"}}]}}]}}]}}]}}]} as unknown as DocumentNode<MappingPreviewQuery, MappingPreviewQueryVariables>;
export const LoadMappingDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"LoadMapping"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LoadMappingInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loadMapping"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"notices"}},{"kind":"Field","name":{"kind":"Name","value":"mapping"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"active"}},{"kind":"Field","name":{"kind":"Name","value":"loadedBy"}}]}}]}}]}}]} as unknown as DocumentNode<LoadMappingMutation, LoadMappingMutationVariables>;