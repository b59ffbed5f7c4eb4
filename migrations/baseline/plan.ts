import type { EntitlementTable, OrganizationIdType } from './names';

/** What an installation would make, add and adopt in this database, and what prevents it. */
export interface InstallationPlan {
  readonly database: string;
  readonly role: string;
  /** Whether the schema `portcullis` is made too; otherwise it exists. */
  readonly makesSchema: boolean;
  /** The schema of the product's organizations, or of its tables. */
  readonly productSchema: string;
  readonly organizations: PlannedOrganizations;
  readonly entitlements: PlannedEntitlements;
  /** The schema of `v_effective_entitlements`. */
  readonly viewSchema: string;
  readonly idType: OrganizationIdType;
  /** Everything that does not fit, each with what to do; while there is anything, nothing is changed. */
  readonly problems: readonly string[];
}

interface PlannedOrganizations {
  /**
   * `created`: the database has none; `plain`: the product's table is the source; `unset`: its layout is another one,
   * and `portcullis source set` says where the flags are.
   */
  readonly kind: 'created' | 'plain' | 'unset';
  /** Why it is left open where they are, and the command to go on with afterwards; null unless it is. */
  readonly unset: { readonly reason: string; readonly next: string } | null;
  /** Triggers that are added to the product's table. */
  readonly triggers: readonly string[];
}

/** Where the published entitlement tables are, and whose. */
export interface PlannedEntitlements {
  readonly origin: 'adopted' | 'created';
  readonly schema: string;
  /** Why the product's tables of these names are not adopted; null if there are none, or they are. */
  readonly reason: string | null;
  /** What is added to adopted tables. */
  readonly added: Readonly<Record<EntitlementTable, readonly AddedObject[]>>;
  /** Whether the end of a trial is stored without a time zone. */
  readonly zoneless: boolean;
}

interface AddedObject {
  readonly kind: 'column' | 'trigger';
  readonly name: string;
}

/** The database does not fit. The message says everything about it that does not, and what to do. */
export class InstallationRefused extends Error {
  override readonly name = 'InstallationRefused';

  constructor(readonly plan: InstallationPlan) {
    super(
      [
        `Portcullis cannot be installed into the database '${plan.database}' as it is; nothing was changed:`,
        ...plan.problems.map((problem) => `  ${problem}`),
      ].join('\n'),
    );
  }
}
