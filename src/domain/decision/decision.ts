import type { OrganizationId } from '../organization-id';
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
  /**
   * The time up to which changes of the facts are known, if they are not current because the database does not answer.
   * @default null: they are current
   */
  readonly staleSince?: Date | null;
  /** True if the facts are those of a past time. @default false */
  readonly isPast?: boolean;
}

export interface Decision extends Answer {
  readonly moduleKey: string;
  readonly submoduleKey: string | null;
  readonly organizationId: OrganizationId | null;
  /** Null if no organization was found. */
  readonly gating: Gating | null;
  /** The next end of a trial or an override that changes `allowed`, `status` or `reason`; null for none. */
  readonly changesAt: Date | null;
  readonly provenance: Provenance;
  /** The legacy flags' answer, under every gating. */
  readonly legacy: Answer;
  /** The answer of overrides and entitlements, under every gating. */
  readonly entitlement: Answer;
  /** The time up to which changes are known, if the database does not answer; null if the answer is current. */
  readonly staleSince: Date | null;
  /** The question, from which `explain` repeats the decision. */
  readonly question: Question;
}
