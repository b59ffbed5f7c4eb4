import type { GraphQLFieldResolver, GraphQLTypeResolver } from 'graphql';
import { type EntitlementRef, ORGANIZATION_NOT_FOUND } from '../boot/decision';
import type { Bypass, DenialReport } from '../boot/guard-options';
import { type DecisionSource, DecisionStore, type Wanted } from './decision-store';
import type { Denial, Verdict } from './denial';

/** What a preparation is created from. */
export interface PreparationGiven<Context> {
  readonly source: DecisionSource;
  /** The decisions that can be loaded before the operation runs. */
  readonly wanted: Wanted;
  /** The distinct modules and submodules that the operation requires. */
  readonly refs: readonly EntitlementRef[];
  /** False if every requirement is about the actor's organization. */
  readonly bringsOrganizations: boolean;
  /** For a mutation, the response key of the field that runs first. */
  readonly firstRootKey: string | null;
  readonly fieldResolver: GraphQLFieldResolver<unknown, Context>;
  readonly typeResolver: GraphQLTypeResolver<unknown, Context>;
  readonly mayBypass: () => boolean;
  readonly onBypass: (bypass: Bypass) => void;
  /** Undefined if nobody wants to know. */
  readonly onDenied: ((denial: DenialReport) => void) | undefined;
}

/** An operation that was checked and may be executed: once, or for each event of a subscription. */
export class Preparation<Context> {
  /** The decisions that apply now: those of the preparation, or of the last event of a subscription. */
  store: DecisionStore;
  private passed: Set<string> | null = null;
  private denied: Set<string> | null = null;
  private bypasses: boolean | undefined;

  constructor(readonly given: PreparationGiven<Context>) {
    this.store = this.freshStore();
  }

  get actorOrganization(): string | null {
    return this.given.source.actorOrganization;
  }

  /** An empty store, to load decisions again. */
  freshStore(): DecisionStore {
    return new DecisionStore(this.given.source);
  }

  /** Loads the decisions again that can be loaded before the operation runs. */
  async reload(): Promise<DecisionStore> {
    const store = this.freshStore();
    await store.load(this.given.wanted);
    this.passed = null;
    this.denied = null;
    this.store = store;
    return store;
  }

  /** True if the actor bypasses the denial. Each coordinate, organization and module or submodule is reported once. */
  readonly tryBypass = ({ guard, decision, organizationId }: Denial): boolean => {
    this.bypasses ??= this.given.mayBypass();
    if (!this.bypasses) return false;
    const { module, submodule, status, reason } = decision;
    const key = JSON.stringify([guard.coordinate, organizationId, module, submodule]);
    if (this.passed?.has(key)) return true;
    this.given.onBypass({ coordinate: guard.coordinate, organizationId, module, submodule, status, reason });
    (this.passed ??= new Set()).add(key);
    return true;
  };

  /** Reports a verdict that denies, once for each coordinate, organization and reason, and returns it. */
  report<Given extends Verdict | undefined>(verdict: Given): Given {
    const { onDenied } = this.given;
    if (!verdict || !onDenied) return verdict;
    const { code, guard, requirement, decision, organizationId } = verdict;
    // A hidden organization has no decision: what was asked for is told.
    const { module, submodule, status, reason } =
      code === 'NOT_FOUND'
        ? { ...decision, ...requirement.anyOf[0], status: null, reason: ORGANIZATION_NOT_FOUND }
        : decision;
    const key = JSON.stringify([guard.coordinate, organizationId, module, submodule, reason]);
    if (this.denied?.has(key)) return verdict;
    (this.denied ??= new Set()).add(key);
    onDenied({ code, coordinate: guard.coordinate, organizationId, module, submodule, status, reason });
    return verdict;
  }
}
