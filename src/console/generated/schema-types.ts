export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A point in time, as ISO 8601 in UTC. */
  DateTime: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
};

/** The number of checks for one organization, module, submodule and reason. */
export type AccessCount = {
  readonly __typename?: 'AccessCount';
  /** The number of checks. */
  readonly count: Scalars['Float']['output'];
  /** The last day, in UTC, with such a check. */
  readonly lastDay: Scalars['DateTime']['output'];
  /** The module; null for unknown keys, which are counted together. */
  readonly module?: Maybe<Module>;
  /** The organization; null for checks that name none, or one that does not exist. */
  readonly organization?: Maybe<Organization>;
  /** The reason of the decisions. */
  readonly reason: DecisionReason;
  /** The same by who counted it, most checks first. */
  readonly sources: ReadonlyArray<AccessCountSource>;
  /** The submodule; null for the module itself, and for unknown keys. */
  readonly submodule?: Maybe<Submodule>;
  /**
   * How many of these were denied by entitlements, although the legacy flags would have allowed them, and nobody decided
   * so: not by an override, a row that was written by hand, or a trial that ended.
   */
  readonly unexpected: Scalars['Float']['output'];
};

/** A page of counts, highest first by the values when the page is read. */
export type AccessCountConnection = {
  readonly __typename?: 'AccessCountConnection';
  /** The counts with their cursors. */
  readonly edges: ReadonlyArray<AccessCountEdge>;
  /** The counts without their cursors. */
  readonly nodes: ReadonlyArray<AccessCount>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A count with its cursor. */
export type AccessCountEdge = {
  readonly __typename?: 'AccessCountEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The count. */
  readonly node: AccessCount;
};

/** The order of counts. */
export type AccessCountOrder =
  /** Most checks first. */
  | 'COUNT'
  /** Most unexpected checks first, then most checks. */
  | 'UNEXPECTED';

/** The part of a count that one server or application counted. */
export type AccessCountSource = {
  readonly __typename?: 'AccessCountSource';
  /** The number of checks. */
  readonly count: Scalars['Float']['output'];
  /** Who counted: `api` for Portcullis' own API, otherwise the name that an application gave to `openEntitlements`. */
  readonly source: Scalars['String']['output'];
  /**
   * How many of these were denied by entitlements, although the legacy flags would have allowed them, and nobody decided
   * so: not by an override, a row that was written by hand, or a trial that ended.
   */
  readonly unexpected: Scalars['Float']['output'];
};

/** The number of checks on one day. */
export type AccessDay = {
  readonly __typename?: 'AccessDay';
  /** The number of checks. */
  readonly checks: Scalars['Float']['output'];
  /** The day, in UTC. */
  readonly day: Scalars['DateTime']['output'];
  /** How many of these were denied. */
  readonly denied: Scalars['Float']['output'];
  /**
   * The number of looks: decisions that this API showed in menus and lists of entitlements, of all organizations
   * together. No access depends on them, and they are not among the checks.
   */
  readonly looks: Scalars['Float']['output'];
  /** How many of the checks under SHADOW the entitlements would have answered otherwise. */
  readonly shadowDifferences: Scalars['Float']['output'];
  /** How many of the denied checks the legacy flags would have allowed. */
  readonly unexpected: Scalars['Float']['output'];
};

/**
 * A time during which an organization had the same of a module or submodule: the same answer by the legacy flags or the
 * entitlements, from the same kind of record, under the same gating.
 */
export type AccessPeriod = {
  readonly __typename?: 'AccessPeriod';
  /** What began it, who did it and why. */
  readonly begunBy: AccessPeriodCause;
  /** The decision of its first moment; null if the legacy flags answered, and those of then are not recorded. */
  readonly decision?: Maybe<EntitlementDecision>;
  /** The answer by overrides and entitlements, whatever the gating. */
  readonly entitlement: DecisionAnswer;
  /** When it began. */
  readonly from: Scalars['DateTime']['output'];
  /** Which side answered then; null if the organization could not be looked up. */
  readonly gating?: Maybe<Gating>;
  /** When the next one began; null for the period that lasts. */
  readonly until?: Maybe<Scalars['DateTime']['output']>;
};

/** What began a period, who did it and why. */
export type AccessPeriodCause = {
  readonly __typename?: 'AccessPeriodCause';
  /** Who did it; `sql:` and the role of the database for SQL. Null if it is not known. */
  readonly actorId?: Maybe<Scalars['String']['output']>;
  /** The event that tells of it: of `entitlementEvents` for EVENT, of `platformEvents` for the others; null if none does. */
  readonly eventId?: Maybe<Scalars['ID']['output']>;
  /** The type of that event, such as `entitlements_granted`; null without one. */
  readonly eventType?: Maybe<Scalars['String']['output']>;
  /** What it was. */
  readonly kind: PeriodBeginning;
  /** Why, as that actor said; null without a reason. */
  readonly reason?: Maybe<Scalars['String']['output']>;
};

/** A page of periods. */
export type AccessPeriodConnection = {
  readonly __typename?: 'AccessPeriodConnection';
  /** The periods with their cursors. */
  readonly edges: ReadonlyArray<AccessPeriodEdge>;
  /** Why not before, such as `retention removed the events of 2026-11`. */
  readonly knownBecause: Scalars['String']['output'];
  /** From when on the history of the module can be told. */
  readonly knownFrom: Scalars['DateTime']['output'];
  /** The periods. */
  readonly nodes: ReadonlyArray<AccessPeriod>;
  /** Where the page is in the list. */
  readonly pageInfo: PageInfo;
  /** The number of periods on all pages. */
  readonly totalCount: Scalars['Int']['output'];
};

/** One period in a list. */
export type AccessPeriodEdge = {
  readonly __typename?: 'AccessPeriodEdge';
  /** The place of the period, for `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The period. */
  readonly node: AccessPeriod;
};

/** The checks that one server or application counted. */
export type AccessSource = {
  readonly __typename?: 'AccessSource';
  /** The number of checks. */
  readonly checks: Scalars['Float']['output'];
  /** How many of these were denied. */
  readonly denied: Scalars['Float']['output'];
  /** The last day, in UTC, with a check. */
  readonly lastDay: Scalars['DateTime']['output'];
  /** How many of the checks under SHADOW the entitlements would have answered otherwise. */
  readonly shadowDifferences: Scalars['Float']['output'];
  /** Who counted: `api` for Portcullis' own API, otherwise the name that an application gave to `openEntitlements`. */
  readonly source: Scalars['String']['output'];
  /** How many of the denied checks the legacy flags would have allowed. */
  readonly unexpected: Scalars['Float']['output'];
};

/** The packages to give to one organization, all or nothing. */
export type AssignPackagesInput = {
  /** True if something may end before what the organization has today: `SHORTER_ACCESS`. */
  readonly acknowledgeShorterAccess?: Scalars['Boolean']['input'];
  /** True to return what would change, without writing anything. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** The keys of packages that end with it, at most 500: a larger package replaces a smaller one without a gap. */
  readonly ends?: ReadonlyArray<Scalars['String']['input']>;
  /**
   * The organization's `version` that the caller saw. CONFLICT if it has changed since, with the current one in the
   * details. Omit it, as at a sign-up, to accept any.
   */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /**
   * True to hand the rows of migration runs over: those that the packages give at least as far become the packages', all
   * others become grants, so that nothing is lost. Otherwise such rows are kept, and the packages do not change them.
   */
  readonly handOver?: Scalars['Boolean']['input'];
  /**
   * If a request is repeated within a week with the same key and input, it is answered as the first one was, and nothing
   * is written. With another input it is CONFLICT. Keys are separate for each actor.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** The packages, at most 500, each named once. */
  readonly packages: ReadonlyArray<AssignedPackageInput>;
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The result of giving or ending packages. */
export type AssignPackagesPayload = {
  readonly __typename?: 'AssignPackagesPayload';
  /** The modules and submodules about which something else is decided, now or under ENFORCE, in taxonomy order. */
  readonly changes: ReadonlyArray<PackageChange>;
  /** True if nothing was written, because a dry run was requested. */
  readonly dryRun: Scalars['Boolean']['output'];
  /** The rows that stay as they are, although the packages would give something else. */
  readonly kept: ReadonlyArray<KeptEntitlement>;
  /** The organization after the request. */
  readonly organization: Organization;
  /** The packages that the organization has after the request, or would have, by key. */
  readonly packages: ReadonlyArray<OrganizationPackage>;
};

/** A package to give to an organization, or to change there. */
export type AssignedPackageInput = {
  /** When it ends; null for no end. Omit it to keep the end that the package has. */
  readonly endsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The key of the package. */
  readonly key: Scalars['String']['input'];
  /**
   * When it begins; it may be a time in the past, from which trials are counted. Omit it to keep the start that the
   * package has, or for now.
   */
  readonly startsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The version; omit it for the newest. */
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

/** An end of the chain of events, at the time when it was sealed. */
export type AuditCheckpoint = {
  readonly __typename?: 'AuditCheckpoint';
  /** The hash of the last link, hexadecimal: it depends on every event before it. */
  readonly hash: Scalars['String']['output'];
  /** When it was sealed. */
  readonly madeAt: Scalars['DateTime']['output'];
  /** The number of links up to here. */
  readonly position: Scalars['Int']['output'];
  /**
   * The public key, in base64, of the signature that it has; null if it is not signed. Only keys that this server knows
   * count: its own, of `PORTCULLIS_AUDIT_KEY`, and `PORTCULLIS_AUDIT_PUBLIC_KEYS`; where it knows none, any.
   */
  readonly publicKey?: Maybe<Scalars['String']['output']>;
};

/** The record of events, and what proves it: no event can be altered, removed or inserted unseen. */
export type AuditState = {
  readonly __typename?: 'AuditState';
  /**
   * Where the chain ends; null while nothing is sealed. Noted elsewhere, as `position:hash`, it proves with
   * `portcullis audit verify --expect` that nothing was cut off.
   */
  readonly end?: Maybe<AuditCheckpoint>;
  /** The newest verification; null if there was none. `portcullis audit verify` reads the whole record. */
  readonly lastVerification?: Maybe<AuditVerification>;
  /** The newest end that is signed; null if none is. */
  readonly signedEnd?: Maybe<AuditCheckpoint>;
  /** Links that are not sealed yet, at most 1,000 are counted. A server seals them within seconds. */
  readonly unsealed: Scalars['Int']['output'];
};

/** What a verification of the record found. */
export type AuditVerification = {
  readonly __typename?: 'AuditVerification';
  /** Who asked for it. */
  readonly actorId: Scalars['String']['output'];
  /** When it ended. */
  readonly at: Scalars['DateTime']['output'];
  /** The events that it read. */
  readonly events: Scalars['Int']['output'];
  /** How many events were altered, removed or inserted, or are wrong in the chain; 0 if the record was whole. */
  readonly findings: Scalars['Int']['output'];
  /** The first of them, in words; null if the record was whole. */
  readonly firstFinding?: Maybe<Scalars['String']['output']>;
  /** The number of its event. */
  readonly id: Scalars['ID']['output'];
  /** The position of the chain up to which it read. */
  readonly position: Scalars['Int']['output'];
};

/** The result of cancelling a run. */
export type CancelMigrationRunPayload = {
  readonly __typename?: 'CancelMigrationRunPayload';
  /** The run. */
  readonly migrationRun: MigrationRun;
};

/** What a change run changes: exactly one of them. */
export type ChangeRunChange =
  /** Let trials end later, those of rows and of overrides. */
  { readonly extendTrial: ChangeRunTrials; readonly grant?: never; readonly override?: never; readonly package?: never; readonly revoke?: never; }
  |  /** Grant modules and submodules. */
  { readonly extendTrial?: never; readonly grant: ChangeRunGrant; readonly override?: never; readonly package?: never; readonly revoke?: never; }
  |  /** Set overrides. Needs the right `CHANGE_ACCESS_WITHOUT_END`. */
  { readonly extendTrial?: never; readonly grant?: never; readonly override: ChangeRunOverrides; readonly package?: never; readonly revoke?: never; }
  |  /** Give, move and end packages. */
  { readonly extendTrial?: never; readonly grant?: never; readonly override?: never; readonly package: ChangeRunPackages; readonly revoke?: never; }
  |  /** End overrides. Needs the right `CHANGE_ACCESS_WITHOUT_END`. */
  { readonly extendTrial?: never; readonly grant?: never; readonly override?: never; readonly package?: never; readonly revoke: ChangeRunRevocations; };

/** Which organizations are meant, as in `organizations`. What is omitted does not apply. */
export type ChangeRunFilter = {
  /** Only organizations that are under this gating now. */
  readonly gating?: InputMaybe<Gating>;
  /** True: only organizations with an override that has not ended; false: only those without one. */
  readonly hasOverride?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only organizations with an entitlement row for this module. */
  readonly moduleKey?: InputMaybe<Scalars['String']['input']>;
  /** Only organizations that have this package now or will have it. */
  readonly packageKey?: InputMaybe<Scalars['String']['input']>;
  /** Only organizations that have `packageKey` at this version. */
  readonly packageVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Only organizations whose name contains this text, ignoring case, or whose id equals it. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Only organizations with an entitlement of this status (for `moduleKey`, if given). */
  readonly status?: InputMaybe<Scalars['String']['input']>;
};

/** Grants for every organization. */
export type ChangeRunGrant = {
  /** The grants, at most 500 and one for each module or submodule. */
  readonly changes: ReadonlyArray<GrantChangeInput>;
};

/** Overrides for every organization. */
export type ChangeRunOverrides = {
  /** The overrides, at most 500 and one for each module or submodule. */
  readonly changes: ReadonlyArray<OverrideChangeInput>;
  /** When all of them end by themselves; omitted for never. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Packages for every organization. */
export type ChangeRunPackages = {
  /** The keys of packages that end, at most 500. Organizations that do not have one are left as they are. */
  readonly ends?: ReadonlyArray<Scalars['String']['input']>;
  /**
   * True to hand the rows of migration runs over: those that the packages give at least as far become the packages', all
   * others become grants, so that nothing is lost. Otherwise such rows are kept, and the packages do not change them.
   */
  readonly handOver?: Scalars['Boolean']['input'];
  /**
   * The packages, at most 500, each named once. A package that an organization has moves to the version; without a
   * version, to the newest when the run is started. One that begins begins when the plan is made, unless it says when.
   */
  readonly packages?: ReadonlyArray<AssignedPackageInput>;
};

/** Overrides to end. */
export type ChangeRunRevocations = {
  /** The modules and submodules whose overrides end, at most 500. Organizations without one are left as they are. */
  readonly targets: ReadonlyArray<GrantTargetInput>;
};

/**
 * A file of changes, read as a whole: with any fault nothing is started, and every fault is named by its line. Its columns
 * are `organization,module,submodule,status,trial_ends` for grants, or `organization,package,version,start,end` for
 * packages. An organization may have several rows.
 */
export type ChangeRunRowsInput = {
  /** True to make changes that take access away, or let it end sooner; otherwise they are held, and reported. */
  readonly allowRevocations?: Scalars['Boolean']['input'];
  /** The text of the CSV file, with its header. */
  readonly csv: Scalars['String']['input'];
  /** As in `ChangeRunPackages`; for packages only. */
  readonly handOver?: Scalars['Boolean']['input'];
  /** The name of the file, with which its faults are told. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** Which organizations a change run has: exactly one of them. */
export type ChangeRunSelection =
  /** All organizations that this filter means when the run is started; `{}` for all. */
  { readonly filter: ChangeRunFilter; readonly organizationIds?: never; }
  |  /** These organizations, at most 50,000. One that does not exist is INVALID_INPUT. */
  { readonly filter?: never; readonly organizationIds: ReadonlyArray<Scalars['ID']['input']>; };

/** Where a change run's plan comes from: exactly one of them. */
export type ChangeRunSource =
  /** Apply exactly the plan of this completed dry run. Organizations that have changed since become STALE. */
  { readonly dryRunId: Scalars['ID']['input']; readonly fresh?: never; readonly rows?: never; }
  |  /** Make one change in many organizations. */
  { readonly dryRunId?: never; readonly fresh: FreshChangeRunInput; readonly rows?: never; }
  |  /** Make a change of its own in each organization of a file. */
  { readonly dryRunId?: never; readonly fresh?: never; readonly rows: ChangeRunRowsInput; };

/** Trials that end later. A trial is never shortened, and one without an end stays as it is. */
export type ChangeRunTrials = {
  /** By how many days, 1 to 3650, from the end of each trial. Another execution extends them again. */
  readonly days?: InputMaybe<Scalars['Int']['input']>;
  /** Also trials that have ended; by `days` these count from the time of the plan. */
  readonly includeEnded?: Scalars['Boolean']['input'];
  /** The modules, at most 500; omitted for every module. */
  readonly moduleKeys?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** The new end, of trials that end before it. Either this or `days`. */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
};

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
  readonly acknowledgeLostAccess?: Scalars['Boolean']['input'];
  /**
   * True to accept that readings of flags were not checked against the product's answers, if the gate is shut for nothing
   * else. `acknowledgeLostAccess` includes it. Recorded in the event.
   */
  readonly acknowledgeUncheckedReadings?: Scalars['Boolean']['input'];
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The result of removing an organization's own rollout. */
export type ClearOrganizationRolloutPayload = {
  readonly __typename?: 'ClearOrganizationRolloutPayload';
  /** The organization after the change. */
  readonly organization: Organization;
};

/** The answer by one side: the legacy flags, or the entitlements. */
export type DecisionAnswer = {
  readonly __typename?: 'DecisionAnswer';
  /** True if this side allows it. */
  readonly allowed: Scalars['Boolean']['output'];
  /** The reason, as a code. */
  readonly reason: DecisionReason;
  /** The status by this side; null if it has none. */
  readonly status?: Maybe<DecisionStatus>;
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

/** The row, flag, rule or run that an answer is based on. */
export type DecisionProvenance = {
  readonly __typename?: 'DecisionProvenance';
  /** What kind of record the answer is based on. */
  readonly kind: ProvenanceKind;
  /** The legacy flag, as the column has it; null if none is involved. */
  readonly legacyFlag?: Maybe<Scalars['String']['output']>;
  /** The value of that flag, if rules of the mapping ask for its values; null if they ask only whether it is on. */
  readonly legacyValue?: Maybe<Scalars['String']['output']>;
  /**
   * The last migration run that wrote the row. Null for others, and for a past time.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly migrationRun?: Maybe<MigrationRun>;
  /**
   * The override that the answer is based on. Null for others, and in a dry run.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `ORG_ADMIN` (`READ_HISTORY`).
   */
  readonly override?: Maybe<EntitlementOverride>;
  /** The rule of the mapping that matched the flag; null if none is involved. */
  readonly rule?: Maybe<MappingRule>;
  /** The `source` of the row, such as `legacy_migration`; null without a row. */
  readonly source?: Maybe<Scalars['String']['output']>;
};

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

/** One rule in the evaluation of a decision. */
export type DecisionStep = {
  readonly __typename?: 'DecisionStep';
  /** What the rule looked at, as a sentence. */
  readonly detail: Scalars['String']['output'];
  /** The result of the rule. */
  readonly outcome: DecisionOutcome;
  /** The rule, such as `POLICY`, `LEGACY_FLAGS` or `ENTITLEMENT`; the last step is `RESULT`. */
  readonly rule: Scalars['String']['output'];
};

/** Grants to end for one organization, all or none. */
export type EndEntitlementsInput = {
  /** True to return what would change, without writing anything. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** The organization's `version` that the caller saw. CONFLICT if it has changed since. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
  /**
   * The modules and submodules, at most 500. Each must be granted: what a migration run has written is not, and is
   * INVALID_INPUT.
   */
  readonly targets: ReadonlyArray<GrantTargetInput>;
};

/** Packages to end for one organization, all or none. */
export type EndPackagesInput = {
  /** True to return what would change, without writing anything. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** The organization's `version` that the caller saw. CONFLICT if it has changed since. Omit it to accept any. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** As in `assignPackages`. */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** The keys of the packages, at most 500. For an end later on, assign the package with `endsAt`. */
  readonly keys: ReadonlyArray<Scalars['String']['input']>;
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** One check: an organization and a module or submodule. */
export type EntitlementCheckInput = {
  /** The module's key. */
  readonly moduleKey: Scalars['String']['input'];
  /** The organization; if omitted, the actor's own. */
  readonly organizationId?: InputMaybe<Scalars['ID']['input']>;
  /** The submodule's key; omit it to mean the module itself. */
  readonly submoduleKey?: InputMaybe<Scalars['String']['input']>;
};

/**
 * Whether an organization may use a module or submodule at a given time. A decision is about the organization, never
 * about a user.
 */
export type EntitlementDecision = {
  readonly __typename?: 'EntitlementDecision';
  /** True if the organization may use it. */
  readonly allowed: Scalars['Boolean']['output'];
  /**
   * The next time at which `allowed`, `status` or `reason` changes by itself, because a trial or an override ends; null
   * if none is due.
   */
  readonly changesAt?: Maybe<Scalars['DateTime']['output']>;
  /** The answer by overrides and entitlements, whatever the gating. */
  readonly entitlement: DecisionAnswer;
  /** Which side answered; null if there is no organization. */
  readonly gating?: Maybe<Gating>;
  /**
   * The answer by the legacy flags, whatever the gating. After their column was dropped, and for a past time of which they
   * are not recorded, it is a denial with LEGACY_UNREADABLE.
   */
  readonly legacy: DecisionAnswer;
  /** The reason, as a sentence that support can read out to a customer. */
  readonly message: Scalars['String']['output'];
  /** The key of the module that was checked. */
  readonly moduleKey: Scalars['String']['output'];
  /** The organization that was checked; null if there is none. */
  readonly organizationId?: Maybe<Scalars['ID']['output']>;
  /** What the answer is based on. */
  readonly provenance: DecisionProvenance;
  /** The reason, as a code. */
  readonly reason: DecisionReason;
  /**
   * True if the answer comes from what was known before the database went away; changes made since do not count in it yet.
   * Only where the operator allows it: see PORTCULLIS_SERVE_STALE_SECONDS. The message says since when.
   */
  readonly stale: Scalars['Boolean']['output'];
  /** The status, even if it no longer grants access (a trial that has ended); null if nothing is stored. */
  readonly status?: Maybe<DecisionStatus>;
  /** How the decision was reached: every rule in order, for both sides. */
  readonly steps: ReadonlyArray<DecisionStep>;
  /** The key of the submodule that was checked; null for the module itself. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
};

/** A change of an organization's access. Events are append-only. */
export type EntitlementEvent = {
  readonly __typename?: 'EntitlementEvent';
  /** Who caused it; null if the table cannot store the actor's id, which the payload then holds. */
  readonly actorId?: Maybe<Scalars['String']['output']>;
  /** When the event was written. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The type of the event, such as `legacy_migration`. */
  readonly eventType: Scalars['String']['output'];
  /** The event's number; later events have higher numbers. */
  readonly id: Scalars['ID']['output'];
  /** The organization concerned; null if it no longer exists. */
  readonly organization?: Maybe<Organization>;
  /** The id of the organization concerned. */
  readonly organizationId: Scalars['ID']['output'];
  /** The details, such as the run and the changes. */
  readonly payload: Scalars['JSON']['output'];
  /** The reason given; null without one. */
  readonly reason?: Maybe<Scalars['String']['output']>;
};

/** A page of events, newest first. */
export type EntitlementEventConnection = {
  readonly __typename?: 'EntitlementEventConnection';
  /** The events with their cursors. */
  readonly edges: ReadonlyArray<EntitlementEventEdge>;
  /** The events without their cursors. */
  readonly nodes: ReadonlyArray<EntitlementEvent>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An event with its cursor. */
export type EntitlementEventEdge = {
  readonly __typename?: 'EntitlementEventEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The event. */
  readonly node: EntitlementEvent;
};

/** How often one kind of change of an organization's access happened on one day. */
export type EntitlementHistoryDay = {
  readonly __typename?: 'EntitlementHistoryDay';
  /** The number of events. */
  readonly count: Scalars['Int']['output'];
  /** The day, in UTC. */
  readonly day: Scalars['DateTime']['output'];
  /** The type of the events, such as `override_set`. */
  readonly eventType: Scalars['String']['output'];
};

/**
 * An admin's decision about a module or submodule of an organization. It takes precedence over the entitlement, is
 * never deleted but ended, and is not changed by migration runs.
 */
export type EntitlementOverride = {
  readonly __typename?: 'EntitlementOverride';
  /** Who made the override. */
  readonly actorId: Scalars['String']['output'];
  /** When the override was made. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When the override was ended, by a later override or by `revokeOverrides`; null if it was not. */
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who ended the override; null if it was not ended. */
  readonly endedBy?: Maybe<Scalars['String']['output']>;
  /** When the override expires, and the entitlement applies again; null if it does not expire. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The override's number; later overrides have higher numbers. */
  readonly id: Scalars['ID']['output'];
  /** True while the override is in effect: it was not ended and has not expired. It only affects decisions under ENFORCE. */
  readonly live: Scalars['Boolean']['output'];
  /** The module concerned. */
  readonly module: Module;
  /** The organization concerned; null if it no longer exists. */
  readonly organization?: Maybe<Organization>;
  /** The id of the organization concerned. */
  readonly organizationId: Scalars['ID']['output'];
  /** The reason given. */
  readonly reason: Scalars['String']['output'];
  /** ENABLED or DISABLED; for modules, also TRIAL. */
  readonly status: DecisionStatus;
  /** The submodule concerned; null for the module itself. */
  readonly submodule?: Maybe<Submodule>;
  /**
   * When the trial ends; null if it has no end, or if the status is not TRIAL. After that the override stays in effect,
   * and denies.
   */
  readonly trialExpiresAt?: Maybe<Scalars['DateTime']['output']>;
};

/** A page of overrides, the newest first. */
export type EntitlementOverrideConnection = {
  readonly __typename?: 'EntitlementOverrideConnection';
  /** The overrides with their cursors. */
  readonly edges: ReadonlyArray<EntitlementOverrideEdge>;
  /** The overrides without their cursors. */
  readonly nodes: ReadonlyArray<EntitlementOverride>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An override with its cursor. */
export type EntitlementOverrideEdge = {
  readonly __typename?: 'EntitlementOverrideEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The override. */
  readonly node: EntitlementOverride;
};

/** A module, or one submodule of it. */
export type EntitlementRef = {
  /** The module's key. */
  readonly module: Scalars['String']['input'];
  /** The submodule's key; omit it to mean the module itself. */
  readonly submodule?: InputMaybe<Scalars['String']['input']>;
};

/** The state of an entitlement row. */
export type EntitlementState = {
  readonly __typename?: 'EntitlementState';
  /** Whether the submodule is on; null for a module's row. */
  readonly enabled?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the module is granted only for the sake of some submodules; null for a submodule's row. */
  readonly partial?: Maybe<Scalars['Boolean']['output']>;
  /** What wrote the row, if it was not a run; null otherwise. */
  readonly source?: Maybe<Scalars['String']['output']>;
  /** The status of a module's row; null for a submodule's. */
  readonly status?: Maybe<Scalars['String']['output']>;
  /** In the plan of a dry run: the trial will end this many days after the execution is started. Null for no end. */
  readonly trialDays?: Maybe<Scalars['Int']['output']>;
  /** When the trial ends; null if it has no end, or if the row is no trial. */
  readonly trialExpiresAt?: Maybe<Scalars['DateTime']['output']>;
};

/** One change of many organizations. */
export type FreshChangeRunInput = {
  /** True to make changes that take access away, or let it end sooner; otherwise they are held, and reported. */
  readonly allowRevocations?: Scalars['Boolean']['input'];
  /** What to change. */
  readonly change: ChangeRunChange;
  /** Which organizations. They are settled when the run is started. */
  readonly selection: ChangeRunSelection;
};

/** The options of a new plan. */
export type FreshMigrationInput = {
  /** Whether the run may take access away. If false, such changes are HELD: counted and listed, but not made. */
  readonly allowRevocations?: Scalars['Boolean']['input'];
  /**
   * Limits the run further to what changed since this execution: organizations that are new, whose legacy flags differ
   * from its journal or from that of a later execution in effect, or that it did not migrate (not reached, or STALE). An
   * organization that failed and still has the same flags is left out. The execution must have ended, and must not be
   * rolled back.
   */
  readonly changedSince?: InputMaybe<Scalars['ID']['input']>;
  /** Limits the run to these organizations, at most 50,000; if omitted, all organizations. */
  readonly organizationIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** The length of new trials in days, 1 to 3650; if omitted, trials have no end. */
  readonly trialDays?: InputMaybe<Scalars['Int']['input']>;
};

/** Which side answers decisions about an organization. */
export type Gating =
  /** The entitlements answer, and overrides take precedence over them. */
  | 'ENFORCE'
  /** The legacy flags answer. */
  | 'LEGACY'
  /** The legacy flags answer; entitlements are compared with them, and differences are counted. */
  | 'SHADOW';

/** A number of organizations whose gating would change in the same way. */
export type GatingChange = {
  readonly __typename?: 'GatingChange';
  /** Their gating now. */
  readonly from: Gating;
  /** The number of organizations. */
  readonly organizations: Scalars['Int']['output'];
  /** Their gating after the change. */
  readonly to: Gating;
};

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

/** What a request grants or ends, or would, of one module or submodule. */
export type GrantChange = {
  readonly __typename?: 'GrantChange';
  /**
   * The decision after all changes of the request. Unless the gating is ENFORCE, the legacy flags still answer; its
   * `entitlement` is what counts under ENFORCE.
   */
  readonly after: EntitlementDecision;
  /** The decision before the request. */
  readonly before: EntitlementDecision;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The submodule's key; null for the module itself. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
  /** A warning about the change; null if there is none. */
  readonly warning?: Maybe<ChangeWarning>;
};

/** What to grant of one module or submodule. */
export type GrantChangeInput = {
  /** The module's key. A module whose policy grants it to every organization is INVALID_INPUT. */
  readonly moduleKey: Scalars['String']['input'];
  /** The status to grant. TRIAL is for modules only; DISABLED takes away. */
  readonly status: DecisionStatus;
  /**
   * The submodule's key; omit it to grant the whole module. A submodule of a module that the organization does not have is
   * granted alone: the other submodules of the module are switched off.
   */
  readonly submoduleKey?: InputMaybe<Scalars['String']['input']>;
  /** When the trial ends. If omitted, it has no end. */
  readonly trialExpiresAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What to grant to one organization, all or nothing. */
export type GrantEntitlementsInput = {
  /** True if it may end before what the organization has today: `SHORTER_ACCESS`. */
  readonly acknowledgeShorterAccess?: Scalars['Boolean']['input'];
  /** The grants, at most 500 and one for each module or submodule. */
  readonly changes: ReadonlyArray<GrantChangeInput>;
  /** True to return what would change, without writing anything. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /**
   * The organization's `version` that the caller saw. CONFLICT if it has changed since, with the current one in the
   * details.
   */
  readonly expectedVersion: Scalars['Int']['input'];
  /**
   * If a request is repeated within a week with the same key and input, it is answered as the first one was, and nothing
   * is written. With another input it is CONFLICT. Keys are separate for each actor.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The result of granting or ending. */
export type GrantEntitlementsPayload = {
  readonly __typename?: 'GrantEntitlementsPayload';
  /** The changes, in the order given. */
  readonly changes: ReadonlyArray<GrantChange>;
  /** True if nothing was written, because a dry run was requested. */
  readonly dryRun: Scalars['Boolean']['output'];
  /** The organization after the request. */
  readonly organization: Organization;
};

/** A module or submodule of which a grant ends. */
export type GrantTargetInput = {
  /** The module's key. */
  readonly moduleKey: Scalars['String']['input'];
  /** The submodule's key; omit it to end the module's grant, and those of its submodules. */
  readonly submoduleKey?: InputMaybe<Scalars['String']['input']>;
};

/** This installation, so that users can see what they are connected to before they change it. */
export type Instance = {
  readonly __typename?: 'Instance';
  /** The host of the database; `embedded` for the embedded one. */
  readonly databaseHost: Scalars['String']['output'];
  /** The name of the database. */
  readonly databaseName: Scalars['String']['output'];
  /**
   * True if `seedDemo` is available: on the embedded database, outside production, while there is no organization,
   * module or mapping.
   */
  readonly demoOffered: Scalars['Boolean']['output'];
  /** `NODE_ENV`. */
  readonly environment: Scalars['String']['output'];
  /** The version of Portcullis. */
  readonly version: Scalars['String']['output'];
};

/** A row that packages do not change, although they would give something else. */
export type KeptEntitlement = {
  readonly __typename?: 'KeptEntitlement';
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The source of the row: `grant` if it was granted, `legacy_migration` if a migration run wrote it. */
  readonly source: Scalars['String']['output'];
  /** The submodule's key; null for the module's row. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
};

/** The latest change of an organization's legacy flags that a fence detected. */
export type LegacyChange = {
  readonly __typename?: 'LegacyChange';
  /** The `application_name` of the database session that changed them; empty if it set none. */
  readonly applicationName: Scalars['String']['output'];
  /** When the flags were changed. */
  readonly changedAt: Scalars['DateTime']['output'];
  /** How many changes of this organization's flags were detected. */
  readonly count: Scalars['Int']['output'];
  /** The organization's id. */
  readonly id: Scalars['ID']['output'];
  /** The flags after the change, as JSON text; null if there are none. */
  readonly newFlags?: Maybe<Scalars['String']['output']>;
  /** The flags before the change, as JSON text; null if there were none. */
  readonly oldFlags?: Maybe<Scalars['String']['output']>;
  /** The organization; null if it no longer exists. */
  readonly organization?: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
  /** The database user of that session. */
  readonly userName: Scalars['String']['output'];
};

/** A page of detected changes, in order of organization id. */
export type LegacyChangeConnection = {
  readonly __typename?: 'LegacyChangeConnection';
  /** The changes with their cursors. */
  readonly edges: ReadonlyArray<LegacyChangeEdge>;
  /** The changes without their cursors. */
  readonly nodes: ReadonlyArray<LegacyChange>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A detected change with its cursor. */
export type LegacyChangeEdge = {
  readonly __typename?: 'LegacyChangeEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The change. */
  readonly node: LegacyChange;
};

/** One condition for hiding the legacy flags and dropping their column. */
export type LegacyCheck = {
  readonly __typename?: 'LegacyCheck';
  /** True if the check allows dropping the column. */
  readonly allowsDrop: Scalars['Boolean']['output'];
  /** True if the check allows hiding the flags. */
  readonly allowsHide: Scalars['Boolean']['output'];
  /** The finding with its numbers, and what to do. */
  readonly detail: Scalars['String']['output'];
  /**
   * `gating`, `days under ENFORCE`, `parity`, `legacy answers`, `late writers`, `snapshot`, `live runs` or `table`.
   * After the column was dropped, `column` is the only check.
   */
  readonly name: Scalars['String']['output'];
  /**
   * The number that was measured. `gating`: organizations not under ENFORCE. `days under ENFORCE`: whole days since
   * every organization is. `parity`: unexplained differences and uncovered organizations in the newest report. `legacy
   * answers`: checks answered by legacy flags in the last `dropDays` days. `late writers`: organizations whose flags
   * changed in the last `dropDays` days. `snapshot`: whole hours since the last backup. `live runs`: their number.
   * `table`: database objects that depend on the column. Null if there is nothing to count.
   */
  readonly number?: Maybe<Scalars['Float']['output']>;
  /** PASS allows hiding and dropping, WARN allows hiding only, FAIL allows neither. */
  readonly status: CheckStatus;
};

/**
 * A trigger on `organizations`, set by `portcullis legacy fence on`, that detects changes of the legacy flags by other
 * applications.
 */
export type LegacyFence = {
  readonly __typename?: 'LegacyFence';
  /** Who set the fence; null if it is not in effect, or if this was not recorded. */
  readonly actorId?: Maybe<Scalars['String']['output']>;
  /**
   * The latest detected change of each organization, in order of organization id. It is retained when the fence is
   * removed.
   */
  readonly changes: LegacyChangeConnection;
  /** Why the fence was set; null if it is not in effect, or if this was not recorded. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** True if the fence refuses such changes; false if it only records and reports them. */
  readonly rejects: Scalars['Boolean']['output'];
  /** Since when the fence is in effect; null if it is not, or if this was not recorded. */
  readonly since?: Maybe<Scalars['DateTime']['output']>;
  /** True while the fence is in effect. */
  readonly standing: Scalars['Boolean']['output'];
};


/**
 * A trigger on `organizations`, set by `portcullis legacy fence on`, that detects changes of the legacy flags by other
 * applications.
 */
export type LegacyFenceChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** One legacy flag. */
export type LegacyFlag = {
  readonly __typename?: 'LegacyFlag';
  /** The name as stored; names of nested flags are joined by a dot. */
  readonly name: Scalars['String']['output'];
  /** True if the flag is on; false if it is off, and if its value is neither on nor off. */
  readonly on: Scalars['Boolean']['output'];
  /** The rules of the active mapping that the flag matches. */
  readonly rules: ReadonlyArray<MappingRule>;
  /** The value as JSON, shortened; of a name that occurs several times, every value. A name in a list has the value true. */
  readonly value: Scalars['String']['output'];
};

/** Every legacy flag in use, over all organizations. */
export type LegacyFlagCensus = {
  readonly __typename?: 'LegacyFlagCensus';
  /**
   * The flags, most used first; also those of organizations whose flags cannot be read. All that rules name, at most 5,000
   * without a rule, and at most 5,000 within what a rule knows to grant nothing.
   */
  readonly flags: ReadonlyArray<LegacyFlagCount>;
  /** How often a flag without a rule was met that is not among these; 0 if all of them are listed. */
  readonly flagsLeftOut: Scalars['Int']['output'];
  /** Why only organizations were counted, once the legacy column was dropped; null before that. */
  readonly note?: Maybe<Scalars['String']['output']>;
  /**
   * The organizations without any flag that is on, by shape, most first. Until the mapping says what that means, they shut
   * the gate towards ENFORCE.
   */
  readonly nothingOn: ReadonlyArray<LegacyNothingOnCount>;
  /** The number of organizations that were read. */
  readonly organizations: Scalars['Int']['output'];
  /** The shapes in which values are stored, most frequent first. */
  readonly shapes: ReadonlyArray<LegacyShapeCount>;
  /** The first 100 of these organizations, with the reasons. */
  readonly unreadable: ReadonlyArray<UnreadableOrganization>;
  /** The number of organizations whose flags cannot be read. */
  readonly unreadableCount: Scalars['Int']['output'];
};

/** How many organizations have a flag. */
export type LegacyFlagCount = {
  readonly __typename?: 'LegacyFlagCount';
  /** The name, in lower case, with spaces and dashes as `_`. */
  readonly name: Scalars['String']['output'];
  /** What an unmapped flag may mean, by the similarity of names; null if nothing is near, and for a flag with a rule. */
  readonly nearest?: Maybe<LegacyFlagProposal>;
  /** The number of organizations that have it off. */
  readonly off: Scalars['Int']['output'];
  /** The number of organizations that have it on. */
  readonly on: Scalars['Int']['output'];
  /** The number of organizations whose value is neither on nor off. */
  readonly other: Scalars['Int']['output'];
  /** The name as the first organization has it, with the names of nested flags joined by dots. */
  readonly path: Scalars['String']['output'];
  /** The rules of the active mapping that the flag matches; empty if it matches none. */
  readonly rules: ReadonlyArray<MappingRule>;
  /** True if the active mapping does not know the flag; such a flag grants nothing. */
  readonly unmapped: Scalars['Boolean']['output'];
  /** The values met, most frequent first: at most 20. */
  readonly values: ReadonlyArray<LegacyFlagValueCount>;
  /**
   * The values that none of the flag's rules knows, most frequent first: at most 200. They grant nothing; one that is
   * neither on nor off may keep all flags of an organization from being read. Empty for an unmapped flag.
   */
  readonly valuesWithoutRule: ReadonlyArray<LegacyFlagValueCount>;
};

/** What a flag without a rule may mean. */
export type LegacyFlagProposal = {
  readonly __typename?: 'LegacyFlagProposal';
  /** The flag of the rule with a similar name; null if a module or submodule has the similar name. */
  readonly legacyFlag?: Maybe<Scalars['String']['output']>;
  /** The module that the rule grants, or that has the similar name. */
  readonly moduleKey: Scalars['String']['output'];
  /** The submodule; null for the whole module. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
};

/** How many organizations have a legacy flag. */
export type LegacyFlagUse = {
  readonly __typename?: 'LegacyFlagUse';
  /** The name, in lower case, with spaces and dashes as `_`. */
  readonly name: Scalars['String']['output'];
  /** The number of organizations that have it off. */
  readonly off: Scalars['Int']['output'];
  /** The number of organizations that have it on. */
  readonly on: Scalars['Int']['output'];
};

/** A value of a flag, and how many organizations have it. */
export type LegacyFlagValueCount = {
  readonly __typename?: 'LegacyFlagValueCount';
  /** The number of organizations. */
  readonly organizations: Scalars['Int']['output'];
  /** The value: text as it is, anything else as JSON; shortened. */
  readonly value: Scalars['String']['output'];
};

/** Portcullis' reading of an organization's legacy flags. */
export type LegacyFlags = {
  readonly __typename?: 'LegacyFlags';
  /** The flags given more than once. If their values differ, on wins. */
  readonly duplicates: ReadonlyArray<Scalars['String']['output']>;
  /** Every flag, with the rules that it matches in the active mapping; empty if the value cannot be read. */
  readonly flags: ReadonlyArray<LegacyFlag>;
  /** Why the reading is empty, once the flags are hidden or their column was dropped; null before that. */
  readonly note?: Maybe<Scalars['String']['output']>;
  /** The flags that match no rule of the active mapping; `flag=value` if only the value of the flag matches none. */
  readonly unmapped: ReadonlyArray<Scalars['String']['output']>;
  /**
   * Every place that a rule of the active mapping asks for and that is neither on nor off; empty if all can be read.
   * Nothing is guessed: one such place makes the whole value unreadable. What no rule asks for is only unmapped.
   */
  readonly unreadable: ReadonlyArray<UnreadableFlag>;
};

/** How many organizations have no flag that is on, in one shape. */
export type LegacyNothingOnCount = {
  readonly __typename?: 'LegacyNothingOnCount';
  /** True if the active mapping says what it means, by a rule with the legacy flag `@empty`. */
  readonly decided: Scalars['Boolean']['output'];
  /** The number of organizations. */
  readonly organizations: Scalars['Int']['output'];
  /** `NULL`, `EMPTY_OBJECT`, `EMPTY_LIST`, or `ALL_OFF` if there are flags, and none is on or meets a rule. */
  readonly shape: Scalars['String']['output'];
};

/** How many organizations have flags in a shape. */
export type LegacyShapeCount = {
  readonly __typename?: 'LegacyShapeCount';
  /** The number of organizations. */
  readonly count: Scalars['Int']['output'];
  /** True if the value is a JSON string that contains the JSON. */
  readonly encoded: Scalars['Boolean']['output'];
  /** `NULL`, `ARRAY`, `OBJECT`, `NESTED_OBJECT`, `VALUE` (text, a number or a truth value) or `UNREADABLE`. */
  readonly shape: Scalars['String']['output'];
};

/** What must still happen before `organizations.enabled_modules` can be dropped. */
export type LegacyStatus = {
  readonly __typename?: 'LegacyStatus';
  /** Every condition, with its measured number. */
  readonly checks: ReadonlyArray<LegacyCheck>;
  /** When the checks were computed. */
  readonly computedAt: Scalars['DateTime']['output'];
  /**
   * How many days every organization must have been under ENFORCE before the column may be dropped
   * (`PORTCULLIS_LEGACY_DROP_DAYS`).
   */
  readonly dropDays: Scalars['Int']['output'];
  /** When the column was dropped (`portcullis legacy drop-column`); null before that. */
  readonly droppedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The fence on the column. */
  readonly fence: LegacyFence;
  /** Since when the API has hidden the flags (`portcullis legacy hide`); null if they are not hidden. */
  readonly hiddenSince?: Maybe<Scalars['DateTime']['output']>;
  /**
   * How many days every organization must have been under ENFORCE before the flags may be hidden
   * (`PORTCULLIS_LEGACY_HIDE_DAYS`).
   */
  readonly hideDays: Scalars['Int']['output'];
  /**
   * When the column's values, retained in `legacy_flags_kept`, were deleted (`portcullis legacy purge`); null before
   * that.
   */
  readonly purgedAt?: Maybe<Scalars['DateTime']['output']>;
  /** True if all checks allow dropping the column. */
  readonly safeToDrop: Scalars['Boolean']['output'];
  /** True if all checks allow hiding the flags from the API. */
  readonly safeToHide: Scalars['Boolean']['output'];
};

/** A mapping file to load and make active. */
export type LoadMappingInput = {
  /** The content of the file, as `mappingPreview` takes it. */
  readonly csv: Scalars['String']['input'];
  /**
   * The id of the mapping that the caller saw as active; null or omitted if there was none. CONFLICT if another mapping
   * is active now, with its id in `details.activeId`.
   */
  readonly expectedActiveId?: InputMaybe<Scalars['ID']['input']>;
  /** The name of the file, 1 to 200 characters. It becomes the mapping's name. */
  readonly name: Scalars['String']['input'];
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The active mapping after loading. */
export type LoadMappingPayload = {
  readonly __typename?: 'LoadMappingPayload';
  /** False if the same rules were already active; nothing was written then. */
  readonly changed: Scalars['Boolean']['output'];
  /** The active mapping. */
  readonly mapping: Mapping;
  /**
   * Lines of the file that were ignored, and rules whose target is inactive, each with its line number; and values of a
   * flag that have a module without submodules that rules for its other values name.
   */
  readonly notices: ReadonlyArray<Scalars['String']['output']>;
};

/**
 * Whether the product is under maintenance. During maintenance, every mutation is refused with `MAINTENANCE` before any of
 * it runs, except those of actors with the right `MANAGE_MAINTENANCE`.
 */
export type Maintenance = {
  readonly __typename?: 'Maintenance';
  /** True during maintenance. */
  readonly enabled: Scalars['Boolean']['output'];
  /** The message for users; null if none was given. */
  readonly message?: Maybe<Scalars['String']['output']>;
};

/** A set of rules that map legacy flags to modules and submodules. */
export type Mapping = {
  readonly __typename?: 'Mapping';
  /** True for the active mapping. At most one mapping is active. */
  readonly active: Scalars['Boolean']['output'];
  /** SHA-256 of the rules, in hex. Equal rules have equal hashes. */
  readonly hash: Scalars['String']['output'];
  /** The hash of the rules. */
  readonly id: Scalars['ID']['output'];
  /** When the rules were last loaded; null for rules that only a dry run used. */
  readonly loadedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who loaded the rules; null for rules that only a dry run used. */
  readonly loadedBy?: Maybe<Scalars['String']['output']>;
  /** The name of the file that the rules come from. */
  readonly name: Scalars['String']['output'];
  /** The rules, in the order of the file. */
  readonly rules: ReadonlyArray<MappingRule>;
};

/** An organization that would lose or gain something. */
export type MappingExample = {
  readonly __typename?: 'MappingExample';
  /** The keys of what it would gain: modules, and submodules as `module/submodule`. */
  readonly gains: ReadonlyArray<Scalars['String']['output']>;
  /** The keys of what it would lose: modules, and submodules as `module/submodule`. */
  readonly loses: ReadonlyArray<Scalars['String']['output']>;
  /** The organization; null if it no longer exists. */
  readonly organization?: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
};

/**
 * How the answers of the legacy flags would change under another mapping. Entitlements do not change until a migration
 * run.
 */
export type MappingImpact = {
  readonly __typename?: 'MappingImpact';
  /**
   * The first 10 organizations that would lose something, then the first 10 that would only gain; in order of
   * organization id.
   */
  readonly examples: ReadonlyArray<MappingExample>;
  /** Flags in use that only the active mapping knows; the 100 most used. */
  readonly flagsLeft: ReadonlyArray<LegacyFlagUse>;
  /** Flags in use that only the new mapping knows; the 100 most used. */
  readonly flagsTaken: ReadonlyArray<LegacyFlagUse>;
  /** Flags in use that neither mapping knows; the 100 most used. */
  readonly flagsUnknown: ReadonlyArray<LegacyFlagUse>;
  /** How many organizations would gain a module or submodule. An organization can be in both counts. */
  readonly organizationsGaining: Scalars['Int']['output'];
  /** How many organizations would lose a module or submodule. */
  readonly organizationsLosing: Scalars['Int']['output'];
  /**
   * What organizations would lose or gain, most losses first. A module lost or gained as a whole is listed without its
   * submodules.
   */
  readonly targets: ReadonlyArray<MappingTargetImpact>;
  /** How many organizations have flags that cannot be read by the new mapping, and grant nothing. */
  readonly unreadable: Scalars['Int']['output'];
};

/** What loading a mapping file would change. Nothing is written. */
export type MappingPreview = {
  readonly __typename?: 'MappingPreview';
  /**
   * The active mapping, which the file is compared with; null if none is active. Pass its id to `loadMapping` as
   * `expectedActiveId`.
   */
  readonly active?: Maybe<Mapping>;
  /**
   * What organizations would lose or gain, by the answers of the legacy flags; where no mapping is active, what they would
   * gain. Null if the legacy column was dropped, or if none is active and there are no organizations. Computed only if
   * selected, and counts as 30,000 fields. It reads all organizations in pages and compares each distinct
   * value of the flags once: 200,000 organizations take half a second with a few hundred distinct values, and 20 seconds
   * if all differ.
   */
  readonly impact?: Maybe<MappingImpact>;
  /** The rules of the file. */
  readonly mapping: Mapping;
  /**
   * Lines of the file that were ignored, and rules whose target is inactive, each with its line number; and values of a
   * flag that have a module without submodules that rules for its other values name.
   */
  readonly notices: ReadonlyArray<Scalars['String']['output']>;
};

/** A mapping file to preview. */
export type MappingPreviewInput = {
  /**
   * The content of the file: CSV with the columns `legacy_flag`, `legacy_route_pattern`, `target_module`,
   * `target_submodule`, `default_status` and `notes`. A file with any fault is refused as a whole: INVALID_INPUT lists
   * every fault in `details.faults`, with `line`, `field` and `message`.
   */
  readonly csv: Scalars['String']['input'];
  /** The name of the file, 1 to 200 characters. Messages refer to it. */
  readonly name: Scalars['String']['input'];
};

/** One rule of a mapping: one line of the file. */
export type MappingRule = {
  readonly __typename?: 'MappingRule';
  /** The status that the rule gives the module: `enabled`, `trial` or `disabled`. */
  readonly defaultStatus: Scalars['String']['output'];
  /** True if the rule only says that the flag is known, and grants nothing: the target `-`. */
  readonly grantsNothing: Scalars['Boolean']['output'];
  /**
   * `enabled_modules.<name>`, `route_access.<name>`, `enabled_modules` for the value itself, `*` for every organization,
   * or `@empty` for organizations whose value is null, `{}`, `[]` or empty text.
   */
  readonly legacyFlag: Scalars['String']['output'];
  /** The routes that the flag used to open. For information only. */
  readonly legacyRoutePattern?: Maybe<Scalars['String']['output']>;
  /** The module that the rule grants; null if it grants nothing, or if the module is no longer in the taxonomy. */
  readonly module?: Maybe<Module>;
  /** The remark in the file. */
  readonly notes?: Maybe<Scalars['String']['output']>;
  /** The submodule that the rule grants; null if the rule grants the module, or if it is no longer in the taxonomy. */
  readonly submodule?: Maybe<Submodule>;
  /** The only value of the flag that meets the rule, in lower case; null if the flag has to be on. */
  readonly value?: Maybe<Scalars['String']['output']>;
  /** True if the rule is met also where an organization's flags do not mention the flag. */
  readonly whenAbsent: Scalars['Boolean']['output'];
};

/** How many organizations would lose or gain a module or submodule. */
export type MappingTargetImpact = {
  readonly __typename?: 'MappingTargetImpact';
  /** The number of organizations that would gain it. */
  readonly gained: Scalars['Int']['output'];
  /** The number of organizations that would lose it. */
  readonly lost: Scalars['Int']['output'];
  /** The module; null if it no longer exists. */
  readonly module?: Maybe<Module>;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The submodule; null for the module itself, or if the submodule no longer exists. */
  readonly submodule?: Maybe<Submodule>;
  /** The submodule's key; null for the module itself. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
};

/** How a menu should show an item. */
export type MenuAccess =
  /** The organization may not use it. */
  | 'LOCKED'
  /** The organization may use it. */
  | 'OPEN'
  /** The organization may use it until its trial ends. */
  | 'TRIAL';

/** A module or submodule in an organization's menu. */
export type MenuItem = {
  readonly __typename?: 'MenuItem';
  /** How to show the item. */
  readonly access: MenuAccess;
  /** The submodules, in menu order; empty for a submodule. */
  readonly children: ReadonlyArray<MenuItem>;
  /** The icon name of the module; null for submodules. */
  readonly icon?: Maybe<Scalars['String']['output']>;
  /** `organization:module`, or `organization:module/submodule`. */
  readonly id: Scalars['ID']['output'];
  /** The display name. */
  readonly label: Scalars['String']['output'];
  /** The module. */
  readonly module: Module;
  /**
   * The path of the item, such as `/sales/leads`. For a module, the common prefix of its submodules' paths; null if they
   * have none.
   */
  readonly path?: Maybe<Scalars['String']['output']>;
  /** The permission that the product's own role check requires; null for modules. */
  readonly permissionKey?: Maybe<Scalars['String']['output']>;
  /** The reason for `access`. */
  readonly reason: DecisionReason;
  /** The submodule; null for the module itself. */
  readonly submodule?: Maybe<Submodule>;
  /** When the trial ends; null if it has no end, or if access is not by a trial. */
  readonly trialExpiresAt?: Maybe<Scalars['DateTime']['output']>;
};

/** The checks to pass before a run. */
export type MigrationPreflight = {
  readonly __typename?: 'MigrationPreflight';
  /** The checks, in the order in which to fix them. */
  readonly checks: ReadonlyArray<PreflightCheck>;
  /** When the checks were computed. */
  readonly computedAt: Scalars['DateTime']['output'];
  /** The worst status of all checks. */
  readonly status: CheckStatus;
};

/** One migration of legacy flags to entitlements, or one change of many organizations: a dry run or an execution. */
export type MigrationRun = {
  readonly __typename?: 'MigrationRun';
  /** Whether the run may take access away. */
  readonly allowRevocations: Scalars['Boolean']['output'];
  /**
   * What can be done with it now, as far as the run itself decides. A request may still be refused for other reasons:
   * another run that writes is live, a later execution changed the same organizations, organizations are under ENFORCE,
   * or the mapping or taxonomy changed since the plan.
   */
  readonly availableActions: ReadonlyArray<MigrationRunAvailableAction>;
  /** What a change run changes; null for a migration. */
  readonly change?: Maybe<RunChange>;
  /** The earlier execution that this run is limited by: it migrates only what changed since. Null without that limit. */
  readonly changedSince?: Maybe<MigrationRun>;
  /** What the run wrote so far; in a dry run, what an execution would write. */
  readonly counts: MigrationRunCounts;
  /** When the run was requested. New trials start at this time. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The dry run whose plan this execution applies; null if it made its own plan. */
  readonly dryRun?: Maybe<MigrationRun>;
  /** Why the run stopped; null unless it is FAILED. */
  readonly error?: Maybe<MigrationRunError>;
  /** The run stops if more than this percentage of all organizations fails. */
  readonly errorBudgetPercent: Scalars['Float']['output'];
  /** The execution that applies the plan of this dry run; null if there is none. A plan is executed at most once. */
  readonly execution?: Maybe<MigrationRun>;
  /** When the run ended; null before that. */
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The run's number. */
  readonly id: Scalars['ID']['output'];
  /**
   * When retention took away what the run did to each organization. Since then its organizations, modules and unmapped
   * flags are empty lists, and it can be neither rolled back, executed nor verified. Null if the journal is there.
   */
  readonly journalDetachedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether this is a migration or a change. */
  readonly kind: MigrationRunKind;
  /** The rules that the run uses; null for a change run. */
  readonly mapping?: Maybe<Mapping>;
  /** Whether this is a dry run or an execution. */
  readonly mode: MigrationRunMode;
  /** The number of active modules when the run was started. */
  readonly moduleCount: Scalars['Int']['output'];
  /**
   * The run's changes by module, over all organizations, in taxonomy order; modules without a change are omitted. Reads
   * the whole journal.
   */
  readonly modules: ReadonlyArray<MigrationRunModule>;
  /** The journal: what the run did to each organization, in order of organization id. */
  readonly organizations: MigrationRunOrganizationConnection;
  /** The hash of the plan, the same for a dry run and the execution that applies its plan; null before there is a plan. */
  readonly planHash?: Maybe<Scalars['String']['output']>;
  /** The progress of the run. */
  readonly progress: MigrationRunProgress;
  /** The reason given. */
  readonly reason: Scalars['String']['output'];
  /** Who started the run. */
  readonly requestedBy: Scalars['String']['output'];
  /**
   * When the rows that this run wrote were emptied by a reset or replaced from a snapshot. Since then, the run can be
   * neither rolled back nor resumed, and its organizations no longer count as migrated by it. Null if the run is still
   * in effect.
   */
  readonly resetAt?: Maybe<Scalars['DateTime']['output']>;
  /** The rollback of the run; null if none was requested. */
  readonly rollback?: Maybe<MigrationRunRollback>;
  /** The number of these rules; 0 for a change run. */
  readonly ruleCount: Scalars['Int']['output'];
  /** When a worker took the run; null before that. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The current status. */
  readonly status: MigrationRunStatus;
  /** The number of active submodules when the run was started. */
  readonly submoduleCount: Scalars['Int']['output'];
  /** Limits on the load that the run puts on the database. */
  readonly throttle: MigrationRunThrottle;
  /** The length of new trials in days; null for trials without an end. */
  readonly trialDays?: Maybe<Scalars['Int']['output']>;
  /**
   * Flags that match no rule, with the number of organizations that have them, most frequent first. Reads the whole
   * journal.
   */
  readonly unmappedFlags: ReadonlyArray<MigrationRunFlag>;
  /**
   * Checks the writes of the run: its totals, one event for each changed organization, every row against the journal, by
   * module, the parity of its organizations, and legacy flags that changed since. Reads all organizations of the run:
   * request it for one run at a time. Null for a dry run.
   */
  readonly verification?: Maybe<RunVerification>;
};


/** One migration of legacy flags to entitlements, or one change of many organizations: a dry run or an execution. */
export type MigrationRunOrganizationsArgs = {
  action?: InputMaybe<MigrationRunAction>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  moduleKey?: InputMaybe<Scalars['String']['input']>;
  outcome?: InputMaybe<MigrationRunOutcome>;
  rollback?: InputMaybe<MigrationRunRollbackOutcome>;
  search?: InputMaybe<Scalars['String']['input']>;
};


/** One migration of legacy flags to entitlements, or one change of many organizations: a dry run or an execution. */
export type MigrationRunUnmappedFlagsArgs = {
  first?: Scalars['Int']['input'];
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
  readonly id: Scalars['ID']['input'];
  /** The reason, 3 to 500 characters. */
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

/** The change of one row. */
export type MigrationRunChange = {
  readonly __typename?: 'MigrationRunChange';
  /** What the run does with the row. */
  readonly action: MigrationRunAction;
  /**
   * The row after the change; null if there is none. For a change that is not made, the row that the legacy flags ask
   * for.
   */
  readonly after?: Maybe<EntitlementState>;
  /** The row before the change; null if there is none. */
  readonly before?: Maybe<EntitlementState>;
  /** The module. */
  readonly module: Module;
  /** The submodule; null for a module's row, or if the submodule no longer exists. */
  readonly submodule?: Maybe<Submodule>;
};

/** A page of runs, newest first. */
export type MigrationRunConnection = {
  readonly __typename?: 'MigrationRunConnection';
  /** The runs with their cursors. */
  readonly edges: ReadonlyArray<MigrationRunEdge>;
  /** The runs without their cursors. */
  readonly nodes: ReadonlyArray<MigrationRun>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/**
 * The numbers of a run; of a dry run, those that an execution would have. Of organizations, `changed + unchanged +
 * failed + stale + skipped` is the total once the run has ended. All other fields count rows, unless they say otherwise.
 */
export type MigrationRunCounts = {
  readonly __typename?: 'MigrationRunCounts';
  /** The number of organizations with rows written. */
  readonly changed: Scalars['Int']['output'];
  /** The number of events written: one for each changed organization. */
  readonly eventsCreated: Scalars['Int']['output'];
  /** The number of organizations that failed. One failure does not affect the others. */
  readonly failed: Scalars['Int']['output'];
  /** The number of changes held because they would take access away. */
  readonly held: Scalars['Int']['output'];
  /** The number of rows kept because they were not written by a run. */
  readonly keptManual: Scalars['Int']['output'];
  /** The number of module entitlements created. */
  readonly moduleEntitlementsCreated: Scalars['Int']['output'];
  /** The number of module entitlements deleted. */
  readonly moduleEntitlementsRevoked: Scalars['Int']['output'];
  /** The number of module entitlements updated. */
  readonly moduleEntitlementsUpdated: Scalars['Int']['output'];
  /** The number of overrides that were set, replaced or ended. */
  readonly overridesChanged: Scalars['Int']['output'];
  /** The number of packages that organizations were given, or that ended or moved to another version or other dates. */
  readonly packagesChanged: Scalars['Int']['output'];
  /** The number of organizations that were deleted meanwhile, or not reached. */
  readonly skipped: Scalars['Int']['output'];
  /** The number of organizations that differ from the reviewed plan. */
  readonly stale: Scalars['Int']['output'];
  /** The number of submodule entitlements created. */
  readonly submoduleEntitlementsCreated: Scalars['Int']['output'];
  /** The number of submodule entitlements deleted. */
  readonly submoduleEntitlementsRevoked: Scalars['Int']['output'];
  /** The number of submodule entitlements updated. */
  readonly submoduleEntitlementsUpdated: Scalars['Int']['output'];
  /** The number of organizations for which nothing had to be written. */
  readonly unchanged: Scalars['Int']['output'];
  /** The number of flags that match no rule, summed over all organizations. */
  readonly unmappedFlags: Scalars['Int']['output'];
};

/** A run with its cursor. */
export type MigrationRunEdge = {
  readonly __typename?: 'MigrationRunEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The run. */
  readonly node: MigrationRun;
};

/** The error that stopped a run. */
export type MigrationRunError = {
  readonly __typename?: 'MigrationRunError';
  /** `ERROR_BUDGET`, `STALE_PLAN` or `WRITE_FAILED`. */
  readonly code: Scalars['String']['output'];
  /** The error as a sentence, with what to do. */
  readonly message: Scalars['String']['output'];
};

/** A legacy flag that matches no rule. */
export type MigrationRunFlag = {
  readonly __typename?: 'MigrationRunFlag';
  /** The name, in lower case, with spaces and dashes as `_`. */
  readonly name: Scalars['String']['output'];
  /** The number of organizations that have it. */
  readonly organizations: Scalars['Int']['output'];
};

/** Why a rollback kept a row. */
export type MigrationRunKeptCause =
  /** The row differs from what the run wrote: it was updated, deleted or created again by other means. */
  | 'EDITED'
  /** The row of its module was kept or is not a run's, and the rows of its submodules are kept with it. */
  | 'MODULE_KEPT'
  /** The module or submodule is no longer in the taxonomy. */
  | 'NOT_IN_TAXONOMY'
  /** The organization's packages were changed since, and what they give is kept with them. */
  | 'PACKAGES_KEPT'
  /** The run created the module's row, and submodules were added or changed under it since by other means. */
  | 'SUBMODULES_ADDED';

/** An override that a rollback kept. */
export type MigrationRunKeptOverride = {
  readonly __typename?: 'MigrationRunKeptOverride';
  /** The override as the run left it; null if the run ended it. */
  readonly left?: Maybe<MigrationRunOverrideState>;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The override when the rollback reached it; null if there was none. */
  readonly now?: Maybe<MigrationRunOverrideState>;
  /** The submodule's key; null for a module's override. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
};

/** A package that a rollback kept. */
export type MigrationRunKeptPackage = {
  readonly __typename?: 'MigrationRunKeptPackage';
  /** The package's key. */
  readonly key: Scalars['String']['output'];
  /** The package as the run left it; null if the run ended it. */
  readonly left?: Maybe<MigrationRunPackageState>;
  /** The package when the rollback reached it; null if there was none. */
  readonly now?: Maybe<MigrationRunPackageState>;
};

/** A row that a rollback kept. */
export type MigrationRunKeptRow = {
  readonly __typename?: 'MigrationRunKeptRow';
  /** Why the row was kept. */
  readonly cause: MigrationRunKeptCause;
  /** The row as the run left it; null if the run deleted it. */
  readonly left?: Maybe<EntitlementState>;
  /** The module's key, even if the module is no longer in the taxonomy. */
  readonly moduleKey: Scalars['String']['output'];
  /** The row when the rollback reached it; null if there was none. */
  readonly now?: Maybe<EntitlementState>;
  /** The submodule's key; null for a module's row. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
};

/** What a run is for. */
export type MigrationRunKind =
  /** A change of what many organizations have: `startChangeRun`. */
  | 'CHANGE'
  /** A migration of legacy flags to entitlements: `startMigrationRun`. */
  | 'MIGRATION';

/** The purpose of a run. */
export type MigrationRunMode =
  /** Computes and stores a plan, and writes nothing else. */
  | 'DRY_RUN'
  /** Writes entitlements, with a journal and events. */
  | 'EXECUTE';

/**
 * What a run did to one module; in a dry run, what an execution would do. Each organization has at most one entitlement
 * to a module, so `created` and `revoked` are also numbers of organizations.
 */
export type MigrationRunModule = {
  readonly __typename?: 'MigrationRunModule';
  /** The number of module entitlements created. */
  readonly created: Scalars['Int']['output'];
  /** The number of changes of the module or its submodules that were held, because they would take access away. */
  readonly held: Scalars['Int']['output'];
  /** `run:module`. */
  readonly id: Scalars['ID']['output'];
  /** The number of rows of the module or its submodules that were kept, because they were not written by a run. */
  readonly keptManual: Scalars['Int']['output'];
  /** The module; null if it no longer exists. */
  readonly module?: Maybe<Module>;
  /** The module's key, even if the module is no longer in the taxonomy. */
  readonly moduleKey: Scalars['String']['output'];
  /** The number of module entitlements deleted. */
  readonly revoked: Scalars['Int']['output'];
  /** The number of submodule entitlements created, updated or deleted. */
  readonly submodules: Scalars['Int']['output'];
  /** The number of module entitlements updated. */
  readonly updated: Scalars['Int']['output'];
};

/** What a run did to one organization; in a dry run, what an execution would do. */
export type MigrationRunOrganization = {
  readonly __typename?: 'MigrationRunOrganization';
  /** The changes made, held or kept; rows that needed no change are omitted. */
  readonly changes: ReadonlyArray<MigrationRunChange>;
  /** The flags given more than once. If their values differ, on wins. */
  readonly duplicateFlags: ReadonlyArray<Scalars['String']['output']>;
  /** Why the organization failed, is stale or was skipped; null otherwise. */
  readonly error?: Maybe<MigrationRunOrganizationError>;
  /** `run:organization`. */
  readonly id: Scalars['ID']['output'];
  /** The legacy flags that the plan was made from, as stored; a text if they are not JSON. */
  readonly legacyFlags?: Maybe<Scalars['JSON']['output']>;
  /** The modules that the flags grant. */
  readonly mappedModules: ReadonlyArray<Module>;
  /** The organization; null if it no longer exists. */
  readonly organization?: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
  /** The outcome. */
  readonly outcome: MigrationRunOutcome;
  /** The overrides that were set, replaced or ended, or held; always empty for a migration. */
  readonly overrides: ReadonlyArray<MigrationRunOverrideChange>;
  /** The packages that were given, moved or ended, or held; always empty for a migration. */
  readonly packages: ReadonlyArray<MigrationRunPackageChange>;
  /** What the rollback did to the organization; null if the run did not change it, or if the rollback has not reached it. */
  readonly rollback?: Maybe<MigrationRunOrganizationRollback>;
  /** The flags that match no rule. */
  readonly unmappedFlags: ReadonlyArray<Scalars['String']['output']>;
};

/** A page of a run's journal, in order of organization id. */
export type MigrationRunOrganizationConnection = {
  readonly __typename?: 'MigrationRunOrganizationConnection';
  /** The organizations with their cursors. */
  readonly edges: ReadonlyArray<MigrationRunOrganizationEdge>;
  /** The organizations without their cursors. */
  readonly nodes: ReadonlyArray<MigrationRunOrganization>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An organization in a run's journal, with its cursor. */
export type MigrationRunOrganizationEdge = {
  readonly __typename?: 'MigrationRunOrganizationEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** What the run did to the organization. */
  readonly node: MigrationRunOrganization;
};

/** Why nothing was written for an organization. */
export type MigrationRunOrganizationError = {
  readonly __typename?: 'MigrationRunOrganizationError';
  /** `UNREADABLE_FLAGS`, `STALE`, `CHANGE_REFUSED`, `ORGANIZATION_DELETED` or `WRITE_FAILED`. */
  readonly code: Scalars['String']['output'];
  /** The error as a sentence. */
  readonly message: Scalars['String']['output'];
  /** The path in the legacy flags that the error is about; null if it is about none. */
  readonly path?: Maybe<Scalars['String']['output']>;
};

/** What the rollback of a run did to one organization. */
export type MigrationRunOrganizationRollback = {
  readonly __typename?: 'MigrationRunOrganizationRollback';
  /** Why the rollback failed, as a sentence; null if it did not. */
  readonly error?: Maybe<Scalars['String']['output']>;
  /** The rows that were kept. */
  readonly kept: ReadonlyArray<MigrationRunKeptRow>;
  /** The overrides that were kept, because they were changed since. */
  readonly keptOverrides: ReadonlyArray<MigrationRunKeptOverride>;
  /** The packages that were kept, because one of them was changed since. */
  readonly keptPackages: ReadonlyArray<MigrationRunKeptPackage>;
  /** The outcome. */
  readonly outcome: MigrationRunRollbackOutcome;
  /** The number of rows restored to their state before the run. */
  readonly restored: Scalars['Int']['output'];
};

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

/** The change of the override of one module or submodule. */
export type MigrationRunOverrideChange = {
  readonly __typename?: 'MigrationRunOverrideChange';
  /** What the run does with it. */
  readonly action: MigrationRunAction;
  /** The override after the change; null for none. */
  readonly after?: Maybe<MigrationRunOverrideState>;
  /** The override before the change; null for none. */
  readonly before?: Maybe<MigrationRunOverrideState>;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The submodule's key; null for a module's override. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
};

/** An override that was not ended. */
export type MigrationRunOverrideState = {
  readonly __typename?: 'MigrationRunOverrideState';
  /** When it ends by itself; null for never. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The override's id; null in a plan. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** The status that it gives. */
  readonly status: DecisionStatus;
  /** When its trial ends; null for no end, or if it is no trial. */
  readonly trialExpiresAt?: Maybe<Scalars['DateTime']['output']>;
};

/** The change of one package of an organization. */
export type MigrationRunPackageChange = {
  readonly __typename?: 'MigrationRunPackageChange';
  /** What the run does with it. */
  readonly action: MigrationRunAction;
  /** The package after the change; null if it ends. */
  readonly after?: Maybe<MigrationRunPackageState>;
  /** The package before the change; null if the organization did not have it. */
  readonly before?: Maybe<MigrationRunPackageState>;
  /** The package's key. */
  readonly key: Scalars['String']['output'];
};

/** A package that an organization has. */
export type MigrationRunPackageState = {
  readonly __typename?: 'MigrationRunPackageState';
  /** When it ends; null for never. */
  readonly endsAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it begins. */
  readonly startsAt: Scalars['DateTime']['output'];
  /** The version. */
  readonly version: Scalars['Int']['output'];
};

/** The progress of a run or rollback, in organizations. */
export type MigrationRunProgress = {
  readonly __typename?: 'MigrationRunProgress';
  /** The estimated number of seconds left, at the current rate; null unless workers are carrying it out. */
  readonly etaSeconds?: Maybe<Scalars['Int']['output']>;
  /** Why `throttle` makes the workers wait at the moment; null if they are not waiting. */
  readonly heldBack?: Maybe<Scalars['String']['output']>;
  /** Organizations per second: over the last 30 seconds while the run is live, over the whole run afterwards. */
  readonly perSecond?: Maybe<Scalars['Float']['output']>;
  /** The percentage processed, from 0 to 100. */
  readonly percent: Scalars['Float']['output'];
  /** The number of organizations processed, whatever their outcome. */
  readonly processed: Scalars['Int']['output'];
  /** The number of organizations to process; 0 until a worker takes the run. */
  readonly total: Scalars['Int']['output'];
};

/**
 * The rollback of a run. It restores every row that the run wrote, unless the row was changed since. Rows that the run
 * deleted are inserted again, with new ids. Packages and overrides are changed only by the rollback of a change run.
 */
export type MigrationRunRollback = {
  readonly __typename?: 'MigrationRunRollback';
  /** True if the requester acknowledged that organizations under ENFORCE lose access. */
  readonly acknowledgedLostAccess: Scalars['Boolean']['output'];
  /** What the rollback did so far. */
  readonly counts: MigrationRunRollbackCounts;
  /** When the rollback ended; null before that. */
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The progress, counted in organizations that the run had changed. */
  readonly progress: MigrationRunProgress;
  /** The reason given. */
  readonly reason: Scalars['String']['output'];
  /** When the rollback was requested. */
  readonly requestedAt: Scalars['DateTime']['output'];
  /** Who requested the rollback. */
  readonly requestedBy: Scalars['String']['output'];
  /** When a worker took the rollback; null before that. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** The numbers of a rollback. When it has ended, the four counts of organizations add up to its total. */
export type MigrationRunRollbackCounts = {
  readonly __typename?: 'MigrationRunRollbackCounts';
  /** The number of events written: one for each organization with a restored row. */
  readonly eventsCreated: Scalars['Int']['output'];
  /** The number of organizations whose rollback the database refused. */
  readonly organizationsFailed: Scalars['Int']['output'];
  /** The number of organizations of which some rows were kept. */
  readonly organizationsKept: Scalars['Int']['output'];
  /** The number of organizations whose rows are all as before the run. */
  readonly organizationsRolledBack: Scalars['Int']['output'];
  /** The number of organizations that were deleted before the rollback reached them. */
  readonly organizationsSkipped: Scalars['Int']['output'];
  /** The number of rows kept. */
  readonly rowsKept: Scalars['Int']['output'];
  /** The number of rows restored to their state before the run. */
  readonly rowsRestored: Scalars['Int']['output'];
};

/** The outcome of a rollback for one organization that the run had changed. */
export type MigrationRunRollbackOutcome =
  /** The database refused the rollback and no row was changed, see `error`. */
  | 'FAILED'
  /** Some rows were kept, see `kept`. All others are as they were before the run. */
  | 'KEPT'
  /** Every row that the run wrote is as it was before the run. */
  | 'ROLLED_BACK'
  /** The organization was deleted before the rollback reached it. */
  | 'SKIPPED';

/** The plan of a run. Give exactly one field. */
export type MigrationRunSource =
  /** A finished dry run. Its plan is executed as it is, and at most once. */
  { readonly dryRunId: Scalars['ID']['input']; readonly fresh?: never; }
  |  /** A new plan, made from the current flags and rows. */
  { readonly dryRunId?: never; readonly fresh: FreshMigrationInput; };

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

/** Limits on the load that a run puts on the database. Null means no limit. */
export type MigrationRunThrottle = {
  readonly __typename?: 'MigrationRunThrottle';
  /**
   * The number of sessions of other applications that may wait for locks in this database. The workers wait while there
   * are more.
   */
  readonly maxLockWaits?: Maybe<Scalars['Int']['output']>;
  /** Organizations per second, for all workers together. */
  readonly maxRate?: Maybe<Scalars['Int']['output']>;
  /**
   * The replication lag of a standby in seconds. The workers wait while a standby lags further behind, while none is
   * connected, and while the lag cannot be read.
   */
  readonly maxReplicationLag?: Maybe<Scalars['Float']['output']>;
};

/**
 * Limits on the load that a run puts on the database. For an existing run, an omitted field keeps its limit, and null
 * removes it.
 */
export type MigrationRunThrottleInput = {
  /** The number of other applications' sessions waiting for locks above which the workers wait, 0 to 10,000. */
  readonly maxLockWaits?: InputMaybe<Scalars['Int']['input']>;
  /** Organizations per second, for all workers together, 1 to 1,000,000. */
  readonly maxRate?: InputMaybe<Scalars['Int']['input']>;
  /** The replication lag of a standby in seconds above which the workers wait, 0.1 to 86,400. */
  readonly maxReplicationLag?: InputMaybe<Scalars['Float']['input']>;
};

/** A part of the product that can be granted to an organization. */
export type Module = {
  readonly __typename?: 'Module';
  /** What the module is for. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** The display name. */
  readonly displayName: Scalars['String']['output'];
  /** The name of an icon; null if there is none. */
  readonly icon?: Maybe<Scalars['String']['output']>;
  /** The module's key. */
  readonly id: Scalars['ID']['output'];
  /** False if the module was removed from the taxonomy. Its rows are kept, but no organization has it. */
  readonly isActive: Scalars['Boolean']['output'];
  /** The key, in `snake_case`. It identifies the module everywhere. */
  readonly key: Scalars['String']['output'];
  /** What decides whether an organization has the module. */
  readonly policy: ModulePolicy;
  /** The position in menus. */
  readonly sortOrder: Scalars['Int']['output'];
  /** The submodules, in menu order, inactive ones last. */
  readonly submodules: ReadonlyArray<Submodule>;
};

/** How many organizations have a module by overrides and entitlements, whatever their gating. */
export type ModuleAdoption = {
  readonly __typename?: 'ModuleAdoption';
  /** How many of these have it by an override. */
  readonly byOverride: Scalars['Int']['output'];
  /** The module's key. */
  readonly id: Scalars['ID']['output'];
  /** The module. */
  readonly module: Module;
  /**
   * The number of organizations that may use it by overrides and entitlements; all of them for a module that every
   * organization has.
   */
  readonly organizations: Scalars['Int']['output'];
  /** How many of these have it as a trial. */
  readonly trials: Scalars['Int']['output'];
};

/** The stored entitlement of an organization to a module, with its submodules. */
export type ModuleEntitlement = {
  readonly __typename?: 'ModuleEntitlement';
  /** Whether the organization may use the module now. */
  readonly decision: EntitlementDecision;
  /** `organization:module`. */
  readonly id: Scalars['ID']['output'];
  /** The module. */
  readonly module: Module;
  /**
   * The module's override in effect now. Null for others.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `ORG_ADMIN` (`READ_HISTORY`).
   */
  readonly override?: Maybe<EntitlementOverride>;
  /** True if the module is granted only for the sake of some of its submodules. */
  readonly partial: Scalars['Boolean']['output'];
  /** What wrote the row, such as `legacy_migration`; null without a row. */
  readonly source?: Maybe<Scalars['String']['output']>;
  /** `enabled`, `trial` or `disabled`, as stored; null without a row. */
  readonly status?: Maybe<Scalars['String']['output']>;
  /** The active submodules, in order. */
  readonly submodules: ReadonlyArray<SubmoduleEntitlement>;
  /** When the trial ends; null if it has no end, or if the module is not on trial. */
  readonly trialExpiresAt?: Maybe<Scalars['DateTime']['output']>;
};

/** What the affected organizations would notice of a module and its submodules. */
export type ModuleImpact = {
  readonly __typename?: 'ModuleImpact';
  /** The number of answers that would change from denied to allowed. */
  readonly gained: Scalars['Int']['output'];
  /** The number of answers that would change from allowed to denied. */
  readonly lost: Scalars['Int']['output'];
  /** The module; null if it no longer exists. */
  readonly module?: Maybe<Module>;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The number of answers that stay allowed, but become or stop being a trial. */
  readonly status: Scalars['Int']['output'];
};

/** What decides whether an organization has a module. */
export type ModulePolicy =
  /** Every organization has the module. */
  | 'ALWAYS_ON'
  /** The organization's entitlement. */
  | 'ENTITLEMENT'
  /** Every organization has the module, and the product's own role check decides for each user. */
  | 'RBAC_ONLY';

/** All write operations. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Gives packages to an organization, or moves them to other versions and dates, all or nothing, with one event. Its
   * entitlements become the union of its packages, in which the strongest status counts; rows made by hand stay, and
   * overrides still take precedence. Packages begin and end by date within seconds.
   * For: `PROVISIONER`, `OPERATOR`, `SUPER_ADMIN` (`ASSIGN_PACKAGES`).
   */
  readonly assignPackages: AssignPackagesPayload;
  /**
   * Cancels a run for good. What it wrote stays.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_RUNS`).
   */
  readonly cancelMigrationRun: CancelMigrationRunPayload;
  /**
   * Removes the own rollout of one organization, so that the rollout of all applies again. If that puts it under ENFORCE
   * while the gate is shut, it is CONFLICT, unless acknowledged.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_ROLLOUT`).
   */
  readonly clearOrganizationRollout: ClearOrganizationRolloutPayload;
  /**
   * Ends grants of an organization, all or none, with one event. What they replaced does not come back.
   * For: `SUPPORT`, `SUPER_ADMIN` (`CHANGE_ACCESS`).
   */
  readonly endEntitlements: GrantEntitlementsPayload;
  /**
   * Ends packages of an organization at once, all or none, with one event.
   * For: `PROVISIONER`, `OPERATOR`, `SUPER_ADMIN` (`ASSIGN_PACKAGES`).
   */
  readonly endPackages: AssignPackagesPayload;
  /**
   * Grants modules and submodules to an organization, for good or as trials, all or nothing, with one event. What is
   * granted is an entitlement of the source `grant`: runs keep it, and overrides still take precedence.
   * For: `SUPPORT`, `SUPER_ADMIN` (`CHANGE_ACCESS`).
   */
  readonly grantEntitlements: GrantEntitlementsPayload;
  /**
   * Makes the rules of a file the active mapping, as `portcullis mapping load` does, and records which organizations
   * lose or gain by it. Takes as long as the `impact` of a preview. If legacy flags answer, they answer by the new rules
   * at once; runs already started keep their rules. Loading the active rules again changes nothing.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_MAPPING`).
   */
  readonly loadMapping: LoadMappingPayload;
  /**
   * Makes overrides for modules and submodules of an organization, all or none, with one event. Under ENFORCE they take
   * effect in every process with the next notification; otherwise they are stored for later.
   * For: `SUPPORT`, `SUPER_ADMIN` (`CHANGE_ACCESS`).
   */
  readonly overrideEntitlements: OverrideEntitlementsPayload;
  /**
   * Pauses a run until it is resumed. The batch being written is undone, and done again later.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_RUNS`).
   */
  readonly pauseMigrationRun: PauseMigrationRunPayload;
  /**
   * Publishes a version of a package, with an event. It changes no organization: those that have the package keep the
   * version that they have. What the newest version says already is not published again.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_PACKAGES`).
   */
  readonly publishPackage: PublishPackagePayload;
  /**
   * Records what the product's own code answers, for as long as the organization's legacy flags stay as they are. All
   * answers are recorded, or none; an answer replaces the last one about the same organization, module and submodule. They
   * are stored with the flags as they are at the call: send them at once. Safe to repeat.
   * For: `SERVICE`, `PROVISIONER`, `SUPER_ADMIN` (`RECORD_PRODUCT_ANSWERS`).
   */
  readonly recordProductAnswers: RecordProductAnswersPayload;
  /**
   * Resumes a paused run, or a failed one; the failures so far are then accepted.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_RUNS`).
   */
  readonly resumeMigrationRun: ResumeMigrationRunPayload;
  /**
   * Ends overrides of an organization, all or none, with one event. The entitlements apply again.
   * For: `SUPPORT`, `SUPER_ADMIN` (`CHANGE_ACCESS`).
   */
  readonly revokeOverrides: RevokeOverridesPayload;
  /**
   * Rolls back an execution that has ended, and answers at once; workers carry it out. CONFLICT for a dry run, for a run
   * already rolled back or whose rows were reset, while another run that writes is live, while a later execution still
   * in effect changed one of the same organizations, and while one of them is under ENFORCE, unless that is
   * acknowledged: set the rollout to LEGACY first.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_RUNS`).
   */
  readonly rollbackMigrationRun: RollbackMigrationRunPayload;
  /**
   * Fills the embedded database with the shipped taxonomy and mapping, and with demo organizations whose legacy flags
   * can then be migrated. CONFLICT on any other database, in production, and if there is an organization, module or
   * mapping already.
   * For: `SUPER_ADMIN` (`MANAGE_DATABASE`).
   */
  readonly seedDemo: SeedDemoPayload;
  /**
   * Sets which packages an organization is given when it first appears, with an event `organization_seen`. Organizations
   * that exist when the first default is set are not new.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_PACKAGES`).
   */
  readonly setDefaultPackages: SetDefaultPackagesPayload;
  /**
   * Begins or ends maintenance. Meanwhile, mutations of actors without this right are answered with `MAINTENANCE` and
   * the message; queries, subscriptions and operations already running continue. It takes effect in this process at once,
   * and in every other process with the next notification. A process that cannot read the state refuses mutations as
   * well. `Rollout.version` does not change.
   * For: `SUPER_ADMIN` (`MANAGE_MAINTENANCE`).
   */
  readonly setMaintenance: SetMaintenancePayload;
  /**
   * Sets the gating of one organization. Setting ENFORCE while the gate is shut is CONFLICT, unless acknowledged.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_ROLLOUT`).
   */
  readonly setOrganizationRollout: SetOrganizationRolloutPayload;
  /**
   * Changes the gating of all organizations without a rollout of their own. If the change puts organizations under
   * ENFORCE while the gate is shut, it is CONFLICT with the gate's reasons, unless acknowledged. It takes effect in
   * every process with the next notification.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_ROLLOUT`).
   */
  readonly setRollout: SetRolloutPayload;
  /**
   * Starts a run that changes what many organizations have, and answers at once; workers carry it out, as a migration.
   * Only one run that writes can be live at a time, of whatever kind: a second one is CONFLICT, naming the live run. A run
   * of packages, or by a file, also needs `ASSIGN_PACKAGES`, one of overrides `CHANGE_ACCESS_WITHOUT_END`; so does its
   * rollback.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_RUNS`).
   */
  readonly startChangeRun: StartChangeRunPayload;
  /**
   * Starts a run and answers at once; workers carry it out. Only one run that writes can be live at a time: a second one
   * is CONFLICT, naming the live run.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_RUNS`).
   */
  readonly startMigrationRun: StartMigrationRunPayload;
  /**
   * Requests a parity report and answers at once; a worker computes it. Changes nothing.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_RUNS`).
   */
  readonly startParityReport: StartParityReportPayload;
  /**
   * Changes the limits of a run, while it is live or before it is resumed.
   * For: `OPERATOR`, `SUPER_ADMIN` (`MANAGE_RUNS`).
   */
  readonly throttleMigrationRun: ThrottleMigrationRunPayload;
};


/** All write operations. */
export type MutationAssignPackagesArgs = {
  input: AssignPackagesInput;
};


/** All write operations. */
export type MutationCancelMigrationRunArgs = {
  input: MigrationRunActionInput;
};


/** All write operations. */
export type MutationClearOrganizationRolloutArgs = {
  input: ClearOrganizationRolloutInput;
};


/** All write operations. */
export type MutationEndEntitlementsArgs = {
  input: EndEntitlementsInput;
};


/** All write operations. */
export type MutationEndPackagesArgs = {
  input: EndPackagesInput;
};


/** All write operations. */
export type MutationGrantEntitlementsArgs = {
  input: GrantEntitlementsInput;
};


/** All write operations. */
export type MutationLoadMappingArgs = {
  input: LoadMappingInput;
};


/** All write operations. */
export type MutationOverrideEntitlementsArgs = {
  input: OverrideEntitlementsInput;
};


/** All write operations. */
export type MutationPauseMigrationRunArgs = {
  input: MigrationRunActionInput;
};


/** All write operations. */
export type MutationPublishPackageArgs = {
  input: PublishPackageInput;
};


/** All write operations. */
export type MutationRecordProductAnswersArgs = {
  input: RecordProductAnswersInput;
};


/** All write operations. */
export type MutationResumeMigrationRunArgs = {
  input: MigrationRunActionInput;
};


/** All write operations. */
export type MutationRevokeOverridesArgs = {
  input: RevokeOverridesInput;
};


/** All write operations. */
export type MutationRollbackMigrationRunArgs = {
  input: RollbackMigrationRunInput;
};


/** All write operations. */
export type MutationSetDefaultPackagesArgs = {
  input: SetDefaultPackagesInput;
};


/** All write operations. */
export type MutationSetMaintenanceArgs = {
  input: SetMaintenanceInput;
};


/** All write operations. */
export type MutationSetOrganizationRolloutArgs = {
  input: SetOrganizationRolloutInput;
};


/** All write operations. */
export type MutationSetRolloutArgs = {
  input: SetRolloutInput;
};


/** All write operations. */
export type MutationStartChangeRunArgs = {
  input: StartChangeRunInput;
};


/** All write operations. */
export type MutationStartMigrationRunArgs = {
  input: StartMigrationRunInput;
};


/** All write operations. */
export type MutationStartParityReportArgs = {
  input: StartParityReportInput;
};


/** All write operations. */
export type MutationThrottleMigrationRunArgs = {
  input: ThrottleMigrationRunInput;
};

/** What happens to a guarded field when the organization may not use what the field needs. */
export type OnDeny =
  /** The field is null, with one error for each response position and reason. */
  | 'ERROR'
  /** The field is null, without an error. */
  | 'NULL'
  /** The operation is refused before any of it runs. The default for mutation fields. */
  | 'REJECT';

/** A tenant of the product. */
export type Organization = {
  readonly __typename?: 'Organization';
  /**
   * Whether the organization may use a module or submodule, now or at a later time with today's rows and flags; or what
   * was decided at a past time, by the rows, overrides, gating, taxonomy, mapping and legacy flags of then. A past answer
   * is never guessed: see `at`. What the environment of a server forced then is not recorded, and does not count.
   */
  readonly decision: EntitlementDecision;
  /**
   * The legacy flags as stored; null once they are hidden (`portcullis legacy hide`) or their column was dropped
   * (`portcullis legacy drop-column`). A text if they are not JSON.
   * @deprecated The legacy column will be dropped; this is null then. Use `entitlements`.
   */
  readonly enabledModules?: Maybe<Scalars['JSON']['output']>;
  /** The stored entitlements, one for each active module, in taxonomy order. */
  readonly entitlements: ReadonlyArray<ModuleEntitlement>;
  /**
   * Changes of its access, newest first.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `ORG_ADMIN` (`READ_HISTORY`).
   */
  readonly events: EntitlementEventConnection;
  /** Which side answers for the organization now. */
  readonly gating: Gating;
  /** What determines `gating`. */
  readonly gatingSource: GatingSource;
  /**
   * What the organization had of a module or submodule: from when to when, what began it, who did it and why; newest
   * first. A change counts from the time of its event. For those whom `READ_HISTORY` reaches.
   */
  readonly history: AccessPeriodConnection;
  /** The id in `organizations`. */
  readonly id: Scalars['ID']['output'];
  /**
   * The organization's usage.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `ORG_ADMIN` (`READ_HISTORY`).
   */
  readonly insights?: Maybe<OrganizationInsights>;
  /** The legacy flags as Portcullis reads them. */
  readonly legacyFlags: LegacyFlags;
  /** The menu of the organization: every active module in taxonomy order, with its submodules. */
  readonly menu: ReadonlyArray<MenuItem>;
  /** Its name. */
  readonly name: Scalars['String']['output'];
  /**
   * The organization's overrides, newest first.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `ORG_ADMIN` (`READ_HISTORY`).
   */
  readonly overrides: EntitlementOverrideConnection;
  /** The organization's own rollout; null if it has none. */
  readonly ownRollout?: Maybe<OrganizationRollout>;
  /** The packages that the organization has now or will have, by key. */
  readonly packages: ReadonlyArray<OrganizationPackage>;
  /** Whether the organization may use each path, in the order given. Null for a path that no module governs. */
  readonly routeAccess: ReadonlyArray<Maybe<RouteAccess>>;
  /**
   * Increases with every change of what the organization has: overrides, entitlements, its own rollout. Pass it to the
   * mutations that change these as `expectedVersion`. It falls when retention takes old events out.
   */
  readonly version: Scalars['Int']['output'];
};


/** A tenant of the product. */
export type OrganizationDecisionArgs = {
  at?: InputMaybe<Scalars['DateTime']['input']>;
  moduleKey: Scalars['String']['input'];
  submoduleKey?: InputMaybe<Scalars['String']['input']>;
};


/** A tenant of the product. */
export type OrganizationEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** A tenant of the product. */
export type OrganizationHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  moduleKey: Scalars['String']['input'];
  submoduleKey?: InputMaybe<Scalars['String']['input']>;
};


/** A tenant of the product. */
export type OrganizationOverridesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  includeEnded?: Scalars['Boolean']['input'];
  moduleKey?: InputMaybe<Scalars['String']['input']>;
};


/** A tenant of the product. */
export type OrganizationRouteAccessArgs = {
  paths: ReadonlyArray<Scalars['String']['input']>;
};

/** How many modules an organization has by overrides and entitlements. */
export type OrganizationAdoption = {
  readonly __typename?: 'OrganizationAdoption';
  /** The number of modules that the organization may use, without those that every organization has. */
  readonly modules: Scalars['Int']['output'];
  /** The number of active modules, without those that every organization has. */
  readonly of: Scalars['Int']['output'];
  /** How many of these it has as a trial. */
  readonly trials: Scalars['Int']['output'];
};

/** A page of organizations, in order of organization id. */
export type OrganizationConnection = {
  readonly __typename?: 'OrganizationConnection';
  /** The organizations with their cursors. */
  readonly edges: ReadonlyArray<OrganizationEdge>;
  /** The organizations without their cursors. */
  readonly nodes: ReadonlyArray<Organization>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An organization with its cursor. */
export type OrganizationEdge = {
  readonly __typename?: 'OrganizationEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The organization. */
  readonly node: Organization;
};

/** The usage of one organization. A paid feature, which needs the module `reports`. */
export type OrganizationInsights = {
  readonly __typename?: 'OrganizationInsights';
  /** How many modules the organization has. */
  readonly adoption: OrganizationAdoption;
  /** Denied checks, most frequent first. */
  readonly denials: AccessCountConnection;
  /** Changes of the organization's access by day and type, newest first; at most 366 days. */
  readonly history: ReadonlyArray<EntitlementHistoryDay>;
};


/** The usage of one organization. A paid feature, which needs the module `reports`. */
export type OrganizationInsightsDenialsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  since?: InputMaybe<Scalars['DateTime']['input']>;
};


/** The usage of one organization. A paid feature, which needs the module `reports`. */
export type OrganizationInsightsHistoryArgs = {
  since?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A package that an organization has now, or will have. */
export type OrganizationPackage = {
  readonly __typename?: 'OrganizationPackage';
  /** When it was given, or its version or dates were changed. */
  readonly assignedAt: Scalars['DateTime']['output'];
  /**
   * Who gave it. Null for all others.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `ORG_ADMIN` (`READ_HISTORY`).
   */
  readonly assignedBy?: Maybe<Scalars['String']['output']>;
  /** The name of that version. */
  readonly displayName: Scalars['String']['output'];
  /** When it ends; null for no end. */
  readonly endsAt?: Maybe<Scalars['DateTime']['output']>;
  /** The organization and the key of the package, as `organization:package`. */
  readonly id: Scalars['ID']['output'];
  /** True if it counts now. */
  readonly inForce: Scalars['Boolean']['output'];
  /** The key of the package. */
  readonly key: Scalars['String']['output'];
  /**
   * The version itself; null for all others.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly package?: Maybe<Package>;
  /**
   * The reason that was given. Null for all others.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `ORG_ADMIN` (`READ_HISTORY`).
   */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** When it begins. Trials of the package are counted from here, whatever version follows. */
  readonly startsAt: Scalars['DateTime']['output'];
  /** The version that the organization has. */
  readonly version: Scalars['Int']['output'];
};

/** The gating of one organization, set individually. It takes precedence over the rollout. */
export type OrganizationRollout = {
  readonly __typename?: 'OrganizationRollout';
  /** Who set it. */
  readonly actorId: Scalars['String']['output'];
  /** The organization's id. */
  readonly id: Scalars['ID']['output'];
  /** The gating of the organization. */
  readonly mode: Gating;
  /** The organization; null if it no longer exists. */
  readonly organization?: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
  /** The reason given. */
  readonly reason: Scalars['String']['output'];
  /** When it was last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
};

/** A page of organizations' own rollouts, in order of organization id. */
export type OrganizationRolloutConnection = {
  readonly __typename?: 'OrganizationRolloutConnection';
  /** The rollouts with their cursors. */
  readonly edges: ReadonlyArray<OrganizationRolloutEdge>;
  /** The rollouts without their cursors. */
  readonly nodes: ReadonlyArray<OrganizationRollout>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An organization's own rollout, with its cursor. */
export type OrganizationRolloutEdge = {
  readonly __typename?: 'OrganizationRolloutEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The rollout. */
  readonly node: OrganizationRollout;
};

/** How many modules an organization has by overrides and entitlements, whatever its gating. */
export type OrganizationUsage = {
  readonly __typename?: 'OrganizationUsage';
  /** The organization's id. */
  readonly id: Scalars['ID']['output'];
  /** The number of modules that the organization may use, without those that every organization has. */
  readonly modules: Scalars['Int']['output'];
  /** The organization. */
  readonly organization?: Maybe<Organization>;
  /** How many of these it has as a trial. */
  readonly trials: Scalars['Int']['output'];
};

/** A page of organizations, those with the most modules first, then in order of organization id. */
export type OrganizationUsageConnection = {
  readonly __typename?: 'OrganizationUsageConnection';
  /** The organizations with their cursors. */
  readonly edges: ReadonlyArray<OrganizationUsageEdge>;
  /** The organizations without their cursors. */
  readonly nodes: ReadonlyArray<OrganizationUsage>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An organization with its cursor. */
export type OrganizationUsageEdge = {
  readonly __typename?: 'OrganizationUsageEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The organization. */
  readonly node: OrganizationUsage;
};

/** What a request changes, or would change, about one module or submodule. */
export type OverrideChange = {
  readonly __typename?: 'OverrideChange';
  /**
   * The decision after all changes of the request. Unless the gating is ENFORCE it does not change; its `entitlement`
   * does.
   */
  readonly after: EntitlementDecision;
  /** The decision before the request. */
  readonly before: EntitlementDecision;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The override that was made or ended; null in a dry run. */
  readonly override?: Maybe<EntitlementOverride>;
  /** The submodule's key; null for the module itself. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
  /** A warning about the change; null if there is none. */
  readonly warning?: Maybe<ChangeWarning>;
};

/** An override to make. */
export type OverrideChangeInput = {
  /** The module's key. A module whose policy grants it to every organization is INVALID_INPUT. */
  readonly moduleKey: Scalars['String']['input'];
  /** The status to set. TRIAL is for modules only. */
  readonly status: DecisionStatus;
  /** The submodule's key; omit it to mean the module itself. */
  readonly submoduleKey?: InputMaybe<Scalars['String']['input']>;
  /**
   * When the trial ends; not later than `expiresAt`. If omitted, the trial has no end. After that the override stays in
   * effect, and denies.
   */
  readonly trialExpiresAt?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Overrides to make for one organization, all or none. */
export type OverrideEntitlementsInput = {
  /** True if it may end before what the organization has today: `SHORTER_ACCESS`. */
  readonly acknowledgeShorterAccess?: Scalars['Boolean']['input'];
  /** The overrides, at most 500 and one for each module or submodule. An earlier override of the same one is ended. */
  readonly changes: ReadonlyArray<OverrideChangeInput>;
  /** True to return what would change, without writing anything. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /**
   * The organization's `version` that the caller saw. CONFLICT if it has changed since, with the current one in the
   * details.
   */
  readonly expectedVersion: Scalars['Int']['input'];
  /** When the overrides expire; if omitted, they do not. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /**
   * If a request is repeated within a week with the same key and input, it is answered as the first one was, and nothing
   * is written. With another input it is CONFLICT. Keys are separate for each actor.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The result of making overrides. */
export type OverrideEntitlementsPayload = {
  readonly __typename?: 'OverrideEntitlementsPayload';
  /** The changes, in the order given. */
  readonly changes: ReadonlyArray<OverrideChange>;
  /** True if nothing was written, because a dry run was requested. */
  readonly dryRun: Scalars['Boolean']['output'];
  /** The organization after the request. */
  readonly organization: Organization;
};

/**
 * One version of a package: a named set of modules and submodules that organizations can be given. A version never
 * changes; publishing another one changes no organization.
 */
export type Package = {
  readonly __typename?: 'Package';
  /** The name that people see. */
  readonly displayName: Scalars['String']['output'];
  /** The key and the version, such as `starter@2`. */
  readonly id: Scalars['ID']['output'];
  /** What it gives, in the order of the publisher. */
  readonly items: ReadonlyArray<PackageItem>;
  /** The key of the package, the same in all versions. */
  readonly key: Scalars['String']['output'];
  /**
   * The organizations that have this version now or will have it, in order of organization id.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`LIST_ORGANIZATIONS`).
   */
  readonly organizations: OrganizationConnection;
  /** When this version was published. */
  readonly publishedAt: Scalars['DateTime']['output'];
  /**
   * Who published it; null for all others.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly publishedBy?: Maybe<Scalars['String']['output']>;
  /**
   * The reason that the publisher gave; null for all others.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** The number of the version, from 1. */
  readonly version: Scalars['Int']['output'];
  /** Every version of the package, newest first. */
  readonly versions: ReadonlyArray<Package>;
};


/**
 * One version of a package: a named set of modules and submodules that organizations can be given. A version never
 * changes; publishing another one changes no organization.
 */
export type PackageOrganizationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** What a change of packages does, or would do, to one module or submodule. */
export type PackageChange = {
  readonly __typename?: 'PackageChange';
  /**
   * The decision after it. Unless the gating is ENFORCE, the legacy flags still answer; its `entitlement` is what counts
   * under ENFORCE.
   */
  readonly after: EntitlementDecision;
  /** The decision before the request. */
  readonly before: EntitlementDecision;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The submodule's key; null for the module itself. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
  /** A warning about the change; null if there is none. */
  readonly warning?: Maybe<ChangeWarning>;
};

/** What a package says of one module or submodule. */
export type PackageItem = {
  readonly __typename?: 'PackageItem';
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The status it gives. DISABLED switches a submodule off within a module that the package gives. */
  readonly status: DecisionStatus;
  /** The submodule's key; null for the whole module. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
  /** The days from the start of the package to the end of the trial; null unless the status is TRIAL. */
  readonly trialDays?: Maybe<Scalars['Int']['output']>;
};

/** One item of a package to publish. */
export type PackageItemInput = {
  /** The module's key. A module whose policy grants it to every organization is INVALID_INPUT. */
  readonly moduleKey: Scalars['String']['input'];
  /** The status to give. TRIAL is for modules; DISABLED switches a submodule off within a module that the package gives. */
  readonly status?: DecisionStatus;
  /** The submodule's key; omit it to give the whole module. A submodule of a module that no package gives is given alone. */
  readonly submoduleKey?: InputMaybe<Scalars['String']['input']>;
  /** For TRIAL: how many days it lasts, from the start of the package. */
  readonly trialDays?: InputMaybe<Scalars['Int']['input']>;
};

/** The position of a page in a list. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** The cursor of the last item; null for an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** True if more items follow: request them with `after: endCursor`. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** True if the page does not start at the beginning of the list. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first item; null for an empty page. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
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

/** A module or submodule about which the two answers for an organization differ. */
export type ParityDifference = {
  readonly __typename?: 'ParityDifference';
  /** For a module, the number of its submodules with the same difference. They are not listed separately. */
  readonly alikeSubmodules: Scalars['Int']['output'];
  /** Why the answers differ. */
  readonly cause: ParityCause;
  /** The answer by overrides and entitlements; null for the kind READING, which does not depend on them. */
  readonly entitlement?: Maybe<DecisionAnswer>;
  /** True if the cause explains the difference. */
  readonly explained: Scalars['Boolean']['output'];
  /** `report:number`. */
  readonly id: Scalars['ID']['output'];
  /** How the answers differ. */
  readonly kind: ParityKind;
  /** The answer by the legacy flags. */
  readonly legacy: DecisionAnswer;
  /**
   * The newest execution in effect that migrated the organization; null if there is none, or if the cause was found
   * without its journal.
   */
  readonly migrationRun?: Maybe<MigrationRun>;
  /** The module; null if it no longer exists. */
  readonly module?: Maybe<Module>;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The organization; null if it no longer exists. */
  readonly organization?: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
  /** For the kind READING, whether the product allows it; null otherwise. */
  readonly productAllowed?: Maybe<Scalars['Boolean']['output']>;
  /** The `source` of the row that the entitlements' answer is based on; null if there is none. */
  readonly source?: Maybe<Scalars['String']['output']>;
  /** The submodule; null for the module itself, or if the submodule no longer exists. */
  readonly submodule?: Maybe<Submodule>;
  /** The submodule's key; null for the module itself. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
};

/** A page of differences, in order of organization id. */
export type ParityDifferenceConnection = {
  readonly __typename?: 'ParityDifferenceConnection';
  /** The differences with their cursors. */
  readonly edges: ReadonlyArray<ParityDifferenceEdge>;
  /** The differences without their cursors. */
  readonly nodes: ReadonlyArray<ParityDifference>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A difference with its cursor. */
export type ParityDifferenceEdge = {
  readonly __typename?: 'ParityDifferenceEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The difference. */
  readonly node: ParityDifference;
};

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

/**
 * How many organizations' legacy flags were read and compared with what the product itself answers. An organization is
 * checked if the product has answered for it about every active module that flags decide about and, in modules that are on
 * by its flags, every submodule that the mapping has rules for, or for another organization with the same flags; not, if
 * the product answers otherwise for one of those. Answers given while the flags were others do not count.
 */
export type ParityReadings = {
  readonly __typename?: 'ParityReadings';
  /** The number of checked organizations, including those whose reading differs. */
  readonly checkedOrganizations: Scalars['Int']['output'];
  /** The number of distinct values of the legacy flags, among checked organizations. */
  readonly checkedValues: Scalars['Int']['output'];
  /** The number of other organizations. The gate towards ENFORCE is shut until they are checked, or acknowledged. */
  readonly uncheckedOrganizations: Scalars['Int']['output'];
};

/**
 * A comparison of the answers by legacy flags with the answers by entitlements, for every organization, active module
 * and active submodule, at one point in time; and of the reading of the legacy flags with the product's own answers, as
 * far as these were recorded. The differences of the 10 newest reports are retained; the totals of all
 * reports are.
 */
export type ParityReport = {
  readonly __typename?: 'ParityReport';
  /** The point in time that is compared: trials and overrides that end before it have ended. */
  readonly at: Scalars['DateTime']['output'];
  /**
   * True if no difference is unexplained and no organization is uncovered; false if no organization was compared; null
   * until the report is finished.
   */
  readonly clean?: Maybe<Scalars['Boolean']['output']>;
  /** When the report was finished; null before that. */
  readonly computedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the report was requested. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** False if the differences were deleted, because newer reports were made. */
  readonly detailsKept: Scalars['Boolean']['output'];
  /** The differences, in order of organization id. A cursor is valid for its report only. */
  readonly differences: ParityDifferenceConnection;
  /** Why the report is FAILED, as a sentence; null otherwise. */
  readonly error?: Maybe<Scalars['String']['output']>;
  /** The report's number. */
  readonly id: Scalars['ID']['output'];
  /** The organizations that the report is limited to; null for all organizations. */
  readonly organizationIds?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** The number of organizations compared. */
  readonly organizations: Scalars['Int']['output'];
  /** How much of the reading of the flags was compared with the product's own answers; null until it is finished. */
  readonly readings?: Maybe<ParityReadings>;
  /** Who requested the report. */
  readonly requestedBy: Scalars['String']['output'];
  /** The current status. */
  readonly status: ParityReportStatus;
  /** The number of organizations to compare; null until a worker begins to compare. */
  readonly total?: Maybe<Scalars['Int']['output']>;
  /** The number of differences by kind and cause; zeros are omitted. */
  readonly totals: ReadonlyArray<ParityTotal>;
  /**
   * The number of organizations that are not covered. An organization is covered if its flags grant nothing, or if an
   * execution in effect (not rolled back) has the outcome CHANGED or UNCHANGED for it.
   */
  readonly uncovered: Scalars['Int']['output'];
  /** The uncovered organizations, in order of organization id; those that no longer exist are omitted. */
  readonly uncoveredOrganizations: OrganizationConnection;
};


/**
 * A comparison of the answers by legacy flags with the answers by entitlements, for every organization, active module
 * and active submodule, at one point in time; and of the reading of the legacy flags with the product's own answers, as
 * far as these were recorded. The differences of the 10 newest reports are retained; the totals of all
 * reports are.
 */
export type ParityReportDifferencesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  cause?: InputMaybe<ParityCause>;
  explained?: InputMaybe<Scalars['Boolean']['input']>;
  first?: Scalars['Int']['input'];
  kind?: InputMaybe<ParityKind>;
  moduleKey?: InputMaybe<Scalars['String']['input']>;
  organizationIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


/**
 * A comparison of the answers by legacy flags with the answers by entitlements, for every organization, active module
 * and active submodule, at one point in time; and of the reading of the legacy flags with the product's own answers, as
 * far as these were recorded. The differences of the 10 newest reports are retained; the totals of all
 * reports are.
 */
export type ParityReportUncoveredOrganizationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** A page of parity reports, newest first. */
export type ParityReportConnection = {
  readonly __typename?: 'ParityReportConnection';
  /** The reports with their cursors. */
  readonly edges: ReadonlyArray<ParityReportEdge>;
  /** The reports without their cursors. */
  readonly nodes: ReadonlyArray<ParityReport>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A parity report with its cursor. */
export type ParityReportEdge = {
  readonly __typename?: 'ParityReportEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The report. */
  readonly node: ParityReport;
};

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

/** The number of differences of one kind and cause. */
export type ParityTotal = {
  readonly __typename?: 'ParityTotal';
  /** The cause. */
  readonly cause: ParityCause;
  /** The number of differences. */
  readonly count: Scalars['Int']['output'];
  /** True if the cause explains the differences. */
  readonly explained: Scalars['Boolean']['output'];
  /** The kind. */
  readonly kind: ParityKind;
};

/** The result of pausing a run. */
export type PauseMigrationRunPayload = {
  readonly __typename?: 'PauseMigrationRunPayload';
  /** The run. */
  readonly migrationRun: MigrationRun;
};

/** What begins a period. */
export type PeriodBeginning =
  /** The end of a trial or of an override, which was due. */
  | 'END_DUE'
  /** A change of the organization, which its event tells of: a run, a grant, an override, SQL. */
  | 'EVENT'
  /** Nothing: what was before cannot be told, and `knownBecause` says why. */
  | 'KNOWN_FROM'
  /** A change of the legacy flags, or the fence since which they are known. */
  | 'LEGACY_FLAGS'
  /** A change of the mapping. */
  | 'MAPPING'
  /** A change of the gating of all organizations. */
  | 'ROLLOUT'
  /** A change of the taxonomy. */
  | 'TAXONOMY';

/** A change that concerns no single organization: taxonomy, mapping, runs. */
export type PlatformEvent = {
  readonly __typename?: 'PlatformEvent';
  /** Who caused it. */
  readonly actorId: Scalars['String']['output'];
  /** When the event was written. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The type of the event, such as `mapping_loaded`. */
  readonly eventType: Scalars['String']['output'];
  /** The event's number; later events have higher numbers. */
  readonly id: Scalars['ID']['output'];
  /** The details. */
  readonly payload: Scalars['JSON']['output'];
  /** The reason given; null without one. */
  readonly reason?: Maybe<Scalars['String']['output']>;
};

/** A page of platform events, newest first. */
export type PlatformEventConnection = {
  readonly __typename?: 'PlatformEventConnection';
  /** The events with their cursors. */
  readonly edges: ReadonlyArray<PlatformEventEdge>;
  /** The events without their cursors. */
  readonly nodes: ReadonlyArray<PlatformEvent>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A platform event with its cursor. */
export type PlatformEventEdge = {
  readonly __typename?: 'PlatformEventEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The event. */
  readonly node: PlatformEvent;
};

/**
 * Where the organizations and their legacy flags come from: the query behind the view `portcullis.organizations`.
 * Operators set it with `portcullis source set`.
 */
export type PlatformSource = {
  readonly __typename?: 'PlatformSource';
  /** The query, as its author wrote it. */
  readonly definition: Scalars['String']['output'];
  /** PostgreSQL's name of the type of the ids, such as `int4`. */
  readonly idType: Scalars['String']['output'];
  /** When it was set and checked. */
  readonly madeAt: Scalars['DateTime']['output'];
  /** `auto` if the installation made it, otherwise who set it. */
  readonly madeBy: Scalars['String']['output'];
  /**
   * The table that has the flags in one of its columns, with its schema, such as `public.organizations`. Null if the flags
   * come from anywhere else; the fence and dropping the legacy column are then not available.
   */
  readonly relation?: Maybe<Scalars['String']['output']>;
  /**
   * Whether a row tells which transaction wrote it. It is for queries of the product's people: changes are found by
   * comparing the flags of every organization.
   */
  readonly versioned: Scalars['Boolean']['output'];
};

/** One check. */
export type PreflightCheck = {
  readonly __typename?: 'PreflightCheck';
  /** The finding with its numbers, and what to do. */
  readonly detail: Scalars['String']['output'];
  /** The name of the check. */
  readonly name: Scalars['String']['output'];
  /** The result. */
  readonly status: CheckStatus;
};

/** A change of the rollout of one organization. */
export type PreviewOrganizationRolloutInput = {
  /**
   * The gating to set, as `setOrganizationRollout` does; if omitted, the organization's own rollout is removed, as
   * `clearOrganizationRollout` does.
   */
  readonly mode?: InputMaybe<Gating>;
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
};

/** A change of the rollout. */
export type PreviewRolloutInput = {
  /**
   * The percentage of organizations under ENFORCE, 0 to 100. If omitted, it does not change with SHADOW, and is 0 with
   * LEGACY. INVALID_INPUT with ENFORCE, and above 0 when changing from another mode to LEGACY.
   */
  readonly enforcePercentage?: InputMaybe<Scalars['Int']['input']>;
  /** With LEGACY: true to leave organizations individually set to ENFORCE as they are. */
  readonly keepOrganizations?: Scalars['Boolean']['input'];
  /**
   * The gating of organizations outside the percentage. LEGACY is the emergency exit: the legacy flags answer for every
   * organization, those with an own rollout that says SHADOW included.
   */
  readonly mode: Gating;
};

/** A module or submodule about which the answer for an organization would change. */
export type PreviewedDifference = {
  readonly __typename?: 'PreviewedDifference';
  /** The answer after the change. */
  readonly after: DecisionAnswer;
  /** For a module, the number of its submodules with the same difference. They are not listed separately. */
  readonly alikeSubmodules: Scalars['Int']['output'];
  /** The answer now. */
  readonly before: DecisionAnswer;
  /** Why entitlements and legacy flags differ. */
  readonly cause: ParityCause;
  /** True if the cause explains the difference. */
  readonly explained: Scalars['Boolean']['output'];
  /** How the answer changes. */
  readonly kind: ParityKind;
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The submodule's key; null for the module itself. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
};

/** An organization whose gating would change. */
export type PreviewedOrganization = {
  readonly __typename?: 'PreviewedOrganization';
  /**
   * What the organization would notice, compared now; empty between LEGACY and SHADOW, because the flags answer under
   * both.
   */
  readonly differences: ReadonlyArray<PreviewedDifference>;
  /** Its gating after the change. */
  readonly gatingAfter: Gating;
  /** Its gating now. */
  readonly gatingBefore: Gating;
  /** The organization; null if it no longer exists. */
  readonly organization?: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
};

/** A page of organizations whose gating would change, in order of organization id. */
export type PreviewedOrganizationConnection = {
  readonly __typename?: 'PreviewedOrganizationConnection';
  /** The organizations with their cursors. */
  readonly edges: ReadonlyArray<PreviewedOrganizationEdge>;
  /** The organizations without their cursors. */
  readonly nodes: ReadonlyArray<PreviewedOrganization>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An organization whose gating would change, with its cursor. */
export type PreviewedOrganizationEdge = {
  readonly __typename?: 'PreviewedOrganizationEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The organization. */
  readonly node: PreviewedOrganization;
};

/**
 * What the product's own code answered for an organization and a module or submodule: the last answer that was recorded.
 * Portcullis' reading of the legacy flags is compared with it, because a reading is an interpretation and can be wrong.
 */
export type ProductAnswer = {
  readonly __typename?: 'ProductAnswer';
  /** Whether the product allows it. */
  readonly allowed: Scalars['Boolean']['output'];
  /** When the answer was recorded. */
  readonly answeredAt: Scalars['DateTime']['output'];
  /**
   * True if the answer is not out of date, the module or submodule is active, and the reading answers otherwise. A parity
   * report lists it as READING.
   */
  readonly differs: Scalars['Boolean']['output'];
  /** The answer's number. It stays the same when the answer is recorded again. */
  readonly id: Scalars['ID']['output'];
  /** The module's key. */
  readonly moduleKey: Scalars['String']['output'];
  /** The organization; null if it no longer exists. */
  readonly organization?: Maybe<Organization>;
  /** The organization's id. */
  readonly organizationId: Scalars['ID']['output'];
  /** True if the legacy flags have changed since. The answer then checks nothing, until it is recorded again. */
  readonly outOfDate: Scalars['Boolean']['output'];
  /** Whether the reading of the legacy flags, as they are now, allows it; null if the organization no longer exists. */
  readonly readingAllowed?: Maybe<Scalars['Boolean']['output']>;
  /** Where the answer comes from: the name that was given when it was recorded. */
  readonly source: Scalars['String']['output'];
  /** The submodule's key; null for the module itself. */
  readonly submoduleKey?: Maybe<Scalars['String']['output']>;
};

/** A page of the product's answers, in the order in which they were first recorded. */
export type ProductAnswerConnection = {
  readonly __typename?: 'ProductAnswerConnection';
  /** The answers with their cursors. */
  readonly edges: ReadonlyArray<ProductAnswerEdge>;
  /** The answers without their cursors. */
  readonly nodes: ReadonlyArray<ProductAnswer>;
  /** The position of this page in the list. */
  readonly pageInfo: PageInfo;
  /** The total number of items; counted only if this field is selected. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An answer with its cursor. */
export type ProductAnswerEdge = {
  readonly __typename?: 'ProductAnswerEdge';
  /** The cursor of this item. */
  readonly cursor: Scalars['String']['output'];
  /** The answer. */
  readonly node: ProductAnswer;
};

/** An answer of the product. */
export type ProductAnswerInput = {
  /** Whether the product's code allows it. */
  readonly allowed: Scalars['Boolean']['input'];
  /** The module's key. */
  readonly moduleKey: Scalars['String']['input'];
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** Where the answer comes from, such as the name of the application, 1 to 200 characters. If omitted, the actor's id. */
  readonly source?: InputMaybe<Scalars['String']['input']>;
  /** The submodule's key; null or omitted for the module itself. */
  readonly submoduleKey?: InputMaybe<Scalars['String']['input']>;
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

/** A version of a package to publish. */
export type PublishPackageInput = {
  /** The name that people see. */
  readonly displayName: Scalars['String']['input'];
  /** The newest version that the caller saw, 0 for none. CONFLICT if another one was published since; omit it for any. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** What it gives, at most 1,000 items. */
  readonly items: ReadonlyArray<PackageItemInput>;
  /** The key of a package, known or new: snake_case. */
  readonly key: Scalars['String']['input'];
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The result of publishing. */
export type PublishPackagePayload = {
  readonly __typename?: 'PublishPackagePayload';
  /** False if it says the same as the newest version already: then nothing was written. */
  readonly changed: Scalars['Boolean']['output'];
  /** The newest version of the package. */
  readonly package: Package;
};

/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type Query = {
  readonly __typename?: 'Query';
  /**
   * All checks by day, oldest first, including days without checks; at most 400 days. Reads the counts of these days:
   * one row for each kind of check of each organization.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly accessByDay: ReadonlyArray<AccessDay>;
  /**
   * Denied checks, of the organizations that the actor may see.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `ORG_ADMIN` (`READ_HISTORY`).
   */
  readonly accessDenials: AccessCountConnection;
  /**
   * Who counted checks, such as this API and the applications that use the library, most checks first.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly accessSources: ReadonlyArray<AccessSource>;
  /**
   * The record of events, and what its last verification found.
   * For: `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_RECORD`).
   */
  readonly auditState: AuditState;
  /**
   * Answers up to 1,000 checks with one lookup, in the order given. An invalid check is denied on its own. An
   * organization that the actor may not see is answered with ORGANIZATION_NOT_FOUND, like one that does not exist. If
   * the lookup fails, checks are denied with CHECK_FAILED.
   * For: `SERVICE`, `PROVISIONER`, `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `MEMBER`,
   * `ORG_ADMIN` (`READ_ACCESS`).
   */
  readonly checkEntitlements: ReadonlyArray<EntitlementDecision>;
  /**
   * The packages that a new organization is given, at their newest version, by key.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly defaultPackages: ReadonlyArray<Package>;
  /**
   * Changes of organizations' access, newest first. Without `organizationId`, of those that the actor may see.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `ORG_ADMIN` (`READ_HISTORY`).
   */
  readonly entitlementEvents: EntitlementEventConnection;
  /**
   * This installation.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly instance: Instance;
  /**
   * Every legacy flag in use, and the rules that it matches. Reads all organizations.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly legacyFlagCensus: LegacyFlagCensus;
  /**
   * Whether the legacy column is still needed. Reads all organizations, journals and events.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly legacyStatus: LegacyStatus;
  /**
   * A mapping by its id; null if none was loaded with it.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly mapping?: Maybe<Mapping>;
  /**
   * What loading a mapping file would change, and which organizations would lose or gain by it. Writes nothing.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly mappingPreview: MappingPreview;
  /**
   * Every mapping that was ever loaded, newest first.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly mappings: ReadonlyArray<Mapping>;
  /**
   * Whether everything is ready for a run.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly migrationPreflight: MigrationPreflight;
  /**
   * One run; null if it does not exist.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly migrationRun?: Maybe<MigrationRun>;
  /**
   * Runs, newest first.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly migrationRuns: MigrationRunConnection;
  /**
   * One module by its key; null if it does not exist.
   * For: every role (`USE_API`).
   */
  readonly module?: Maybe<Module>;
  /**
   * How many organizations have each active module, in taxonomy order.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly moduleAdoption: ReadonlyArray<ModuleAdoption>;
  /**
   * The taxonomy: every module in menu order, inactive ones last.
   * For: every role (`USE_API`).
   */
  readonly modules: ReadonlyArray<Module>;
  /**
   * One organization. One that the actor may not see is NOT_FOUND, like one that does not exist.
   * For: `SERVICE`, `PROVISIONER`, `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `MEMBER`,
   * `ORG_ADMIN` (`READ_ACCESS`).
   */
  readonly organization: Organization;
  /**
   * How many modules each organization has, most first.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`LIST_ORGANIZATIONS`).
   */
  readonly organizationUsage: OrganizationUsageConnection;
  /**
   * Organizations, in order of organization id.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`LIST_ORGANIZATIONS`).
   */
  readonly organizations: OrganizationConnection;
  /**
   * One version of a package; null if there is none.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly package?: Maybe<Package>;
  /**
   * The newest version of every package, by key.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly packages: ReadonlyArray<Package>;
  /**
   * One parity report; null if it does not exist.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly parityReport?: Maybe<ParityReport>;
  /**
   * Parity reports, newest first.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly parityReports: ParityReportConnection;
  /**
   * Changes that concern no single organization, newest first.
   * For: `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_RECORD`).
   */
  readonly platformEvents: PlatformEventConnection;
  /**
   * The product's own answers, in the order in which they were first recorded.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly productAnswers: ProductAnswerConnection;
  /**
   * The gating of all organizations without a rollout of their own.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly rollout: Rollout;
  /**
   * What a change of gating would do: the organizations affected, what they would lose or gain, and the state of the
   * gate. Changes nothing.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly rolloutPreview: RolloutPreview;
  /**
   * Checks under SHADOW that the entitlements would have answered otherwise, most frequent first.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly shadowDifferences: AccessCountConnection;
  /**
   * Where the organizations come from; null while no source is set.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly source?: Maybe<PlatformSource>;
  /**
   * The actor that sends the request, as identified by the token.
   * For: every role (`USE_API`).
   */
  readonly viewer: Viewer;
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryAccessByDayArgs = {
  moduleKey?: InputMaybe<Scalars['String']['input']>;
  since?: InputMaybe<Scalars['DateTime']['input']>;
  source?: InputMaybe<Scalars['String']['input']>;
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryAccessDenialsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  moduleKey?: InputMaybe<Scalars['String']['input']>;
  order?: AccessCountOrder;
  since?: InputMaybe<Scalars['DateTime']['input']>;
  source?: InputMaybe<Scalars['String']['input']>;
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryAccessSourcesArgs = {
  since?: InputMaybe<Scalars['DateTime']['input']>;
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryCheckEntitlementsArgs = {
  checks: ReadonlyArray<EntitlementCheckInput>;
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryEntitlementEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  eventType?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  organizationId?: InputMaybe<Scalars['ID']['input']>;
  since?: InputMaybe<Scalars['DateTime']['input']>;
  until?: InputMaybe<Scalars['DateTime']['input']>;
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryMappingArgs = {
  id: Scalars['ID']['input'];
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryMappingPreviewArgs = {
  input: MappingPreviewInput;
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryMigrationRunArgs = {
  id: Scalars['ID']['input'];
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryMigrationRunsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  kind?: InputMaybe<MigrationRunKind>;
  mode?: InputMaybe<MigrationRunMode>;
  status?: InputMaybe<MigrationRunStatus>;
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryModuleArgs = {
  key: Scalars['String']['input'];
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryOrganizationArgs = {
  id: Scalars['ID']['input'];
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryOrganizationUsageArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryOrganizationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  gating?: InputMaybe<Gating>;
  hasOverride?: InputMaybe<Scalars['Boolean']['input']>;
  moduleKey?: InputMaybe<Scalars['String']['input']>;
  packageKey?: InputMaybe<Scalars['String']['input']>;
  packageVersion?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<Scalars['String']['input']>;
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryPackageArgs = {
  key: Scalars['String']['input'];
  version?: InputMaybe<Scalars['Int']['input']>;
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryParityReportArgs = {
  id: Scalars['ID']['input'];
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryParityReportsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryPlatformEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryProductAnswersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  differing?: InputMaybe<Scalars['Boolean']['input']>;
  first?: Scalars['Int']['input'];
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryRolloutPreviewArgs = {
  input: RolloutPreviewInput;
};


/** All read operations. Every operation needs a bearer token; `Role` says what each role may read. */
export type QueryShadowDifferencesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  moduleKey?: InputMaybe<Scalars['String']['input']>;
  since?: InputMaybe<Scalars['DateTime']['input']>;
  source?: InputMaybe<Scalars['String']['input']>;
};

/** Answers of the product. */
export type RecordProductAnswersInput = {
  /** The answers, at most 1,000. */
  readonly answers: ReadonlyArray<ProductAnswerInput>;
};

/** The result of recording answers. */
export type RecordProductAnswersPayload = {
  readonly __typename?: 'RecordProductAnswersPayload';
  /** Those of them that are new, answer otherwise than before, or were out of date. */
  readonly changed: Scalars['Int']['output'];
  /** Those of them from which the reading of the legacy flags differs. */
  readonly differing: Scalars['Int']['output'];
  /** The number of answers recorded; an answer that is repeated in the input counts once. */
  readonly recorded: Scalars['Int']['output'];
};

/** The result of resuming a run. */
export type ResumeMigrationRunPayload = {
  readonly __typename?: 'ResumeMigrationRunPayload';
  /** The run. */
  readonly migrationRun: MigrationRun;
};

/** Overrides to end for one organization, all or none. */
export type RevokeOverridesInput = {
  /**
   * The organization's `version` that the caller saw. CONFLICT if it has changed since, with the current one in the
   * details.
   */
  readonly expectedVersion: Scalars['Int']['input'];
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** The ids of the overrides, at most 500. None of them may have ended. */
  readonly overrideIds: ReadonlyArray<Scalars['ID']['input']>;
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The result of ending overrides. */
export type RevokeOverridesPayload = {
  readonly __typename?: 'RevokeOverridesPayload';
  /** The changes, one for each override, oldest override first. */
  readonly changes: ReadonlyArray<OverrideChange>;
  /** The organization after the request. */
  readonly organization: Organization;
};

/** A right, which roles have for everything or for their own organization. */
export type Right =
  /** Give organizations packages, move them to other versions and dates, and end their packages. */
  | 'ASSIGN_PACKAGES'
  /** Pass the guards of the API's own fields in spite of a denial, unless `PORTCULLIS_GUARD_BYPASS=false`. */
  | 'BYPASS_GUARDS'
  /**
   * Grant, override, and end grants and overrides. Without `CHANGE_ACCESS_WITHOUT_END`, only what ends within
   * `PORTCULLIS_SUPPORT_DAYS`.
   */
  | 'CHANGE_ACCESS'
  /** Grant and override without an end, or until any time. */
  | 'CHANGE_ACCESS_WITHOUT_END'
  /** Have its checks counted. Without it, checks leave no trace in usage, denials and metrics. */
  | 'COUNT_CHECKS'
  /** List and search all organizations. */
  | 'LIST_ORGANIZATIONS'
  /** Load demo data. The command requires it as well, for its work at the database. */
  | 'MANAGE_DATABASE'
  /** Begin and end maintenance, and make changes during it. */
  | 'MANAGE_MAINTENANCE'
  /** Load mappings. */
  | 'MANAGE_MAPPING'
  /** Publish versions of packages, and set what new organizations are given. */
  | 'MANAGE_PACKAGES'
  /** Change the rollout, of all organizations or of one. */
  | 'MANAGE_ROLLOUT'
  /**
   * Start, steer and roll back runs, also of grants and longer trials, and start parity reports. Runs of packages need
   * `ASSIGN_PACKAGES` as well, and runs of overrides `CHANGE_ACCESS_WITHOUT_END`.
   */
  | 'MANAGE_RUNS'
  /** Read what organizations have: entitlements, decisions, menu, routes and legacy flags. */
  | 'READ_ACCESS'
  /** Read organizations' events, overrides, rollout, insights and denials. */
  | 'READ_HISTORY'
  /** Read what concerns all organizations: mappings, runs, parity, rollout, usage, and the installation. */
  | 'READ_PLATFORM'
  /** Read the record: the events that concern no single organization, and whether events were altered. */
  | 'READ_RECORD'
  /** Record the product's own answers. */
  | 'RECORD_PRODUCT_ANSWERS'
  /** Ask who it is, and read the modules. */
  | 'USE_API'
  /** Be limited as a backend, not as a person: `RATE_LIMIT_SERVICE`, large requests, subscriptions. */
  | 'USE_BACKEND_LIMITS';

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

/** The run to roll back. */
export type RollbackMigrationRunInput = {
  /** Rolls back even if organizations that the run changed are under ENFORCE and lose access. Recorded in the event. */
  readonly acknowledgeLostAccess?: Scalars['Boolean']['input'];
  /** The run's number. */
  readonly id: Scalars['ID']['input'];
  /**
   * If a request is repeated within a week with the same key and input, it is answered with the run of the first
   * request.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** The reason, 3 to 500 characters; recorded with the run and its events. */
  readonly reason: Scalars['String']['input'];
};

/** The result of requesting a rollback. */
export type RollbackMigrationRunPayload = {
  readonly __typename?: 'RollbackMigrationRunPayload';
  /** The run, ROLLING_BACK until workers have finished. */
  readonly migrationRun: MigrationRun;
};

/** The gating of all organizations without a rollout of their own. */
export type Rollout = {
  readonly __typename?: 'Rollout';
  /**
   * The percentage of organizations that are under ENFORCE already. Whether an organization is included depends on its
   * id alone: a higher percentage only adds organizations.
   */
  readonly enforcePercentage: Scalars['Int']['output'];
  /** The gating that the server's environment forces on all organizations; null if it forces none. */
  readonly forcedByEnvironment?: Maybe<Gating>;
  /**
   * Whether ENFORCE may be set for all organizations. The gate is open if the newest parity report of all organizations
   * is under 15 minutes old, nothing has changed since, no difference is unexplained, no organization is uncovered, and
   * the reading of every organization's flags was checked against the product's own answers, without a difference.
   * For a change, only the affected organizations have to meet this.
   */
  readonly gate: RolloutGate;
  /** The maintenance state of the product. */
  readonly maintenance: Maintenance;
  /** The gating of organizations outside the percentage. */
  readonly mode: Gating;
  /** The organizations with a rollout of their own, in order of organization id. */
  readonly organizations: OrganizationRolloutConnection;
  /** When the rollout was last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Increases with every change. Pass it to `setRollout` as `expectedVersion`. */
  readonly version: Scalars['Int']['output'];
};


/** The gating of all organizations without a rollout of their own. */
export type RolloutOrganizationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** The gate towards ENFORCE. A change that a shut gate would refuse needs an acknowledgement, which its event records. */
export type RolloutGate = {
  readonly __typename?: 'RolloutGate';
  /** True if the gate is open. */
  readonly open: Scalars['Boolean']['output'];
  /** Why the gate is shut, as sentences; empty if it is open. */
  readonly reasons: ReadonlyArray<Scalars['String']['output']>;
  /** Those of the reasons that `acknowledgeUncheckedReadings` accepts; any other needs `acknowledgeLostAccess`. */
  readonly uncheckedReadings: ReadonlyArray<Scalars['String']['output']>;
};

/**
 * What the affected organizations would notice of a change. On the way back to legacy flags, LOST is what the
 * entitlements allow and the flags do not. Differences are counted as in parity reports: a module and submodules with
 * the same difference are one.
 */
export type RolloutImpact = {
  readonly __typename?: 'RolloutImpact';
  /** The point in time of the comparison. */
  readonly comparedAt: Scalars['DateTime']['output'];
  /** The number of differences by module, in order of the modules' keys; modules without any are omitted. */
  readonly modules: ReadonlyArray<ModuleImpact>;
  /**
   * The parity report that the numbers are from, with organizations that changed since compared again; null if all were
   * compared now.
   */
  readonly reportId?: Maybe<Scalars['ID']['output']>;
  /** The number of differences by kind and cause; zeros are omitted. */
  readonly totals: ReadonlyArray<ParityTotal>;
};

/** What a change of gating would do. `ENABLE_ENTITLEMENTS_GATING` is not taken into account: see `forcedByEnvironment`. */
export type RolloutPreview = {
  readonly __typename?: 'RolloutPreview';
  /** The rollout after the change; equal to `before` for a change of one organization. */
  readonly after: RolloutSetting;
  /** The current rollout. */
  readonly before: RolloutSetting;
  /**
   * The gating that the server's environment forces on all organizations; null if it forces none. Otherwise the change
   * affects no organization.
   */
  readonly forcedByEnvironment?: Maybe<Gating>;
  /**
   * The gate towards ENFORCE, for exactly the organizations that the change would put under ENFORCE; null if the change
   * needs no gate.
   */
  readonly gate?: Maybe<RolloutGate>;
  /** The number of organizations whose gating would change, by old and new gating. */
  readonly gatingChanges: ReadonlyArray<GatingChange>;
  /**
   * What the affected organizations would notice. Computed only if selected, and counts as 30,000 fields. It is taken
   * from a parity report that is under 15 minutes old and still valid; without one, the organizations are compared now,
   * in pages: 200,000 organizations take half a minute if all of them differ.
   */
  readonly impact: RolloutImpact;
  /**
   * The organizations whose gating would change, in order of organization id. A cursor is valid for the same input and
   * version only.
   */
  readonly organizations: PreviewedOrganizationConnection;
  /** The version of the rollout that was previewed. Pass it to `setRollout` as `expectedVersion`. */
  readonly version: Scalars['Int']['output'];
};


/** What a change of gating would do. `ENABLE_ENTITLEMENTS_GATING` is not taken into account: see `forcedByEnvironment`. */
export type RolloutPreviewOrganizationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};

/** The change to preview. Give exactly one field. */
export type RolloutPreviewInput =
  /** A change of the rollout of one organization. */
  { readonly organization: PreviewOrganizationRolloutInput; readonly rollout?: never; }
  |  /** A change of the rollout, as `setRollout` takes it. */
  { readonly organization?: never; readonly rollout: PreviewRolloutInput; };

/** The rollout for all organizations without a rollout of their own. */
export type RolloutSetting = {
  readonly __typename?: 'RolloutSetting';
  /** The percentage of organizations that are under ENFORCE already. */
  readonly enforcePercentage: Scalars['Int']['output'];
  /** The gating of organizations outside the percentage. */
  readonly mode: Gating;
};

/** Whether an organization may use a path of the product. */
export type RouteAccess = {
  readonly __typename?: 'RouteAccess';
  /** The decision about the module or submodule that governs the path. */
  readonly decision: EntitlementDecision;
  /** The module that governs the path. */
  readonly module: Module;
  /** The path that was checked. */
  readonly path: Scalars['String']['output'];
  /**
   * The submodule that governs the path: the one whose `menuPath` is the longest prefix, by whole segments. Null if no
   * submodule matches and the path only lies under the common path of the module.
   */
  readonly submodule?: Maybe<Submodule>;
};

/** What a change run was asked to change. */
export type RunChange = {
  readonly __typename?: 'RunChange';
  /** The filter that selected the organizations when the run was started; null if they were named. */
  readonly filter?: Maybe<Scalars['JSON']['output']>;
  /** What is changed. */
  readonly kind: RunChangeKind;
  /** The change in words, as commands print it. */
  readonly text: Scalars['String']['output'];
};

/** What a change run changes. */
export type RunChangeKind =
  /** Trials end later. */
  | 'EXTEND_TRIAL'
  /** Modules and submodules are granted; `DISABLED` takes them away. */
  | 'GRANT'
  /** Overrides are set. */
  | 'OVERRIDE'
  /** Packages are given, moved to another version or other dates, or ended. */
  | 'PACKAGE'
  /** Overrides are ended. */
  | 'REVOKE'
  /** Each organization has a change of its own, by the rows of a file. */
  | 'ROWS';

/** The result of one check of a run. */
export type RunCheck = {
  readonly __typename?: 'RunCheck';
  /** The actual number; null if the check counts nothing. */
  readonly actual?: Maybe<Scalars['Int']['output']>;
  /** The finding, with numbers and the first examples. */
  readonly detail: Scalars['String']['output'];
  /** The expected number; null if the check counts nothing. */
  readonly expected?: Maybe<Scalars['Int']['output']>;
  /** The name of the check. */
  readonly name: Scalars['String']['output'];
  /** The result. */
  readonly status: CheckStatus;
};

/** Whether the writes of an execution are still in place, and agree with its journal and the legacy flags. */
export type RunVerification = {
  readonly __typename?: 'RunVerification';
  /** The checks. */
  readonly checks: ReadonlyArray<RunCheck>;
  /** When the checks were computed; they are computed for every request. */
  readonly computedAt: Scalars['DateTime']['output'];
  /** The worst status of all checks. */
  readonly status: CheckStatus;
};

/** The result of loading demo data. */
export type SeedDemoPayload = {
  readonly __typename?: 'SeedDemoPayload';
  /** The number of organizations. */
  readonly organizations: Scalars['Int']['output'];
};

/** The packages for new organizations. */
export type SetDefaultPackagesInput = {
  /** The keys of the packages, at most 500; none to give nothing any more. */
  readonly keys: ReadonlyArray<Scalars['String']['input']>;
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The packages that a new organization is given. */
export type SetDefaultPackagesPayload = {
  readonly __typename?: 'SetDefaultPackagesPayload';
  /** The newest version of each, by key. */
  readonly packages: ReadonlyArray<Package>;
};

/** Begins, changes or ends maintenance. */
export type SetMaintenanceInput = {
  /** True to begin maintenance or to change its message; false to end it. */
  readonly enabled: Scalars['Boolean']['input'];
  /** The message for users, at most 500 characters. INVALID_INPUT together with `enabled: false`. */
  readonly message?: InputMaybe<Scalars['String']['input']>;
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The maintenance state after the change. */
export type SetMaintenancePayload = {
  readonly __typename?: 'SetMaintenancePayload';
  /** False if nothing changed, because this state was already set. */
  readonly changed: Scalars['Boolean']['output'];
  /** The maintenance state. */
  readonly maintenance: Maintenance;
};

/** A gating to set for one organization. */
export type SetOrganizationRolloutInput = {
  /** True to accept that the organization may lose access, if the gate towards ENFORCE is shut. Recorded in the event. */
  readonly acknowledgeLostAccess?: Scalars['Boolean']['input'];
  /**
   * True to accept that readings of flags were not checked against the product's answers, if the gate is shut for nothing
   * else. `acknowledgeLostAccess` includes it. Recorded in the event.
   */
  readonly acknowledgeUncheckedReadings?: Scalars['Boolean']['input'];
  /** The gating to set. */
  readonly mode: Gating;
  /** The organization. */
  readonly organizationId: Scalars['ID']['input'];
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The result of setting an organization's own rollout. */
export type SetOrganizationRolloutPayload = {
  readonly __typename?: 'SetOrganizationRolloutPayload';
  /** The organization after the change. */
  readonly organization: Organization;
};

/** A change of the rollout. */
export type SetRolloutInput = {
  /** True to accept that organizations may lose access, if the gate towards ENFORCE is shut. Recorded in the event. */
  readonly acknowledgeLostAccess?: Scalars['Boolean']['input'];
  /**
   * True to accept that readings of flags were not checked against the product's answers, if the gate is shut for nothing
   * else. `acknowledgeLostAccess` includes it. Recorded in the event.
   */
  readonly acknowledgeUncheckedReadings?: Scalars['Boolean']['input'];
  /**
   * The percentage of organizations under ENFORCE, 0 to 100. If omitted, it does not change with SHADOW, and is 0 with
   * LEGACY. INVALID_INPUT with ENFORCE, and above 0 when changing from another mode to LEGACY.
   */
  readonly enforcePercentage?: InputMaybe<Scalars['Int']['input']>;
  /** The rollout's version that the caller saw. CONFLICT if it has changed since, with the current one in the details. */
  readonly expectedVersion: Scalars['Int']['input'];
  /** With LEGACY: true to leave organizations individually set to ENFORCE as they are. */
  readonly keepOrganizations?: Scalars['Boolean']['input'];
  /**
   * The gating of organizations outside the percentage. LEGACY without a percentage is the emergency exit: it is never
   * gated, sets the percentage to 0, and removes every organization's own rollout that says ENFORCE. An own rollout that
   * says SHADOW stays, because the legacy flags answer there too: `rollout.organizations` lists it, and
   * `clearOrganizationRollout` removes it.
   */
  readonly mode: Gating;
  /** The reason, 3 to 500 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The result of changing the rollout. */
export type SetRolloutPayload = {
  readonly __typename?: 'SetRolloutPayload';
  /** The number of organizations whose own rollout, set to ENFORCE, was removed. */
  readonly clearedOrganizations: Scalars['Int']['output'];
  /** The rollout after the change. */
  readonly rollout: Rollout;
};

/** The change run to start. */
export type StartChangeRunInput = {
  /** The run stops if more than this percentage of all organizations fails; 0 to 100. */
  readonly errorBudgetPercent?: Scalars['Float']['input'];
  /** If a request is repeated with the same key and input, it is answered with the run that the first request started. */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** Whether to start a dry run or an execution. */
  readonly mode: MigrationRunMode;
  /** The reason, 3 to 500 characters; recorded with the run, its events, and what it sets. */
  readonly reason: Scalars['String']['input'];
  /** What to change, and where. */
  readonly source: ChangeRunSource;
  /** Limits on the load that the run puts on the database; if omitted, there are none. */
  readonly throttle?: InputMaybe<MigrationRunThrottleInput>;
};

/** The result of starting a change run. */
export type StartChangeRunPayload = {
  readonly __typename?: 'StartChangeRunPayload';
  /** The run, QUEUED until a worker takes it. */
  readonly migrationRun: MigrationRun;
};

/** The run to start. */
export type StartMigrationRunInput = {
  /** The run stops if more than this percentage of all organizations fails; 0 to 100. */
  readonly errorBudgetPercent?: Scalars['Float']['input'];
  /** If a request is repeated with the same key and input, it is answered with the run that the first request started. */
  readonly idempotencyKey?: InputMaybe<Scalars['ID']['input']>;
  /** Whether to start a dry run or an execution. */
  readonly mode: MigrationRunMode;
  /** The reason, 3 to 500 characters; recorded with the run and its events. */
  readonly reason: Scalars['String']['input'];
  /** The plan to use. */
  readonly source: MigrationRunSource;
  /** Limits on the load that the run puts on the database; if omitted, there are none. */
  readonly throttle?: InputMaybe<MigrationRunThrottleInput>;
};

/** The result of starting a run. */
export type StartMigrationRunPayload = {
  readonly __typename?: 'StartMigrationRunPayload';
  /** The run, QUEUED until a worker takes it. */
  readonly migrationRun: MigrationRun;
};

/** The comparison to make. */
export type StartParityReportInput = {
  /**
   * A point in time in the future, to compare with today's rows and flags; a past time is INVALID_INPUT. If omitted,
   * now.
   */
  readonly at?: InputMaybe<Scalars['DateTime']['input']>;
  /** Limits the report to these organizations, at most 50,000; if omitted, all organizations. */
  readonly organizationIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** The result of requesting a report. */
export type StartParityReportPayload = {
  readonly __typename?: 'StartParityReportPayload';
  /** The report, QUEUED until a worker takes it. */
  readonly parityReport: ParityReport;
};

/** A part of a module, which can be switched on or off within it. */
export type Submodule = {
  readonly __typename?: 'Submodule';
  /** What the submodule is for. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** The display name. */
  readonly displayName: Scalars['String']['output'];
  /** `module/submodule`. */
  readonly id: Scalars['ID']['output'];
  /** False if the submodule was removed from the taxonomy. */
  readonly isActive: Scalars['Boolean']['output'];
  /** The key, unique within its module. */
  readonly key: Scalars['String']['output'];
  /** The path of the submodule in the product, such as `/sales/leads`; null if it has none. */
  readonly menuPath?: Maybe<Scalars['String']['output']>;
  /** The module that the submodule belongs to. */
  readonly module: Module;
  /** The permission that the product's own role check requires, such as `sales.leads.view`; null if there is none. */
  readonly permissionKey?: Maybe<Scalars['String']['output']>;
  /** The position in the menu of its module. */
  readonly sortOrder: Scalars['Int']['output'];
};

/** The stored entitlement of an organization to a submodule. */
export type SubmoduleEntitlement = {
  readonly __typename?: 'SubmoduleEntitlement';
  /** Whether the organization may use the submodule now. */
  readonly decision: EntitlementDecision;
  /** Whether a row switches the submodule on or off; null without a row, and then the module's answer applies. */
  readonly enabled?: Maybe<Scalars['Boolean']['output']>;
  /** `organization:module/submodule`. */
  readonly id: Scalars['ID']['output'];
  /**
   * The submodule's override in effect now. Null for others.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `ORG_ADMIN` (`READ_HISTORY`).
   */
  readonly override?: Maybe<EntitlementOverride>;
  /** What wrote the row; null without a row. */
  readonly source?: Maybe<Scalars['String']['output']>;
  /** The submodule. */
  readonly submodule: Submodule;
};

/**
 * All subscriptions. They are served over a WebSocket at the same address, by the protocol `graphql-transport-ws` (the
 * library graphql-ws); queries and mutations are not. Send the token in `connectionParams`, as `authorization: "Bearer
 * …"`. The socket is closed when the token expires.
 */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * Follows an organization, with the fields selected of it. There is an event at once, so that no change is missed;
   * then one whenever the organization's access may have changed, by any process, and when a trial or an override ends.
   * There are at most ten events per second; the last change is always sent, and an event may contain no change. Changes
   * of the legacy flags themselves are not detected: while they answer (see `gating`), poll instead. For actors that may
   * see the organization. If it is deleted, the stream ends with an error.
   * For: `SERVICE`, `PROVISIONER`, `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN`; for its own organization `MEMBER`,
   * `ORG_ADMIN` (`READ_ACCESS`).
   */
  readonly entitlementsChanged: Organization;
  /**
   * Follows a run and its progress. There is an event at once, then one for each half second in which something changed,
   * and a last one when the run has ended, after which the stream ends. A FAILED run has ended, too; after resuming it,
   * subscribe again.
   * For: `SUPPORT`, `OPERATOR`, `AUDITOR`, `SUPER_ADMIN` (`READ_PLATFORM`).
   */
  readonly migrationRunProgress: MigrationRun;
};


/**
 * All subscriptions. They are served over a WebSocket at the same address, by the protocol `graphql-transport-ws` (the
 * library graphql-ws); queries and mutations are not. Send the token in `connectionParams`, as `authorization: "Bearer
 * …"`. The socket is closed when the token expires.
 */
export type SubscriptionEntitlementsChangedArgs = {
  organizationId: Scalars['ID']['input'];
};


/**
 * All subscriptions. They are served over a WebSocket at the same address, by the protocol `graphql-transport-ws` (the
 * library graphql-ws); queries and mutations are not. Send the token in `connectionParams`, as `authorization: "Bearer
 * …"`. The socket is closed when the token expires.
 */
export type SubscriptionMigrationRunProgressArgs = {
  id: Scalars['ID']['input'];
};

/** New limits for a run. */
export type ThrottleMigrationRunInput = {
  /** The run's number. */
  readonly id: Scalars['ID']['input'];
  /** The reason, 3 to 500 characters; recorded in an event. */
  readonly reason: Scalars['String']['input'];
  /** The new limits. */
  readonly throttle: MigrationRunThrottleInput;
};

/** The result of changing a run's limits. */
export type ThrottleMigrationRunPayload = {
  readonly __typename?: 'ThrottleMigrationRunPayload';
  /** The run. */
  readonly migrationRun: MigrationRun;
};

/** A place in the legacy flags that cannot be read. */
export type UnreadableFlag = {
  readonly __typename?: 'UnreadableFlag';
  /** What is wrong with the value. */
  readonly message: Scalars['String']['output'];
  /** The path of the place, such as `CRM`, `route_access.vendors`, `[2]`, or `$` for the whole value. */
  readonly path: Scalars['String']['output'];
  /** The value at that place, as JSON. */
  readonly value: Scalars['String']['output'];
};

/** An organization whose legacy flags cannot be read. */
export type UnreadableOrganization = {
  readonly __typename?: 'UnreadableOrganization';
  /** The organization; null if it no longer exists. */
  readonly organization?: Maybe<Organization>;
  /** Every place that cannot be read, with the reason. */
  readonly problems: ReadonlyArray<UnreadableFlag>;
};

/** The actor that sends the request. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  /** The subject of the token. */
  readonly id: Scalars['ID']['output'];
  /** Whether the product is under maintenance. */
  readonly maintenance: Maintenance;
  /** The organization that the token is issued for; null for roles that need none. */
  readonly organization?: Maybe<Organization>;
  /**
   * What the role may do in this deployment, so that clients offer only that. A right that the role has only for its own
   * organization is among them.
   */
  readonly rights: ReadonlyArray<Right>;
  /** The role that the token gives. */
  readonly role: Role;
};
