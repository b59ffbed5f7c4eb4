import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Actor } from '../domain/actor';
import type { InstanceInfo } from '../features/viewer/instance-service';
import type { ModuleEntity } from '../entities/module';
import type { SubmoduleEntity } from '../entities/submodule';
import type { MappingView } from '../features/mapping/mapping-view';
import type { MappingPreview as MappingPreviewValue, LoadedMapping } from '../features/mapping/mapping-service';
import type { MappingImpact as MappingImpactValue, MappingExample as MappingExampleValue } from '../features/mapping/compare-mappings';
import type { TargetImpact } from '../features/mapping/target-impacts';
import type { AccessCount as AccessCountValue } from '../features/usage/read-counts';
import type { AccessCountPage, ModuleAdoptionCount, OrganizationUsageCount, OrganizationUsagePage, InsightsOf } from '../features/usage/usage-service';
import type { Decision } from '../domain/decision/decision';
import type { MenuEntry, GovernedRoute } from '../features/entitlements/decisions-service';
import type { MappingRule as MappingRuleValue } from '../domain/legacy/mapping';
import type { Organization as OrganizationEntity } from '../entities/organization';
import type { ModuleAccess, SubmoduleAccess } from '../features/entitlements/module-access';
import type { EntitlementEvent as EntitlementEventEntity } from '../entities/entitlement-event';
import type { PlatformEvent as PlatformEventEntity } from '../entities/platform-event';
import type { MigrationRun as MigrationRunEntity, MigrationRun as RollbackOfRun } from '../entities/migration-run';
import type { MigrationRunOrganization as MigrationRunOrganizationEntity } from '../entities/migration-run-organization';
import type { KeptRow } from '../domain/run/undo-changes';
import type { RunModule } from '../features/migration-runs/summarize-run';
import type { ThrottleLimits } from '../domain/run/throttle';
import type { Change, RowState } from '../domain/run/plan-changes';
import type { RolloutView, OrganizationRolloutPage } from '../features/rollout/rollout-service';
import type { RolloutPreview as RolloutPreviewValue, PreviewedOrganization as PreviewedOrganizationValue, PreviewedOrganizationPage, PreviewDifference } from '../features/rollout/rollout-preview-service';
import type { PreviewTotals, ModuleTotals } from '../features/rollout/preview-totals';
import type { ParityReport as ParityReportEntity } from '../entities/parity-report';
import type { ParityReportPage, ParityDifferencePage } from '../features/parity/parity-service';
import type { ParityTotal as ParityTotalValue } from '../domain/parity/parity-totals';
import type { ParityDifferenceEntity } from '../entities/parity-difference';
import type { OrganizationRollout as OrganizationRolloutEntity } from '../entities/organization-rollout';
import type { EntitlementOverride as EntitlementOverrideEntity } from '../entities/entitlement-override';
import type { OverridePage } from '../features/overrides/overrides-service';
import type { OverrideEffect } from '../features/overrides/override-effect';
import type { LegacyStatus as LegacyStatusValue } from '../features/legacy/legacy-status-service';
import type { LegacyFence as LegacyFenceValue } from '../features/legacy/fence-store';
import type { LegacyChange as LegacyChangeEntity } from '../entities/legacy-change';
import type { LegacyChangePage } from '../features/legacy/legacy-fence-service';
import type { FlagCount, UnreadableOrganizationInfo } from '../features/census/legacy-flag-census';
import type { FlagWithRules, LegacyFlagsView, OrganizationPage } from '../features/organizations/organizations-service';
import type { EntitlementEventPage, PlatformEventPage } from '../features/events/events-service';
import type { MigrationRunPage } from '../features/migration-runs/migration-runs-service';
import type { JournalPage } from '../features/migration-runs/read-journal';
import type { RequestContext } from '../features/request-context';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant, ISO 8601 in UTC. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
};

/** Checks of one kind, counted: by organization, module, submodule and reason. */
export type AccessCount = {
  readonly __typename?: 'AccessCount';
  /** How many checks. */
  readonly count: Scalars['Float']['output'];
  /** The last day, in UTC, on which there was one. */
  readonly lastDay: Scalars['DateTime']['output'];
  /** The module; null for made-up ones, which count as one. */
  readonly module: Maybe<Module>;
  /** The organization; null for checks without one, or about one that does not exist. */
  readonly organization: Maybe<Organization>;
  /** Why. */
  readonly reason: DecisionReason;
  /** The submodule; null for the module itself, and for made-up ones. */
  readonly submodule: Maybe<Submodule>;
  /** How many of them were denied by entitlements where the legacy flags would have allowed. */
  readonly unexpected: Scalars['Float']['output'];
};

/** A page of counts, the highest first as they stand when the page is read. */
export type AccessCountConnection = {
  readonly __typename?: 'AccessCountConnection';
  /** The counts with their cursors. */
  readonly edges: ReadonlyArray<AccessCountEdge>;
  /** The counts alone. */
  readonly nodes: ReadonlyArray<AccessCount>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all, counted when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A count in a list. */
export type AccessCountEdge = {
  readonly __typename?: 'AccessCountEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** The count. */
  readonly node: AccessCount;
};

/** In which order counts come. */
export type AccessCountOrder =
  /** The most frequent first. */
  | 'COUNT'
  /** Those with the most unexpected checks first, then the most frequent. */
  | 'UNEXPECTED';

/** The checks of a day, counted. */
export type AccessDay = {
  readonly __typename?: 'AccessDay';
  /** How many checks there were. */
  readonly checks: Scalars['Float']['output'];
  /** The day, in UTC. */
  readonly day: Scalars['DateTime']['output'];
  /** Of these, those that were denied. */
  readonly denied: Scalars['Float']['output'];
  /** Those under SHADOW that the entitlements would have answered otherwise. */
  readonly shadowDifferences: Scalars['Float']['output'];
  /** Of the denied ones, those that the legacy flags would have allowed. */
  readonly unexpected: Scalars['Float']['output'];
};

/** A run that was cancelled. */
export type CancelMigrationRunPayload = {
  readonly __typename?: 'CancelMigrationRunPayload';
  /** The run. */
  readonly migrationRun: MigrationRun;
};

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
  readonly acknowledgeLostAccess?: Scalars['Boolean']['input'];
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** Why, in 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The organization as it stands then. */
export type ClearOrganizationRolloutPayload = {
  readonly __typename?: 'ClearOrganizationRolloutPayload';
  /** The organization. */
  readonly organization: Organization;
};

/** What one side says: the legacy flags, or the entitlements. */
export type DecisionAnswer = {
  readonly __typename?: 'DecisionAnswer';
  /** True where it allows. */
  readonly allowed: Scalars['Boolean']['output'];
  /** Why. */
  readonly reason: DecisionReason;
  /** What the organization has by it. */
  readonly status: Maybe<DecisionStatus>;
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

/** Which row, flag, rule or run an answer goes back to. */
export type DecisionProvenance = {
  readonly __typename?: 'DecisionProvenance';
  /** What gave it. */
  readonly kind: ProvenanceKind;
  /** The legacy flag, as the column holds it. */
  readonly legacyFlag: Maybe<Scalars['String']['output']>;
  /** The last migration run that wrote the row; for super admins, null for others. */
  readonly migrationRun: Maybe<MigrationRun>;
  /** The override that gave it; for the organization's admins and super admins, null for others, and in a dry run. */
  readonly override: Maybe<EntitlementOverride>;
  /** The rule of the mapping that the flag met. */
  readonly rule: Maybe<MappingRule>;
  /** The row's source, such as `legacy_migration`. */
  readonly source: Maybe<Scalars['String']['output']>;
};

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

/** One rule on the way to a decision. */
export type DecisionStep = {
  readonly __typename?: 'DecisionStep';
  /** What it looked at, in words. */
  readonly detail: Scalars['String']['output'];
  /** What it came to. */
  readonly outcome: DecisionOutcome;
  /** The rule, such as `POLICY`, `LEGACY_FLAGS`, `ENTITLEMENT`; the last one is `RESULT`. */
  readonly rule: Scalars['String']['output'];
};

/** One check. */
export type EntitlementCheckInput = {
  /** The module's key. */
  readonly moduleKey: Scalars['String']['input'];
  /** The organization; left out: the actor's own. */
  readonly organizationId?: InputMaybe<Scalars['ID']['input']>;
  /** The submodule's key; left out: the module itself. */
  readonly submoduleKey?: InputMaybe<Scalars['String']['input']>;
};

/** Whether an organization may use a module, or a submodule, at a time. It is about the organization, never about a person. */
export type EntitlementDecision = {
  readonly __typename?: 'EntitlementDecision';
  /** True where it may. */
  readonly allowed: Scalars['Boolean']['output'];
  /** The next moment at which allowed, status or reason change by themselves: a trial's end, or an override's; null for none. */
  readonly changesAt: Maybe<Scalars['DateTime']['output']>;
  /** What overrides and entitlements say, whoever answers. */
  readonly entitlement: DecisionAnswer;
  /** Who answered; null where there is no organization. */
  readonly gating: Maybe<Gating>;
  /** What the legacy flags say, whoever answers; once their column is gone a denial, LEGACY_UNREADABLE. */
  readonly legacy: DecisionAnswer;
  /** The same in words that a support person can read out. */
  readonly message: Scalars['String']['output'];
  /** The module that was asked about. */
  readonly moduleKey: Scalars['String']['output'];
  /** The organization that was asked about; null where there is none. */
  readonly organizationId: Maybe<Scalars['ID']['output']>;
  /** What gave the answer. */
  readonly provenance: DecisionProvenance;
  /** Why. */
  readonly reason: DecisionReason;
  /** What it has, also where that no longer counts (a trial that ended); null where nothing says anything. */
  readonly status: Maybe<DecisionStatus>;
  /** The way to the answer, rule by rule, both sides of it. */
  readonly steps: ReadonlyArray<DecisionStep>;
  /** The submodule that was asked about; null for the module itself. */
  readonly submoduleKey: Maybe<Scalars['String']['output']>;
};

/** What happened to an organization's access. Events are only ever appended. */
export type EntitlementEvent = {
  readonly __typename?: 'EntitlementEvent';
  /** Who did it; null where the table takes no such id (the payload names the actor then). */
  readonly actorId: Maybe<Scalars['String']['output']>;
  /** When. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** What happened, such as `legacy_migration`. */
  readonly eventType: Scalars['String']['output'];
  /** A number that grows with time. */
  readonly id: Scalars['ID']['output'];
  /** The organization; null where it is gone since. */
  readonly organization: Maybe<Organization>;
  /** The organization it happened to. */
  readonly organizationId: Scalars['ID']['output'];
  /** The particulars: the run, the changes. */
  readonly payload: Scalars['JSON']['output'];
  /** Why. */
  readonly reason: Maybe<Scalars['String']['output']>;
};

/** A page of events, newest first. */
export type EntitlementEventConnection = {
  readonly __typename?: 'EntitlementEventConnection';
  /** The events with their cursors. */
  readonly edges: ReadonlyArray<EntitlementEventEdge>;
  /** The events alone. */
  readonly nodes: ReadonlyArray<EntitlementEvent>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all, counted when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An event in a list. */
export type EntitlementEventEdge = {
  readonly __typename?: 'EntitlementEventEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** The event. */
  readonly node: EntitlementEvent;
};

/** What happened to an organization's access on a day. */
export type EntitlementHistoryDay = {
  readonly __typename?: 'EntitlementHistoryDay';
  /** How often. */
  readonly count: Scalars['Int']['output'];
  /** The day, in UTC. */
  readonly day: Scalars['DateTime']['output'];
  /** What happened, such as `override_set`. */
  readonly eventType: Scalars['String']['output'];
};

/** An admin's decision about a module or submodule of an organization, above its entitlement. It is never deleted: it ends. It outlives every migration run. */
export type EntitlementOverride = {
  readonly __typename?: 'EntitlementOverride';
  /** Who made it. */
  readonly actorId: Scalars['String']['output'];
  /** When. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it was ended, by a later one or by `revokeOverrides`. */
  readonly endedAt: Maybe<Scalars['DateTime']['output']>;
  /** Who ended it. */
  readonly endedBy: Maybe<Scalars['String']['output']>;
  /** When it ends by itself, and what it was above counts again; null for never. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** A number that grows with time. */
  readonly id: Scalars['ID']['output'];
  /** True while it stands: it was not ended, and has not expired. It counts under ENFORCE only. */
  readonly live: Scalars['Boolean']['output'];
  /** The module it is about. */
  readonly module: Module;
  /** The organization; null where it is gone since. */
  readonly organization: Maybe<Organization>;
  /** The organization it is about. */
  readonly organizationId: Scalars['ID']['output'];
  /** Why it was made. */
  readonly reason: Scalars['String']['output'];
  /** What it says: ENABLED or DISABLED, and of modules TRIAL. */
  readonly status: DecisionStatus;
  /** The submodule it is about; null for the module itself. */
  readonly submodule: Maybe<Submodule>;
  /** When its trial ends; null for no end, and without a trial. The override stands then, and denies. */
  readonly trialExpiresAt: Maybe<Scalars['DateTime']['output']>;
};

/** A page of overrides, the newest first. */
export type EntitlementOverrideConnection = {
  readonly __typename?: 'EntitlementOverrideConnection';
  /** The overrides with their cursors. */
  readonly edges: ReadonlyArray<EntitlementOverrideEdge>;
  /** The overrides alone. */
  readonly nodes: ReadonlyArray<EntitlementOverride>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all, counted when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An override in a list. */
export type EntitlementOverrideEdge = {
  readonly __typename?: 'EntitlementOverrideEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** The override. */
  readonly node: EntitlementOverride;
};

/** A module, or one submodule of it. */
export type EntitlementRef = {
  /** The module's key. */
  readonly module: Scalars['String']['input'];
  /** The submodule's key; left out: the module itself. */
  readonly submodule?: InputMaybe<Scalars['String']['input']>;
};

/** What a row says. */
export type EntitlementState = {
  readonly __typename?: 'EntitlementState';
  /** A submodule on or off; null for a module. */
  readonly enabled: Maybe<Scalars['Boolean']['output']>;
  /** Whether a module is granted for the sake of some submodules only; null for a submodule. */
  readonly partial: Maybe<Scalars['Boolean']['output']>;
  /** Who made the row, where it was not a run. */
  readonly source: Maybe<Scalars['String']['output']>;
  /** A module's status; null for a submodule. */
  readonly status: Maybe<Scalars['String']['output']>;
  /** In a dry run's plan: a new trial ends so many days after the execution is started; null for no end. */
  readonly trialDays: Maybe<Scalars['Int']['output']>;
  /** When the trial ends. */
  readonly trialExpiresAt: Maybe<Scalars['DateTime']['output']>;
};

/** Options of a plan made afresh. */
export type FreshMigrationInput = {
  /** Whether access may be taken away. If not, such changes are HELD: counted, named, and not made. */
  readonly allowRevocations?: Scalars['Boolean']['input'];
  /**
   * Of those, only what changed since this execution: organizations whose legacy flags are no longer what its journal says, new ones, and such as
   * it did not bring over (not reached, or STALE). One that failed with the flags that it still has is left out. The execution must have ended, and
   * not be rolled back.
   */
  readonly changedSince?: InputMaybe<Scalars['ID']['input']>;
  /** Only these organizations; left out, all. */
  readonly organizationIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Length of new trials in days, 1 to 3650; left out, trials have no end. */
  readonly trialDays?: InputMaybe<Scalars['Int']['input']>;
};

/** Who answers whether an organization may use a module. */
export type Gating =
  /** Its entitlements, and overrides of them. */
  | 'ENFORCE'
  /** Its legacy flags. */
  | 'LEGACY'
  /** Its legacy flags; entitlements are compared with them, and differences counted. */
  | 'SHADOW';

/** Organizations that would take the same step. */
export type GatingChange = {
  readonly __typename?: 'GatingChange';
  /** Who answers for them now. */
  readonly from: Gating;
  /** How many they are. */
  readonly organizations: Scalars['Int']['output'];
  /** Who would. */
  readonly to: Gating;
};

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

/** This installation; for super admins, who should know what they are connected to before they change it. */
export type Instance = {
  readonly __typename?: 'Instance';
  /** The database's host, `embedded` for the embedded one. */
  readonly databaseHost: Scalars['String']['output'];
  /** The database's name. */
  readonly databaseName: Scalars['String']['output'];
  /** Whether `seedDemo` would fill it: on the embedded database, outside production, while it holds no organization, module or mapping. */
  readonly demoOffered: Scalars['Boolean']['output'];
  /** `NODE_ENV`. */
  readonly environment: Scalars['String']['output'];
  /** The version of Portcullis. */
  readonly version: Scalars['String']['output'];
};

/** The latest change of an organization's legacy flags that a fence has noticed. */
export type LegacyChange = {
  readonly __typename?: 'LegacyChange';
  /** How the session that changed it names its application; empty where it does not. */
  readonly applicationName: Scalars['String']['output'];
  /** When it was changed. */
  readonly changedAt: Scalars['DateTime']['output'];
  /** How often the organization's flags were seen to change. */
  readonly count: Scalars['Int']['output'];
  /** The organization's id. */
  readonly id: Scalars['ID']['output'];
  /** The flags after, as JSON text; null where there are none. */
  readonly newFlags: Maybe<Scalars['String']['output']>;
  /** The flags before, as JSON text; null where there were none. */
  readonly oldFlags: Maybe<Scalars['String']['output']>;
  /** The organization; null where it is gone since. */
  readonly organization: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
  /** The database's user that it was. */
  readonly userName: Scalars['String']['output'];
};

/** A page of noticed changes, in order of the organizations' ids. */
export type LegacyChangeConnection = {
  readonly __typename?: 'LegacyChangeConnection';
  /** The changes with their cursors. */
  readonly edges: ReadonlyArray<LegacyChangeEdge>;
  /** The changes alone. */
  readonly nodes: ReadonlyArray<LegacyChange>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all, counted when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A noticed change in a list. */
export type LegacyChangeEdge = {
  readonly __typename?: 'LegacyChangeEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** The change. */
  readonly node: LegacyChange;
};

/** One condition for the legacy column to go. */
export type LegacyCheck = {
  readonly __typename?: 'LegacyCheck';
  /** Whether it allows dropping the column. */
  readonly allowsDrop: Scalars['Boolean']['output'];
  /** Whether it allows hiding the flags. */
  readonly allowsHide: Scalars['Boolean']['output'];
  /** What was found, with numbers, and what to do. */
  readonly detail: Scalars['String']['output'];
  /** `gating`, `days under ENFORCE`, `parity`, `legacy answers`, `late writers`, `snapshot`, `live runs` or `table`; once the column is gone `column` alone. */
  readonly name: Scalars['String']['output'];
  /**
   * Its number: organizations not under ENFORCE; whole days that everybody is; what the newest parity report leaves unexplained or uncovered; checks that
   * the legacy flags answered, and organizations whose flags were changed, within the days before dropping; whole hours since the last backup; live runs; what depends on the column in the
   * database. Null
   * where there is nothing to count.
   */
  readonly number: Maybe<Scalars['Float']['output']>;
  /** PASS: it stands in nobody's way. WARN: it allows hiding, not yet dropping. FAIL: neither. */
  readonly status: CheckStatus;
};

/** A trigger on `organizations`, raised by `portcullis legacy fence on`, that notices other applications' changes of the legacy flags. */
export type LegacyFence = {
  readonly __typename?: 'LegacyFence';
  /** Who raised it. */
  readonly actorId: Maybe<Scalars['String']['output']>;
  /** The latest change of each organization that was noticed, in order of the organizations' ids; kept when the fence is taken away. */
  readonly changes: LegacyChangeConnection;
  /** Why it was raised. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** Whether it refuses changes; else it tells of them, and records them. */
  readonly rejects: Scalars['Boolean']['output'];
  /** Since when it stands. */
  readonly since: Maybe<Scalars['DateTime']['output']>;
  /** Whether it stands. */
  readonly standing: Scalars['Boolean']['output'];
};


/** A trigger on `organizations`, raised by `portcullis legacy fence on`, that notices other applications' changes of the legacy flags. */
export type LegacyFenceChangesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** One legacy flag. */
export type LegacyFlag = {
  readonly __typename?: 'LegacyFlag';
  /** Its name as the column has it, nested ones with a dot. */
  readonly name: Scalars['String']['output'];
  /** Whether it is on. */
  readonly on: Scalars['Boolean']['output'];
  /** The rules of the active mapping that it meets. */
  readonly rules: ReadonlyArray<MappingRule>;
};

/** Every legacy flag in use, over all organizations. */
export type LegacyFlagCensus = {
  readonly __typename?: 'LegacyFlagCensus';
  /** The flags, most used first. */
  readonly flags: ReadonlyArray<LegacyFlagCount>;
  /** Why nothing but organizations was counted, once the legacy column is gone; null before. */
  readonly note: Maybe<Scalars['String']['output']>;
  /** Organizations looked at. */
  readonly organizations: Scalars['Int']['output'];
  /** The shapes in which values were left, most frequent first. */
  readonly shapes: ReadonlyArray<LegacyShapeCount>;
  /** The first 100 of those, with what is wrong. */
  readonly unreadable: ReadonlyArray<UnreadableOrganization>;
  /** How many organizations cannot be read. */
  readonly unreadableCount: Scalars['Int']['output'];
};

/** How often a flag is met. */
export type LegacyFlagCount = {
  readonly __typename?: 'LegacyFlagCount';
  /** Its name: lower case, spaces and dashes as `_`. */
  readonly name: Scalars['String']['output'];
  /** Organizations that have it, off. */
  readonly off: Scalars['Int']['output'];
  /** Organizations that have it on. */
  readonly on: Scalars['Int']['output'];
  /** The rules of the active mapping that it meets; empty where none knows it. */
  readonly rules: ReadonlyArray<MappingRule>;
};

/** How often a legacy flag is met. */
export type LegacyFlagUse = {
  readonly __typename?: 'LegacyFlagUse';
  /** Its name: lower case, spaces and dashes as `_`. */
  readonly name: Scalars['String']['output'];
  /** Organizations that have it, off. */
  readonly off: Scalars['Int']['output'];
  /** Organizations that have it on. */
  readonly on: Scalars['Int']['output'];
};

/** An organization's legacy flags, read. */
export type LegacyFlags = {
  readonly __typename?: 'LegacyFlags';
  /** Flags named more than once; where they disagreed, on counts. */
  readonly duplicates: ReadonlyArray<Scalars['String']['output']>;
  /** Every flag, with what the active mapping makes of it; empty where the value cannot be read. */
  readonly flags: ReadonlyArray<LegacyFlag>;
  /** Why all of this is empty, once the flags are hidden, or their column is gone; null before. */
  readonly note: Maybe<Scalars['String']['output']>;
  /** Flags that no rule of the active mapping knows. */
  readonly unmapped: ReadonlyArray<Scalars['String']['output']>;
  /** What cannot be read, place by place; empty where all can. Nothing is guessed: one such place makes the whole value unreadable. */
  readonly unreadable: ReadonlyArray<UnreadableFlag>;
};

/** How often a shape is met. */
export type LegacyShapeCount = {
  readonly __typename?: 'LegacyShapeCount';
  /** Organizations. */
  readonly count: Scalars['Int']['output'];
  /** True where the value was a JSON string that held the JSON. */
  readonly encoded: Scalars['Boolean']['output'];
  /** `NULL`, `ARRAY`, `OBJECT`, `NESTED_OBJECT` or `UNREADABLE`. */
  readonly shape: Scalars['String']['output'];
};

/** What still stands between here and dropping `organizations.enabled_modules`. */
export type LegacyStatus = {
  readonly __typename?: 'LegacyStatus';
  /** Every condition, with its number. */
  readonly checks: ReadonlyArray<LegacyCheck>;
  /** When it was worked out. */
  readonly computedAt: Scalars['DateTime']['output'];
  /** And before the column may be dropped: `PORTCULLIS_LEGACY_DROP_DAYS`. */
  readonly dropDays: Scalars['Int']['output'];
  /** When the column was dropped (`portcullis legacy drop-column`); null before. */
  readonly droppedAt: Maybe<Scalars['DateTime']['output']>;
  /** The fence on the column. */
  readonly fence: LegacyFence;
  /** Since when the API keeps the flags to itself (`portcullis legacy hide`); null where it does not. */
  readonly hiddenSince: Maybe<Scalars['DateTime']['output']>;
  /** For how many days everybody has to be under ENFORCE before the flags may be hidden: `PORTCULLIS_LEGACY_HIDE_DAYS`. */
  readonly hideDays: Scalars['Int']['output'];
  /** When its values, kept until then in `legacy_flags_kept`, were deleted (`portcullis legacy purge`); null before. */
  readonly purgedAt: Maybe<Scalars['DateTime']['output']>;
  /** True where all checks allow dropping the column. */
  readonly safeToDrop: Scalars['Boolean']['output'];
  /** True where all checks allow hiding the flags from the API. */
  readonly safeToHide: Scalars['Boolean']['output'];
};

/** A mapping to make the active one. */
export type LoadMappingInput = {
  /** The file, as `mappingPreview` takes it. */
  readonly csv: Scalars['String']['input'];
  /** The id of the mapping in force as it was seen, null or left out where there was none; CONFLICT where it is another by now, with the current one in `details.activeId`. */
  readonly expectedActiveId?: InputMaybe<Scalars['ID']['input']>;
  /** What the file is called, in 1 to 200 characters; the mapping keeps it as its name. */
  readonly name: Scalars['String']['input'];
  /** Why, in 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The mapping in force then. */
export type LoadMappingPayload = {
  readonly __typename?: 'LoadMappingPayload';
  /** False where the same rules were active already: then nothing was written. */
  readonly changed: Scalars['Boolean']['output'];
  /** The mapping. */
  readonly mapping: Mapping;
  /** What was passed over in the file, and rules whose target is inactive, with their lines. */
  readonly notices: ReadonlyArray<Scalars['String']['output']>;
};

/** Whether the product is under maintenance: then mutations of all but super admins are refused with `MAINTENANCE`, before anything of them runs. */
export type Maintenance = {
  readonly __typename?: 'Maintenance';
  /** True while it is. */
  readonly enabled: Scalars['Boolean']['output'];
  /** What to tell people; null where nobody said. */
  readonly message: Maybe<Scalars['String']['output']>;
};

/** A set of rules: which legacy flag stands for which module or submodule. */
export type Mapping = {
  readonly __typename?: 'Mapping';
  /** True for the one mapping in force. */
  readonly active: Scalars['Boolean']['output'];
  /** SHA-256 over the rules, in hex: equal for equal rules. */
  readonly hash: Scalars['String']['output'];
  /** The rules' hash. */
  readonly id: Scalars['ID']['output'];
  /** When it was loaded last; null for rules that a dry run only tried. */
  readonly loadedAt: Maybe<Scalars['DateTime']['output']>;
  /** Who loaded it; null for rules that a dry run only tried. */
  readonly loadedBy: Maybe<Scalars['String']['output']>;
  /** The file that it came from. */
  readonly name: Scalars['String']['output'];
  /** The rules in the file's order. */
  readonly rules: ReadonlyArray<MappingRule>;
};

/** An organization that would lose or gain something. */
export type MappingExample = {
  readonly __typename?: 'MappingExample';
  /** What it would gain. */
  readonly gains: ReadonlyArray<Scalars['String']['output']>;
  /** What it would lose: keys of modules, and of submodules as `module/submodule`. */
  readonly loses: ReadonlyArray<Scalars['String']['output']>;
  /** The organization; null where it is gone since. */
  readonly organization: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
};

/** What legacy flags would answer otherwise under another mapping. Entitlements do not change by it: runs bring them. */
export type MappingImpact = {
  readonly __typename?: 'MappingImpact';
  /** The first 10 organizations that would lose something, then the first 10 of those that would only gain; in order of their ids. */
  readonly examples: ReadonlyArray<MappingExample>;
  /** Flags in use that a rule knows now, and none would then; the 100 most used. */
  readonly flagsLeft: ReadonlyArray<LegacyFlagUse>;
  /** Flags in use that a rule would know then, and none does now; the 100 most used. */
  readonly flagsTaken: ReadonlyArray<LegacyFlagUse>;
  /** Flags in use that no rule knows, now or then; the 100 most used. */
  readonly flagsUnknown: ReadonlyArray<LegacyFlagUse>;
  /** How many would gain something; one may gain and lose. */
  readonly organizationsGaining: Scalars['Int']['output'];
  /** How many organizations would lose something. */
  readonly organizationsLosing: Scalars['Int']['output'];
  /** What they would lose or gain, most losses first. A module that is lost or gained whole is named without its submodules. */
  readonly targets: ReadonlyArray<MappingTargetImpact>;
  /** How many have flags that cannot be read, under any mapping. */
  readonly unreadable: Scalars['Int']['output'];
};

/** What a mapping file would do, before it is loaded. Nothing is written. */
export type MappingPreview = {
  readonly __typename?: 'MappingPreview';
  /** The mapping in force that it is compared with: its id is what `loadMapping` takes as `expectedActiveId`. Null where there is none. */
  readonly active: Maybe<Mapping>;
  /**
   * Who would gain or lose, by what the legacy flags answer; null where no mapping is active, or the legacy column is gone. Goes through all organizations, but compares each value
   * of their flags once, in pages: 200,000 organizations take half a second where there are a few hundred different values, and 20 seconds where all differ. Worked out only where it is selected.
   */
  readonly impact: Maybe<MappingImpact>;
  /** The file's rules. */
  readonly mapping: Mapping;
  /** What was passed over in the file, and rules whose target is inactive, with their lines. */
  readonly notices: ReadonlyArray<Scalars['String']['output']>;
};

/** A mapping file, as text. */
export type MappingPreviewInput = {
  /**
   * The file: CSV with the columns `legacy_flag`, `legacy_route_pattern`, `target_module`, `target_submodule`, `default_status` and `notes`. It is taken whole or not
   * at all: INVALID_INPUT names every fault in `details.faults`, each with `line`, `field` and `message`.
   */
  readonly csv: Scalars['String']['input'];
  /** What the file is called, in 1 to 200 characters; messages name it. */
  readonly name: Scalars['String']['input'];
};

/** One line of a mapping. */
export type MappingRule = {
  readonly __typename?: 'MappingRule';
  /** The status that the module gets: `enabled`, `trial` or `disabled`. */
  readonly defaultStatus: Scalars['String']['output'];
  /** `enabled_modules.<name>`, `route_access.<name>`, or `*` for every organization. */
  readonly legacyFlag: Scalars['String']['output'];
  /** The routes that the flag used to open; information only. */
  readonly legacyRoutePattern: Maybe<Scalars['String']['output']>;
  /** The module that the rule is about; null where the taxonomy has lost it. */
  readonly module: Maybe<Module>;
  /** The file's remark. */
  readonly notes: Maybe<Scalars['String']['output']>;
  /** The submodule, where the rule is about one. */
  readonly submodule: Maybe<Submodule>;
};

/** How many organizations would lose or gain a module or submodule. */
export type MappingTargetImpact = {
  readonly __typename?: 'MappingTargetImpact';
  /** Organizations that would gain it. */
  readonly gained: Scalars['Int']['output'];
  /** Organizations that would lose it. */
  readonly lost: Scalars['Int']['output'];
  /** The module; null where it is gone since. */
  readonly module: Maybe<Module>;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The submodule; null where it is about the module, or gone since. */
  readonly submodule: Maybe<Submodule>;
  /** The submodule's key; null where it is about the module. */
  readonly submoduleKey: Maybe<Scalars['String']['output']>;
};

/** How a menu shows an item. */
export type MenuAccess =
  /** It may not be used. */
  | 'LOCKED'
  /** It may be used. */
  | 'OPEN'
  /** It may be used until the trial ends. */
  | 'TRIAL';

/** A module or submodule in an organization's menu. */
export type MenuItem = {
  readonly __typename?: 'MenuItem';
  /** How to show it. */
  readonly access: MenuAccess;
  /** Its submodules in their order. */
  readonly children: ReadonlyArray<MenuItem>;
  /** The name of the module's icon; null for submodules. */
  readonly icon: Maybe<Scalars['String']['output']>;
  /** `organization:module`, or `organization:module/submodule`. */
  readonly id: Scalars['ID']['output'];
  /** Its name for people. */
  readonly label: Scalars['String']['output'];
  /** The module. */
  readonly module: Module;
  /** Where it leads, such as `/sales/leads`; of a module where all its submodules are found, null where they have no path in common. */
  readonly path: Maybe<Scalars['String']['output']>;
  /** What the product's own role check asks for; null for modules. */
  readonly permissionKey: Maybe<Scalars['String']['output']>;
  /** Why. */
  readonly reason: DecisionReason;
  /** The submodule; null for the module itself. */
  readonly submodule: Maybe<Submodule>;
  /** When access by a trial ends; null for no end, and without a trial. */
  readonly trialExpiresAt: Maybe<Scalars['DateTime']['output']>;
};

/** A checklist to go through before a run. */
export type MigrationPreflight = {
  readonly __typename?: 'MigrationPreflight';
  /** The checks, in the order in which to mend them. */
  readonly checks: ReadonlyArray<PreflightCheck>;
  /** When it was worked out. */
  readonly computedAt: Scalars['DateTime']['output'];
  /** The worst of the checks. */
  readonly status: CheckStatus;
};

/** One takeover of legacy flags into entitlements: a dry run, or an execution. */
export type MigrationRun = {
  readonly __typename?: 'MigrationRun';
  /** Whether it may take access away. */
  readonly allowRevocations: Scalars['Boolean']['output'];
  /**
   * What can be done with it now, as far as the run itself decides. A request may still be refused for other reasons:
   * another run that writes is live, a later execution changed the same organizations, organizations are under ENFORCE,
   * or the mapping or taxonomy changed since the plan.
   */
  readonly availableActions: ReadonlyArray<MigrationRunAvailableAction>;
  /** The execution since which it takes over what changed; null where it does not ask. */
  readonly changedSince: Maybe<MigrationRun>;
  /** What it did so far, or would do. */
  readonly counts: MigrationRunCounts;
  /** When it was asked for. New trials are counted from here. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The dry run whose plan it applies; null where it plans afresh. */
  readonly dryRun: Maybe<MigrationRun>;
  /** Why a FAILED run stopped. */
  readonly error: Maybe<MigrationRunError>;
  /** It stops when more than this percentage of all organizations has failed. */
  readonly errorBudgetPercent: Scalars['Float']['output'];
  /** The execution that applies the plan of this dry run; null while none does. A plan is executed once. */
  readonly execution: Maybe<MigrationRun>;
  /** When it ended. */
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
  /** The number of the run. */
  readonly id: Scalars['ID']['output'];
  /** The rules that it uses. */
  readonly mapping: Mapping;
  /** Dry run or execution. */
  readonly mode: MigrationRunMode;
  /** Active modules when it was started. */
  readonly moduleCount: Scalars['Int']['output'];
  /** What it does to each module, over all organizations, in taxonomy order; modules without a change are left out. Goes through the journal. */
  readonly modules: ReadonlyArray<MigrationRunModule>;
  /** The journal: what it did to each organization, in order of their ids. */
  readonly organizations: MigrationRunOrganizationConnection;
  /** Names the plan of a dry run, and of the execution that applies it: the same plan, the same hash. */
  readonly planHash: Maybe<Scalars['String']['output']>;
  /** How far it is. */
  readonly progress: MigrationRunProgress;
  /** Why. */
  readonly reason: Scalars['String']['output'];
  /** Who started it. */
  readonly requestedBy: Scalars['String']['output'];
  /** When a reset emptied, or a snapshot took the place of, what the run had written: since then it can be neither rolled back nor resumed, and brings nobody over. Null for a run that stands. */
  readonly resetAt: Maybe<Scalars['DateTime']['output']>;
  /** Its rollback; null where nobody asked for one. */
  readonly rollback: Maybe<MigrationRunRollback>;
  /** How many rules those are. */
  readonly ruleCount: Scalars['Int']['output'];
  /** When a worker took it. */
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  /** Where it is in its life. */
  readonly status: MigrationRunStatus;
  /** Active submodules when it was started. */
  readonly submoduleCount: Scalars['Int']['output'];
  /** What it may ask of the database. */
  readonly throttle: MigrationRunThrottle;
  /** Length of new trials in days; null for trials without end. */
  readonly trialDays: Maybe<Scalars['Int']['output']>;
  /** Flags that no rule knows, with how many organizations have them, most first. Goes through the journal. */
  readonly unmappedFlags: ReadonlyArray<MigrationRunFlag>;
  /**
   * Checks what the run did: its totals, an event for each organization that it changed, each row as its journal has it, by module, parity of its
   * organizations, and legacy flags that were changed since. It goes through all of them: ask for one run at a time. Null for a dry run.
   */
  readonly verification: Maybe<RunVerification>;
};


/** One takeover of legacy flags into entitlements: a dry run, or an execution. */
export type MigrationRunOrganizationsArgs = {
  action: InputMaybe<MigrationRunAction>;
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  moduleKey: InputMaybe<Scalars['String']['input']>;
  outcome: InputMaybe<MigrationRunOutcome>;
  rollback: InputMaybe<MigrationRunRollbackOutcome>;
  search: InputMaybe<Scalars['String']['input']>;
};


/** One takeover of legacy flags into entitlements: a dry run, or an execution. */
export type MigrationRunUnmappedFlagsArgs = {
  first?: Scalars['Int']['input'];
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
  readonly id: Scalars['ID']['input'];
  /** Why, in 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** What an operator can do with a run. */
export type MigrationRunAvailableAction =
  /** Stop it for good: `cancelMigrationRun`. */
  | 'CANCEL'
  /** Apply its plan: `startMigrationRun` with `dryRunId`. */
  | 'EXECUTE'
  /** Stop it until it is resumed: `pauseMigrationRun`. */
  | 'PAUSE'
  /** Go on with it where it stopped: `resumeMigrationRun`. */
  | 'RESUME'
  /** Take back what it wrote: `rollbackMigrationRun`. */
  | 'ROLL_BACK';

/** One row's change. */
export type MigrationRunChange = {
  readonly __typename?: 'MigrationRunChange';
  /** What is done. */
  readonly action: MigrationRunAction;
  /** What stands there then; null without a row. Of a change that is not made, what the legacy flags ask for. */
  readonly after: Maybe<EntitlementState>;
  /** What stood there; null without a row. */
  readonly before: Maybe<EntitlementState>;
  /** The module. */
  readonly module: Module;
  /** The submodule, where the row is about one. */
  readonly submodule: Maybe<Submodule>;
};

/** A page of runs, newest first. */
export type MigrationRunConnection = {
  readonly __typename?: 'MigrationRunConnection';
  /** The runs with their cursors. */
  readonly edges: ReadonlyArray<MigrationRunEdge>;
  /** The runs alone. */
  readonly nodes: ReadonlyArray<MigrationRun>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all, counted when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/**
 * What a run did, in numbers; of a dry run, what it would do. Organizations: `changed + unchanged + failed + stale + skipped` is the total of
 * a run that has ended. All others count rows.
 */
export type MigrationRunCounts = {
  readonly __typename?: 'MigrationRunCounts';
  /** Organizations with rows written. */
  readonly changed: Scalars['Int']['output'];
  /** Events written: one for each changed organization. */
  readonly eventsCreated: Scalars['Int']['output'];
  /** Organizations that failed, each alone. */
  readonly failed: Scalars['Int']['output'];
  /** Changes that would take access away and were not made. */
  readonly held: Scalars['Int']['output'];
  /** Rows left because somebody made them. */
  readonly keptManual: Scalars['Int']['output'];
  /** Module entitlements made. */
  readonly moduleEntitlementsCreated: Scalars['Int']['output'];
  /** Module entitlements deleted. */
  readonly moduleEntitlementsRevoked: Scalars['Int']['output'];
  /** Module entitlements changed. */
  readonly moduleEntitlementsUpdated: Scalars['Int']['output'];
  /** Organizations that were deleted meanwhile, or not reached. */
  readonly skipped: Scalars['Int']['output'];
  /** Organizations that are not as they were reviewed. */
  readonly stale: Scalars['Int']['output'];
  /** Submodule entitlements made. */
  readonly submoduleEntitlementsCreated: Scalars['Int']['output'];
  /** Submodule entitlements deleted. */
  readonly submoduleEntitlementsRevoked: Scalars['Int']['output'];
  /** Submodule entitlements changed. */
  readonly submoduleEntitlementsUpdated: Scalars['Int']['output'];
  /** Organizations that needed nothing. */
  readonly unchanged: Scalars['Int']['output'];
  /** Flags that no rule knows, summed over organizations. */
  readonly unmappedFlags: Scalars['Int']['output'];
};

/** A run in a list. */
export type MigrationRunEdge = {
  readonly __typename?: 'MigrationRunEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** The run. */
  readonly node: MigrationRun;
};

/** Why a run stopped. */
export type MigrationRunError = {
  readonly __typename?: 'MigrationRunError';
  /** `ERROR_BUDGET`, `STALE_PLAN` or `WRITE_FAILED`. */
  readonly code: Scalars['String']['output'];
  /** For people, with what to do. */
  readonly message: Scalars['String']['output'];
};

/** A legacy flag that no rule knows. */
export type MigrationRunFlag = {
  readonly __typename?: 'MigrationRunFlag';
  /** Its name: lower case, spaces and dashes as `_`. */
  readonly name: Scalars['String']['output'];
  /** Organizations that have it. */
  readonly organizations: Scalars['Int']['output'];
};

/** Why a rollback keeps a row. */
export type MigrationRunKeptCause =
  /** It is no longer what the run had left: somebody has changed it, deleted it, or made it again. */
  | 'EDITED'
  /** Its module is kept, or is somebody's own by now, and its submodules with it. */
  | 'MODULE_KEPT'
  /** The module or submodule is not in the taxonomy any more. */
  | 'NOT_IN_TAXONOMY'
  /** The run had made the module, and others have added or changed submodules under it since. */
  | 'SUBMODULES_ADDED';

/** A row that a rollback left as it is. */
export type MigrationRunKeptRow = {
  readonly __typename?: 'MigrationRunKeptRow';
  /** Why it was kept. */
  readonly cause: MigrationRunKeptCause;
  /** What the run had left; null where it had deleted the row. */
  readonly left: Maybe<EntitlementState>;
  /** The module's key, also where the taxonomy does not have it any more. */
  readonly moduleKey: Scalars['String']['output'];
  /** What stood there when the rollback came to it; null without a row. */
  readonly now: Maybe<EntitlementState>;
  /** The submodule's key, where the row is about one. */
  readonly submoduleKey: Maybe<Scalars['String']['output']>;
};

/** What a run is for. */
export type MigrationRunMode =
  /** Plans, stores the plan, and writes nothing else. */
  | 'DRY_RUN'
  /** Writes entitlements, with a journal and events. */
  | 'EXECUTE';

/**
 * What a run did to one module, or, a dry run, would do. An organization has one entitlement of a module: `created` of them are given it, and from `revoked` it is
 * taken.
 */
export type MigrationRunModule = {
  readonly __typename?: 'MigrationRunModule';
  /** Module entitlements made. */
  readonly created: Scalars['Int']['output'];
  /** Changes, of the module or of its submodules, that would take access away and were not made. */
  readonly held: Scalars['Int']['output'];
  /** `run:module`. */
  readonly id: Scalars['ID']['output'];
  /** Rows, of the module or of its submodules, left because somebody made them. */
  readonly keptManual: Scalars['Int']['output'];
  /** The module; null where it is gone since. */
  readonly module: Maybe<Module>;
  /** The module's key, also where the taxonomy does not have it any more. */
  readonly moduleKey: Scalars['String']['output'];
  /** Module entitlements deleted. */
  readonly revoked: Scalars['Int']['output'];
  /** Submodule entitlements made, changed or deleted. */
  readonly submodules: Scalars['Int']['output'];
  /** Module entitlements changed. */
  readonly updated: Scalars['Int']['output'];
};

/** What a run did to one organization; of a dry run, what it would do. */
export type MigrationRunOrganization = {
  readonly __typename?: 'MigrationRunOrganization';
  /** What was done, or left; rows that were as they should be are not named. */
  readonly changes: ReadonlyArray<MigrationRunChange>;
  /** Flags named more than once; where they disagreed, on counted. */
  readonly duplicateFlags: ReadonlyArray<Scalars['String']['output']>;
  /** Why it failed, is stale or was skipped. */
  readonly error: Maybe<MigrationRunOrganizationError>;
  /** `run:organization`. */
  readonly id: Scalars['ID']['output'];
  /** The legacy flags that it was planned from, as the column held them. */
  readonly legacyFlags: Maybe<Scalars['JSON']['output']>;
  /** Modules that the flags give. */
  readonly mappedModules: ReadonlyArray<Module>;
  /** The organization; null where it is gone since. */
  readonly organization: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
  /** How it came out. */
  readonly outcome: MigrationRunOutcome;
  /** What the run's rollback did to it; null where the run did not change it, or the rollback has not come to it. */
  readonly rollback: Maybe<MigrationRunOrganizationRollback>;
  /** Flags that no rule knows. */
  readonly unmappedFlags: ReadonlyArray<Scalars['String']['output']>;
};

/** A page of a run's journal, in order of the organizations' ids. */
export type MigrationRunOrganizationConnection = {
  readonly __typename?: 'MigrationRunOrganizationConnection';
  /** The organizations with their cursors. */
  readonly edges: ReadonlyArray<MigrationRunOrganizationEdge>;
  /** The organizations alone. */
  readonly nodes: ReadonlyArray<MigrationRunOrganization>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all, counted when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An organization in a run's journal. */
export type MigrationRunOrganizationEdge = {
  readonly __typename?: 'MigrationRunOrganizationEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** What the run did to it. */
  readonly node: MigrationRunOrganization;
};

/** Why an organization was left as it was. */
export type MigrationRunOrganizationError = {
  readonly __typename?: 'MigrationRunOrganizationError';
  /** `UNREADABLE_FLAGS`, `STALE`, `ORGANIZATION_DELETED` or `WRITE_FAILED`. */
  readonly code: Scalars['String']['output'];
  /** For people. */
  readonly message: Scalars['String']['output'];
  /** Where in the legacy flags. */
  readonly path: Maybe<Scalars['String']['output']>;
};

/** What a run's rollback did to one organization. */
export type MigrationRunOrganizationRollback = {
  readonly __typename?: 'MigrationRunOrganizationRollback';
  /** Why it failed, for people. */
  readonly error: Maybe<Scalars['String']['output']>;
  /** Rows that were kept, each by name. */
  readonly kept: ReadonlyArray<MigrationRunKeptRow>;
  /** How it came out. */
  readonly outcome: MigrationRunRollbackOutcome;
  /** Rows that are as before the run. */
  readonly restored: Scalars['Int']['output'];
};

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

/** How far a run is, in organizations. */
export type MigrationRunProgress = {
  readonly __typename?: 'MigrationRunProgress';
  /** Seconds left at this rate; null where it does not run. */
  readonly etaSeconds: Maybe<Scalars['Int']['output']>;
  /** Why the workers wait at the moment, as `throttle` asks them to; null where they do not. */
  readonly heldBack: Maybe<Scalars['String']['output']>;
  /** A second: over the last half minute while it runs, over all of it afterwards. */
  readonly perSecond: Maybe<Scalars['Float']['output']>;
  /** From 0 to 100. */
  readonly percent: Scalars['Float']['output'];
  /** Done, whatever came out. */
  readonly processed: Scalars['Int']['output'];
  /** In the run; fixed when a worker takes it, 0 before. */
  readonly total: Scalars['Int']['output'];
};

/**
 * A run's rollback: it takes back what the run wrote, row by row, and only where the row still is what the run had left. Rows that the run had
 * deleted are inserted again, with new ids. Overrides are never touched.
 */
export type MigrationRunRollback = {
  readonly __typename?: 'MigrationRunRollback';
  /** Whether organizations were under ENFORCE when it was asked for, and their losing access was acknowledged. */
  readonly acknowledgedLostAccess: Scalars['Boolean']['output'];
  /** What it did so far. */
  readonly counts: MigrationRunRollbackCounts;
  /** When it ended. */
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
  /** How far it is, in organizations that the run had changed. */
  readonly progress: MigrationRunProgress;
  /** Why. */
  readonly reason: Scalars['String']['output'];
  /** When it was asked for. */
  readonly requestedAt: Scalars['DateTime']['output'];
  /** Who asked for it. */
  readonly requestedBy: Scalars['String']['output'];
  /** When a worker took it. */
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
};

/** What a rollback did, in numbers. Of one that has ended, the organizations add up to its total. */
export type MigrationRunRollbackCounts = {
  readonly __typename?: 'MigrationRunRollbackCounts';
  /** Events written: one for each organization with a row restored. */
  readonly eventsCreated: Scalars['Int']['output'];
  /** Organizations whose rollback the database refused. */
  readonly organizationsFailed: Scalars['Int']['output'];
  /** Organizations of which rows were kept. */
  readonly organizationsKept: Scalars['Int']['output'];
  /** Organizations of which every row is as before the run. */
  readonly organizationsRolledBack: Scalars['Int']['output'];
  /** Organizations that were deleted meanwhile. */
  readonly organizationsSkipped: Scalars['Int']['output'];
  /** Rows that were kept. */
  readonly rowsKept: Scalars['Int']['output'];
  /** Rows that are as before the run. */
  readonly rowsRestored: Scalars['Int']['output'];
};

/** How an organization that a run had changed came out of its rollback. */
export type MigrationRunRollbackOutcome =
  /** The database refused it, and all rows stay: see `error`. */
  | 'FAILED'
  /** Rows were kept: see `kept`. The others are as they were before the run. */
  | 'KEPT'
  /** All rows that the run wrote are as they were before it. */
  | 'ROLLED_BACK'
  /** Deleted before the rollback came to it. */
  | 'SKIPPED';

/** Where a run's plan comes from: exactly one. */
export type MigrationRunSource =
  /** A dry run that ended by itself: exactly its plan is executed, once. */
  { readonly dryRunId: Scalars['ID']['input']; readonly fresh?: never; }
  |  /** A plan made afresh from the flags and rows as they are. */
  { readonly dryRunId?: never; readonly fresh: FreshMigrationInput; };

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

/** What a run may ask of the database; null where nothing limits it. */
export type MigrationRunThrottle = {
  readonly __typename?: 'MigrationRunThrottle';
  /** Sessions, other than Portcullis' own, that may wait for locks in this database; while there are more, the workers wait. */
  readonly maxLockWaits: Maybe<Scalars['Int']['output']>;
  /** Organizations a second, by all workers together. */
  readonly maxRate: Maybe<Scalars['Int']['output']>;
  /** Seconds that a standby may be behind; while one is further behind, or none is connected, or its lag cannot be seen, the workers wait. */
  readonly maxReplicationLag: Maybe<Scalars['Float']['output']>;
};

/** What a run may ask of the database. Of a run that exists, what is left out stays as it is; null lifts a limit. */
export type MigrationRunThrottleInput = {
  /** Sessions of others that may wait for locks before the workers wait, 0 to 10,000. */
  readonly maxLockWaits?: InputMaybe<Scalars['Int']['input']>;
  /** Organizations a second, by all workers together, 1 to 1,000,000. */
  readonly maxRate?: InputMaybe<Scalars['Int']['input']>;
  /** Seconds that a standby may be behind before the workers wait, 0.1 to 86,400. */
  readonly maxReplicationLag?: InputMaybe<Scalars['Float']['input']>;
};

/** Something that can be granted to an organization. */
export type Module = {
  readonly __typename?: 'Module';
  /** What the module is for. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** The name for people. */
  readonly displayName: Scalars['String']['output'];
  /** The name of an icon. */
  readonly icon: Maybe<Scalars['String']['output']>;
  /** Its key. */
  readonly id: Scalars['ID']['output'];
  /** False where it left the taxonomy: its rows are kept, but nobody has it. */
  readonly isActive: Scalars['Boolean']['output'];
  /** The key in `snake_case` by which it is named everywhere. */
  readonly key: Scalars['String']['output'];
  /** Who answers for it. */
  readonly policy: ModulePolicy;
  /** Its place in menus. */
  readonly sortOrder: Scalars['Int']['output'];
  /** Its parts, in their order, inactive ones last. */
  readonly submodules: ReadonlyArray<Submodule>;
};

/** How many organizations have a module, by overrides and entitlements, whoever answers at the moment. */
export type ModuleAdoption = {
  readonly __typename?: 'ModuleAdoption';
  /** Of these, those to whom an override gives it. */
  readonly byOverride: Scalars['Int']['output'];
  /** The module's key. */
  readonly id: Scalars['ID']['output'];
  /** The module. */
  readonly module: Module;
  /** Organizations that may use it by what is stored; all of them for a module that every organization has. */
  readonly organizations: Scalars['Int']['output'];
  /** Of these, those that have it as a trial. */
  readonly trials: Scalars['Int']['output'];
};

/** What is stored of one module for one organization. */
export type ModuleEntitlement = {
  readonly __typename?: 'ModuleEntitlement';
  /** Whether the organization may use the module now. */
  readonly decision: EntitlementDecision;
  /** `organization:module`. */
  readonly id: Scalars['ID']['output'];
  /** The module. */
  readonly module: Module;
  /** The override of the module that stands now; for the organization's admins and super admins, null for others. */
  readonly override: Maybe<EntitlementOverride>;
  /** True where the module is granted for the sake of some of its submodules only. */
  readonly partial: Scalars['Boolean']['output'];
  /** Who made the row, such as `legacy_migration`; null without a row. */
  readonly source: Maybe<Scalars['String']['output']>;
  /** `enabled`, `trial` or `disabled`, as the row has it; null without a row. */
  readonly status: Maybe<Scalars['String']['output']>;
  /** Its active submodules in order. */
  readonly submodules: ReadonlyArray<SubmoduleEntitlement>;
  /** When the trial ends; null for no end, and without a trial. */
  readonly trialExpiresAt: Maybe<Scalars['DateTime']['output']>;
};

/** What the organizations touched would notice of a module and its submodules. */
export type ModuleImpact = {
  readonly __typename?: 'ModuleImpact';
  /** Answers that would allow what is denied. */
  readonly gained: Scalars['Int']['output'];
  /** Answers that would deny what is allowed. */
  readonly lost: Scalars['Int']['output'];
  /** The module; null where it is gone since. */
  readonly module: Maybe<Module>;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** Answers that allow it before and after, one of them as a trial. */
  readonly status: Scalars['Int']['output'];
};

/** Who answers for a module. */
export type ModulePolicy =
  /** Nobody: every organization has it. */
  | 'ALWAYS_ON'
  /** An organization's entitlement. */
  | 'ENTITLEMENT'
  /** The product's own role check: every organization has it, not every person. */
  | 'RBAC_ONLY';

/** What can be done. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Stops a run for good. What it did stays. Super admins only. */
  readonly cancelMigrationRun: CancelMigrationRunPayload;
  /** Leaves one organization to the rollout of all again. Where that is ENFORCE and the gate is shut: CONFLICT, unless acknowledged. Super admins only. */
  readonly clearOrganizationRollout: ClearOrganizationRolloutPayload;
  /**
   * Makes the rules of a file the active ones, as `portcullis mapping load` does, and records who would gain or lose by it: it costs what the impact of a preview does. Where legacy
   * flags answer, they answer by these rules at once; runs that were started keep theirs. The same rules again change nothing. Super admins only.
   */
  readonly loadMapping: LoadMappingPayload;
  /**
   * Overrides modules and submodules of an organization, all or none, with one event. It counts in every process within a notification, under
   * ENFORCE; before that it is kept. Super admins only.
   */
  readonly overrideEntitlements: OverrideEntitlementsPayload;
  /** Stops a run until it is resumed. A batch in work is undone and done again later. Super admins only. */
  readonly pauseMigrationRun: PauseMigrationRunPayload;
  /** Goes on with a paused run, or with a failed one, accepting its failures so far. Super admins only. */
  readonly resumeMigrationRun: ResumeMigrationRunPayload;
  /** Ends overrides of an organization, all or none, with one event: what they were above counts again. Super admins only. */
  readonly revokeOverrides: RevokeOverridesPayload;
  /**
   * Rolls an execution that has ended back, and answers at once; workers carry it out. CONFLICT for a dry run, for a run that is or was rolled back or
   * whose rows were reset, while another run that writes is live, while a later execution that stands changed one of the organizations that it changed,
   * and while one of these is under ENFORCE, unless that is acknowledged: go to LEGACY first. Super admins only.
   */
  readonly rollbackMigrationRun: RollbackMigrationRunPayload;
  /**
   * Fills the embedded database with the shipped taxonomy and mapping and with demo organizations, whose legacy flags can then be taken over. CONFLICT on any other
   * database, in production, and once there is an organization, module or mapping. Super admins only.
   */
  readonly seedDemo: SeedDemoPayload;
  /**
   * Begins maintenance, or ends it: meanwhile mutations of all but super admins answer `MAINTENANCE` with the message; queries and subscriptions
   * go on, and so does what has begun. Counts here at once, and in every process within a notification. Where a process cannot read whether it is on, it
   * refuses as well. The rollout's version stays. Super admins only.
   */
  readonly setMaintenance: SetMaintenancePayload;
  /** Sets who answers for one organization. To ENFORCE while the gate is shut: CONFLICT, unless acknowledged. Super admins only. */
  readonly setOrganizationRollout: SetOrganizationRolloutPayload;
  /**
   * Changes who answers for all organizations without a rollout of their own. Bringing more of them under ENFORCE while the gate is shut is
   * CONFLICT with the gate's reasons, unless acknowledged. Counts in every process within a notification. Super admins only.
   */
  readonly setRollout: SetRolloutPayload;
  /** Starts a run and answers at once; workers carry it out. One that writes at a time: another is CONFLICT, which names the live one. Super admins only. */
  readonly startMigrationRun: StartMigrationRunPayload;
  /** Asks for a parity report; answers at once, and a worker makes it. It changes nothing. Super admins only. */
  readonly startParityReport: StartParityReportPayload;
  /** Sets what a run may ask of the database, while it goes on or before it is resumed. Super admins only. */
  readonly throttleMigrationRun: ThrottleMigrationRunPayload;
};


/** What can be done. */
export type MutationCancelMigrationRunArgs = {
  input: MigrationRunActionInput;
};


/** What can be done. */
export type MutationClearOrganizationRolloutArgs = {
  input: ClearOrganizationRolloutInput;
};


/** What can be done. */
export type MutationLoadMappingArgs = {
  input: LoadMappingInput;
};


/** What can be done. */
export type MutationOverrideEntitlementsArgs = {
  input: OverrideEntitlementsInput;
};


/** What can be done. */
export type MutationPauseMigrationRunArgs = {
  input: MigrationRunActionInput;
};


/** What can be done. */
export type MutationResumeMigrationRunArgs = {
  input: MigrationRunActionInput;
};


/** What can be done. */
export type MutationRevokeOverridesArgs = {
  input: RevokeOverridesInput;
};


/** What can be done. */
export type MutationRollbackMigrationRunArgs = {
  input: RollbackMigrationRunInput;
};


/** What can be done. */
export type MutationSetMaintenanceArgs = {
  input: SetMaintenanceInput;
};


/** What can be done. */
export type MutationSetOrganizationRolloutArgs = {
  input: SetOrganizationRolloutInput;
};


/** What can be done. */
export type MutationSetRolloutArgs = {
  input: SetRolloutInput;
};


/** What can be done. */
export type MutationStartMigrationRunArgs = {
  input: StartMigrationRunInput;
};


/** What can be done. */
export type MutationStartParityReportArgs = {
  input: StartParityReportInput;
};


/** What can be done. */
export type MutationThrottleMigrationRunArgs = {
  input: ThrottleMigrationRunInput;
};

/** What becomes of a field whose organization may not use what it needs. */
export type OnDeny =
  /** The field is null, with one error for each position in the response and reason. */
  | 'ERROR'
  /** The field is null, and nothing is said. */
  | 'NULL'
  /** The operation is refused before any of it runs. What mutation fields do, unless told otherwise. */
  | 'REJECT';

/** A tenant of the product. */
export type Organization = {
  readonly __typename?: 'Organization';
  /** Whether it may use a module or submodule; with `at`, what today's rows and flags will say at a later time. */
  readonly decision: EntitlementDecision;
  /**
   * The legacy flags as the column holds them; null once they are hidden (`portcullis legacy hide`), or their column is gone (`portcullis legacy drop-column`).
   * @deprecated The legacy column goes away, and then this is null: ask `entitlements`.
   */
  readonly enabledModules: Maybe<Scalars['JSON']['output']>;
  /** The stored entitlements: one for each active module, in taxonomy order. */
  readonly entitlements: ReadonlyArray<ModuleEntitlement>;
  /** What happened to its access, newest first. For its admins and super admins. */
  readonly events: EntitlementEventConnection;
  /** Who answers for the organization at the moment. */
  readonly gating: Gating;
  /** What set `gating`. */
  readonly gatingSource: GatingSource;
  /** The id in `organizations`. */
  readonly id: Scalars['ID']['output'];
  /** Its own figures, for its admins and super admins. */
  readonly insights: Maybe<OrganizationInsights>;
  /** The legacy flags as they are understood. */
  readonly legacyFlags: LegacyFlags;
  /** What its users see: every active module in taxonomy order, with its submodules. */
  readonly menu: ReadonlyArray<MenuItem>;
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /** Its overrides, the newest first, with who made them and why. For its admins and super admins. */
  readonly overrides: EntitlementOverrideConnection;
  /** The organization's own rollout, with who set it and why; null where it has none. For its admins and super admins. */
  readonly ownRollout: Maybe<OrganizationRollout>;
  /** For each path, in the order asked, who may use it; null where no module governs it. Up to 1,000 paths. */
  readonly routeAccess: ReadonlyArray<Maybe<RouteAccess>>;
  /** Grows with each change of the organization's overrides: what `overrideEntitlements` and `revokeOverrides` take as `expectedVersion`. */
  readonly version: Scalars['Int']['output'];
};


/** A tenant of the product. */
export type OrganizationDecisionArgs = {
  at: InputMaybe<Scalars['DateTime']['input']>;
  moduleKey: Scalars['String']['input'];
  submoduleKey: InputMaybe<Scalars['String']['input']>;
};


/** A tenant of the product. */
export type OrganizationEventsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** A tenant of the product. */
export type OrganizationOverridesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  includeEnded?: Scalars['Boolean']['input'];
  moduleKey: InputMaybe<Scalars['String']['input']>;
};


/** A tenant of the product. */
export type OrganizationRouteAccessArgs = {
  paths: ReadonlyArray<Scalars['String']['input']>;
};

/** What an organization has by what is stored, in numbers. */
export type OrganizationAdoption = {
  readonly __typename?: 'OrganizationAdoption';
  /** Modules that have to be granted, and that it may use. */
  readonly modules: Scalars['Int']['output'];
  /** Active modules that have to be granted. */
  readonly of: Scalars['Int']['output'];
  /** Of these, those that it has as a trial. */
  readonly trials: Scalars['Int']['output'];
};

/** A page of organizations, in order of their ids. */
export type OrganizationConnection = {
  readonly __typename?: 'OrganizationConnection';
  /** The organizations with their cursors. */
  readonly edges: ReadonlyArray<OrganizationEdge>;
  /** The organizations alone. */
  readonly nodes: ReadonlyArray<Organization>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all, counted when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An organization in a list. */
export type OrganizationEdge = {
  readonly __typename?: 'OrganizationEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** The organization. */
  readonly node: Organization;
};

/** An organization's own figures. A paid feature: it needs the module `reports`. */
export type OrganizationInsights = {
  readonly __typename?: 'OrganizationInsights';
  /** What it has. */
  readonly adoption: OrganizationAdoption;
  /** Denied checks of the last days, the most frequent first. */
  readonly denials: AccessCountConnection;
  /** What happened to its access, by day and kind, newest first; up to 366 days. */
  readonly history: ReadonlyArray<EntitlementHistoryDay>;
};


/** An organization's own figures. A paid feature: it needs the module `reports`. */
export type OrganizationInsightsDenialsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  since: InputMaybe<Scalars['DateTime']['input']>;
};


/** An organization's own figures. A paid feature: it needs the module `reports`. */
export type OrganizationInsightsHistoryArgs = {
  since: InputMaybe<Scalars['DateTime']['input']>;
};

/** Who answers for one organization, whatever the rollout of all says. */
export type OrganizationRollout = {
  readonly __typename?: 'OrganizationRollout';
  /** Who set it. */
  readonly actorId: Scalars['String']['output'];
  /** The organization's id. */
  readonly id: Scalars['ID']['output'];
  /** Who answers for it. */
  readonly mode: Gating;
  /** The organization; null where it is gone since. */
  readonly organization: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
  /** Why it was set. */
  readonly reason: Scalars['String']['output'];
  /** When. */
  readonly updatedAt: Scalars['DateTime']['output'];
};

/** A page of organizations' own rollouts, in order of the organizations' ids. */
export type OrganizationRolloutConnection = {
  readonly __typename?: 'OrganizationRolloutConnection';
  /** The rollouts with their cursors. */
  readonly edges: ReadonlyArray<OrganizationRolloutEdge>;
  /** The rollouts alone. */
  readonly nodes: ReadonlyArray<OrganizationRollout>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all, counted when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An organization's own rollout in a list. */
export type OrganizationRolloutEdge = {
  readonly __typename?: 'OrganizationRolloutEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** The rollout. */
  readonly node: OrganizationRollout;
};

/** How many modules an organization has, by overrides and entitlements, whoever answers at the moment. */
export type OrganizationUsage = {
  readonly __typename?: 'OrganizationUsage';
  /** The organization's id. */
  readonly id: Scalars['ID']['output'];
  /** Modules that have to be granted, and that it may use. */
  readonly modules: Scalars['Int']['output'];
  /** The organization. */
  readonly organization: Maybe<Organization>;
  /** Of these, those that it has as a trial. */
  readonly trials: Scalars['Int']['output'];
};

/** A page of organizations, those with the most modules first, then by their ids. */
export type OrganizationUsageConnection = {
  readonly __typename?: 'OrganizationUsageConnection';
  /** The organizations with their cursors. */
  readonly edges: ReadonlyArray<OrganizationUsageEdge>;
  /** The organizations alone. */
  readonly nodes: ReadonlyArray<OrganizationUsage>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all, counted when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An organization in a list. */
export type OrganizationUsageEdge = {
  readonly __typename?: 'OrganizationUsageEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** The organization. */
  readonly node: OrganizationUsage;
};

/** What a request did to a module or submodule, or would do. */
export type OverrideChange = {
  readonly __typename?: 'OverrideChange';
  /** What is decided with all of the request's changes; as before where gating is not ENFORCE, see its `entitlement` then. */
  readonly after: EntitlementDecision;
  /** What was decided before. */
  readonly before: EntitlementDecision;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The override that was made, or ended; null in a dry run. */
  readonly override: Maybe<EntitlementOverride>;
  /** The submodule's key; null for the module itself. */
  readonly submoduleKey: Maybe<Scalars['String']['output']>;
  /** What to know of it; null for nothing. */
  readonly warning: Maybe<OverrideWarning>;
};

/** What is to be decided about one module or submodule. */
export type OverrideChangeInput = {
  /** The module's key. One whose policy gives it to everybody is INVALID_INPUT. */
  readonly moduleKey: Scalars['String']['input'];
  /** TRIAL is for modules only. */
  readonly status: DecisionStatus;
  /** The submodule's key; left out: the module itself. */
  readonly submoduleKey?: InputMaybe<Scalars['String']['input']>;
  /** When the trial ends, not after the override's own end; left out: never. The override stands then, and denies. */
  readonly trialExpiresAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Overrides of one organization, made together or not at all. */
export type OverrideEntitlementsInput = {
  /** What to override, each target once, up to 500. An earlier override of the same target is ended. */
  readonly changes: ReadonlyArray<OverrideChangeInput>;
  /** Only shows what would change; nothing is written. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** The organization's `version` as it was seen; CONFLICT where it is another by now, with the current one in the details. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** When the overrides end by themselves; left out: never. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Sent again within a week with the same input, the request is answered as the first time, and nothing is done; with other input it is CONFLICT. Each actor's keys are its own. */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** Why, in 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** What was overridden, or would be. */
export type OverrideEntitlementsPayload = {
  readonly __typename?: 'OverrideEntitlementsPayload';
  /** One for each change, in their order. */
  readonly changes: ReadonlyArray<OverrideChange>;
  /** True where nothing was written. */
  readonly dryRun: Scalars['Boolean']['output'];
  /** The organization as it stands now. */
  readonly organization: Organization;
};

/** What one may want to know of an override before it is made. */
export type OverrideWarning =
  /** It is of a submodule within a module that entitlements deny: it changes nothing until they allow the module. */
  | 'NO_EFFECT';

/** Where a page of a list begins and ends. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** The last item's cursor; null for an empty page. */
  readonly endCursor: Maybe<Scalars['String']['output']>;
  /** True where more follows: ask again with `after: endCursor`. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** True where the page does not begin at the start of the list. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The first item's cursor; null for an empty page. */
  readonly startCursor: Maybe<Scalars['String']['output']>;
};

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

/** A module or submodule about which an organization's answers differ. */
export type ParityDifference = {
  readonly __typename?: 'ParityDifference';
  /** Of a module: how many of its submodules differ just as it does. They are not listed by themselves. */
  readonly alikeSubmodules: Scalars['Int']['output'];
  /** Why. */
  readonly cause: ParityCause;
  /** What overrides and entitlements say. */
  readonly entitlement: DecisionAnswer;
  /** True where the cause explains it. */
  readonly explained: Scalars['Boolean']['output'];
  /** `report:number`. */
  readonly id: Scalars['ID']['output'];
  /** How they differ. */
  readonly kind: ParityKind;
  /** What the legacy flags say. */
  readonly legacy: DecisionAnswer;
  /** The newest execution that stands and brought the organization over, where the cause was looked for in its journal. */
  readonly migrationRun: Maybe<MigrationRun>;
  /** The module; null where it is gone since. */
  readonly module: Maybe<Module>;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The organization; null where it is gone since. */
  readonly organization: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
  /** The source of the row that says so; null where none does. */
  readonly source: Maybe<Scalars['String']['output']>;
  /** The submodule; null where it is about the module, or gone since. */
  readonly submodule: Maybe<Submodule>;
  /** The submodule's key; null where it is about the module. */
  readonly submoduleKey: Maybe<Scalars['String']['output']>;
};

/** A page of what differs, in order of the organizations' ids. */
export type ParityDifferenceConnection = {
  readonly __typename?: 'ParityDifferenceConnection';
  /** The differences with their cursors. */
  readonly edges: ReadonlyArray<ParityDifferenceEdge>;
  /** The differences alone. */
  readonly nodes: ReadonlyArray<ParityDifference>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all, counted when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A difference in a list. */
export type ParityDifferenceEdge = {
  readonly __typename?: 'ParityDifferenceEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** The difference. */
  readonly node: ParityDifference;
};

/** How entitlements answer otherwise than the legacy flags. */
export type ParityKind =
  /** The entitlements allow it, the flags do not. */
  | 'GAINED'
  /** The flags allow it, the entitlements do not. */
  | 'LOST'
  /** Both allow it, one of them as a trial. */
  | 'STATUS';

/**
 * What the legacy flags answer beside what the entitlements answer, for every organization, active module and active submodule, at one clock.
 * The differences of the 10 newest reports are kept; totals are kept of all.
 */
export type ParityReport = {
  readonly __typename?: 'ParityReport';
  /** The clock that it is compared at: ends of trials and overrides are taken as they are then. */
  readonly at: Scalars['DateTime']['output'];
  /** True where nothing is unexplained, and nobody uncovered; null until it is made. */
  readonly clean: Maybe<Scalars['Boolean']['output']>;
  /** When it was finished; null before. */
  readonly computedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it was asked for. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** False once its differences were deleted, since newer reports came. */
  readonly detailsKept: Scalars['Boolean']['output'];
  /** What differs, in order of the organizations' ids. A cursor belongs to its report. */
  readonly differences: ParityDifferenceConnection;
  /** Why it FAILED. */
  readonly error: Maybe<Scalars['String']['output']>;
  /** The number of the report. */
  readonly id: Scalars['ID']['output'];
  /** The organizations asked for; null for all. */
  readonly organizationIds: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** How many organizations were compared. */
  readonly organizations: Scalars['Int']['output'];
  /** Who asked for it. */
  readonly requestedBy: Scalars['String']['output'];
  /** Where it is in its life. */
  readonly status: ParityReportStatus;
  /** How many organizations there are to compare; null until a worker takes it. */
  readonly total: Maybe<Scalars['Int']['output']>;
  /** Differences by kind and cause; those that there are none of are left out. */
  readonly totals: ReadonlyArray<ParityTotal>;
  /**
   * How many organizations are not covered: an organization is covered when its flags give nothing, or an execution that stands (was not
   * rolled back) has CHANGED it or left it UNCHANGED.
   */
  readonly uncovered: Scalars['Int']['output'];
  /** Which those are, in order of their ids; one that is gone since is left out. */
  readonly uncoveredOrganizations: OrganizationConnection;
};


/**
 * What the legacy flags answer beside what the entitlements answer, for every organization, active module and active submodule, at one clock.
 * The differences of the 10 newest reports are kept; totals are kept of all.
 */
export type ParityReportDifferencesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  cause: InputMaybe<ParityCause>;
  explained: InputMaybe<Scalars['Boolean']['input']>;
  first?: Scalars['Int']['input'];
  kind: InputMaybe<ParityKind>;
  moduleKey: InputMaybe<Scalars['String']['input']>;
  organizationIds: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


/**
 * What the legacy flags answer beside what the entitlements answer, for every organization, active module and active submodule, at one clock.
 * The differences of the 10 newest reports are kept; totals are kept of all.
 */
export type ParityReportUncoveredOrganizationsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** A page of parity reports, newest first. */
export type ParityReportConnection = {
  readonly __typename?: 'ParityReportConnection';
  /** The reports with their cursors. */
  readonly edges: ReadonlyArray<ParityReportEdge>;
  /** The reports alone. */
  readonly nodes: ReadonlyArray<ParityReport>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all, counted when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A parity report in a list. */
export type ParityReportEdge = {
  readonly __typename?: 'ParityReportEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** The report. */
  readonly node: ParityReport;
};

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

/** How many differences are of one kind and cause. */
export type ParityTotal = {
  readonly __typename?: 'ParityTotal';
  /** The cause. */
  readonly cause: ParityCause;
  /** How many. */
  readonly count: Scalars['Int']['output'];
  /** True where the cause explains them. */
  readonly explained: Scalars['Boolean']['output'];
  /** The kind. */
  readonly kind: ParityKind;
};

/** A run that was paused. */
export type PauseMigrationRunPayload = {
  readonly __typename?: 'PauseMigrationRunPayload';
  /** The run. */
  readonly migrationRun: MigrationRun;
};

/** What happened to no organization in particular: taxonomy, mapping, runs. */
export type PlatformEvent = {
  readonly __typename?: 'PlatformEvent';
  /** Who did it. */
  readonly actorId: Scalars['String']['output'];
  /** When. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** What happened, such as `mapping_loaded`. */
  readonly eventType: Scalars['String']['output'];
  /** A number that grows with time. */
  readonly id: Scalars['ID']['output'];
  /** The particulars. */
  readonly payload: Scalars['JSON']['output'];
  /** Why. */
  readonly reason: Maybe<Scalars['String']['output']>;
};

/** A page of platform events, newest first. */
export type PlatformEventConnection = {
  readonly __typename?: 'PlatformEventConnection';
  /** The events with their cursors. */
  readonly edges: ReadonlyArray<PlatformEventEdge>;
  /** The events alone. */
  readonly nodes: ReadonlyArray<PlatformEvent>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all, counted when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A platform event in a list. */
export type PlatformEventEdge = {
  readonly __typename?: 'PlatformEventEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** The event. */
  readonly node: PlatformEvent;
};

/** One check. */
export type PreflightCheck = {
  readonly __typename?: 'PreflightCheck';
  /** What was found, with numbers, and what to do. */
  readonly detail: Scalars['String']['output'];
  /** What was checked. */
  readonly name: Scalars['String']['output'];
  /** How it came out. */
  readonly status: CheckStatus;
};

/** A change of one organization's own rollout. */
export type PreviewOrganizationRolloutInput = {
  /** Who is to answer for it, as `setOrganizationRollout` takes it; left out, it is left to the rollout of all, as `clearOrganizationRollout` does. */
  readonly mode?: InputMaybe<Gating>;
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
};

/** A change of the rollout of all. */
export type PreviewRolloutInput = {
  /** From 0 to 100: so many of a hundred are under ENFORCE. Left out, it stays; beside ENFORCE, and on the way to LEGACY, it is INVALID_INPUT. */
  readonly enforcePercentage?: InputMaybe<Scalars['Int']['input']>;
  /** On the way to LEGACY: leave organizations' own ENFORCE as they are. */
  readonly keepOrganizations?: Scalars['Boolean']['input'];
  /** Who is to answer. LEGACY without a percentage is the emergency exit. */
  readonly mode: Gating;
};

/** A module or submodule about which an organization would be answered otherwise. */
export type PreviewedDifference = {
  readonly __typename?: 'PreviewedDifference';
  /** The answer then. */
  readonly after: DecisionAnswer;
  /** Of a module: how many of its submodules differ just as it does. They are not listed by themselves. */
  readonly alikeSubmodules: Scalars['Int']['output'];
  /** The answer now. */
  readonly before: DecisionAnswer;
  /** Why entitlements and legacy flags differ. */
  readonly cause: ParityCause;
  /** True where the cause explains it. */
  readonly explained: Scalars['Boolean']['output'];
  /** What it is to the organization: LOST, GAINED, or STATUS. */
  readonly kind: ParityKind;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The submodule's key; null where it is about the module. */
  readonly submoduleKey: Maybe<Scalars['String']['output']>;
};

/** An organization whose gating would change. */
export type PreviewedOrganization = {
  readonly __typename?: 'PreviewedOrganization';
  /** What it would notice, compared now; nothing between LEGACY and SHADOW, where the flags answer before and after. */
  readonly differences: ReadonlyArray<PreviewedDifference>;
  /** Who would. */
  readonly gatingAfter: Gating;
  /** Who answers for it now. */
  readonly gatingBefore: Gating;
  /** The organization; null where it is gone since. */
  readonly organization: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
};

/** A page of organizations whose gating would change, in order of their ids. */
export type PreviewedOrganizationConnection = {
  readonly __typename?: 'PreviewedOrganizationConnection';
  /** The organizations with their cursors. */
  readonly edges: ReadonlyArray<PreviewedOrganizationEdge>;
  /** The organizations alone. */
  readonly nodes: ReadonlyArray<PreviewedOrganization>;
  /** Where the page begins and ends. */
  readonly pageInfo: PageInfo;
  /** How many there are in all. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An organization whose gating would change in a list. */
export type PreviewedOrganizationEdge = {
  readonly __typename?: 'PreviewedOrganizationEdge';
  /** Its place. */
  readonly cursor: Scalars['String']['output'];
  /** The organization. */
  readonly node: PreviewedOrganization;
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

/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type Query = {
  readonly __typename?: 'Query';
  /**
   * All checks by day, oldest first, with each day that had none; up to 400 days. Goes through the counts of those days: one row for each kind of check of
   * each organization. Super admins only.
   */
  readonly accessByDay: ReadonlyArray<AccessDay>;
  /** Denied checks. Super admins see all, an organization's admins their own. */
  readonly accessDenials: AccessCountConnection;
  /**
   * Up to 1,000 checks, answered in their order by one look-up. A bad check is that item's denial; an organization that the actor may not
   * see answers ORGANIZATION_NOT_FOUND, as one that does not exist; CHECK_FAILED where the look-up failed.
   */
  readonly checkEntitlements: ReadonlyArray<EntitlementDecision>;
  /** What happened to organizations' access, newest first. An organization's admins see their own, super admins all. */
  readonly entitlementEvents: EntitlementEventConnection;
  /** This installation. Super admins only. */
  readonly instance: Instance;
  /** Every legacy flag in use, and the rules that take it. Goes through all organizations. Super admins only. */
  readonly legacyFlagCensus: LegacyFlagCensus;
  /** Whether the legacy column is still needed. Goes through organizations, journals and events. Super admins only. */
  readonly legacyStatus: LegacyStatus;
  /** A mapping by its id; null where none was loaded under it. Super admins only. */
  readonly mapping: Maybe<Mapping>;
  /** What loading a mapping file would do: who would gain or lose. Changes nothing. Super admins only. */
  readonly mappingPreview: MappingPreview;
  /** Every mapping that was ever loaded, the newest first. Super admins only. */
  readonly mappings: ReadonlyArray<Mapping>;
  /** Whether all is ready for a run. Super admins only. */
  readonly migrationPreflight: MigrationPreflight;
  /** One run; null where there is none. Super admins only. */
  readonly migrationRun: Maybe<MigrationRun>;
  /** Runs, newest first. Super admins only. */
  readonly migrationRuns: MigrationRunConnection;
  /** One module by its key; null where there is none. */
  readonly module: Maybe<Module>;
  /** How many organizations have each active module, in taxonomy order. Super admins only. */
  readonly moduleAdoption: ReadonlyArray<ModuleAdoption>;
  /** The taxonomy: every module in its order, inactive ones last. */
  readonly modules: ReadonlyArray<Module>;
  /** One organization. Members and admins: their own; another answers NOT_FOUND, as one that does not exist. */
  readonly organization: Organization;
  /** How many modules each organization has, most first. Super admins only. */
  readonly organizationUsage: OrganizationUsageConnection;
  /** Organizations in order of their ids. Super admins only. */
  readonly organizations: OrganizationConnection;
  /** A parity report. Super admins only. */
  readonly parityReport: Maybe<ParityReport>;
  /** Parity reports, newest first. Super admins only. */
  readonly parityReports: ParityReportConnection;
  /** What happened to no organization in particular, newest first. Super admins only. */
  readonly platformEvents: PlatformEventConnection;
  /** Who answers decisions. Super admins only. */
  readonly rollout: Rollout;
  /** What a change of gating would do: whom it touches, what they would lose or gain, and what the gate says. Changes nothing. Super admins only. */
  readonly rolloutPreview: RolloutPreview;
  /** Checks under SHADOW of which the entitlements would have answered otherwise, the most frequent first. Super admins only. */
  readonly shadowDifferences: AccessCountConnection;
  /** Who asks, according to the token. */
  readonly viewer: Viewer;
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryAccessByDayArgs = {
  moduleKey: InputMaybe<Scalars['String']['input']>;
  since: InputMaybe<Scalars['DateTime']['input']>;
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryAccessDenialsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  moduleKey: InputMaybe<Scalars['String']['input']>;
  order?: AccessCountOrder;
  since: InputMaybe<Scalars['DateTime']['input']>;
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryCheckEntitlementsArgs = {
  checks: ReadonlyArray<EntitlementCheckInput>;
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryEntitlementEventsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  eventType: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  organizationId: InputMaybe<Scalars['ID']['input']>;
  since: InputMaybe<Scalars['DateTime']['input']>;
  until: InputMaybe<Scalars['DateTime']['input']>;
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryMappingArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryMappingPreviewArgs = {
  input: MappingPreviewInput;
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryMigrationRunArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryMigrationRunsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  mode: InputMaybe<MigrationRunMode>;
  status: InputMaybe<MigrationRunStatus>;
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryModuleArgs = {
  key: Scalars['String']['input'];
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryOrganizationArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryOrganizationUsageArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryOrganizationsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  gating: InputMaybe<Gating>;
  hasOverride: InputMaybe<Scalars['Boolean']['input']>;
  moduleKey: InputMaybe<Scalars['String']['input']>;
  search: InputMaybe<Scalars['String']['input']>;
  status: InputMaybe<Scalars['String']['input']>;
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryParityReportArgs = {
  id: Scalars['ID']['input'];
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryParityReportsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryPlatformEventsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryRolloutPreviewArgs = {
  input: RolloutPreviewInput;
};


/** What can be asked. Every operation needs a bearer token; what a token may ask, its role says (see `Role`). */
export type QueryShadowDifferencesArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  moduleKey: InputMaybe<Scalars['String']['input']>;
  since: InputMaybe<Scalars['DateTime']['input']>;
};

/** A run that was resumed. */
export type ResumeMigrationRunPayload = {
  readonly __typename?: 'ResumeMigrationRunPayload';
  /** The run. */
  readonly migrationRun: MigrationRun;
};

/** Overrides of one organization to be ended, together or not at all. */
export type RevokeOverridesInput = {
  /** The organization's `version` as it was seen; CONFLICT where it is another by now, with the current one in the details. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** The overrides, none of them ended yet. */
  readonly overrideIds: ReadonlyArray<Scalars['ID']['input']>;
  /** Why, in 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** What was ended. */
export type RevokeOverridesPayload = {
  readonly __typename?: 'RevokeOverridesPayload';
  /** One for each override, the oldest first. */
  readonly changes: ReadonlyArray<OverrideChange>;
  /** The organization as it stands now. */
  readonly organization: Organization;
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

/** Which run to roll back, and why. */
export type RollbackMigrationRunInput = {
  /** Organizations that the run changed and that are under ENFORCE lose what it gave them: roll back all the same. The event keeps it. */
  readonly acknowledgeLostAccess?: Scalars['Boolean']['input'];
  /** The run. */
  readonly id: Scalars['ID']['input'];
  /** Given again within a week with the same input, it answers with the run that was rolled back first. */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** Why, in 3 to 500 characters; kept with the run and its events. */
  readonly reason: Scalars['String']['input'];
};

/** A run that is being rolled back. */
export type RollbackMigrationRunPayload = {
  readonly __typename?: 'RollbackMigrationRunPayload';
  /** The run, ROLLING_BACK until workers have done it. */
  readonly migrationRun: MigrationRun;
};

/** Who answers decisions, of all organizations that have no rollout of their own. */
export type Rollout = {
  readonly __typename?: 'Rollout';
  /**
   * How many of a hundred are under ENFORCE already. An organization's place depends on its id alone: raising the percentage only adds
   * organizations, and takes none back.
   */
  readonly enforcePercentage: Scalars['Int']['output'];
  /** What the server's environment makes of it, for all; null where it leaves it to what is stored. */
  readonly forcedByEnvironment: Maybe<Gating>;
  /**
   * Whether what is known allows going to ENFORCE for all. It is open where the newest parity report of all is under 15 minutes old, nothing has changed
   * since, no difference is unexplained, and nobody is uncovered. A change is gated for those that it touches: they alone have to be in order.
   */
  readonly gate: RolloutGate;
  /** Whether the product is under maintenance. */
  readonly maintenance: Maintenance;
  /** Who answers for those whom the percentage does not take in. */
  readonly mode: Gating;
  /** The organizations with a rollout of their own, in order of their ids. */
  readonly organizations: OrganizationRolloutConnection;
  /** When it was last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Grows with each change: what `setRollout` takes as `expectedVersion`. */
  readonly version: Scalars['Int']['output'];
};


/** Who answers decisions, of all organizations that have no rollout of their own. */
export type RolloutOrganizationsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** The gate towards ENFORCE. Going there past a shut gate takes an acknowledgement, which the event keeps. */
export type RolloutGate = {
  readonly __typename?: 'RolloutGate';
  /** True where it is open. */
  readonly open: Scalars['Boolean']['output'];
  /** Why it is shut, in words; empty where it is open. */
  readonly reasons: ReadonlyArray<Scalars['String']['output']>;
};

/**
 * What the organizations touched would notice of a change. On the way back to the legacy flags LOST is what entitlements give and flags do not. Counted as
 * parity reports do: a module that differs with its submodules is one.
 */
export type RolloutImpact = {
  readonly __typename?: 'RolloutImpact';
  /** As of when. */
  readonly comparedAt: Scalars['DateTime']['output'];
  /** Differences by module, in order of their keys; modules without any are left out. */
  readonly modules: ReadonlyArray<ModuleImpact>;
  /** The parity report that the numbers are from; those written to since are compared anew. Null where all were. */
  readonly reportId: Maybe<Scalars['ID']['output']>;
  /** Differences by kind and cause; those that there are none of are left out. */
  readonly totals: ReadonlyArray<ParityTotal>;
};

/** What a change of gating would do, before it is made. It leaves the server's environment out: see `forcedByEnvironment`. */
export type RolloutPreview = {
  readonly __typename?: 'RolloutPreview';
  /** The rollout of all as it would be; as before where the change is of one organization. */
  readonly after: RolloutSetting;
  /** The rollout of all as it stands. */
  readonly before: RolloutSetting;
  /** What the server's environment makes of gating, for all; while it is not null nobody is touched. */
  readonly forcedByEnvironment: Maybe<Gating>;
  /** The gate towards ENFORCE for exactly those that would come under it; null where the change is not gated. */
  readonly gate: Maybe<RolloutGate>;
  /** How many organizations' gating would change, from what to what. */
  readonly gatingChanges: ReadonlyArray<GatingChange>;
  /**
   * What they would notice. From a parity report that is under 15 minutes old and still stands, else they are compared now, in pages: 200,000
   * organizations take half a minute where all of them differ: make a report first. Worked out only where it is selected.
   */
  readonly impact: RolloutImpact;
  /** The organizations whose gating would change, in order of their ids. A cursor belongs to the same input and version. */
  readonly organizations: PreviewedOrganizationConnection;
  /** The rollout's version that this is for: what `setRollout` takes as `expectedVersion`. */
  readonly version: Scalars['Int']['output'];
};


/** What a change of gating would do, before it is made. It leaves the server's environment out: see `forcedByEnvironment`. */
export type RolloutPreviewOrganizationsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** The change to look at. */
export type RolloutPreviewInput =
  /** A change of one organization's own rollout. */
  { readonly organization: PreviewOrganizationRolloutInput; readonly rollout?: never; }
  |  /** A change of the rollout of all, as `setRollout` takes it. */
  { readonly organization?: never; readonly rollout: PreviewRolloutInput; };

/** Who answers, of all organizations that have no rollout of their own. */
export type RolloutSetting = {
  readonly __typename?: 'RolloutSetting';
  /** How many of a hundred are under ENFORCE already. */
  readonly enforcePercentage: Scalars['Int']['output'];
  /** Who answers for those whom the percentage does not take in. */
  readonly mode: Gating;
};

/** Who may use a path. */
export type RouteAccess = {
  readonly __typename?: 'RouteAccess';
  /** Whether the organization may use it. */
  readonly decision: EntitlementDecision;
  /** The module that governs it. */
  readonly module: Module;
  /** The path that was asked about. */
  readonly path: Scalars['String']['output'];
  /**
   * The submodule that governs it: the one whose `menuPath` is its longest prefix, by whole segments; null where no submodule does, but the
   * path lies where all submodules of the module are found.
   */
  readonly submodule: Maybe<Submodule>;
};

/** How one check of a run came out. */
export type RunCheck = {
  readonly __typename?: 'RunCheck';
  /** How many there are. */
  readonly actual: Maybe<Scalars['Int']['output']>;
  /** What was found, with numbers and the first examples. */
  readonly detail: Scalars['String']['output'];
  /** How many there should be; null where nothing is counted. */
  readonly expected: Maybe<Scalars['Int']['output']>;
  /** What was checked. */
  readonly name: Scalars['String']['output'];
  /** How it came out. */
  readonly status: CheckStatus;
};

/** Whether what an execution did still stands, and agrees with its journal and with the legacy flags. */
export type RunVerification = {
  readonly __typename?: 'RunVerification';
  /** The checks. */
  readonly checks: ReadonlyArray<RunCheck>;
  /** When it was worked out: anew each time that it is asked for. */
  readonly computedAt: Scalars['DateTime']['output'];
  /** The worst of the checks. */
  readonly status: CheckStatus;
};

/** The embedded database with demo data in it. */
export type SeedDemoPayload = {
  readonly __typename?: 'SeedDemoPayload';
  /** How many organizations there are. */
  readonly organizations: Scalars['Int']['output'];
};

/** Whether the product is to be under maintenance. */
export type SetMaintenanceInput = {
  /** True to begin, or to change what people are told; false to end. */
  readonly enabled: Scalars['Boolean']['input'];
  /** What to tell people, in up to 500 characters. At its end: INVALID_INPUT. */
  readonly message?: InputMaybe<Scalars['String']['input']>;
  /** Why, in 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** Maintenance as it stands then. */
export type SetMaintenancePayload = {
  readonly __typename?: 'SetMaintenancePayload';
  /** False where it stood so already. */
  readonly changed: Scalars['Boolean']['output'];
  /** Maintenance. */
  readonly maintenance: Maintenance;
};

/** Who is to answer for one organization. */
export type SetOrganizationRolloutInput = {
  /** Takes upon oneself that it may lose access, where the gate towards ENFORCE is shut. The event keeps it. */
  readonly acknowledgeLostAccess?: Scalars['Boolean']['input'];
  /** Who is to answer for it. */
  readonly mode: Gating;
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** Why, in 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The organization as it stands then. */
export type SetOrganizationRolloutPayload = {
  readonly __typename?: 'SetOrganizationRolloutPayload';
  /** The organization. */
  readonly organization: Organization;
};

/** A change of the rollout of all. */
export type SetRolloutInput = {
  /** Takes upon oneself that organizations may lose access, where the gate towards ENFORCE is shut. The event keeps it. */
  readonly acknowledgeLostAccess?: Scalars['Boolean']['input'];
  /** From 0 to 100: so many of a hundred are under ENFORCE. Left out, it stays; beside ENFORCE, and on the way to LEGACY, it is INVALID_INPUT. */
  readonly enforcePercentage?: InputMaybe<Scalars['Int']['input']>;
  /** The rollout's version as it was seen; CONFLICT where it is another by now, with the current one in the details. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** On the way to LEGACY: leave organizations' own ENFORCE as they are. */
  readonly keepOrganizations?: Scalars['Boolean']['input'];
  /**
   * Who is to answer. LEGACY without a percentage is the emergency exit: it is never gated, takes the percentage to 0, and takes back the
   * organizations that were put under ENFORCE by themselves.
   */
  readonly mode: Gating;
  /** Why, in 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The rollout as it stands then. */
export type SetRolloutPayload = {
  readonly __typename?: 'SetRolloutPayload';
  /** How many organizations' own ENFORCE were taken back. */
  readonly clearedOrganizations: Scalars['Int']['output'];
  /** The rollout. */
  readonly rollout: Rollout;
};

/** What to start. */
export type StartMigrationRunInput = {
  /** It stops when more than this percentage of all organizations has failed; 0 to 100. */
  readonly errorBudgetPercent?: Scalars['Float']['input'];
  /** Given again with the same input, it answers with the run started first. */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** Dry run or execution. */
  readonly mode: MigrationRunMode;
  /** Why, in 3 to 500 characters; kept with the run and its events. */
  readonly reason: Scalars['String']['input'];
  /** Where the plan comes from. */
  readonly source: MigrationRunSource;
  /** What it may ask of the database; left out, nothing limits it. */
  readonly throttle?: InputMaybe<MigrationRunThrottleInput>;
};

/** A run that was started. */
export type StartMigrationRunPayload = {
  readonly __typename?: 'StartMigrationRunPayload';
  /** The run, QUEUED until a worker takes it. */
  readonly migrationRun: MigrationRun;
};

/** What to compare. */
export type StartParityReportInput = {
  /** A later clock: what today's rows and flags will answer then. Left out: now. One that has passed is INVALID_INPUT. */
  readonly at?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only these organizations; left out, all. */
  readonly organizationIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** The report, which a worker makes. */
export type StartParityReportPayload = {
  readonly __typename?: 'StartParityReportPayload';
  /** The report. */
  readonly parityReport: ParityReport;
};

/** A part of a module that can be switched on or off within it. */
export type Submodule = {
  readonly __typename?: 'Submodule';
  /** What it is for. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** The name for people. */
  readonly displayName: Scalars['String']['output'];
  /** `module/submodule`. */
  readonly id: Scalars['ID']['output'];
  /** False where it left the taxonomy. */
  readonly isActive: Scalars['Boolean']['output'];
  /** The key, unique within its module. */
  readonly key: Scalars['String']['output'];
  /** The path that leads to it, such as `/sales/leads`. */
  readonly menuPath: Maybe<Scalars['String']['output']>;
  /** The module that it is a part of. */
  readonly module: Module;
  /** What the product's own role check asks for, such as `sales.leads.view`. */
  readonly permissionKey: Maybe<Scalars['String']['output']>;
  /** Its place within its module's menu. */
  readonly sortOrder: Scalars['Int']['output'];
};

/** What is stored of one submodule for one organization. */
export type SubmoduleEntitlement = {
  readonly __typename?: 'SubmoduleEntitlement';
  /** Whether the organization may use the submodule now. */
  readonly decision: EntitlementDecision;
  /** On or off by a row of its own; null without one: then the module's answer counts. */
  readonly enabled: Maybe<Scalars['Boolean']['output']>;
  /** `organization:module/submodule`. */
  readonly id: Scalars['ID']['output'];
  /** The override of the submodule that stands now; for the organization's admins and super admins, null for others. */
  readonly override: Maybe<EntitlementOverride>;
  /** Who made the row; null without a row. */
  readonly source: Maybe<Scalars['String']['output']>;
  /** The submodule. */
  readonly submodule: Submodule;
};

/**
 * What can be followed: over a WebSocket at the same address, by the protocol `graphql-transport-ws` (the library graphql-ws), which takes
 * nothing else. The token goes in `connectionParams`, as `authorization: "Bearer …"`; when it ends, so does the socket.
 */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * An organization, with whatever is selected of it, as it stands: at once, so that nothing is missed between asking and following; then
   * whenever its access may have changed, whoever changed it, and when a trial or an override ends. There are no more than ten events a
   * second, and the last change is always told; an event may bring nothing new. Changes of the legacy flags themselves are not heard of: while
   * they answer (see `gating`), ask anew instead. For those who may see the organization; the stream ends with an error where it is gone.
   */
  readonly entitlementsChanged: Organization;
  /**
   * A run, with its progress: at once, then each half second in which something has changed, and a last time when it has ended, upon which the
   * stream ends. A run that stopped by itself (FAILED) has ended; after resuming it, follow it again. For super admins.
   */
  readonly migrationRunProgress: MigrationRun;
};


/**
 * What can be followed: over a WebSocket at the same address, by the protocol `graphql-transport-ws` (the library graphql-ws), which takes
 * nothing else. The token goes in `connectionParams`, as `authorization: "Bearer …"`; when it ends, so does the socket.
 */
export type SubscriptionEntitlementsChangedArgs = {
  organizationId: Scalars['ID']['input'];
};


/**
 * What can be followed: over a WebSocket at the same address, by the protocol `graphql-transport-ws` (the library graphql-ws), which takes
 * nothing else. The token goes in `connectionParams`, as `authorization: "Bearer …"`; when it ends, so does the socket.
 */
export type SubscriptionMigrationRunProgressArgs = {
  id: Scalars['ID']['input'];
};

/** How to hold a run back, and why. */
export type ThrottleMigrationRunInput = {
  /** The run. */
  readonly id: Scalars['ID']['input'];
  /** Why, in 3 to 500 characters; kept in an event. */
  readonly reason: Scalars['String']['input'];
  /** The new limits. */
  readonly throttle: MigrationRunThrottleInput;
};

/** A run whose limits were set. */
export type ThrottleMigrationRunPayload = {
  readonly __typename?: 'ThrottleMigrationRunPayload';
  /** The run. */
  readonly migrationRun: MigrationRun;
};

/** A place in the legacy flags that cannot be read. */
export type UnreadableFlag = {
  readonly __typename?: 'UnreadableFlag';
  /** What is wrong with it. */
  readonly message: Scalars['String']['output'];
  /** Where, such as `CRM`, `route_access.vendors`, `[2]`, or `$` for the whole. */
  readonly path: Scalars['String']['output'];
  /** What stands there, as JSON. */
  readonly value: Scalars['String']['output'];
};

/** An organization whose legacy flags cannot be read. */
export type UnreadableOrganization = {
  readonly __typename?: 'UnreadableOrganization';
  /** The organization; null where it is gone since. */
  readonly organization: Maybe<Organization>;
  /** What is wrong, place by place. */
  readonly problems: ReadonlyArray<UnreadableFlag>;
};

/** Who asks. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  /** The token's subject. */
  readonly id: Scalars['ID']['output'];
  /** Whether the product is under maintenance. */
  readonly maintenance: Maintenance;
  /** The organization the token is for; null for services and operators. */
  readonly organization: Maybe<Organization>;
  /** What the token may do. */
  readonly role: Role;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AccessCount: ResolverTypeWrapper<AccessCountValue>;
  AccessCountConnection: ResolverTypeWrapper<AccessCountPage>;
  AccessCountEdge: ResolverTypeWrapper<Omit<AccessCountEdge, 'node'> & { node: ResolversTypes['AccessCount'] }>;
  AccessCountOrder: AccessCountOrder;
  AccessDay: ResolverTypeWrapper<AccessDay>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CancelMigrationRunPayload: ResolverTypeWrapper<Omit<CancelMigrationRunPayload, 'migrationRun'> & { migrationRun: ResolversTypes['MigrationRun'] }>;
  CheckStatus: CheckStatus;
  ClearOrganizationRolloutInput: ClearOrganizationRolloutInput;
  ClearOrganizationRolloutPayload: ResolverTypeWrapper<Omit<ClearOrganizationRolloutPayload, 'organization'> & { organization: ResolversTypes['Organization'] }>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DecisionAnswer: ResolverTypeWrapper<DecisionAnswer>;
  DecisionOutcome: DecisionOutcome;
  DecisionProvenance: ResolverTypeWrapper<Decision>;
  DecisionReason: DecisionReason;
  DecisionStatus: DecisionStatus;
  DecisionStep: ResolverTypeWrapper<DecisionStep>;
  EntitlementCheckInput: EntitlementCheckInput;
  EntitlementDecision: ResolverTypeWrapper<Decision>;
  EntitlementEvent: ResolverTypeWrapper<EntitlementEventEntity>;
  EntitlementEventConnection: ResolverTypeWrapper<EntitlementEventPage>;
  EntitlementEventEdge: ResolverTypeWrapper<Omit<EntitlementEventEdge, 'node'> & { node: ResolversTypes['EntitlementEvent'] }>;
  EntitlementHistoryDay: ResolverTypeWrapper<EntitlementHistoryDay>;
  EntitlementOverride: ResolverTypeWrapper<EntitlementOverrideEntity>;
  EntitlementOverrideConnection: ResolverTypeWrapper<OverridePage>;
  EntitlementOverrideEdge: ResolverTypeWrapper<Omit<EntitlementOverrideEdge, 'node'> & { node: ResolversTypes['EntitlementOverride'] }>;
  EntitlementRef: EntitlementRef;
  EntitlementState: ResolverTypeWrapper<RowState>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  FreshMigrationInput: FreshMigrationInput;
  Gating: Gating;
  GatingChange: ResolverTypeWrapper<GatingChange>;
  GatingSource: GatingSource;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Instance: ResolverTypeWrapper<InstanceInfo>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  LegacyChange: ResolverTypeWrapper<LegacyChangeEntity>;
  LegacyChangeConnection: ResolverTypeWrapper<LegacyChangePage>;
  LegacyChangeEdge: ResolverTypeWrapper<Omit<LegacyChangeEdge, 'node'> & { node: ResolversTypes['LegacyChange'] }>;
  LegacyCheck: ResolverTypeWrapper<LegacyCheck>;
  LegacyFence: ResolverTypeWrapper<LegacyFenceValue>;
  LegacyFlag: ResolverTypeWrapper<FlagWithRules>;
  LegacyFlagCensus: ResolverTypeWrapper<Omit<LegacyFlagCensus, 'flags' | 'unreadable'> & { flags: ReadonlyArray<ResolversTypes['LegacyFlagCount']>, unreadable: ReadonlyArray<ResolversTypes['UnreadableOrganization']> }>;
  LegacyFlagCount: ResolverTypeWrapper<FlagCount>;
  LegacyFlagUse: ResolverTypeWrapper<LegacyFlagUse>;
  LegacyFlags: ResolverTypeWrapper<LegacyFlagsView>;
  LegacyShapeCount: ResolverTypeWrapper<LegacyShapeCount>;
  LegacyStatus: ResolverTypeWrapper<LegacyStatusValue>;
  LoadMappingInput: LoadMappingInput;
  LoadMappingPayload: ResolverTypeWrapper<LoadedMapping>;
  Maintenance: ResolverTypeWrapper<Maintenance>;
  Mapping: ResolverTypeWrapper<MappingView>;
  MappingExample: ResolverTypeWrapper<MappingExampleValue>;
  MappingImpact: ResolverTypeWrapper<MappingImpactValue>;
  MappingPreview: ResolverTypeWrapper<MappingPreviewValue>;
  MappingPreviewInput: MappingPreviewInput;
  MappingRule: ResolverTypeWrapper<MappingRuleValue>;
  MappingTargetImpact: ResolverTypeWrapper<TargetImpact>;
  MenuAccess: MenuAccess;
  MenuItem: ResolverTypeWrapper<MenuEntry>;
  MigrationPreflight: ResolverTypeWrapper<MigrationPreflight>;
  MigrationRun: ResolverTypeWrapper<MigrationRunEntity>;
  MigrationRunAction: MigrationRunAction;
  MigrationRunActionInput: MigrationRunActionInput;
  MigrationRunAvailableAction: MigrationRunAvailableAction;
  MigrationRunChange: ResolverTypeWrapper<Change>;
  MigrationRunConnection: ResolverTypeWrapper<MigrationRunPage>;
  MigrationRunCounts: ResolverTypeWrapper<MigrationRunCounts>;
  MigrationRunEdge: ResolverTypeWrapper<Omit<MigrationRunEdge, 'node'> & { node: ResolversTypes['MigrationRun'] }>;
  MigrationRunError: ResolverTypeWrapper<MigrationRunError>;
  MigrationRunFlag: ResolverTypeWrapper<MigrationRunFlag>;
  MigrationRunKeptCause: MigrationRunKeptCause;
  MigrationRunKeptRow: ResolverTypeWrapper<KeptRow>;
  MigrationRunMode: MigrationRunMode;
  MigrationRunModule: ResolverTypeWrapper<RunModule>;
  MigrationRunOrganization: ResolverTypeWrapper<MigrationRunOrganizationEntity>;
  MigrationRunOrganizationConnection: ResolverTypeWrapper<JournalPage>;
  MigrationRunOrganizationEdge: ResolverTypeWrapper<Omit<MigrationRunOrganizationEdge, 'node'> & { node: ResolversTypes['MigrationRunOrganization'] }>;
  MigrationRunOrganizationError: ResolverTypeWrapper<MigrationRunOrganizationError>;
  MigrationRunOrganizationRollback: ResolverTypeWrapper<Omit<MigrationRunOrganizationRollback, 'kept'> & { kept: ReadonlyArray<ResolversTypes['MigrationRunKeptRow']> }>;
  MigrationRunOutcome: MigrationRunOutcome;
  MigrationRunProgress: ResolverTypeWrapper<MigrationRunProgress>;
  MigrationRunRollback: ResolverTypeWrapper<RollbackOfRun>;
  MigrationRunRollbackCounts: ResolverTypeWrapper<MigrationRunRollbackCounts>;
  MigrationRunRollbackOutcome: MigrationRunRollbackOutcome;
  MigrationRunSource: MigrationRunSource;
  MigrationRunStatus: MigrationRunStatus;
  MigrationRunThrottle: ResolverTypeWrapper<ThrottleLimits>;
  MigrationRunThrottleInput: MigrationRunThrottleInput;
  Module: ResolverTypeWrapper<ModuleEntity>;
  ModuleAdoption: ResolverTypeWrapper<ModuleAdoptionCount>;
  ModuleEntitlement: ResolverTypeWrapper<ModuleAccess>;
  ModuleImpact: ResolverTypeWrapper<ModuleTotals>;
  ModulePolicy: ModulePolicy;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OnDeny: OnDeny;
  Organization: ResolverTypeWrapper<OrganizationEntity>;
  OrganizationAdoption: ResolverTypeWrapper<OrganizationAdoption>;
  OrganizationConnection: ResolverTypeWrapper<OrganizationPage>;
  OrganizationEdge: ResolverTypeWrapper<Omit<OrganizationEdge, 'node'> & { node: ResolversTypes['Organization'] }>;
  OrganizationInsights: ResolverTypeWrapper<InsightsOf>;
  OrganizationRollout: ResolverTypeWrapper<OrganizationRolloutEntity>;
  OrganizationRolloutConnection: ResolverTypeWrapper<OrganizationRolloutPage>;
  OrganizationRolloutEdge: ResolverTypeWrapper<Omit<OrganizationRolloutEdge, 'node'> & { node: ResolversTypes['OrganizationRollout'] }>;
  OrganizationUsage: ResolverTypeWrapper<OrganizationUsageCount>;
  OrganizationUsageConnection: ResolverTypeWrapper<OrganizationUsagePage>;
  OrganizationUsageEdge: ResolverTypeWrapper<Omit<OrganizationUsageEdge, 'node'> & { node: ResolversTypes['OrganizationUsage'] }>;
  OverrideChange: ResolverTypeWrapper<OverrideEffect>;
  OverrideChangeInput: OverrideChangeInput;
  OverrideEntitlementsInput: OverrideEntitlementsInput;
  OverrideEntitlementsPayload: ResolverTypeWrapper<Omit<OverrideEntitlementsPayload, 'changes' | 'organization'> & { changes: ReadonlyArray<ResolversTypes['OverrideChange']>, organization: ResolversTypes['Organization'] }>;
  OverrideWarning: OverrideWarning;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  ParityCause: ParityCause;
  ParityDifference: ResolverTypeWrapper<ParityDifferenceEntity>;
  ParityDifferenceConnection: ResolverTypeWrapper<ParityDifferencePage>;
  ParityDifferenceEdge: ResolverTypeWrapper<Omit<ParityDifferenceEdge, 'node'> & { node: ResolversTypes['ParityDifference'] }>;
  ParityKind: ParityKind;
  ParityReport: ResolverTypeWrapper<ParityReportEntity>;
  ParityReportConnection: ResolverTypeWrapper<ParityReportPage>;
  ParityReportEdge: ResolverTypeWrapper<Omit<ParityReportEdge, 'node'> & { node: ResolversTypes['ParityReport'] }>;
  ParityReportStatus: ParityReportStatus;
  ParityTotal: ResolverTypeWrapper<ParityTotalValue>;
  PauseMigrationRunPayload: ResolverTypeWrapper<Omit<PauseMigrationRunPayload, 'migrationRun'> & { migrationRun: ResolversTypes['MigrationRun'] }>;
  PlatformEvent: ResolverTypeWrapper<PlatformEventEntity>;
  PlatformEventConnection: ResolverTypeWrapper<PlatformEventPage>;
  PlatformEventEdge: ResolverTypeWrapper<Omit<PlatformEventEdge, 'node'> & { node: ResolversTypes['PlatformEvent'] }>;
  PreflightCheck: ResolverTypeWrapper<PreflightCheck>;
  PreviewOrganizationRolloutInput: PreviewOrganizationRolloutInput;
  PreviewRolloutInput: PreviewRolloutInput;
  PreviewedDifference: ResolverTypeWrapper<PreviewDifference>;
  PreviewedOrganization: ResolverTypeWrapper<PreviewedOrganizationValue>;
  PreviewedOrganizationConnection: ResolverTypeWrapper<PreviewedOrganizationPage>;
  PreviewedOrganizationEdge: ResolverTypeWrapper<Omit<PreviewedOrganizationEdge, 'node'> & { node: ResolversTypes['PreviewedOrganization'] }>;
  ProvenanceKind: ProvenanceKind;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ResumeMigrationRunPayload: ResolverTypeWrapper<Omit<ResumeMigrationRunPayload, 'migrationRun'> & { migrationRun: ResolversTypes['MigrationRun'] }>;
  RevokeOverridesInput: RevokeOverridesInput;
  RevokeOverridesPayload: ResolverTypeWrapper<Omit<RevokeOverridesPayload, 'changes' | 'organization'> & { changes: ReadonlyArray<ResolversTypes['OverrideChange']>, organization: ResolversTypes['Organization'] }>;
  Role: Role;
  RollbackMigrationRunInput: RollbackMigrationRunInput;
  RollbackMigrationRunPayload: ResolverTypeWrapper<Omit<RollbackMigrationRunPayload, 'migrationRun'> & { migrationRun: ResolversTypes['MigrationRun'] }>;
  Rollout: ResolverTypeWrapper<RolloutView>;
  RolloutGate: ResolverTypeWrapper<RolloutGate>;
  RolloutImpact: ResolverTypeWrapper<PreviewTotals>;
  RolloutPreview: ResolverTypeWrapper<RolloutPreviewValue>;
  RolloutPreviewInput: RolloutPreviewInput;
  RolloutSetting: ResolverTypeWrapper<RolloutSetting>;
  RouteAccess: ResolverTypeWrapper<GovernedRoute>;
  RunCheck: ResolverTypeWrapper<RunCheck>;
  RunVerification: ResolverTypeWrapper<RunVerification>;
  SeedDemoPayload: ResolverTypeWrapper<SeedDemoPayload>;
  SetMaintenanceInput: SetMaintenanceInput;
  SetMaintenancePayload: ResolverTypeWrapper<SetMaintenancePayload>;
  SetOrganizationRolloutInput: SetOrganizationRolloutInput;
  SetOrganizationRolloutPayload: ResolverTypeWrapper<Omit<SetOrganizationRolloutPayload, 'organization'> & { organization: ResolversTypes['Organization'] }>;
  SetRolloutInput: SetRolloutInput;
  SetRolloutPayload: ResolverTypeWrapper<Omit<SetRolloutPayload, 'rollout'> & { rollout: ResolversTypes['Rollout'] }>;
  StartMigrationRunInput: StartMigrationRunInput;
  StartMigrationRunPayload: ResolverTypeWrapper<Omit<StartMigrationRunPayload, 'migrationRun'> & { migrationRun: ResolversTypes['MigrationRun'] }>;
  StartParityReportInput: StartParityReportInput;
  StartParityReportPayload: ResolverTypeWrapper<Omit<StartParityReportPayload, 'parityReport'> & { parityReport: ResolversTypes['ParityReport'] }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Submodule: ResolverTypeWrapper<SubmoduleEntity>;
  SubmoduleEntitlement: ResolverTypeWrapper<SubmoduleAccess>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ThrottleMigrationRunInput: ThrottleMigrationRunInput;
  ThrottleMigrationRunPayload: ResolverTypeWrapper<Omit<ThrottleMigrationRunPayload, 'migrationRun'> & { migrationRun: ResolversTypes['MigrationRun'] }>;
  UnreadableFlag: ResolverTypeWrapper<UnreadableFlag>;
  UnreadableOrganization: ResolverTypeWrapper<UnreadableOrganizationInfo>;
  Viewer: ResolverTypeWrapper<Actor>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AccessCount: AccessCountValue;
  AccessCountConnection: AccessCountPage;
  AccessCountEdge: Omit<AccessCountEdge, 'node'> & { node: ResolversParentTypes['AccessCount'] };
  AccessDay: AccessDay;
  Boolean: Scalars['Boolean']['output'];
  CancelMigrationRunPayload: Omit<CancelMigrationRunPayload, 'migrationRun'> & { migrationRun: ResolversParentTypes['MigrationRun'] };
  ClearOrganizationRolloutInput: ClearOrganizationRolloutInput;
  ClearOrganizationRolloutPayload: Omit<ClearOrganizationRolloutPayload, 'organization'> & { organization: ResolversParentTypes['Organization'] };
  DateTime: Scalars['DateTime']['output'];
  DecisionAnswer: DecisionAnswer;
  DecisionProvenance: Decision;
  DecisionStep: DecisionStep;
  EntitlementCheckInput: EntitlementCheckInput;
  EntitlementDecision: Decision;
  EntitlementEvent: EntitlementEventEntity;
  EntitlementEventConnection: EntitlementEventPage;
  EntitlementEventEdge: Omit<EntitlementEventEdge, 'node'> & { node: ResolversParentTypes['EntitlementEvent'] };
  EntitlementHistoryDay: EntitlementHistoryDay;
  EntitlementOverride: EntitlementOverrideEntity;
  EntitlementOverrideConnection: OverridePage;
  EntitlementOverrideEdge: Omit<EntitlementOverrideEdge, 'node'> & { node: ResolversParentTypes['EntitlementOverride'] };
  EntitlementRef: EntitlementRef;
  EntitlementState: RowState;
  Float: Scalars['Float']['output'];
  FreshMigrationInput: FreshMigrationInput;
  GatingChange: GatingChange;
  ID: Scalars['ID']['output'];
  Instance: InstanceInfo;
  Int: Scalars['Int']['output'];
  JSON: Scalars['JSON']['output'];
  LegacyChange: LegacyChangeEntity;
  LegacyChangeConnection: LegacyChangePage;
  LegacyChangeEdge: Omit<LegacyChangeEdge, 'node'> & { node: ResolversParentTypes['LegacyChange'] };
  LegacyCheck: LegacyCheck;
  LegacyFence: LegacyFenceValue;
  LegacyFlag: FlagWithRules;
  LegacyFlagCensus: Omit<LegacyFlagCensus, 'flags' | 'unreadable'> & { flags: ReadonlyArray<ResolversParentTypes['LegacyFlagCount']>, unreadable: ReadonlyArray<ResolversParentTypes['UnreadableOrganization']> };
  LegacyFlagCount: FlagCount;
  LegacyFlagUse: LegacyFlagUse;
  LegacyFlags: LegacyFlagsView;
  LegacyShapeCount: LegacyShapeCount;
  LegacyStatus: LegacyStatusValue;
  LoadMappingInput: LoadMappingInput;
  LoadMappingPayload: LoadedMapping;
  Maintenance: Maintenance;
  Mapping: MappingView;
  MappingExample: MappingExampleValue;
  MappingImpact: MappingImpactValue;
  MappingPreview: MappingPreviewValue;
  MappingPreviewInput: MappingPreviewInput;
  MappingRule: MappingRuleValue;
  MappingTargetImpact: TargetImpact;
  MenuItem: MenuEntry;
  MigrationPreflight: MigrationPreflight;
  MigrationRun: MigrationRunEntity;
  MigrationRunActionInput: MigrationRunActionInput;
  MigrationRunChange: Change;
  MigrationRunConnection: MigrationRunPage;
  MigrationRunCounts: MigrationRunCounts;
  MigrationRunEdge: Omit<MigrationRunEdge, 'node'> & { node: ResolversParentTypes['MigrationRun'] };
  MigrationRunError: MigrationRunError;
  MigrationRunFlag: MigrationRunFlag;
  MigrationRunKeptRow: KeptRow;
  MigrationRunModule: RunModule;
  MigrationRunOrganization: MigrationRunOrganizationEntity;
  MigrationRunOrganizationConnection: JournalPage;
  MigrationRunOrganizationEdge: Omit<MigrationRunOrganizationEdge, 'node'> & { node: ResolversParentTypes['MigrationRunOrganization'] };
  MigrationRunOrganizationError: MigrationRunOrganizationError;
  MigrationRunOrganizationRollback: Omit<MigrationRunOrganizationRollback, 'kept'> & { kept: ReadonlyArray<ResolversParentTypes['MigrationRunKeptRow']> };
  MigrationRunProgress: MigrationRunProgress;
  MigrationRunRollback: RollbackOfRun;
  MigrationRunRollbackCounts: MigrationRunRollbackCounts;
  MigrationRunSource: MigrationRunSource;
  MigrationRunThrottle: ThrottleLimits;
  MigrationRunThrottleInput: MigrationRunThrottleInput;
  Module: ModuleEntity;
  ModuleAdoption: ModuleAdoptionCount;
  ModuleEntitlement: ModuleAccess;
  ModuleImpact: ModuleTotals;
  Mutation: Record<PropertyKey, never>;
  Organization: OrganizationEntity;
  OrganizationAdoption: OrganizationAdoption;
  OrganizationConnection: OrganizationPage;
  OrganizationEdge: Omit<OrganizationEdge, 'node'> & { node: ResolversParentTypes['Organization'] };
  OrganizationInsights: InsightsOf;
  OrganizationRollout: OrganizationRolloutEntity;
  OrganizationRolloutConnection: OrganizationRolloutPage;
  OrganizationRolloutEdge: Omit<OrganizationRolloutEdge, 'node'> & { node: ResolversParentTypes['OrganizationRollout'] };
  OrganizationUsage: OrganizationUsageCount;
  OrganizationUsageConnection: OrganizationUsagePage;
  OrganizationUsageEdge: Omit<OrganizationUsageEdge, 'node'> & { node: ResolversParentTypes['OrganizationUsage'] };
  OverrideChange: OverrideEffect;
  OverrideChangeInput: OverrideChangeInput;
  OverrideEntitlementsInput: OverrideEntitlementsInput;
  OverrideEntitlementsPayload: Omit<OverrideEntitlementsPayload, 'changes' | 'organization'> & { changes: ReadonlyArray<ResolversParentTypes['OverrideChange']>, organization: ResolversParentTypes['Organization'] };
  PageInfo: PageInfo;
  ParityDifference: ParityDifferenceEntity;
  ParityDifferenceConnection: ParityDifferencePage;
  ParityDifferenceEdge: Omit<ParityDifferenceEdge, 'node'> & { node: ResolversParentTypes['ParityDifference'] };
  ParityReport: ParityReportEntity;
  ParityReportConnection: ParityReportPage;
  ParityReportEdge: Omit<ParityReportEdge, 'node'> & { node: ResolversParentTypes['ParityReport'] };
  ParityTotal: ParityTotalValue;
  PauseMigrationRunPayload: Omit<PauseMigrationRunPayload, 'migrationRun'> & { migrationRun: ResolversParentTypes['MigrationRun'] };
  PlatformEvent: PlatformEventEntity;
  PlatformEventConnection: PlatformEventPage;
  PlatformEventEdge: Omit<PlatformEventEdge, 'node'> & { node: ResolversParentTypes['PlatformEvent'] };
  PreflightCheck: PreflightCheck;
  PreviewOrganizationRolloutInput: PreviewOrganizationRolloutInput;
  PreviewRolloutInput: PreviewRolloutInput;
  PreviewedDifference: PreviewDifference;
  PreviewedOrganization: PreviewedOrganizationValue;
  PreviewedOrganizationConnection: PreviewedOrganizationPage;
  PreviewedOrganizationEdge: Omit<PreviewedOrganizationEdge, 'node'> & { node: ResolversParentTypes['PreviewedOrganization'] };
  Query: Record<PropertyKey, never>;
  ResumeMigrationRunPayload: Omit<ResumeMigrationRunPayload, 'migrationRun'> & { migrationRun: ResolversParentTypes['MigrationRun'] };
  RevokeOverridesInput: RevokeOverridesInput;
  RevokeOverridesPayload: Omit<RevokeOverridesPayload, 'changes' | 'organization'> & { changes: ReadonlyArray<ResolversParentTypes['OverrideChange']>, organization: ResolversParentTypes['Organization'] };
  RollbackMigrationRunInput: RollbackMigrationRunInput;
  RollbackMigrationRunPayload: Omit<RollbackMigrationRunPayload, 'migrationRun'> & { migrationRun: ResolversParentTypes['MigrationRun'] };
  Rollout: RolloutView;
  RolloutGate: RolloutGate;
  RolloutImpact: PreviewTotals;
  RolloutPreview: RolloutPreviewValue;
  RolloutPreviewInput: RolloutPreviewInput;
  RolloutSetting: RolloutSetting;
  RouteAccess: GovernedRoute;
  RunCheck: RunCheck;
  RunVerification: RunVerification;
  SeedDemoPayload: SeedDemoPayload;
  SetMaintenanceInput: SetMaintenanceInput;
  SetMaintenancePayload: SetMaintenancePayload;
  SetOrganizationRolloutInput: SetOrganizationRolloutInput;
  SetOrganizationRolloutPayload: Omit<SetOrganizationRolloutPayload, 'organization'> & { organization: ResolversParentTypes['Organization'] };
  SetRolloutInput: SetRolloutInput;
  SetRolloutPayload: Omit<SetRolloutPayload, 'rollout'> & { rollout: ResolversParentTypes['Rollout'] };
  StartMigrationRunInput: StartMigrationRunInput;
  StartMigrationRunPayload: Omit<StartMigrationRunPayload, 'migrationRun'> & { migrationRun: ResolversParentTypes['MigrationRun'] };
  StartParityReportInput: StartParityReportInput;
  StartParityReportPayload: Omit<StartParityReportPayload, 'parityReport'> & { parityReport: ResolversParentTypes['ParityReport'] };
  String: Scalars['String']['output'];
  Submodule: SubmoduleEntity;
  SubmoduleEntitlement: SubmoduleAccess;
  Subscription: Record<PropertyKey, never>;
  ThrottleMigrationRunInput: ThrottleMigrationRunInput;
  ThrottleMigrationRunPayload: Omit<ThrottleMigrationRunPayload, 'migrationRun'> & { migrationRun: ResolversParentTypes['MigrationRun'] };
  UnreadableFlag: UnreadableFlag;
  UnreadableOrganization: UnreadableOrganizationInfo;
  Viewer: Actor;
};

export type EntitlementFreeDirectiveArgs = {
  reason: Scalars['String']['input'];
};

export type EntitlementFreeDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = EntitlementFreeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RequiresAnyEntitlementDirectiveArgs = {
  of: ReadonlyArray<EntitlementRef>;
  onDeny: Maybe<OnDeny>;
  organizationArg: Maybe<Scalars['String']['input']>;
};

export type RequiresAnyEntitlementDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = RequiresAnyEntitlementDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RequiresEntitlementDirectiveArgs = {
  module: Scalars['String']['input'];
  onDeny: Maybe<OnDeny>;
  organizationArg: Maybe<Scalars['String']['input']>;
  submodule: Maybe<Scalars['String']['input']>;
};

export type RequiresEntitlementDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = RequiresEntitlementDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccessCountResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AccessCount'] = ResolversParentTypes['AccessCount']> = {
  count?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  lastDay?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  module?: Resolver<Maybe<ResolversTypes['Module']>, ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['DecisionReason'], ParentType, ContextType>;
  submodule?: Resolver<Maybe<ResolversTypes['Submodule']>, ParentType, ContextType>;
  unexpected?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type AccessCountConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AccessCountConnection'] = ResolversParentTypes['AccessCountConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AccessCountEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['AccessCount']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AccessCountEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AccessCountEdge'] = ResolversParentTypes['AccessCountEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AccessCount'], ParentType, ContextType>;
};

export type AccessDayResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AccessDay'] = ResolversParentTypes['AccessDay']> = {
  checks?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  denied?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  shadowDifferences?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  unexpected?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type CancelMigrationRunPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CancelMigrationRunPayload'] = ResolversParentTypes['CancelMigrationRunPayload']> = {
  migrationRun?: Resolver<ResolversTypes['MigrationRun'], ParentType, ContextType>;
};

export type ClearOrganizationRolloutPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ClearOrganizationRolloutPayload'] = ResolversParentTypes['ClearOrganizationRolloutPayload']> = {
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DecisionAnswerResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DecisionAnswer'] = ResolversParentTypes['DecisionAnswer']> = {
  allowed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['DecisionReason'], ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['DecisionStatus']>, ParentType, ContextType>;
};

export type DecisionProvenanceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DecisionProvenance'] = ResolversParentTypes['DecisionProvenance']> = {
  kind?: Resolver<ResolversTypes['ProvenanceKind'], ParentType, ContextType>;
  legacyFlag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  migrationRun?: Resolver<Maybe<ResolversTypes['MigrationRun']>, ParentType, ContextType>;
  override?: Resolver<Maybe<ResolversTypes['EntitlementOverride']>, ParentType, ContextType>;
  rule?: Resolver<Maybe<ResolversTypes['MappingRule']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DecisionStepResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DecisionStep'] = ResolversParentTypes['DecisionStep']> = {
  detail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['DecisionOutcome'], ParentType, ContextType>;
  rule?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type EntitlementDecisionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EntitlementDecision'] = ResolversParentTypes['EntitlementDecision']> = {
  allowed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  changesAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  entitlement?: Resolver<ResolversTypes['DecisionAnswer'], ParentType, ContextType>;
  gating?: Resolver<Maybe<ResolversTypes['Gating']>, ParentType, ContextType>;
  legacy?: Resolver<ResolversTypes['DecisionAnswer'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  moduleKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organizationId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['DecisionProvenance'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['DecisionReason'], ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['DecisionStatus']>, ParentType, ContextType>;
  steps?: Resolver<ReadonlyArray<ResolversTypes['DecisionStep']>, ParentType, ContextType>;
  submoduleKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type EntitlementEventResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EntitlementEvent'] = ResolversParentTypes['EntitlementEvent']> = {
  actorId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  eventType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  payload?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type EntitlementEventConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EntitlementEventConnection'] = ResolversParentTypes['EntitlementEventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['EntitlementEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['EntitlementEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type EntitlementEventEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EntitlementEventEdge'] = ResolversParentTypes['EntitlementEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['EntitlementEvent'], ParentType, ContextType>;
};

export type EntitlementHistoryDayResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EntitlementHistoryDay'] = ResolversParentTypes['EntitlementHistoryDay']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  eventType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type EntitlementOverrideResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EntitlementOverride'] = ResolversParentTypes['EntitlementOverride']> = {
  actorId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  endedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  live?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  module?: Resolver<ResolversTypes['Module'], ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DecisionStatus'], ParentType, ContextType>;
  submodule?: Resolver<Maybe<ResolversTypes['Submodule']>, ParentType, ContextType>;
  trialExpiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type EntitlementOverrideConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EntitlementOverrideConnection'] = ResolversParentTypes['EntitlementOverrideConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['EntitlementOverrideEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['EntitlementOverride']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type EntitlementOverrideEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EntitlementOverrideEdge'] = ResolversParentTypes['EntitlementOverrideEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['EntitlementOverride'], ParentType, ContextType>;
};

export type EntitlementStateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EntitlementState'] = ResolversParentTypes['EntitlementState']> = {
  enabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  partial?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  trialDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  trialExpiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GatingChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['GatingChange'] = ResolversParentTypes['GatingChange']> = {
  from?: Resolver<ResolversTypes['Gating'], ParentType, ContextType>;
  organizations?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Gating'], ParentType, ContextType>;
};

export type InstanceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Instance'] = ResolversParentTypes['Instance']> = {
  databaseHost?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  databaseName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  demoOffered?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  environment?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type LegacyChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegacyChange'] = ResolversParentTypes['LegacyChange']> = {
  applicationName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  changedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  newFlags?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  oldFlags?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  userName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type LegacyChangeConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegacyChangeConnection'] = ResolversParentTypes['LegacyChangeConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['LegacyChangeEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['LegacyChange']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LegacyChangeEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegacyChangeEdge'] = ResolversParentTypes['LegacyChangeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['LegacyChange'], ParentType, ContextType>;
};

export type LegacyCheckResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegacyCheck'] = ResolversParentTypes['LegacyCheck']> = {
  allowsDrop?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  allowsHide?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  detail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CheckStatus'], ParentType, ContextType>;
};

export type LegacyFenceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegacyFence'] = ResolversParentTypes['LegacyFence']> = {
  actorId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  changes?: Resolver<ResolversTypes['LegacyChangeConnection'], ParentType, ContextType, RequireFields<LegacyFenceChangesArgs, 'first'>>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rejects?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  standing?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type LegacyFlagResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegacyFlag'] = ResolversParentTypes['LegacyFlag']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  on?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  rules?: Resolver<ReadonlyArray<ResolversTypes['MappingRule']>, ParentType, ContextType>;
};

export type LegacyFlagCensusResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegacyFlagCensus'] = ResolversParentTypes['LegacyFlagCensus']> = {
  flags?: Resolver<ReadonlyArray<ResolversTypes['LegacyFlagCount']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  organizations?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  shapes?: Resolver<ReadonlyArray<ResolversTypes['LegacyShapeCount']>, ParentType, ContextType>;
  unreadable?: Resolver<ReadonlyArray<ResolversTypes['UnreadableOrganization']>, ParentType, ContextType>;
  unreadableCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LegacyFlagCountResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegacyFlagCount'] = ResolversParentTypes['LegacyFlagCount']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  off?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  on?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rules?: Resolver<ReadonlyArray<ResolversTypes['MappingRule']>, ParentType, ContextType>;
};

export type LegacyFlagUseResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegacyFlagUse'] = ResolversParentTypes['LegacyFlagUse']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  off?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  on?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LegacyFlagsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegacyFlags'] = ResolversParentTypes['LegacyFlags']> = {
  duplicates?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  flags?: Resolver<ReadonlyArray<ResolversTypes['LegacyFlag']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unmapped?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  unreadable?: Resolver<ReadonlyArray<ResolversTypes['UnreadableFlag']>, ParentType, ContextType>;
};

export type LegacyShapeCountResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegacyShapeCount'] = ResolversParentTypes['LegacyShapeCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  encoded?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  shape?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type LegacyStatusResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LegacyStatus'] = ResolversParentTypes['LegacyStatus']> = {
  checks?: Resolver<ReadonlyArray<ResolversTypes['LegacyCheck']>, ParentType, ContextType>;
  computedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  dropDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  droppedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  fence?: Resolver<ResolversTypes['LegacyFence'], ParentType, ContextType>;
  hiddenSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  hideDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  purgedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  safeToDrop?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  safeToHide?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type LoadMappingPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LoadMappingPayload'] = ResolversParentTypes['LoadMappingPayload']> = {
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  mapping?: Resolver<ResolversTypes['Mapping'], ParentType, ContextType>;
  notices?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MaintenanceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Maintenance'] = ResolversParentTypes['Maintenance']> = {
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MappingResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mapping'] = ResolversParentTypes['Mapping']> = {
  active?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  loadedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  loadedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rules?: Resolver<ReadonlyArray<ResolversTypes['MappingRule']>, ParentType, ContextType>;
};

export type MappingExampleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MappingExample'] = ResolversParentTypes['MappingExample']> = {
  gains?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  loses?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type MappingImpactResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MappingImpact'] = ResolversParentTypes['MappingImpact']> = {
  examples?: Resolver<ReadonlyArray<ResolversTypes['MappingExample']>, ParentType, ContextType>;
  flagsLeft?: Resolver<ReadonlyArray<ResolversTypes['LegacyFlagUse']>, ParentType, ContextType>;
  flagsTaken?: Resolver<ReadonlyArray<ResolversTypes['LegacyFlagUse']>, ParentType, ContextType>;
  flagsUnknown?: Resolver<ReadonlyArray<ResolversTypes['LegacyFlagUse']>, ParentType, ContextType>;
  organizationsGaining?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  organizationsLosing?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  targets?: Resolver<ReadonlyArray<ResolversTypes['MappingTargetImpact']>, ParentType, ContextType>;
  unreadable?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MappingPreviewResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MappingPreview'] = ResolversParentTypes['MappingPreview']> = {
  active?: Resolver<Maybe<ResolversTypes['Mapping']>, ParentType, ContextType>;
  impact?: Resolver<Maybe<ResolversTypes['MappingImpact']>, ParentType, ContextType>;
  mapping?: Resolver<ResolversTypes['Mapping'], ParentType, ContextType>;
  notices?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MappingRuleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MappingRule'] = ResolversParentTypes['MappingRule']> = {
  defaultStatus?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  legacyFlag?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  legacyRoutePattern?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  module?: Resolver<Maybe<ResolversTypes['Module']>, ParentType, ContextType>;
  notes?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  submodule?: Resolver<Maybe<ResolversTypes['Submodule']>, ParentType, ContextType>;
};

export type MappingTargetImpactResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MappingTargetImpact'] = ResolversParentTypes['MappingTargetImpact']> = {
  gained?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lost?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  module?: Resolver<Maybe<ResolversTypes['Module']>, ParentType, ContextType>;
  moduleKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  submodule?: Resolver<Maybe<ResolversTypes['Submodule']>, ParentType, ContextType>;
  submoduleKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MenuItemResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MenuItem'] = ResolversParentTypes['MenuItem']> = {
  access?: Resolver<ResolversTypes['MenuAccess'], ParentType, ContextType>;
  children?: Resolver<ReadonlyArray<ResolversTypes['MenuItem']>, ParentType, ContextType>;
  icon?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  module?: Resolver<ResolversTypes['Module'], ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  permissionKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['DecisionReason'], ParentType, ContextType>;
  submodule?: Resolver<Maybe<ResolversTypes['Submodule']>, ParentType, ContextType>;
  trialExpiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type MigrationPreflightResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationPreflight'] = ResolversParentTypes['MigrationPreflight']> = {
  checks?: Resolver<ReadonlyArray<ResolversTypes['PreflightCheck']>, ParentType, ContextType>;
  computedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CheckStatus'], ParentType, ContextType>;
};

export type MigrationRunResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRun'] = ResolversParentTypes['MigrationRun']> = {
  allowRevocations?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  availableActions?: Resolver<ReadonlyArray<ResolversTypes['MigrationRunAvailableAction']>, ParentType, ContextType>;
  changedSince?: Resolver<Maybe<ResolversTypes['MigrationRun']>, ParentType, ContextType>;
  counts?: Resolver<ResolversTypes['MigrationRunCounts'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  dryRun?: Resolver<Maybe<ResolversTypes['MigrationRun']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['MigrationRunError']>, ParentType, ContextType>;
  errorBudgetPercent?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  execution?: Resolver<Maybe<ResolversTypes['MigrationRun']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mapping?: Resolver<ResolversTypes['Mapping'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['MigrationRunMode'], ParentType, ContextType>;
  moduleCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  modules?: Resolver<ReadonlyArray<ResolversTypes['MigrationRunModule']>, ParentType, ContextType>;
  organizations?: Resolver<ResolversTypes['MigrationRunOrganizationConnection'], ParentType, ContextType, RequireFields<MigrationRunOrganizationsArgs, 'first'>>;
  planHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  progress?: Resolver<ResolversTypes['MigrationRunProgress'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requestedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  resetAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  rollback?: Resolver<Maybe<ResolversTypes['MigrationRunRollback']>, ParentType, ContextType>;
  ruleCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['MigrationRunStatus'], ParentType, ContextType>;
  submoduleCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  throttle?: Resolver<ResolversTypes['MigrationRunThrottle'], ParentType, ContextType>;
  trialDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unmappedFlags?: Resolver<ReadonlyArray<ResolversTypes['MigrationRunFlag']>, ParentType, ContextType, RequireFields<MigrationRunUnmappedFlagsArgs, 'first'>>;
  verification?: Resolver<Maybe<ResolversTypes['RunVerification']>, ParentType, ContextType>;
};

export type MigrationRunChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunChange'] = ResolversParentTypes['MigrationRunChange']> = {
  action?: Resolver<ResolversTypes['MigrationRunAction'], ParentType, ContextType>;
  after?: Resolver<Maybe<ResolversTypes['EntitlementState']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['EntitlementState']>, ParentType, ContextType>;
  module?: Resolver<ResolversTypes['Module'], ParentType, ContextType>;
  submodule?: Resolver<Maybe<ResolversTypes['Submodule']>, ParentType, ContextType>;
};

export type MigrationRunConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunConnection'] = ResolversParentTypes['MigrationRunConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MigrationRunEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['MigrationRun']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MigrationRunCountsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunCounts'] = ResolversParentTypes['MigrationRunCounts']> = {
  changed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  eventsCreated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  keptManual?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  moduleEntitlementsCreated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  moduleEntitlementsRevoked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  moduleEntitlementsUpdated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  skipped?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stale?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  submoduleEntitlementsCreated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  submoduleEntitlementsRevoked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  submoduleEntitlementsUpdated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unchanged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unmappedFlags?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MigrationRunEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunEdge'] = ResolversParentTypes['MigrationRunEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['MigrationRun'], ParentType, ContextType>;
};

export type MigrationRunErrorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunError'] = ResolversParentTypes['MigrationRunError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MigrationRunFlagResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunFlag'] = ResolversParentTypes['MigrationRunFlag']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organizations?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MigrationRunKeptRowResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunKeptRow'] = ResolversParentTypes['MigrationRunKeptRow']> = {
  cause?: Resolver<ResolversTypes['MigrationRunKeptCause'], ParentType, ContextType>;
  left?: Resolver<Maybe<ResolversTypes['EntitlementState']>, ParentType, ContextType>;
  moduleKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  now?: Resolver<Maybe<ResolversTypes['EntitlementState']>, ParentType, ContextType>;
  submoduleKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MigrationRunModuleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunModule'] = ResolversParentTypes['MigrationRunModule']> = {
  created?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keptManual?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  module?: Resolver<Maybe<ResolversTypes['Module']>, ParentType, ContextType>;
  moduleKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revoked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  submodules?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MigrationRunOrganizationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunOrganization'] = ResolversParentTypes['MigrationRunOrganization']> = {
  changes?: Resolver<ReadonlyArray<ResolversTypes['MigrationRunChange']>, ParentType, ContextType>;
  duplicateFlags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['MigrationRunOrganizationError']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  legacyFlags?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  mappedModules?: Resolver<ReadonlyArray<ResolversTypes['Module']>, ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['MigrationRunOutcome'], ParentType, ContextType>;
  rollback?: Resolver<Maybe<ResolversTypes['MigrationRunOrganizationRollback']>, ParentType, ContextType>;
  unmappedFlags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MigrationRunOrganizationConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunOrganizationConnection'] = ResolversParentTypes['MigrationRunOrganizationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MigrationRunOrganizationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['MigrationRunOrganization']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MigrationRunOrganizationEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunOrganizationEdge'] = ResolversParentTypes['MigrationRunOrganizationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['MigrationRunOrganization'], ParentType, ContextType>;
};

export type MigrationRunOrganizationErrorResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunOrganizationError'] = ResolversParentTypes['MigrationRunOrganizationError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MigrationRunOrganizationRollbackResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunOrganizationRollback'] = ResolversParentTypes['MigrationRunOrganizationRollback']> = {
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kept?: Resolver<ReadonlyArray<ResolversTypes['MigrationRunKeptRow']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['MigrationRunRollbackOutcome'], ParentType, ContextType>;
  restored?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MigrationRunProgressResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunProgress'] = ResolversParentTypes['MigrationRunProgress']> = {
  etaSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  heldBack?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  perSecond?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  percent?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  processed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MigrationRunRollbackResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunRollback'] = ResolversParentTypes['MigrationRunRollback']> = {
  acknowledgedLostAccess?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  counts?: Resolver<ResolversTypes['MigrationRunRollbackCounts'], ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  progress?: Resolver<ResolversTypes['MigrationRunProgress'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  requestedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type MigrationRunRollbackCountsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunRollbackCounts'] = ResolversParentTypes['MigrationRunRollbackCounts']> = {
  eventsCreated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  organizationsFailed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  organizationsKept?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  organizationsRolledBack?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  organizationsSkipped?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rowsKept?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rowsRestored?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MigrationRunThrottleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MigrationRunThrottle'] = ResolversParentTypes['MigrationRunThrottle']> = {
  maxLockWaits?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  maxRate?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  maxReplicationLag?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type ModuleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Module'] = ResolversParentTypes['Module']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  icon?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  policy?: Resolver<ResolversTypes['ModulePolicy'], ParentType, ContextType>;
  sortOrder?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  submodules?: Resolver<ReadonlyArray<ResolversTypes['Submodule']>, ParentType, ContextType>;
};

export type ModuleAdoptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ModuleAdoption'] = ResolversParentTypes['ModuleAdoption']> = {
  byOverride?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  module?: Resolver<ResolversTypes['Module'], ParentType, ContextType>;
  organizations?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  trials?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ModuleEntitlementResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ModuleEntitlement'] = ResolversParentTypes['ModuleEntitlement']> = {
  decision?: Resolver<ResolversTypes['EntitlementDecision'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  module?: Resolver<ResolversTypes['Module'], ParentType, ContextType>;
  override?: Resolver<Maybe<ResolversTypes['EntitlementOverride']>, ParentType, ContextType>;
  partial?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  submodules?: Resolver<ReadonlyArray<ResolversTypes['SubmoduleEntitlement']>, ParentType, ContextType>;
  trialExpiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ModuleImpactResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ModuleImpact'] = ResolversParentTypes['ModuleImpact']> = {
  gained?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lost?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  module?: Resolver<Maybe<ResolversTypes['Module']>, ParentType, ContextType>;
  moduleKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  cancelMigrationRun?: Resolver<ResolversTypes['CancelMigrationRunPayload'], ParentType, ContextType, RequireFields<MutationCancelMigrationRunArgs, 'input'>>;
  clearOrganizationRollout?: Resolver<ResolversTypes['ClearOrganizationRolloutPayload'], ParentType, ContextType, RequireFields<MutationClearOrganizationRolloutArgs, 'input'>>;
  loadMapping?: Resolver<ResolversTypes['LoadMappingPayload'], ParentType, ContextType, RequireFields<MutationLoadMappingArgs, 'input'>>;
  overrideEntitlements?: Resolver<ResolversTypes['OverrideEntitlementsPayload'], ParentType, ContextType, RequireFields<MutationOverrideEntitlementsArgs, 'input'>>;
  pauseMigrationRun?: Resolver<ResolversTypes['PauseMigrationRunPayload'], ParentType, ContextType, RequireFields<MutationPauseMigrationRunArgs, 'input'>>;
  resumeMigrationRun?: Resolver<ResolversTypes['ResumeMigrationRunPayload'], ParentType, ContextType, RequireFields<MutationResumeMigrationRunArgs, 'input'>>;
  revokeOverrides?: Resolver<ResolversTypes['RevokeOverridesPayload'], ParentType, ContextType, RequireFields<MutationRevokeOverridesArgs, 'input'>>;
  rollbackMigrationRun?: Resolver<ResolversTypes['RollbackMigrationRunPayload'], ParentType, ContextType, RequireFields<MutationRollbackMigrationRunArgs, 'input'>>;
  seedDemo?: Resolver<ResolversTypes['SeedDemoPayload'], ParentType, ContextType>;
  setMaintenance?: Resolver<ResolversTypes['SetMaintenancePayload'], ParentType, ContextType, RequireFields<MutationSetMaintenanceArgs, 'input'>>;
  setOrganizationRollout?: Resolver<ResolversTypes['SetOrganizationRolloutPayload'], ParentType, ContextType, RequireFields<MutationSetOrganizationRolloutArgs, 'input'>>;
  setRollout?: Resolver<ResolversTypes['SetRolloutPayload'], ParentType, ContextType, RequireFields<MutationSetRolloutArgs, 'input'>>;
  startMigrationRun?: Resolver<ResolversTypes['StartMigrationRunPayload'], ParentType, ContextType, RequireFields<MutationStartMigrationRunArgs, 'input'>>;
  startParityReport?: Resolver<ResolversTypes['StartParityReportPayload'], ParentType, ContextType, RequireFields<MutationStartParityReportArgs, 'input'>>;
  throttleMigrationRun?: Resolver<ResolversTypes['ThrottleMigrationRunPayload'], ParentType, ContextType, RequireFields<MutationThrottleMigrationRunArgs, 'input'>>;
};

export type OrganizationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization']> = {
  decision?: Resolver<ResolversTypes['EntitlementDecision'], ParentType, ContextType, RequireFields<OrganizationDecisionArgs, 'moduleKey'>>;
  enabledModules?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  entitlements?: Resolver<ReadonlyArray<ResolversTypes['ModuleEntitlement']>, ParentType, ContextType>;
  events?: Resolver<ResolversTypes['EntitlementEventConnection'], ParentType, ContextType, RequireFields<OrganizationEventsArgs, 'first'>>;
  gating?: Resolver<ResolversTypes['Gating'], ParentType, ContextType>;
  gatingSource?: Resolver<ResolversTypes['GatingSource'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  insights?: Resolver<Maybe<ResolversTypes['OrganizationInsights']>, ParentType, ContextType>;
  legacyFlags?: Resolver<ResolversTypes['LegacyFlags'], ParentType, ContextType>;
  menu?: Resolver<ReadonlyArray<ResolversTypes['MenuItem']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  overrides?: Resolver<ResolversTypes['EntitlementOverrideConnection'], ParentType, ContextType, RequireFields<OrganizationOverridesArgs, 'first' | 'includeEnded'>>;
  ownRollout?: Resolver<Maybe<ResolversTypes['OrganizationRollout']>, ParentType, ContextType>;
  routeAccess?: Resolver<ReadonlyArray<Maybe<ResolversTypes['RouteAccess']>>, ParentType, ContextType, RequireFields<OrganizationRouteAccessArgs, 'paths'>>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OrganizationAdoptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrganizationAdoption'] = ResolversParentTypes['OrganizationAdoption']> = {
  modules?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  of?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  trials?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OrganizationConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrganizationConnection'] = ResolversParentTypes['OrganizationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['OrganizationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Organization']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OrganizationEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrganizationEdge'] = ResolversParentTypes['OrganizationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
};

export type OrganizationInsightsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrganizationInsights'] = ResolversParentTypes['OrganizationInsights']> = {
  adoption?: Resolver<ResolversTypes['OrganizationAdoption'], ParentType, ContextType>;
  denials?: Resolver<ResolversTypes['AccessCountConnection'], ParentType, ContextType, RequireFields<OrganizationInsightsDenialsArgs, 'first'>>;
  history?: Resolver<ReadonlyArray<ResolversTypes['EntitlementHistoryDay']>, ParentType, ContextType, Partial<OrganizationInsightsHistoryArgs>>;
};

export type OrganizationRolloutResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrganizationRollout'] = ResolversParentTypes['OrganizationRollout']> = {
  actorId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['Gating'], ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type OrganizationRolloutConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrganizationRolloutConnection'] = ResolversParentTypes['OrganizationRolloutConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['OrganizationRolloutEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['OrganizationRollout']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OrganizationRolloutEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrganizationRolloutEdge'] = ResolversParentTypes['OrganizationRolloutEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['OrganizationRollout'], ParentType, ContextType>;
};

export type OrganizationUsageResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrganizationUsage'] = ResolversParentTypes['OrganizationUsage']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  modules?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  trials?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OrganizationUsageConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrganizationUsageConnection'] = ResolversParentTypes['OrganizationUsageConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['OrganizationUsageEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['OrganizationUsage']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OrganizationUsageEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrganizationUsageEdge'] = ResolversParentTypes['OrganizationUsageEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['OrganizationUsage'], ParentType, ContextType>;
};

export type OverrideChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OverrideChange'] = ResolversParentTypes['OverrideChange']> = {
  after?: Resolver<ResolversTypes['EntitlementDecision'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['EntitlementDecision'], ParentType, ContextType>;
  moduleKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  override?: Resolver<Maybe<ResolversTypes['EntitlementOverride']>, ParentType, ContextType>;
  submoduleKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  warning?: Resolver<Maybe<ResolversTypes['OverrideWarning']>, ParentType, ContextType>;
};

export type OverrideEntitlementsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OverrideEntitlementsPayload'] = ResolversParentTypes['OverrideEntitlementsPayload']> = {
  changes?: Resolver<ReadonlyArray<ResolversTypes['OverrideChange']>, ParentType, ContextType>;
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ParityDifferenceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ParityDifference'] = ResolversParentTypes['ParityDifference']> = {
  alikeSubmodules?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cause?: Resolver<ResolversTypes['ParityCause'], ParentType, ContextType>;
  entitlement?: Resolver<ResolversTypes['DecisionAnswer'], ParentType, ContextType>;
  explained?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ParityKind'], ParentType, ContextType>;
  legacy?: Resolver<ResolversTypes['DecisionAnswer'], ParentType, ContextType>;
  migrationRun?: Resolver<Maybe<ResolversTypes['MigrationRun']>, ParentType, ContextType>;
  module?: Resolver<Maybe<ResolversTypes['Module']>, ParentType, ContextType>;
  moduleKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  submodule?: Resolver<Maybe<ResolversTypes['Submodule']>, ParentType, ContextType>;
  submoduleKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ParityDifferenceConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ParityDifferenceConnection'] = ResolversParentTypes['ParityDifferenceConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ParityDifferenceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ParityDifference']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ParityDifferenceEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ParityDifferenceEdge'] = ResolversParentTypes['ParityDifferenceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ParityDifference'], ParentType, ContextType>;
};

export type ParityReportResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ParityReport'] = ResolversParentTypes['ParityReport']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  clean?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  computedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  detailsKept?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  differences?: Resolver<ResolversTypes['ParityDifferenceConnection'], ParentType, ContextType, RequireFields<ParityReportDifferencesArgs, 'first'>>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  organizationIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  organizations?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  requestedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ParityReportStatus'], ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  totals?: Resolver<ReadonlyArray<ResolversTypes['ParityTotal']>, ParentType, ContextType>;
  uncovered?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  uncoveredOrganizations?: Resolver<ResolversTypes['OrganizationConnection'], ParentType, ContextType, RequireFields<ParityReportUncoveredOrganizationsArgs, 'first'>>;
};

export type ParityReportConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ParityReportConnection'] = ResolversParentTypes['ParityReportConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ParityReportEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ParityReport']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ParityReportEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ParityReportEdge'] = ResolversParentTypes['ParityReportEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ParityReport'], ParentType, ContextType>;
};

export type ParityTotalResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ParityTotal'] = ResolversParentTypes['ParityTotal']> = {
  cause?: Resolver<ResolversTypes['ParityCause'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  explained?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ParityKind'], ParentType, ContextType>;
};

export type PauseMigrationRunPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PauseMigrationRunPayload'] = ResolversParentTypes['PauseMigrationRunPayload']> = {
  migrationRun?: Resolver<ResolversTypes['MigrationRun'], ParentType, ContextType>;
};

export type PlatformEventResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PlatformEvent'] = ResolversParentTypes['PlatformEvent']> = {
  actorId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  eventType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  payload?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PlatformEventConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PlatformEventConnection'] = ResolversParentTypes['PlatformEventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PlatformEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['PlatformEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PlatformEventEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PlatformEventEdge'] = ResolversParentTypes['PlatformEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PlatformEvent'], ParentType, ContextType>;
};

export type PreflightCheckResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PreflightCheck'] = ResolversParentTypes['PreflightCheck']> = {
  detail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CheckStatus'], ParentType, ContextType>;
};

export type PreviewedDifferenceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PreviewedDifference'] = ResolversParentTypes['PreviewedDifference']> = {
  after?: Resolver<ResolversTypes['DecisionAnswer'], ParentType, ContextType>;
  alikeSubmodules?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['DecisionAnswer'], ParentType, ContextType>;
  cause?: Resolver<ResolversTypes['ParityCause'], ParentType, ContextType>;
  explained?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ParityKind'], ParentType, ContextType>;
  moduleKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  submoduleKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PreviewedOrganizationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PreviewedOrganization'] = ResolversParentTypes['PreviewedOrganization']> = {
  differences?: Resolver<ReadonlyArray<ResolversTypes['PreviewedDifference']>, ParentType, ContextType>;
  gatingAfter?: Resolver<ResolversTypes['Gating'], ParentType, ContextType>;
  gatingBefore?: Resolver<ResolversTypes['Gating'], ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  organizationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type PreviewedOrganizationConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PreviewedOrganizationConnection'] = ResolversParentTypes['PreviewedOrganizationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PreviewedOrganizationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['PreviewedOrganization']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PreviewedOrganizationEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PreviewedOrganizationEdge'] = ResolversParentTypes['PreviewedOrganizationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PreviewedOrganization'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  accessByDay?: Resolver<ReadonlyArray<ResolversTypes['AccessDay']>, ParentType, ContextType, Partial<QueryAccessByDayArgs>>;
  accessDenials?: Resolver<ResolversTypes['AccessCountConnection'], ParentType, ContextType, RequireFields<QueryAccessDenialsArgs, 'first' | 'order'>>;
  checkEntitlements?: Resolver<ReadonlyArray<ResolversTypes['EntitlementDecision']>, ParentType, ContextType, RequireFields<QueryCheckEntitlementsArgs, 'checks'>>;
  entitlementEvents?: Resolver<ResolversTypes['EntitlementEventConnection'], ParentType, ContextType, RequireFields<QueryEntitlementEventsArgs, 'first'>>;
  instance?: Resolver<ResolversTypes['Instance'], ParentType, ContextType>;
  legacyFlagCensus?: Resolver<ResolversTypes['LegacyFlagCensus'], ParentType, ContextType>;
  legacyStatus?: Resolver<ResolversTypes['LegacyStatus'], ParentType, ContextType>;
  mapping?: Resolver<Maybe<ResolversTypes['Mapping']>, ParentType, ContextType, RequireFields<QueryMappingArgs, 'id'>>;
  mappingPreview?: Resolver<ResolversTypes['MappingPreview'], ParentType, ContextType, RequireFields<QueryMappingPreviewArgs, 'input'>>;
  mappings?: Resolver<ReadonlyArray<ResolversTypes['Mapping']>, ParentType, ContextType>;
  migrationPreflight?: Resolver<ResolversTypes['MigrationPreflight'], ParentType, ContextType>;
  migrationRun?: Resolver<Maybe<ResolversTypes['MigrationRun']>, ParentType, ContextType, RequireFields<QueryMigrationRunArgs, 'id'>>;
  migrationRuns?: Resolver<ResolversTypes['MigrationRunConnection'], ParentType, ContextType, RequireFields<QueryMigrationRunsArgs, 'first'>>;
  module?: Resolver<Maybe<ResolversTypes['Module']>, ParentType, ContextType, RequireFields<QueryModuleArgs, 'key'>>;
  moduleAdoption?: Resolver<ReadonlyArray<ResolversTypes['ModuleAdoption']>, ParentType, ContextType>;
  modules?: Resolver<ReadonlyArray<ResolversTypes['Module']>, ParentType, ContextType>;
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType, RequireFields<QueryOrganizationArgs, 'id'>>;
  organizationUsage?: Resolver<ResolversTypes['OrganizationUsageConnection'], ParentType, ContextType, RequireFields<QueryOrganizationUsageArgs, 'first'>>;
  organizations?: Resolver<ResolversTypes['OrganizationConnection'], ParentType, ContextType, RequireFields<QueryOrganizationsArgs, 'first'>>;
  parityReport?: Resolver<Maybe<ResolversTypes['ParityReport']>, ParentType, ContextType, RequireFields<QueryParityReportArgs, 'id'>>;
  parityReports?: Resolver<ResolversTypes['ParityReportConnection'], ParentType, ContextType, RequireFields<QueryParityReportsArgs, 'first'>>;
  platformEvents?: Resolver<ResolversTypes['PlatformEventConnection'], ParentType, ContextType, RequireFields<QueryPlatformEventsArgs, 'first'>>;
  rollout?: Resolver<ResolversTypes['Rollout'], ParentType, ContextType>;
  rolloutPreview?: Resolver<ResolversTypes['RolloutPreview'], ParentType, ContextType, RequireFields<QueryRolloutPreviewArgs, 'input'>>;
  shadowDifferences?: Resolver<ResolversTypes['AccessCountConnection'], ParentType, ContextType, RequireFields<QueryShadowDifferencesArgs, 'first'>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
};

export type ResumeMigrationRunPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ResumeMigrationRunPayload'] = ResolversParentTypes['ResumeMigrationRunPayload']> = {
  migrationRun?: Resolver<ResolversTypes['MigrationRun'], ParentType, ContextType>;
};

export type RevokeOverridesPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevokeOverridesPayload'] = ResolversParentTypes['RevokeOverridesPayload']> = {
  changes?: Resolver<ReadonlyArray<ResolversTypes['OverrideChange']>, ParentType, ContextType>;
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
};

export type RollbackMigrationRunPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RollbackMigrationRunPayload'] = ResolversParentTypes['RollbackMigrationRunPayload']> = {
  migrationRun?: Resolver<ResolversTypes['MigrationRun'], ParentType, ContextType>;
};

export type RolloutResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Rollout'] = ResolversParentTypes['Rollout']> = {
  enforcePercentage?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  forcedByEnvironment?: Resolver<Maybe<ResolversTypes['Gating']>, ParentType, ContextType>;
  gate?: Resolver<ResolversTypes['RolloutGate'], ParentType, ContextType>;
  maintenance?: Resolver<ResolversTypes['Maintenance'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['Gating'], ParentType, ContextType>;
  organizations?: Resolver<ResolversTypes['OrganizationRolloutConnection'], ParentType, ContextType, RequireFields<RolloutOrganizationsArgs, 'first'>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RolloutGateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RolloutGate'] = ResolversParentTypes['RolloutGate']> = {
  open?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  reasons?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RolloutImpactResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RolloutImpact'] = ResolversParentTypes['RolloutImpact']> = {
  comparedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  modules?: Resolver<ReadonlyArray<ResolversTypes['ModuleImpact']>, ParentType, ContextType>;
  reportId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  totals?: Resolver<ReadonlyArray<ResolversTypes['ParityTotal']>, ParentType, ContextType>;
};

export type RolloutPreviewResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RolloutPreview'] = ResolversParentTypes['RolloutPreview']> = {
  after?: Resolver<ResolversTypes['RolloutSetting'], ParentType, ContextType>;
  before?: Resolver<ResolversTypes['RolloutSetting'], ParentType, ContextType>;
  forcedByEnvironment?: Resolver<Maybe<ResolversTypes['Gating']>, ParentType, ContextType>;
  gate?: Resolver<Maybe<ResolversTypes['RolloutGate']>, ParentType, ContextType>;
  gatingChanges?: Resolver<ReadonlyArray<ResolversTypes['GatingChange']>, ParentType, ContextType>;
  impact?: Resolver<ResolversTypes['RolloutImpact'], ParentType, ContextType>;
  organizations?: Resolver<ResolversTypes['PreviewedOrganizationConnection'], ParentType, ContextType, RequireFields<RolloutPreviewOrganizationsArgs, 'first'>>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RolloutSettingResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RolloutSetting'] = ResolversParentTypes['RolloutSetting']> = {
  enforcePercentage?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['Gating'], ParentType, ContextType>;
};

export type RouteAccessResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RouteAccess'] = ResolversParentTypes['RouteAccess']> = {
  decision?: Resolver<ResolversTypes['EntitlementDecision'], ParentType, ContextType>;
  module?: Resolver<ResolversTypes['Module'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  submodule?: Resolver<Maybe<ResolversTypes['Submodule']>, ParentType, ContextType>;
};

export type RunCheckResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RunCheck'] = ResolversParentTypes['RunCheck']> = {
  actual?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  detail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expected?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CheckStatus'], ParentType, ContextType>;
};

export type RunVerificationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RunVerification'] = ResolversParentTypes['RunVerification']> = {
  checks?: Resolver<ReadonlyArray<ResolversTypes['RunCheck']>, ParentType, ContextType>;
  computedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CheckStatus'], ParentType, ContextType>;
};

export type SeedDemoPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SeedDemoPayload'] = ResolversParentTypes['SeedDemoPayload']> = {
  organizations?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SetMaintenancePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SetMaintenancePayload'] = ResolversParentTypes['SetMaintenancePayload']> = {
  changed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  maintenance?: Resolver<ResolversTypes['Maintenance'], ParentType, ContextType>;
};

export type SetOrganizationRolloutPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SetOrganizationRolloutPayload'] = ResolversParentTypes['SetOrganizationRolloutPayload']> = {
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
};

export type SetRolloutPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SetRolloutPayload'] = ResolversParentTypes['SetRolloutPayload']> = {
  clearedOrganizations?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  rollout?: Resolver<ResolversTypes['Rollout'], ParentType, ContextType>;
};

export type StartMigrationRunPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StartMigrationRunPayload'] = ResolversParentTypes['StartMigrationRunPayload']> = {
  migrationRun?: Resolver<ResolversTypes['MigrationRun'], ParentType, ContextType>;
};

export type StartParityReportPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StartParityReportPayload'] = ResolversParentTypes['StartParityReportPayload']> = {
  parityReport?: Resolver<ResolversTypes['ParityReport'], ParentType, ContextType>;
};

export type SubmoduleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Submodule'] = ResolversParentTypes['Submodule']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  menuPath?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  module?: Resolver<ResolversTypes['Module'], ParentType, ContextType>;
  permissionKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sortOrder?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SubmoduleEntitlementResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SubmoduleEntitlement'] = ResolversParentTypes['SubmoduleEntitlement']> = {
  decision?: Resolver<ResolversTypes['EntitlementDecision'], ParentType, ContextType>;
  enabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  override?: Resolver<Maybe<ResolversTypes['EntitlementOverride']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  submodule?: Resolver<ResolversTypes['Submodule'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  entitlementsChanged?: SubscriptionResolver<ResolversTypes['Organization'], "entitlementsChanged", ParentType, ContextType, RequireFields<SubscriptionEntitlementsChangedArgs, 'organizationId'>>;
  migrationRunProgress?: SubscriptionResolver<ResolversTypes['MigrationRun'], "migrationRunProgress", ParentType, ContextType, RequireFields<SubscriptionMigrationRunProgressArgs, 'id'>>;
};

export type ThrottleMigrationRunPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ThrottleMigrationRunPayload'] = ResolversParentTypes['ThrottleMigrationRunPayload']> = {
  migrationRun?: Resolver<ResolversTypes['MigrationRun'], ParentType, ContextType>;
};

export type UnreadableFlagResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UnreadableFlag'] = ResolversParentTypes['UnreadableFlag']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UnreadableOrganizationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['UnreadableOrganization'] = ResolversParentTypes['UnreadableOrganization']> = {
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  problems?: Resolver<ReadonlyArray<ResolversTypes['UnreadableFlag']>, ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  maintenance?: Resolver<ResolversTypes['Maintenance'], ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  AccessCount?: AccessCountResolvers<ContextType>;
  AccessCountConnection?: AccessCountConnectionResolvers<ContextType>;
  AccessCountEdge?: AccessCountEdgeResolvers<ContextType>;
  AccessDay?: AccessDayResolvers<ContextType>;
  CancelMigrationRunPayload?: CancelMigrationRunPayloadResolvers<ContextType>;
  ClearOrganizationRolloutPayload?: ClearOrganizationRolloutPayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DecisionAnswer?: DecisionAnswerResolvers<ContextType>;
  DecisionProvenance?: DecisionProvenanceResolvers<ContextType>;
  DecisionStep?: DecisionStepResolvers<ContextType>;
  EntitlementDecision?: EntitlementDecisionResolvers<ContextType>;
  EntitlementEvent?: EntitlementEventResolvers<ContextType>;
  EntitlementEventConnection?: EntitlementEventConnectionResolvers<ContextType>;
  EntitlementEventEdge?: EntitlementEventEdgeResolvers<ContextType>;
  EntitlementHistoryDay?: EntitlementHistoryDayResolvers<ContextType>;
  EntitlementOverride?: EntitlementOverrideResolvers<ContextType>;
  EntitlementOverrideConnection?: EntitlementOverrideConnectionResolvers<ContextType>;
  EntitlementOverrideEdge?: EntitlementOverrideEdgeResolvers<ContextType>;
  EntitlementState?: EntitlementStateResolvers<ContextType>;
  GatingChange?: GatingChangeResolvers<ContextType>;
  Instance?: InstanceResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  LegacyChange?: LegacyChangeResolvers<ContextType>;
  LegacyChangeConnection?: LegacyChangeConnectionResolvers<ContextType>;
  LegacyChangeEdge?: LegacyChangeEdgeResolvers<ContextType>;
  LegacyCheck?: LegacyCheckResolvers<ContextType>;
  LegacyFence?: LegacyFenceResolvers<ContextType>;
  LegacyFlag?: LegacyFlagResolvers<ContextType>;
  LegacyFlagCensus?: LegacyFlagCensusResolvers<ContextType>;
  LegacyFlagCount?: LegacyFlagCountResolvers<ContextType>;
  LegacyFlagUse?: LegacyFlagUseResolvers<ContextType>;
  LegacyFlags?: LegacyFlagsResolvers<ContextType>;
  LegacyShapeCount?: LegacyShapeCountResolvers<ContextType>;
  LegacyStatus?: LegacyStatusResolvers<ContextType>;
  LoadMappingPayload?: LoadMappingPayloadResolvers<ContextType>;
  Maintenance?: MaintenanceResolvers<ContextType>;
  Mapping?: MappingResolvers<ContextType>;
  MappingExample?: MappingExampleResolvers<ContextType>;
  MappingImpact?: MappingImpactResolvers<ContextType>;
  MappingPreview?: MappingPreviewResolvers<ContextType>;
  MappingRule?: MappingRuleResolvers<ContextType>;
  MappingTargetImpact?: MappingTargetImpactResolvers<ContextType>;
  MenuItem?: MenuItemResolvers<ContextType>;
  MigrationPreflight?: MigrationPreflightResolvers<ContextType>;
  MigrationRun?: MigrationRunResolvers<ContextType>;
  MigrationRunChange?: MigrationRunChangeResolvers<ContextType>;
  MigrationRunConnection?: MigrationRunConnectionResolvers<ContextType>;
  MigrationRunCounts?: MigrationRunCountsResolvers<ContextType>;
  MigrationRunEdge?: MigrationRunEdgeResolvers<ContextType>;
  MigrationRunError?: MigrationRunErrorResolvers<ContextType>;
  MigrationRunFlag?: MigrationRunFlagResolvers<ContextType>;
  MigrationRunKeptRow?: MigrationRunKeptRowResolvers<ContextType>;
  MigrationRunModule?: MigrationRunModuleResolvers<ContextType>;
  MigrationRunOrganization?: MigrationRunOrganizationResolvers<ContextType>;
  MigrationRunOrganizationConnection?: MigrationRunOrganizationConnectionResolvers<ContextType>;
  MigrationRunOrganizationEdge?: MigrationRunOrganizationEdgeResolvers<ContextType>;
  MigrationRunOrganizationError?: MigrationRunOrganizationErrorResolvers<ContextType>;
  MigrationRunOrganizationRollback?: MigrationRunOrganizationRollbackResolvers<ContextType>;
  MigrationRunProgress?: MigrationRunProgressResolvers<ContextType>;
  MigrationRunRollback?: MigrationRunRollbackResolvers<ContextType>;
  MigrationRunRollbackCounts?: MigrationRunRollbackCountsResolvers<ContextType>;
  MigrationRunThrottle?: MigrationRunThrottleResolvers<ContextType>;
  Module?: ModuleResolvers<ContextType>;
  ModuleAdoption?: ModuleAdoptionResolvers<ContextType>;
  ModuleEntitlement?: ModuleEntitlementResolvers<ContextType>;
  ModuleImpact?: ModuleImpactResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Organization?: OrganizationResolvers<ContextType>;
  OrganizationAdoption?: OrganizationAdoptionResolvers<ContextType>;
  OrganizationConnection?: OrganizationConnectionResolvers<ContextType>;
  OrganizationEdge?: OrganizationEdgeResolvers<ContextType>;
  OrganizationInsights?: OrganizationInsightsResolvers<ContextType>;
  OrganizationRollout?: OrganizationRolloutResolvers<ContextType>;
  OrganizationRolloutConnection?: OrganizationRolloutConnectionResolvers<ContextType>;
  OrganizationRolloutEdge?: OrganizationRolloutEdgeResolvers<ContextType>;
  OrganizationUsage?: OrganizationUsageResolvers<ContextType>;
  OrganizationUsageConnection?: OrganizationUsageConnectionResolvers<ContextType>;
  OrganizationUsageEdge?: OrganizationUsageEdgeResolvers<ContextType>;
  OverrideChange?: OverrideChangeResolvers<ContextType>;
  OverrideEntitlementsPayload?: OverrideEntitlementsPayloadResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  ParityDifference?: ParityDifferenceResolvers<ContextType>;
  ParityDifferenceConnection?: ParityDifferenceConnectionResolvers<ContextType>;
  ParityDifferenceEdge?: ParityDifferenceEdgeResolvers<ContextType>;
  ParityReport?: ParityReportResolvers<ContextType>;
  ParityReportConnection?: ParityReportConnectionResolvers<ContextType>;
  ParityReportEdge?: ParityReportEdgeResolvers<ContextType>;
  ParityTotal?: ParityTotalResolvers<ContextType>;
  PauseMigrationRunPayload?: PauseMigrationRunPayloadResolvers<ContextType>;
  PlatformEvent?: PlatformEventResolvers<ContextType>;
  PlatformEventConnection?: PlatformEventConnectionResolvers<ContextType>;
  PlatformEventEdge?: PlatformEventEdgeResolvers<ContextType>;
  PreflightCheck?: PreflightCheckResolvers<ContextType>;
  PreviewedDifference?: PreviewedDifferenceResolvers<ContextType>;
  PreviewedOrganization?: PreviewedOrganizationResolvers<ContextType>;
  PreviewedOrganizationConnection?: PreviewedOrganizationConnectionResolvers<ContextType>;
  PreviewedOrganizationEdge?: PreviewedOrganizationEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  ResumeMigrationRunPayload?: ResumeMigrationRunPayloadResolvers<ContextType>;
  RevokeOverridesPayload?: RevokeOverridesPayloadResolvers<ContextType>;
  RollbackMigrationRunPayload?: RollbackMigrationRunPayloadResolvers<ContextType>;
  Rollout?: RolloutResolvers<ContextType>;
  RolloutGate?: RolloutGateResolvers<ContextType>;
  RolloutImpact?: RolloutImpactResolvers<ContextType>;
  RolloutPreview?: RolloutPreviewResolvers<ContextType>;
  RolloutSetting?: RolloutSettingResolvers<ContextType>;
  RouteAccess?: RouteAccessResolvers<ContextType>;
  RunCheck?: RunCheckResolvers<ContextType>;
  RunVerification?: RunVerificationResolvers<ContextType>;
  SeedDemoPayload?: SeedDemoPayloadResolvers<ContextType>;
  SetMaintenancePayload?: SetMaintenancePayloadResolvers<ContextType>;
  SetOrganizationRolloutPayload?: SetOrganizationRolloutPayloadResolvers<ContextType>;
  SetRolloutPayload?: SetRolloutPayloadResolvers<ContextType>;
  StartMigrationRunPayload?: StartMigrationRunPayloadResolvers<ContextType>;
  StartParityReportPayload?: StartParityReportPayloadResolvers<ContextType>;
  Submodule?: SubmoduleResolvers<ContextType>;
  SubmoduleEntitlement?: SubmoduleEntitlementResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  ThrottleMigrationRunPayload?: ThrottleMigrationRunPayloadResolvers<ContextType>;
  UnreadableFlag?: UnreadableFlagResolvers<ContextType>;
  UnreadableOrganization?: UnreadableOrganizationResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = RequestContext> = {
  entitlementFree?: EntitlementFreeDirectiveResolver<any, any, ContextType>;
  requiresAnyEntitlement?: RequiresAnyEntitlementDirectiveResolver<any, any, ContextType>;
  requiresEntitlement?: RequiresEntitlementDirectiveResolver<any, any, ContextType>;
};
