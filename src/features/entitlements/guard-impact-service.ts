import type { DataSource } from 'typeorm';
import { type Actor } from '../../domain/actor';
import { decide } from '../../domain/decision/decide';
import type { OrganizationId } from '../../domain/organization-id';
import { requireRight } from '../../domain/rights';
import type { Target } from '../../domain/taxonomy/taxonomy';
import type { AccessReader } from '../../store/access-reader';
import { scanOrganizations } from '../../store/scan-organizations';

/** A requirement to be added at some place. */
export interface PlannedGuard {
  /** The modules and submodules of which one is enough. */
  readonly anyOf: readonly Target[];
  /** What the place requires already; all of it, and of each list one. */
  readonly before: readonly (readonly Target[])[];
}

/** The organizations that a requirement would take a place away from. */
export interface GuardImpact {
  readonly organizations: number;
  /** The first of them, in order: at most 10. */
  readonly first: readonly OrganizationId[];
}

const FIRST = 10;

/** Looks ahead: what would a guard deny if it were in place now? */
export class GuardImpactService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: AccessReader,
  ) {}

  /**
   * The organizations that each planned guard would deny, by the answers that they get now, whatever their gating.
   * Whoever is denied already by what the place requires is not counted. Reads all organizations, in pages, with two
   * statements for each. Asks for the actor's right.
   * @param at the time to decide for
   * @returns the impacts in the order of the guards
   */
  async impactOf(actor: Actor | null, guards: readonly PlannedGuard[], at: Date): Promise<readonly GuardImpact[]> {
    requireRight(actor, 'READ_PLATFORM');
    const found = guards.map(() => ({ organizations: 0, first: Array<OrganizationId>() }));
    if (guards.length === 0) return found;
    for await (const page of scanOrganizations(this.dataSource.manager)) {
      const { setup, organization } = await this.reader.read(page.map(({ id }) => id));
      for (const { id } of page) {
        const asked = organization(id);
        if (!asked.found) continue; // deleted since the page was read
        const answers = new Map<string, boolean>();
        const allowed = ({ module, submodule }: Target): boolean => {
          const key = `${module}/${submodule ?? ''}`;
          const known = answers.get(key);
          if (known !== undefined) return known;
          const question = { taxonomy: setup.taxonomy, organization: asked, at };
          const answer = decide({ ...question, moduleKey: module, submoduleKey: submodule }).allowed;
          answers.set(key, answer);
          return answer;
        };
        guards.forEach(({ anyOf, before }, index) => {
          const impact = found[index];
          if (!impact || anyOf.some(allowed) || !before.every((one) => one.some(allowed))) return;
          impact.organizations++;
          if (impact.first.length < FIRST) impact.first.push(id);
        });
      }
    }
    return found;
  }
}
