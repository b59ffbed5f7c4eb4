import type { Override } from '../decision/override';
import type { Gating } from '../rollout/gating';
import type { Change } from '../run/plan-changes';

/** One thing that an event says was changed, with what was there before: from it the change can be taken back. */
export type RecordedChange =
  /** A row of entitlements. `anySource`: the event does not name the source of the row that it left. */
  | { readonly of: 'ROW'; readonly change: Change; readonly anySource?: true }
  | { readonly of: 'OVERRIDE_SET' | 'OVERRIDE_ENDED'; readonly id: string; readonly module: string }
  /** An override's row, changed by SQL. */
  | {
      readonly of: 'OVERRIDE_ROW';
      readonly id: string;
      readonly module: string;
      readonly before: Override | null;
      readonly after: Override | null;
    }
  /** The organization's own gating; null for none. */
  | { readonly of: 'GATING'; readonly before: Gating | null; readonly after: Gating | null };

/** An event about an organization, as far as its history is concerned. */
export interface RecordedEvent {
  readonly id: string;
  readonly eventType: string;
  /**
   * When it counts from: its own time, in milliseconds, or that of an earlier event of the organization if that is
   * later: a transaction that waited for another one has an earlier time than the one that it waited for.
   */
  readonly at: Date;
  readonly actorId: string | null;
  readonly reason: string | null;
  /** Null if the event does not say what was there before. */
  readonly changes: readonly RecordedChange[] | null;
}

/** The module that a change is about; null for the gating, which concerns them all. */
export function moduleOf(change: RecordedChange): string | null {
  if (change.of === 'GATING') return null;
  return change.of === 'ROW' ? change.change.module : change.module;
}
