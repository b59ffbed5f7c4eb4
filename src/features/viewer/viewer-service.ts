import type { Actor } from '../../domain/actor';
import { type Right, rightsOf } from '../../domain/rights';

/** The actor of a request. */
export class ViewerService {
  /** @param guardBypass `PORTCULLIS_GUARD_BYPASS` */
  constructor(private readonly guardBypass: boolean) {}

  /** What an actor may do in this deployment; also what it may do for its own organization alone. */
  rights({ role }: Actor): readonly Right[] {
    return rightsOf(role).filter((right) => right !== 'BYPASS_GUARDS' || this.guardBypass);
  }
}
