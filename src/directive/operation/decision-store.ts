import {
  CHECK_FAILED,
  denied,
  type EntitlementDecision,
  type EntitlementRef,
  type EntitlementRequest,
  isTrue,
  NO_ORGANIZATION,
  organizationKey,
  refKey,
} from '../boot/decision';
import { isPromiseLike } from '../boot/is-record';
import type { Guard } from '../boot/requirement';
import type { Verdict } from './denial';

/** What the store asks the host, in the context of one operation. */
export interface DecisionSource {
  /** The actor's organization; null for none. */
  readonly actorOrganization: string | null;
  /** Answers requests in one batch. */
  readonly load: (requests: readonly EntitlementRequest[]) => Promise<readonly EntitlementDecision[]>;
  /** Whether the actor may ask about an organization. */
  readonly mayAskAbout: (organizationId: string) => boolean | Promise<boolean>;
  /** Called with the error of a failed load. */
  readonly onFailure: (error: unknown) => void;
  /** Called with each decision that was asked for; undefined if nobody wants to know. */
  readonly onDecision: ((decision: EntitlementDecision) => void) | undefined;
  /** After so many milliseconds without an answer the checks are denied. */
  readonly timeoutMs: number;
}

/** How long an answer is waited for, in milliseconds, if the host does not say. */
export const TIMEOUT_MS = 10_000;

/** The modules and submodules to load, by organization. */
export type Wanted = ReadonlyMap<string | null, readonly EntitlementRef[]>;

/** What is known about one organization. */
export class OrganizationAnswers {
  /** Verdicts by these decisions, each computed once. */
  readonly verdicts = new Map<Guard, Verdict>();
  /** Verdicts that wait for a load. Null until there is one, because most operations never need the map. */
  coming: Map<Guard, Promise<Verdict>> | null = null;
  /** Whether the actor may ask about the organization; null until the host was asked. */
  mayAsk: boolean | null = null;
  /** Loads that are in progress, by module or submodule. */
  inFlight: Map<string, Promise<void>> | null = null;
  private readonly decisions = new Map<string, EntitlementDecision>();

  constructor(readonly organizationId: string | null) {}

  /** The decision about a module or submodule; undefined if it must be loaded first. */
  decision(ref: EntitlementRef): EntitlementDecision | undefined {
    return this.organizationId === null ? denied(ref, null, NO_ORGANIZATION) : this.decisions.get(refKey(ref));
  }

  /** True if the organization is answered as if it did not exist, because the actor may not ask about it. */
  get isHidden(): boolean {
    return this.mayAsk === false;
  }

  /** The distinct modules and submodules that are neither known nor being loaded. */
  missing(refs: readonly EntitlementRef[]): readonly EntitlementRef[] {
    if (this.organizationId === null || this.isHidden) return [];
    const distinct = new Map(refs.map((ref) => [refKey(ref), ref]));
    return [...distinct].flatMap(([key, ref]) => (this.decisions.has(key) || this.inFlight?.has(key) ? [] : [ref]));
  }

  /** Stores a decision. */
  keep(ref: EntitlementRef, decision: EntitlementDecision): void {
    this.decisions.set(refKey(ref), decision);
    this.inFlight?.delete(refKey(ref));
  }
}

/**
 * The decisions of an operation at one point in time. What is needed in the same turn of the event loop is loaded in
 * one batch.
 */
export class DecisionStore {
  private readonly organizations = new Map<string | null, OrganizationAnswers>();
  /** The actor's organization, which most fields ask about. */
  readonly own: OrganizationAnswers;
  private batch: { readonly wanted: Map<OrganizationAnswers, EntitlementRef[]>; readonly done: Promise<void> } | null =
    null;

  constructor(private readonly source: DecisionSource) {
    this.own = this.of(source.actorOrganization);
  }

  /** What is known about an organization; an empty entry if nothing is. */
  of(organizationId: string | null): OrganizationAnswers {
    let answers = this.organizations.get(organizationId);
    if (!answers) {
      answers = new OrganizationAnswers(organizationId);
      if (organizationId === this.source.actorOrganization) answers.mayAsk = true;
      this.organizations.set(organizationId, answers);
    }
    return answers;
  }

  /** Loads what is not known yet, at once. */
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

  /**
   * Loads what is not known yet, in one batch with everything else that is needed in this turn. It never rejects: what
   * could not be loaded is denied.
   */
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
    // Runs after the promises of this turn, in which lists of promises settle: one level of the response is one batch.
    const turn = new Promise<void>((resolve) => void Promise.resolve().then(() => process.nextTick(resolve)));
    const done = turn.then(() => {
      this.batch = null;
      return this.fill(wanted);
    });
    return { wanted, done };
  }

  private async fill(wanted: ReadonlyMap<OrganizationAnswers, readonly EntitlementRef[]>): Promise<void> {
    let answerOf: (answers: OrganizationAnswers, ref: EntitlementRef) => EntitlementDecision | undefined;
    try {
      answerOf = await withinTime(this.ask(wanted), this.source.timeoutMs);
    } catch (error) {
      this.source.onFailure(error);
      answerOf = () => undefined;
    }
    for (const [answers, refs] of wanted)
      for (const ref of refs) {
        const decision = answerOf(answers, ref) ?? denied(ref, answers.organizationId, CHECK_FAILED);
        answers.keep(ref, decision);
        // About a hidden organization nobody was asked.
        if (!answers.isHidden) this.source.onDecision?.(decision);
      }
  }

  private async ask(wanted: ReadonlyMap<OrganizationAnswers, readonly EntitlementRef[]>) {
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
    return ({ organizationId }: OrganizationAnswers, ref: EntitlementRef) =>
      byRequest.get(`${organizationId ?? ''} ${refKey(ref)}`);
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

/** @throws Error if the host does not answer in time: a client must not wait for ever */
async function withinTime<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`The decisions were not loaded within ${timeoutMs} ms, so that the checks are denied.`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
