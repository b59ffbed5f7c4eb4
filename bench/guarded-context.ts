import type DataLoader from 'dataloader';

/** A lead, as the benchmark holds it in memory. */
export interface LeadInMemory {
  readonly __typename: 'Lead';
  readonly id: number;
  readonly contact: string;
  readonly company: string;
  readonly value: number;
  readonly score: number;
}

/** The context of one operation, for every way to guard it. */
export interface GuardedContext {
  readonly actor: { readonly organizationId: string };
  readonly decisions: DataLoader<string, boolean>;
  /** Decisions already made in this operation. */
  readonly known: Map<string, boolean>;
  /** Decisions being loaded in this operation. */
  readonly coming: Map<string, Promise<boolean>>;
}
