import type { GraphQLFieldResolver, GraphQLTypeResolver } from 'graphql';
import type { EntitlementRef } from '../boot/decision';
import { DecisionStore, type DecisionSource, type Wanted } from './decision-store';
import type { Denial } from './denial';
import type { Bypass } from '../boot/guard-options';

export interface PreparationGiven<Context> {
  readonly source: DecisionSource;
  /** What can be told before it runs. */
  readonly wanted: Wanted;
  readonly refs: readonly EntitlementRef[];
  readonly bringsOrganizations: boolean;
  readonly firstRootKey: string | null;
  readonly fieldResolver: GraphQLFieldResolver<unknown, Context>;
  readonly typeResolver: GraphQLTypeResolver<unknown, Context>;
  readonly mayBypass: () => boolean;
  readonly onBypass: (bypass: Bypass) => void;
}

/** An operation that was checked, and may be executed: once, or for each event of a subscription. */
export class Preparation<Context> {
  /** The decisions of now: those that it was prepared with, or of the last event. */
  store: DecisionStore;
  private passed: Set<string> | null = null;
  private bypasses: boolean | undefined;

  constructor(readonly given: PreparationGiven<Context>) {
    this.store = this.freshStore();
  }

  get actorOrganization(): string | null {
    return this.given.source.actorOrganization;
  }

  /** An empty store, for decisions anew. */
  freshStore(): DecisionStore {
    return new DecisionStore(this.given.source);
  }

  /** Loads anew what can be told before it runs. */
  async reload(): Promise<DecisionStore> {
    const store = this.freshStore();
    await store.load(this.given.wanted);
    this.passed = null;
    this.store = store;
    return store;
  }

  /** True for an actor that may pass over the denial; told of once for each coordinate, organization and need. */
  readonly passOver = ({ guard, decision, organizationId }: Denial): boolean => {
    this.bypasses ??= this.given.mayBypass();
    if (!this.bypasses) return false;
    const { module, submodule, status, reason } = decision;
    const key = JSON.stringify([guard.coordinate, organizationId, module, submodule]);
    if (this.passed?.has(key)) return true;
    this.given.onBypass({ coordinate: guard.coordinate, organizationId, module, submodule, status, reason });
    (this.passed ??= new Set()).add(key);
    return true;
  };
}
