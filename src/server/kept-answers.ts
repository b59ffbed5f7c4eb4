import { LRUCache } from 'lru-cache';
import type { Decision } from '../domain/decision/decision';
import { nextEnd } from '../domain/decision/next-end';
import type { OrganizationAccess } from '../domain/decision/organization-access';
import type { OrganizationId } from '../domain/organization-id';
import { type AccessCountKey, accessCountKey, type AccessCountKind } from '../domain/parity/access-count';
import type { DecisionListener } from '../features/entitlements/decisions-service';
import type { Access, ReadListener } from '../store/access';
import type { AccessReader } from '../store/access-reader';
import type { AccessSetup } from '../store/load-access';

/** How many bytes answers and their requests may take together. */
const KEPT_BYTES = 32_000_000;
/** One answer may take a sixteenth of that. */
const LARGEST_BYTES = 2_000_000;
/** What is taken, at most: an answer itself, each thing that it counts, and each organization that it is made from. */
const ANSWER_BYTES = 1_000;
const COUNTED_BYTES = 250;
const ORGANIZATION_BYTES = 250;
/** Text with one character beyond Latin-1 takes two bytes for each. */
const CHARACTER_BYTES = 2;

/** Told of decisions, also of those that were made before and are given again. */
export interface AnswerListener extends DecisionListener {
  readonly onAgain: (kind: AccessCountKind, key: AccessCountKey) => void;
}

/** An answer that can be given again. */
export interface KeptAnswer {
  readonly body: string;
  readonly operationName: string | null;
}

/**
 * What an answer was made from. Nothing of it is held: it is as large as all that the process keeps, and an answer can
 * outlive it.
 */
interface Sources {
  readonly setup: WeakRef<AccessSetup> | null;
  readonly organizations: readonly (readonly [OrganizationId, WeakRef<OrganizationAccess>])[];
  /** Until when the same would be answered if nothing changes, in milliseconds since 1970. */
  readonly until: number;
  readonly counted: readonly (readonly [AccessCountKind, AccessCountKey])[];
}

/** What an answer is made from, noted while it is made. Passes on what it notes. */
export class AnswerNotes implements DecisionListener {
  private readonly startedAt = new Date();
  private readonly counted: (readonly [AccessCountKind, AccessCountKey])[] = [];
  private readonly organizations = new Map<OrganizationId, OrganizationAccess>();
  private setup: Access['setup'] | null = null;
  private isCertain = true;

  constructor(private readonly listener: DecisionListener) {}

  readonly onDecision = (decision: Decision): void => {
    this.counted.push(['CHECK', accessCountKey(decision)]);
    this.listener.onDecision(decision);
  };

  readonly onLook = (decision: Decision): void => {
    this.counted.push(['LOOK', accessCountKey(decision)]);
    this.listener.onLook(decision);
  };

  readonly onFailure = (error: unknown): void => {
    this.isCertain = false;
    this.listener.onFailure(error);
  };

  readonly onRead: ReadListener = (ids, access) => {
    if (access === null || access.staleSince !== null || (this.setup !== null && this.setup !== access.setup)) {
      this.isCertain = false;
      return;
    }
    this.setup = access.setup;
    for (const id of ids) {
      const organization = access.organization(id);
      const before = this.organizations.get(id);
      // One that does not exist is not kept, so that nothing says when it does.
      if (!organization.found || (before && before !== organization)) this.isCertain = false;
      else this.organizations.set(id, organization);
    }
  };

  /** Null if something could not be read, or was read twice with a change in between. */
  sources(): Sources | null {
    if (!this.isCertain) return null;
    const found = [...this.organizations];
    return {
      setup: this.setup && new WeakRef(this.setup),
      organizations: found.map(([id, organization]) => [id, new WeakRef(organization)]),
      until: found.reduce(
        (first, [, { facts }]) => Math.min(first, nextEnd(facts, this.startedAt)?.getTime() ?? Infinity),
        Infinity,
      ),
      counted: this.counted,
    };
  }
}

/**
 * Answers that are given again as long as they are right: until one of the organizations, or the set-up, is read
 * anew, because a change was heard of or a minute has gone by; until a trial or an override ends; and not at all while
 * changes are not heard of.
 */
export class KeptAnswers {
  private readonly kept = new LRUCache<string, KeptAnswer & { readonly sources: Sources }>({
    maxSize: KEPT_BYTES,
    maxEntrySize: LARGEST_BYTES,
    sizeCalculation: ({ body, sources }, key) =>
      ANSWER_BYTES +
      CHARACTER_BYTES * (key.length + body.length) +
      COUNTED_BYTES * sources.counted.length +
      ORGANIZATION_BYTES * sources.organizations.length,
  });

  constructor(
    private readonly reader: Pick<AccessReader, 'isKept'>,
    private readonly listener: Pick<AnswerListener, 'onAgain'>,
  ) {}

  /** The answer to a request, if it is still right; then its decisions were counted. */
  find(key: string): KeptAnswer | null {
    const answer = this.kept.get(key);
    if (!answer) return null;
    if (!this.isRight(answer.sources)) {
      this.kept.delete(key);
      return null;
    }
    for (const [kind, counted] of answer.sources.counted) this.listener.onAgain(kind, counted);
    return answer;
  }

  /** Keeps an answer, unless it may be wrong already. */
  keep(key: string, answer: KeptAnswer, notes: AnswerNotes): void {
    const sources = notes.sources();
    if (sources && this.isRight(sources)) this.kept.set(key, { ...answer, sources });
  }

  private isRight({ setup, organizations, until }: Sources): boolean {
    return Date.now() < until && (setup === null || this.reader.isKept(setup, organizations));
  }
}
