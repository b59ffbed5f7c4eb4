import type { ChangeWarning } from '../../domain/decision/change-warning';
import type { Decision } from '../../domain/decision/decision';
import type { Target } from '../../domain/taxonomy/taxonomy';

/** What a request did, or would do, to one module or submodule. */
export interface OverrideEffect extends Target {
  /** The override that was created or ended; null in a dry run. */
  readonly overrideId: string | null;
  readonly before: Decision;
  readonly after: Decision;
  readonly warning: ChangeWarning | null;
}
