/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** How a check came out. */
export type CheckStatus =
  /** Do not execute before it is mended. */
  | 'FAIL'
  /** As it should be. */
  | 'PASS'
  /** Look at it before you go on. */
  | 'WARN';

/** Which organization is to be left to the rollout of all again. */
export type ClearOrganizationRolloutInput = {
  /** Takes upon oneself that it may lose access, where it comes under ENFORCE by this and the gate is shut. The event keeps it. */
  acknowledgeLostAccess?: boolean;
  /** The organization. */
  organizationId: string;
  /** Why, in 3 to 500 characters. */
  reason: string;
};

/** What a rule comes to on the way to a decision. */
export type DecisionOutcome =
  /** It allows. */
  | 'ALLOWED'
  /** It denies. */
  | 'DENIED'
  /** It leaves the question to the next rule. */
  | 'NEXT'
  /** It would allow, but its side does not answer under this gating. */
  | 'WOULD_ALLOW'
  /** It would deny, but its side does not answer under this gating. */
  | 'WOULD_DENY';

/** Why a decision came out as it did. The list is closed: clients can switch over it. */
export type DecisionReason =
  /** Every organization has the module. */
  | 'ALWAYS_ON'
  /** It could not be looked up, and what is not known is denied. */
  | 'CHECK_FAILED'
  /** The entitlement is enabled. */
  | 'ENTITLED'
  /** No legacy flag gives it. */
  | 'LEGACY_OFF'
  /** A legacy flag gives it. */
  | 'LEGACY_ON'
  /** The legacy flags cannot be read, and what is not known is denied. */
  | 'LEGACY_UNREADABLE'
  /** The entitlement is disabled. */
  | 'MODULE_DISABLED'
  /** The module is inactive: nobody has it. */
  | 'MODULE_INACTIVE'
  /** There is no entitlement. */
  | 'NOT_ENTITLED'
  /** There is no organization to ask about. */
  | 'NO_ORGANIZATION'
  /** There is no such organization. */
  | 'ORGANIZATION_NOT_FOUND'
  /** An override disables it. */
  | 'OVERRIDE_DISABLED'
  /** An override enables it. */
  | 'OVERRIDE_ENABLED'
  /** An override gives it as a trial. */
  | 'OVERRIDE_TRIAL'
  /** Every organization has the module; what a person may do there is up to their role. */
  | 'RBAC_ONLY'
  /** The submodule is switched off within a module that is allowed. */
  | 'SUBMODULE_DISABLED'
  /** The submodule is switched on within a module that is allowed. */
  | 'SUBMODULE_ENABLED'
  /** The entitlement is a trial that runs. */
  | 'TRIAL'
  /** The trial has ended. */
  | 'TRIAL_EXPIRED'
  /** There is no such module. */
  | 'UNKNOWN_MODULE'
  /** The entitlement has a status that nobody knows. */
  | 'UNKNOWN_STATUS'
  /** There is no such submodule, or it is inactive. */
  | 'UNKNOWN_SUBMODULE';

/** What an organization has of a module. */
export type DecisionStatus =
  /** It is disabled. */
  | 'DISABLED'
  /** It is enabled. */
  | 'ENABLED'
  /** It is, or was, on trial. */
  | 'TRIAL';

/** Options of a plan made afresh. */
export type FreshMigrationInput = {
  /** Whether access may be taken away. If not, such changes are HELD: counted, named, and not made. */
  allowRevocations?: boolean;
  /**
   * Of those, only what changed since this execution: organizations whose legacy flags are no longer what its journal says, new ones, and such as
   * it did not bring over (not reached, or STALE). One that failed with the flags that it still has is left out. The execution must have ended, and
   * not be rolled back.
   */
  changedSince?: string | null | undefined;
  /** Only these organizations; left out, all. */
  organizationIds?: Array<string> | null | undefined;
  /** Length of new trials in days, 1 to 3650; left out, trials have no end. */
  trialDays?: number | null | undefined;
};

/** Who answers whether an organization may use a module. */
export type Gating =
  /** Its entitlements, and overrides of them. */
  | 'ENFORCE'
  /** Its legacy flags. */
  | 'LEGACY'
  /** Its legacy flags; entitlements are compared with them, and differences counted. */
  | 'SHADOW';

/** What set who answers for an organization; each beats those below it. */
export type GatingSource =
  /** `ENABLE_ENTITLEMENTS_GATING` in the server's environment. */
  | 'ENVIRONMENT'
  /** The rollout's mode. */
  | 'GLOBAL'
  /** The organization's own rollout. */
  | 'ORGANIZATION'
  /** The rollout's percentage, in which the organization has its place for good. */
  | 'PERCENTAGE';

/** A mapping to make the active one. */
export type LoadMappingInput = {
  /** The file, as `mappingPreview` takes it. */
  csv: string;
  /** The id of the mapping in force as it was seen, null or left out where there was none; CONFLICT where it is another by now, with the current one in `details.activeId`. */
  expectedActiveId?: string | null | undefined;
  /** What the file is called, in 1 to 200 characters; the mapping keeps it as its name. */
  name: string;
  /** Why, in 3 to 500 characters. */
  reason: string;
};

/** A mapping file, as text. */
export type MappingPreviewInput = {
  /**
   * The file: CSV with the columns `legacy_flag`, `legacy_route_pattern`, `target_module`, `target_submodule`, `default_status` and `notes`. It is taken whole or not
   * at all: INVALID_INPUT names every fault in `details.faults`, each with `line`, `field` and `message`.
   */
  csv: string;
  /** What the file is called, in 1 to 200 characters; messages name it. */
  name: string;
};

/** What a run does, or does not do, to one row. */
export type MigrationRunAction =
  /** The row was made. */
  | 'CREATE'
  /** Left alone, since it would take access away and the run was not told to (`allowRevocations`). */
  | 'HELD'
  /** Left alone, since the row, or its module's, is not a run's: somebody made it. */
  | 'KEEP_MANUAL'
  /** The row was deleted. */
  | 'REVOKE'
  /** The row was changed. */
  | 'UPDATE';

/** Which run, and why. */
export type MigrationRunActionInput = {
  /** The run. */
  id: string;
  /** Why, in 3 to 500 characters. */
  reason: string;
};

/** What a run is for. */
export type MigrationRunMode =
  /** Plans, stores the plan, and writes nothing else. */
  | 'DRY_RUN'
  /** Writes entitlements, with a journal and events. */
  | 'EXECUTE';

/** How an organization came out of a run; of a dry run, how it would have. */
export type MigrationRunOutcome =
  /** Rows were written, with one event. */
  | 'CHANGED'
  /** Nothing was written: see `error`. */
  | 'FAILED'
  /** Deleted before the run came to it. */
  | 'SKIPPED'
  /** Flags or rows are no longer those of the reviewed plan; nothing was written. */
  | 'STALE'
  /** All was as it should be, or may only be changed by hand. */
  | 'UNCHANGED';

/** Where a run's plan comes from: exactly one. */
export type MigrationRunSource =
  {   /** A dry run that ended by itself: exactly its plan is executed, once. */
  dryRunId: string; fresh?: never; }
  |  { dryRunId?: never;   /** A plan made afresh from the flags and rows as they are. */
  fresh: FreshMigrationInput; };

/** Where a run is in its life. */
export type MigrationRunStatus =
  /** Stopped for good by somebody. What was done stays. */
  | 'CANCELLED'
  /** Done, but organizations failed, are stale, or have changes that were held. */
  | 'COMPLETED_WITH_ERRORS'
  /** Stopped by itself, see `error`; can be resumed. */
  | 'FAILED'
  /** Stopped by somebody; can be resumed. */
  | 'PAUSED'
  /** Waits for a worker. */
  | 'QUEUED'
  /** Undone. */
  | 'ROLLED_BACK'
  /** Undone but for rows that somebody else has changed since. */
  | 'ROLLED_BACK_WITH_CONFLICTS'
  /** Is being undone. */
  | 'ROLLING_BACK'
  /** Is worked on. */
  | 'RUNNING'
  /** Done, every organization. */
  | 'SUCCEEDED';

/** What a run may ask of the database. Of a run that exists, what is left out stays as it is; null lifts a limit. */
export type MigrationRunThrottleInput = {
  /** Sessions of others that may wait for locks before the workers wait, 0 to 10,000. */
  maxLockWaits?: number | null | undefined;
  /** Organizations a second, by all workers together, 1 to 1,000,000. */
  maxRate?: number | null | undefined;
  /** Seconds that a standby may be behind before the workers wait, 0.1 to 86,400. */
  maxReplicationLag?: number | null | undefined;
};

/** What is to be decided about one module or submodule. */
export type OverrideChangeInput = {
  /** The module's key. One whose policy gives it to everybody is INVALID_INPUT. */
  moduleKey: string;
  /** TRIAL is for modules only. */
  status: DecisionStatus;
  /** The submodule's key; left out: the module itself. */
  submoduleKey?: string | null | undefined;
  /** When the trial ends, not after the override's own end; left out: never. The override stands then, and denies. */
  trialExpiresAt?: string | null | undefined;
};

/** Overrides of one organization, made together or not at all. */
export type OverrideEntitlementsInput = {
  /** What to override, each target once, up to 500. An earlier override of the same target is ended. */
  changes: Array<OverrideChangeInput>;
  /** Only shows what would change; nothing is written. */
  dryRun?: boolean;
  /** The organization's `version` as it was seen; CONFLICT where it is another by now, with the current one in the details. */
  expectedVersion: number;
  /** When the overrides end by themselves; left out: never. */
  expiresAt?: string | null | undefined;
  /** Sent again within a week with the same input, the request is answered as the first time, and nothing is done; with other input it is CONFLICT. Each actor's keys are its own. */
  idempotencyKey?: string | null | undefined;
  /** The organization. */
  organizationId: string;
  /** Why, in 3 to 500 characters. */
  reason: string;
};

/** What one may want to know of an override before it is made. */
export type OverrideWarning =
  /** It is of a submodule within a module that entitlements deny: it changes nothing until they allow the module. */
  | 'NO_EFFECT';

/** Why answers differ. The first three explain a difference; the others do not, and keep a report from being clean. */
export type ParityCause =
  /** The run held the module's changes, since they would have taken access away. */
  | 'HELD'
  /** The legacy flags were changed after the run that brought the organization over. */
  | 'LATE_WRITER'
  /** The row, or its module's, is not a run's: somebody made it. */
  | 'MANUAL_ROW'
  /** No execution that stands has brought the organization over. */
  | 'NEVER_RUN'
  /** None of these: such as a row that a hand wrote. */
  | 'OTHER'
  /** An admin's override decided so. */
  | 'OVERRIDE'
  /** Taxonomy or mapping were changed after the run. */
  | 'TAXONOMY'
  /** Both say trial, and the entitlement's has ended; the flags know no end. */
  | 'TRIAL_ENDED'
  /** The legacy flags cannot be read. */
  | 'UNREADABLE';

/** How entitlements answer otherwise than the legacy flags. */
export type ParityKind =
  /** The entitlements allow it, the flags do not. */
  | 'GAINED'
  /** The flags allow it, the entitlements do not. */
  | 'LOST'
  /** Both allow it, one of them as a trial. */
  | 'STATUS';

/** Where a parity report is in its life. */
export type ParityReportStatus =
  /** Came to nothing: see `error`. */
  | 'FAILED'
  /** Waits for a worker; one report is made at a time. */
  | 'QUEUED'
  /** Is made. If its worker is lost, another takes it up. */
  | 'RUNNING'
  /** Made. */
  | 'SUCCEEDED';

/** A change of one organization's own rollout. */
export type PreviewOrganizationRolloutInput = {
  /** Who is to answer for it, as `setOrganizationRollout` takes it; left out, it is left to the rollout of all, as `clearOrganizationRollout` does. */
  mode?: Gating | null | undefined;
  /** The organization. */
  organizationId: string;
};

/** A change of the rollout of all. */
export type PreviewRolloutInput = {
  /** From 0 to 100: so many of a hundred are under ENFORCE. Left out, it stays; beside ENFORCE, and on the way to LEGACY, it is INVALID_INPUT. */
  enforcePercentage?: number | null | undefined;
  /** On the way to LEGACY: leave organizations' own ENFORCE as they are. */
  keepOrganizations?: boolean;
  /** Who is to answer. LEGACY without a percentage is the emergency exit. */
  mode: Gating;
};

/** What gave an answer. */
export type ProvenanceKind =
  /** The module's entitlement. */
  | 'ENTITLEMENT'
  /** The legacy flags. */
  | 'LEGACY'
  /** Nothing that is stored. */
  | 'NONE'
  /** An override. */
  | 'OVERRIDE'
  /** The module's policy. */
  | 'POLICY'
  /** The submodule's own row. */
  | 'SUBENTITLEMENT';

/** Overrides of one organization to be ended, together or not at all. */
export type RevokeOverridesInput = {
  /** The organization's `version` as it was seen; CONFLICT where it is another by now, with the current one in the details. */
  expectedVersion: number;
  /** The organization. */
  organizationId: string;
  /** The overrides, none of them ended yet. */
  overrideIds: Array<string>;
  /** Why, in 3 to 500 characters. */
  reason: string;
};

/** What a signed-in actor may do. */
export type Role =
  /** Its own organization: entitlements, legacy flags. */
  | 'MEMBER'
  /** Its own organization, with events. */
  | 'ORG_ADMIN'
  /** Every organization's access, read only: for other backends. */
  | 'SERVICE'
  /** Everything: operators of the product. */
  | 'SUPER_ADMIN';

/** The change to look at. */
export type RolloutPreviewInput =
  {   /** A change of one organization's own rollout. */
  organization: PreviewOrganizationRolloutInput; rollout?: never; }
  |  { organization?: never;   /** A change of the rollout of all, as `setRollout` takes it. */
  rollout: PreviewRolloutInput; };

/** Whether the product is to be under maintenance. */
export type SetMaintenanceInput = {
  /** True to begin, or to change what people are told; false to end. */
  enabled: boolean;
  /** What to tell people, in up to 500 characters. At its end: INVALID_INPUT. */
  message?: string | null | undefined;
  /** Why, in 3 to 500 characters. */
  reason: string;
};

/** Who is to answer for one organization. */
export type SetOrganizationRolloutInput = {
  /** Takes upon oneself that it may lose access, where the gate towards ENFORCE is shut. The event keeps it. */
  acknowledgeLostAccess?: boolean;
  /** Who is to answer for it. */
  mode: Gating;
  /** The organization. */
  organizationId: string;
  /** Why, in 3 to 500 characters. */
  reason: string;
};

/** A change of the rollout of all. */
export type SetRolloutInput = {
  /** Takes upon oneself that organizations may lose access, where the gate towards ENFORCE is shut. The event keeps it. */
  acknowledgeLostAccess?: boolean;
  /** From 0 to 100: so many of a hundred are under ENFORCE. Left out, it stays; beside ENFORCE, and on the way to LEGACY, it is INVALID_INPUT. */
  enforcePercentage?: number | null | undefined;
  /** The rollout's version as it was seen; CONFLICT where it is another by now, with the current one in the details. */
  expectedVersion: number;
  /** On the way to LEGACY: leave organizations' own ENFORCE as they are. */
  keepOrganizations?: boolean;
  /**
   * Who is to answer. LEGACY without a percentage is the emergency exit: it is never gated, takes the percentage to 0, and takes back the
   * organizations that were put under ENFORCE by themselves.
   */
  mode: Gating;
  /** Why, in 3 to 500 characters. */
  reason: string;
};

/** What to start. */
export type StartMigrationRunInput = {
  /** It stops when more than this percentage of all organizations has failed; 0 to 100. */
  errorBudgetPercent?: number;
  /** Given again with the same input, it answers with the run started first. */
  idempotencyKey?: string | null | undefined;
  /** Dry run or execution. */
  mode: MigrationRunMode;
  /** Why, in 3 to 500 characters; kept with the run and its events. */
  reason: string;
  /** Where the plan comes from. */
  source: MigrationRunSource;
  /** What it may ask of the database; left out, nothing limits it. */
  throttle?: MigrationRunThrottleInput | null | undefined;
};

/** What to compare. */
export type StartParityReportInput = {
  /** A later clock: what today's rows and flags will answer then. Left out: now. One that has passed is INVALID_INPUT. */
  at?: string | null | undefined;
  /** Only these organizations; left out, all. */
  organizationIds?: Array<string> | null | undefined;
};

/** How to hold a run back, and why. */
export type ThrottleMigrationRunInput = {
  /** The run. */
  id: string;
  /** Why, in 3 to 500 characters; kept in an event. */
  reason: string;
  /** The new limits. */
  throttle: MigrationRunThrottleInput;
};

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, role: Role, organization: { id: string, name: string } | null } };

export type RunNumbersFragment = { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null };

export type StartRunMutationVariables = Exact<{
  input: StartMigrationRunInput;
}>;


export type StartRunMutation = { startMigrationRun: { migrationRun: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } } };

export type PauseRunMutationVariables = Exact<{
  input: MigrationRunActionInput;
}>;


export type PauseRunMutation = { pauseMigrationRun: { migrationRun: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } } };

export type ResumeRunMutationVariables = Exact<{
  input: MigrationRunActionInput;
}>;


export type ResumeRunMutation = { resumeMigrationRun: { migrationRun: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } } };

export type CancelRunMutationVariables = Exact<{
  input: MigrationRunActionInput;
}>;


export type CancelRunMutation = { cancelMigrationRun: { migrationRun: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } } };

export type RunQueryVariables = Exact<{
  id: string;
}>;


export type RunQuery = { migrationRun: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } | null };

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


export type ThrottleRunMutation = { throttleMigrationRun: { migrationRun: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } } };

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

export type OverrideEffectFragment = { moduleKey: string, submoduleKey: string | null, warning: OverrideWarning | null, override: { id: string, status: DecisionStatus, trialExpiresAt: string | null, expiresAt: string | null, reason: string, actorId: string, createdAt: string, endedAt: string | null, endedBy: string | null, live: boolean, module: { key: string }, submodule: { key: string } | null } | null, before: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, gating: Gating | null, message: string, changesAt: string | null, entitlement: { allowed: boolean, reason: DecisionReason }, steps: Array<{ rule: string, outcome: DecisionOutcome, detail: string }> }, after: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, gating: Gating | null, message: string, changesAt: string | null, entitlement: { allowed: boolean, reason: DecisionReason }, steps: Array<{ rule: string, outcome: DecisionOutcome, detail: string }> } };

export type OverrideMutationVariables = Exact<{
  input: OverrideEntitlementsInput;
}>;


export type OverrideMutation = { overrideEntitlements: { dryRun: boolean, organization: { id: string, version: number }, changes: Array<{ moduleKey: string, submoduleKey: string | null, warning: OverrideWarning | null, override: { id: string, status: DecisionStatus, trialExpiresAt: string | null, expiresAt: string | null, reason: string, actorId: string, createdAt: string, endedAt: string | null, endedBy: string | null, live: boolean, module: { key: string }, submodule: { key: string } | null } | null, before: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, gating: Gating | null, message: string, changesAt: string | null, entitlement: { allowed: boolean, reason: DecisionReason }, steps: Array<{ rule: string, outcome: DecisionOutcome, detail: string }> }, after: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, gating: Gating | null, message: string, changesAt: string | null, entitlement: { allowed: boolean, reason: DecisionReason }, steps: Array<{ rule: string, outcome: DecisionOutcome, detail: string }> } }> } };

export type RevokeOverridesMutationVariables = Exact<{
  input: RevokeOverridesInput;
}>;


export type RevokeOverridesMutation = { revokeOverrides: { organization: { id: string, version: number }, changes: Array<{ moduleKey: string, submoduleKey: string | null, warning: OverrideWarning | null, override: { id: string, status: DecisionStatus, trialExpiresAt: string | null, expiresAt: string | null, reason: string, actorId: string, createdAt: string, endedAt: string | null, endedBy: string | null, live: boolean, module: { key: string }, submodule: { key: string } | null } | null, before: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, gating: Gating | null, message: string, changesAt: string | null, entitlement: { allowed: boolean, reason: DecisionReason }, steps: Array<{ rule: string, outcome: DecisionOutcome, detail: string }> }, after: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason, gating: Gating | null, message: string, changesAt: string | null, entitlement: { allowed: boolean, reason: DecisionReason }, steps: Array<{ rule: string, outcome: DecisionOutcome, detail: string }> } }> } };

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


export type MigrationRunProgressSubscription = { migrationRunProgress: { id: string, mode: MigrationRunMode, status: MigrationRunStatus, planHash: string | null, progress: { heldBack: string | null, total: number, processed: number, percent: number }, counts: { changed: number, unchanged: number, failed: number, stale: number, skipped: number, held: number, moduleEntitlementsCreated: number, moduleEntitlementsUpdated: number, moduleEntitlementsRevoked: number, submoduleEntitlementsCreated: number, submoduleEntitlementsUpdated: number, submoduleEntitlementsRevoked: number, keptManual: number, unmappedFlags: number, eventsCreated: number }, error: { code: string, message: string } | null } };

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


export type ParityReportDifferencesQuery = { parityReport: { uncoveredOrganizations: { nodes: Array<{ id: string }> }, differences: { totalCount: number, nodes: Array<{ id: string, kind: ParityKind, cause: ParityCause, explained: boolean, organizationId: string, moduleKey: string, submoduleKey: string | null, alikeSubmodules: number, source: string | null, organization: { id: string, name: string } | null, module: { key: string } | null, submodule: { key: string } | null, legacy: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason }, entitlement: { allowed: boolean, status: DecisionStatus | null, reason: DecisionReason }, migrationRun: { id: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

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

export const RunNumbersFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<RunNumbersFragment, unknown>;
export const RolloutStateFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RolloutState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Rollout"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"enforcePercentage"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"forcedByEnvironment"}},{"kind":"Field","name":{"kind":"Name","value":"gate"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"}}]}}]}}]} as unknown as DocumentNode<RolloutStateFragment, unknown>;
export const OrganizationGatingFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OrganizationGating"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Organization"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"gatingSource"}}]}}]} as unknown as DocumentNode<OrganizationGatingFragment, unknown>;
export const OverrideFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OverrideFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EntitlementOverride"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"actorId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedBy"}},{"kind":"Field","name":{"kind":"Name","value":"live"}}]}}]} as unknown as DocumentNode<OverrideFieldsFragment, unknown>;
export const OverrideEffectFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OverrideEffect"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OverrideChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"moduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleKey"}},{"kind":"Field","name":{"kind":"Name","value":"override"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"OverrideFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"changesAt"}},{"kind":"Field","name":{"kind":"Name","value":"entitlement"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"after"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"gating"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"changesAt"}},{"kind":"Field","name":{"kind":"Name","value":"entitlement"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowed"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"warning"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OverrideFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EntitlementOverride"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"actorId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedBy"}},{"kind":"Field","name":{"kind":"Name","value":"live"}}]}}]} as unknown as DocumentNode<OverrideEffectFragment, unknown>;
export const ParityNumbersFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ParityNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ParityReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"computedAt"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"organizationIds"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"organizations"}},{"kind":"Field","name":{"kind":"Name","value":"clean"}},{"kind":"Field","name":{"kind":"Name","value":"uncovered"}},{"kind":"Field","name":{"kind":"Name","value":"detailsKept"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"explained"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<ParityNumbersFragment, unknown>;
export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const StartRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartMigrationRunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startMigrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<StartRunMutation, StartRunMutationVariables>;
export const PauseRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PauseRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRunActionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pauseMigrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<PauseRunMutation, PauseRunMutationVariables>;
export const ResumeRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResumeRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRunActionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resumeMigrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<ResumeRunMutation, ResumeRunMutationVariables>;
export const CancelRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRunActionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelMigrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<CancelRunMutation, CancelRunMutationVariables>;
export const RunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Run"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<RunQuery, RunQueryVariables>;
export const RunOrganizationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RunOrganizations"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"outcome"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRunOutcome"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"action"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRunAction"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organizations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"outcome"},"value":{"kind":"Variable","name":{"kind":"Name","value":"outcome"}}},{"kind":"Argument","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}},{"kind":"Argument","name":{"kind":"Name","value":"action"},"value":{"kind":"Variable","name":{"kind":"Name","value":"action"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"organization"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"legacyFlags"}},{"kind":"Field","name":{"kind":"Name","value":"mappedModules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"duplicateFlags"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"before"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"partial"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}},{"kind":"Field","name":{"kind":"Name","value":"after"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"trialDays"}},{"kind":"Field","name":{"kind":"Name","value":"partial"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<RunOrganizationsQuery, RunOrganizationsQueryVariables>;
export const OrganizationAccessDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OrganizationAccess"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"organization"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"legacyFlags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"flags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"on"}},{"kind":"Field","name":{"kind":"Name","value":"rules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"legacyFlag"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"unmapped"}},{"kind":"Field","name":{"kind":"Name","value":"duplicates"}},{"kind":"Field","name":{"kind":"Name","value":"unreadable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"entitlements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"module"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"trialExpiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"partial"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"submodules"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"submodule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}}]}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}}]}}]}}]}}]} as unknown as DocumentNode<OrganizationAccessQuery, OrganizationAccessQueryVariables>;
export const ThrottleRunDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ThrottleRun"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ThrottleMigrationRunInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"throttleMigrationRun"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<ThrottleRunMutation, ThrottleRunMutationVariables>;
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
export const MigrationRunProgressDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MigrationRunProgress"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"migrationRunProgress"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RunNumbers"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"heldBack"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RunNumbers"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MigrationRun"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"planHash"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"processed"}},{"kind":"Field","name":{"kind":"Name","value":"percent"}}]}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"unchanged"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"skipped"}},{"kind":"Field","name":{"kind":"Name","value":"held"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"moduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsCreated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsUpdated"}},{"kind":"Field","name":{"kind":"Name","value":"submoduleEntitlementsRevoked"}},{"kind":"Field","name":{"kind":"Name","value":"keptManual"}},{"kind":"Field","name":{"kind":"Name","value":"unmappedFlags"}},{"kind":"Field","name":{"kind":"Name","value":"eventsCreated"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<MigrationRunProgressSubscription, MigrationRunProgressSubscriptionVariables>;
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