import {
  CHECK_FAILED,
  denied,
  isTrue,
  NO_ORGANIZATION,
  organizationKey,
  refKey,
  type EntitlementDecision,
  type EntitlementRef,
  type EntitlementRequest,
} from '../boot/decision';
import type { Verdict } from './denial';
import { isPromiseLike } from '../boot/is-record';
import type { Guard } from '../boot/requirement';

/** What the store asks the host, for one context. */
export interface DecisionSource {
  /** The actor's; null for none. */
  readonly actorOrganization: string | null;
  readonly load: (requests: readonly EntitlementRequest[]) => Promise<readonly EntitlementDecision[]>;
  readonly mayAskAbout: (organizationId: string) => boolean | Promise<boolean>;
  readonly onFailure: (error: unknown) => void;
}

/** Organizations and what is wanted of each. */
export type Wanted = ReadonlyMap<string | null, readonly EntitlementRef[]>;

/** What is known of one organization. */
export class OrganizationAnswers {
  /** Verdicts that follow from these decisions, each worked out once. */
  readonly verdicts = new Map<Guard, Verdict>();
  /** Those that wait for a load; null where none ever did, which is the rule, and made for each operation. */
  coming: Map<Guard, Promise<Verdict>> | null = null;
  /** Null until the host was asked. */
  mayAsk: boolean | null = null;
  inFlight: Map<string, Promise<void>> | null = null;
  private readonly decisions = new Map<string, EntitlementDecision>();

  constructor(readonly organizationId: string | null) {}

  /** Undefined where it must be loaded first. */
  decision(ref: EntitlementRef): EntitlementDecision | undefined {
    return this.organizationId === null ? denied(ref, null, NO_ORGANIZATION) : this.decisions.get(refKey(ref));
  }

  /** True for an organization that the actor is told there is none of. */
  get isHidden(): boolean {
    return this.mayAsk === false;
  }

  missing(refs: readonly EntitlementRef[]): readonly EntitlementRef[] {
    if (this.organizationId === null || this.isHidden) return [];
    const distinct = new Map(refs.map((ref) => [refKey(ref), ref]));
    return [...distinct].flatMap(([key, ref]) => (this.decisions.has(key) || this.inFlight?.has(key) ? [] : [ref]));
  }

  keep(ref: EntitlementRef, decision: EntitlementDecision): void {
    this.decisions.set(refKey(ref), decision);
    this.inFlight?.delete(refKey(ref));
  }
}

/** Decisions at one moment of an operation: what is wanted in the same turn is loaded in one batch, each once. */
export class DecisionStore {
  private readonly organizations = new Map<string | null, OrganizationAnswers>();
  /** Of the actor's organization, which most fields ask about. */
  readonly own: OrganizationAnswers;
  private batch: { readonly wanted: Map<OrganizationAnswers, EntitlementRef[]>; readonly done: Promise<void> } | null =
    null;

  constructor(private readonly source: DecisionSource) {
    this.own = this.of(source.actorOrganization);
  }

  of(organizationId: string | null): OrganizationAnswers {
    let answers = this.organizations.get(organizationId);
    if (!answers) {
      answers = new OrganizationAnswers(organizationId);
      if (organizationId === this.source.actorOrganization) answers.mayAsk = true;
      this.organizations.set(organizationId, answers);
    }
    return answers;
  }

  /** Loads at once what is not known yet. */
  async load(wanted: Wanted): Promise<void> {
    const batch = new Map<OrganizationAnswers, EntitlementRef[]>();
    for (const [organizationId, refs] of wanted) {
      const answers = this.of(organizationId);
      const missing = answers.missing(refs);
      if (missing.length > 0) batch.set(answers, [...missing]);
    }
    if (batch.size === 0) return;
    await this.fill(batch);
  }

  /** Loads what is not known yet, together with what others want in this turn. It never rejects: what failed is denied. */
  async learn(answers: OrganizationAnswers, refs: readonly EntitlementRef[]): Promise<void> {
    const missing = answers.missing(refs);
    if (missing.length > 0) {
      const batch = (this.batch ??= this.open());
      batch.wanted.set(answers, [...(batch.wanted.get(answers) ?? []), ...missing]);
      answers.inFlight ??= new Map();
      for (const ref of missing) answers.inFlight.set(refKey(ref), batch.done);
    }
    await Promise.all(new Set(refs.flatMap((ref) => answers.inFlight?.get(refKey(ref)) ?? [])));
  }

  private open(): { readonly wanted: Map<OrganizationAnswers, EntitlementRef[]>; readonly done: Promise<void> } {
    const wanted = new Map<OrganizationAnswers, EntitlementRef[]>();
    // After the promises of this turn, since lists of promises settle in it: so a level of the response is one batch.
    const turn = new Promise<void>((resolve) => void Promise.resolve().then(() => process.nextTick(resolve)));
    const done = turn.then(() => {
      this.batch = null;
      return this.fill(wanted);
    });
    return { wanted, done };
  }

  private async fill(wanted: ReadonlyMap<OrganizationAnswers, readonly EntitlementRef[]>): Promise<void> {
    try {
      const unasked = [...wanted.keys()].filter(({ mayAsk }) => mayAsk === null);
      if (unasked.length > 0) await this.askWhetherMayAsk(unasked);
      const permitted = [...wanted].filter(([answers]) => !answers.isHidden);
      const requests = permitted.flatMap(([{ organizationId }, refs]) =>
        organizationId === null ? [] : refs.map(({ module, submodule }) => ({ organizationId, module, submodule })),
      );
      const found = requests.length === 0 ? [] : await this.source.load(requests);
      const byRequest = new Map(
        found.map((decision) => [`${organizationKey(decision.organizationId) ?? ''} ${refKey(decision)}`, decision]),
      );
      for (const [answers, refs] of wanted) {
        for (const ref of refs)
          answers.keep(
            ref,
            byRequest.get(`${answers.organizationId ?? ''} ${refKey(ref)}`) ??
              denied(ref, answers.organizationId, CHECK_FAILED),
          );
      }
    } catch (error) {
      for (const [answers, refs] of wanted)
        for (const ref of refs) answers.keep(ref, denied(ref, answers.organizationId, CHECK_FAILED));
      this.source.onFailure(error);
    }
  }

  private async askWhetherMayAsk(all: readonly OrganizationAnswers[]): Promise<void> {
    const asked: Promise<void>[] = [];
    for (const answers of all) {
      if (answers.organizationId === null) continue;
      const may = this.source.mayAskAbout(answers.organizationId);
      if (isPromiseLike(may)) asked.push(may.then((settled) => void (answers.mayAsk = isTrue(settled))));
      else answers.mayAsk = isTrue(may);
    }
    await Promise.all(asked);
  }
}
