import type { DocumentNode, GraphQLFieldResolver } from 'graphql';
import type { DenialCode, EntitlementDecision, EntitlementRequest, OrganizationId } from './decision';

/** A module that directives may name, with its submodules. */
export interface KnownModule {
  readonly key: string;
  readonly submodules: readonly { readonly key: string }[];
}

/** The actor of an operation, as far as the library needs to know it. */
export interface GuardedActor {
  /** The organization that the actor belongs to; null or omitted for none. */
  readonly organizationId?: OrganizationId | null;
}

/**
 * Returns the organization that an object belongs to: its id, undefined to use the organization of an object further
 * out, or null for none, which is denied. It must be synchronous.
 */
export type OrganizationHook<Context> = {
  // a method, so that a hook may name the type of its source
  hook(source: unknown, context: Context): OrganizationId | null | undefined;
}['hook'];

/**
 * A denial that was bypassed. Reported once for each coordinate, organization and module or submodule of an operation;
 * for a subscription, of an event.
 */
export interface Bypass {
  /** Where the denied requirement applies, such as `Query.leads`. */
  readonly coordinate: string;
  /** The organization that was denied; null if there was none. */
  readonly organizationId: string | null;
  readonly module: string;
  /** Null if the module itself was denied. */
  readonly submodule: string | null;
  /** The `status` of the host's decision. */
  readonly status: string | null;
  /** The `reason` of the host's decision, or of the library. */
  readonly reason: string;
}

/**
 * A denial that took effect. Reported once for each coordinate, organization, module or submodule, and reason of an
 * operation; for a subscription, of an event.
 */
export interface DenialReport extends Bypass {
  /** `NOT_FOUND`: the actor may not know the organization. */
  readonly code: DenialCode;
}

/** An answer of the product to `productAnswer`. */
export interface ProductAnswer {
  readonly organizationId: string;
  readonly module: string;
  /** Null for the module itself. */
  readonly submodule: string | null;
  readonly allowed: boolean;
  /** Whether the host's decision, from its reading of the legacy flags, is the same. */
  readonly agrees: boolean;
  /**
   * The legacy flags under which it was given, as the host's decision names them.
   * @default those that the organization has when the answer is recorded
   */
  readonly flagsHash?: string | null;
}

/** SDL as it was before it was merged into the schema. */
export type TypeDefs = string | DocumentNode | readonly TypeDefs[];

/** The options of `guardSchema`. `Context` is the type of the server's context, `Actor` that of the actor in it. */
export interface GuardOptions<Context extends object, Actor extends GuardedActor = GuardedActor> {
  /**
   * All modules that exist. A directive that names any other is a fault at boot.
   * @example [{ key: 'sales', submodules: [{ key: 'leads' }, { key: 'quotations' }] }]
   */
  readonly modules: readonly KnownModule[];
  /**
   * Answers many requests in one batch. A request without an answer is denied, and all are if it throws.
   * @example
   * (requests) => entitlements.loadDecisions(requests) // of openEntitlements()
   */
  readonly loadDecisions: (
    requests: readonly EntitlementRequest[],
    context: Context,
  ) => Promise<readonly EntitlementDecision[]>;
  /**
   * Returns the actor of an operation; null if there is none.
   * @example
   * ({ actor }) => actor
   */
  readonly actorOf: (context: Context) => Actor | null;
  /**
   * Whether the actor may ask about an organization other than its own. If not, it is answered as if that organization
   * did not exist.
   * @default no actor may ask about another organization
   */
  readonly mayAskAbout?: (actor: Actor | null, organizationId: string, context: Context) => boolean | Promise<boolean>;
  /**
   * Whether the actor bypasses denials, for example a super admin.
   * @default no actor does
   * @example
   * (actor) => actor.role === 'SUPER_ADMIN'
   */
  readonly mayBypass?: (actor: Actor, context: Context) => boolean;
  /**
   * Called for each bypass, before the denied field is resolved, for example to log it.
   * @default bypasses are not reported
   */
  readonly onBypass?: (bypass: Bypass, context: Context) => void;
  /**
   * Called with each decision that the library gets, also those that failed: once for each organization and module or
   * submodule of an operation; for a subscription, of an event. It must not block. What it throws is told to
   * `onCheckFailure`, and changes nothing.
   * @default decisions are not reported
   * @example
   * ({ module, allowed, reason }) => checks.inc({ module, allowed: String(allowed), reason })
   */
  readonly onDecision?: (decision: EntitlementDecision, context: Context) => void;
  /**
   * Called for each denial that takes effect, also for those that a client is not told of (`onDeny: NULL`), for example
   * to offer an upgrade, or to log it. It must not block. What it throws is told to `onCheckFailure`: access stays
   * denied.
   * @default denials are not reported
   * @example
   * ({ coordinate, organizationId, reason }) => log.info({ coordinate, organizationId, reason })
   */
  readonly onDenied?: (denial: DenialReport, context: Context) => void;
  /**
   * The product's own answer, asked in place of decisions under the gating `LEGACY` and `SHADOW`, before the operation
   * runs and once for each module and submodule: then the legacy flags decide, and the product knows what they mean.
   * `null` or `undefined` leaves the decision to the host. If it throws or rejects, this one check fails and is denied.
   * It is not asked under `ENFORCE`, about modules that every organization has, or about what does not exist.
   * @default decisions under every gating are the host's
   * @example
   * (organizationId, module, submodule, { features }) => features.has(organizationId, submodule ?? module)
   */
  readonly productAnswer?: (
    organizationId: string,
    module: string,
    submodule: string | null,
    context: Context,
  ) => boolean | null | undefined | Promise<boolean | null | undefined>;
  /**
   * Called with each answer of `productAnswer`, to hold the host's decisions to it. It must not block.
   * @default answers are not recorded
   * @example
   * entitlements.recordProductAnswer // of openEntitlements()
   */
  readonly recordProductAnswer?: (answer: ProductAnswer) => void;
  /**
   * How many milliseconds `loadDecisions`, with `mayAskAbout` and `productAnswer`, may take. Then the checks that wait
   * for it are denied, with the reason `CHECK_FAILED`.
   * @default 10000
   */
  readonly timeoutMs?: number;
  /**
   * Called with what `loadDecisions` or any other hook threw, and if it takes too long. The client is only told that
   * the check failed.
   * @default such errors are not reported
   */
  readonly onCheckFailure?: (error: unknown, context: Context) => void;
  /**
   * Which organization an object belongs to, by name of object type or interface.
   * @default objects belong to the organization of the object further out, and at the root to the actor's
   * @example
   * { Organization: ({ id }) => id }
   */
  readonly organizationOf?: Readonly<Record<string, OrganizationHook<Context>>>;
  /**
   * `root`: a root field must be guarded or marked `@entitlementFree`; any other is a fault at boot.
   * @default root fields need neither
   */
  readonly requireGuardOn?: 'root';
  /**
   * The SDL before merging, in which guards on repeated definitions are found: a merged schema keeps only one
   * definition.
   * @default repeated definitions are not checked
   */
  readonly typeDefs?: TypeDefs;
  /**
   * The resolver of fields without one. Set it if the server uses another default than graphql.
   * @default graphql's `defaultFieldResolver`
   */
  readonly fieldResolver?: GraphQLFieldResolver<unknown, Context>;
}
