import type { Gating } from '../rollout/gating';
import type { Taxonomy } from '../taxonomy/taxonomy';
import type { Answer, Provenance } from './answer';
import type { MissingOrganization, OrganizationAccess } from './organization-access';

/** May this organization use this module, or this submodule of it, at this time? */
export interface Question {
  readonly taxonomy: Taxonomy;
  readonly organization: OrganizationAccess | MissingOrganization;
  readonly moduleKey: string;
  /** Null asks about the module. */
  readonly submoduleKey: string | null;
  readonly at: Date;
}

export interface Decision extends Answer {
  readonly moduleKey: string;
  readonly submoduleKey: string | null;
  readonly organizationId: number | null;
  /** Null where there is no organization. */
  readonly gating: Gating | null;
  /** The next moment at which allowed, status or reason change by themselves: a trial's end or an override's; null for none. */
  readonly changesAt: Date | null;
  readonly provenance: Provenance;
  /** What the legacy flags say, whoever answers. */
  readonly legacy: Answer;
  /** What overrides and entitlements say, whoever answers. */
  readonly entitlement: Answer;
  /** What was asked; `explain` goes the way to the answer once more from it. */
  readonly question: Question;
}
