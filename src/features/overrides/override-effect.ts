import type { Decision } from '../../domain/decision/decision';
import type { Target } from '../../domain/decision/override';
import type { OverrideWarning } from '../../domain/decision/preview-overrides';

/** What a request did to one target, or would do. */
export interface OverrideEffect extends Target {
  /** The override that was made or ended; null in a dry run. */
  readonly overrideId: string | null;
  readonly before: Decision;
  readonly after: Decision;
  readonly warning: OverrideWarning | null;
}
