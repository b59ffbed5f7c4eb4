import type { DocumentNode, GraphQLFieldResolver } from 'graphql';
import type { EntitlementDecision, EntitlementRequest, OrganizationId } from './decision';

/** A module that a directive may name. */
export interface KnownModule {
  readonly key: string;
  readonly submodules: readonly { readonly key: string }[];
}

/** Who asks, as far as the library looks. */
export interface GuardedActor {
  /** The organization that the actor belongs to; null or absent for none. */
  readonly organizationId?: OrganizationId | null;
}

/** The organization of an object: undefined to look further out, null for none, which denies. It must answer at once. */
export type OrganizationHook<Context> = {
  // a method, so that a hook may name the type of its source
  hook(source: unknown, context: Context): OrganizationId | null | undefined;
}['hook'];

/** A denial that was passed over, for one coordinate and organization of one operation (of one event, for a subscription). */
export interface Bypass {
  readonly coordinate: string;
  readonly organizationId: string | null;
  readonly module: string;
  readonly submodule: string | null;
  readonly status: string | null;
  readonly reason: string;
}

/** SDL as it was before it was merged into the schema. */
export type TypeDefs = string | DocumentNode | readonly TypeDefs[];

/** What the host of a guarded schema gives. */
export interface GuardOptions<Context extends object, Actor extends GuardedActor = GuardedActor> {
  /** All modules that there are: naming another refuses to boot. */
  readonly modules: readonly KnownModule[];
  /** Answers many requests in one batch. What it does not answer is denied, as is everything where it throws. */
  readonly loadDecisions: (
    requests: readonly EntitlementRequest[],
    context: Context,
  ) => Promise<readonly EntitlementDecision[]>;
  /** Who asks; null for nobody. */
  readonly actorOf: (context: Context) => Actor | null;
  /**
   * Whether the actor may ask about an organization other than its own; where not, it is told that there is none. Without this hook
   * nobody may ask about another.
   */
  readonly mayAskAbout?: (actor: Actor | null, organizationId: string, context: Context) => boolean | Promise<boolean>;
  /** True for an actor that passes where its organization may not, such as a super admin. */
  readonly mayBypass?: (actor: Actor, context: Context) => boolean;
  /** Told of each bypass, before it is passed. */
  readonly onBypass?: (bypass: Bypass, context: Context) => void;
  /** Told what `loadDecisions` or `mayAskAbout` threw; the client learns only that the check failed. */
  readonly onCheckFailure?: (error: unknown, context: Context) => void;
  /** By type, object or interface: which organization an object belongs to. */
  readonly organizationOf?: Readonly<Record<string, OrganizationHook<Context>>>;
  /** `root` refuses to boot while a root field is neither guarded nor marked `@entitlementFree`. */
  readonly requireGuardOn?: 'root';
  /** The SDL before merging, where guards on what is defined twice are looked for: a merged schema keeps one of them silently. */
  readonly typeDefs?: TypeDefs;
  /** The resolver of fields that have none, where the server is configured with another than graphql's. */
  readonly fieldResolver?: GraphQLFieldResolver<unknown, Context>;
}
