import type DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { mayReadOrganization, organizationNotFound, requireActor, type Actor } from '../../domain/actor';
import type { Decision } from '../../domain/decision/decision';
import { messageOf } from '../../domain/decision/decision-message';
import { DomainError, invalidInput } from '../../domain/errors';
import { explain, type DecisionStep } from '../../domain/decision/explain';
import type { Gating } from '../../domain/rollout/gate';
import { menuAccessOf, type MenuAccess } from '../../domain/decision/menu-access';
import { OrganizationAccess } from '../../domain/decision/organization-access';
import { readId } from '../../domain/page';
import { RUN_SOURCE } from '../../domain/stored-access';
import { sayTime } from '../../domain/say';
import type { MigrationRun } from '../../entities/migration-run';
import type { ModuleEntity } from '../../entities/module';
import type { Organization } from '../../entities/organization';
import type { SubmoduleEntity } from '../../entities/submodule';
import type { Catalog, CatalogPart } from '../taxonomy/catalog';
import { decideAll, type Access, type AccessReader, type Check } from '../../store/access-reader';
import { STANDING } from '../../store/covering-runs';

export const MOST_CHECKS = 1_000;
/** How far a client's clock may be behind ours for its `now` to be no past time. */
const CLOCK_TOLERANCE_MS = 60_000;

/** A check as a client asks it. */
export interface CheckInput {
  readonly organizationId?: string | null | undefined;
  readonly moduleKey: string;
  readonly submoduleKey?: string | null | undefined;
}

/** A question about one organization. */
export interface DecisionArguments {
  readonly moduleKey: string;
  readonly submoduleKey?: string | null | undefined;
  readonly at?: Date | null | undefined;
}

/** An active module or submodule in a menu. */
export interface MenuEntry extends CatalogPart {
  readonly decision: Decision;
  /** Where it leads. */
  readonly path: string | null;
  readonly access: MenuAccess;
  readonly children: readonly MenuEntry[];
}

/** A path that is governed. */
export interface GovernedRoute extends CatalogPart {
  readonly path: string;
  readonly decision: Decision;
}

/** What explaining a decision loads, of a request's loaders. */
export interface DecisionLoaders {
  readonly catalog: () => Promise<Catalog>;
  readonly organization: Pick<DataLoader<number, Organization | null>, 'load'>;
  readonly run: Pick<DataLoader<number, MigrationRun | null>, 'load'>;
  readonly accessHistory: Pick<DataLoader<number, OrganizationAccess | null>, 'load'>;
}

/** Told of each decision that was asked for as a check, and of look-ups that failed. */
export interface DecisionListener {
  readonly onDecision: (decision: Decision) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Answers to "may this organization use this module, or submodule, now?" */
export class DecisionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: AccessReader,
    private readonly listener: DecisionListener,
  ) {}

  /**
   * Many checks by one look-up, in their order. What an actor may not see is answered as what does not exist.
   * @throws DomainError INVALID_INPUT for more than 1,000
   */
  async check(actor: Actor | null, inputs: readonly CheckInput[]): Promise<readonly Decision[]> {
    const known = requireActor(actor);
    if (inputs.length > MOST_CHECKS)
      throw invalidInput([
        { field: 'checks', message: `must have ${MOST_CHECKS} checks or fewer, not ${inputs.length}` },
      ]);
    const checks = inputs.map((input) => readCheck(known, input));
    const decisions = await this.reader.decideOrDeny(checks, this.listener.onFailure);
    decisions.forEach(this.listener.onDecision);
    return decisions;
  }

  /**
   * One question about an organization that the actor may see; counted.
   * @throws DomainError INVALID_INPUT for a past time
   */
  ask(
    access: Access,
    organizationId: number,
    { moduleKey, submoduleKey = null, at = null }: DecisionArguments,
  ): Decision {
    const now = new Date();
    if (at && at.getTime() < now.getTime() - CLOCK_TOLERANCE_MS) {
      throw invalidInput([
        {
          field: 'at',
          message: `is ${sayTime(at)}, which has passed: rows and flags are today's, and the answers of that time are not known`,
        },
      ]);
    }
    const decision = decideOne(access, { organizationId, moduleKey, submoduleKey }, at && at > now ? at : now);
    if (!at) this.listener.onDecision(decision);
    return decision;
  }

  /** A decision that is shown with others, as in a grid, and not counted. */
  look(access: Access, check: Check): Decision {
    return decideOne(access, check, new Date());
  }

  /** Who answers for an organization. */
  gating(access: Access, organizationId: number): Gating {
    const organization = access.organization(organizationId);
    if (!organization.found) throw organizationNotFound(organizationId);
    return organization.facts.gating.mode;
  }

  /** What users of an organization see. */
  menu(access: Access, organizationId: number, catalog: Catalog): readonly MenuEntry[] {
    const now = new Date();
    const entry = (
      module: ModuleEntity,
      submodule: SubmoduleEntity | null,
      children: readonly MenuEntry[],
    ): MenuEntry => {
      const decision = decideOne(
        access,
        { organizationId, moduleKey: module.key, submoduleKey: submodule?.key ?? null },
        now,
      );
      return {
        module,
        submodule,
        decision,
        path: submodule ? submodule.menuPath : catalog.pathOf(module),
        access: menuAccessOf(decision),
        children,
      };
    };
    return catalog.activeModules().map((module) =>
      entry(
        module,
        null,
        catalog.activeSubmodulesOf(module).map((submodule) => entry(module, submodule, [])),
      ),
    );
  }

  /**
   * Who may use each path; null for a path that no module governs.
   * @throws DomainError INVALID_INPUT for more than 1,000
   */
  routes(
    access: Access,
    organizationId: number,
    catalog: Catalog,
    paths: readonly string[],
  ): readonly (GovernedRoute | null)[] {
    if (paths.length > MOST_CHECKS)
      throw invalidInput([{ field: 'paths', message: `must have ${MOST_CHECKS} paths or fewer, not ${paths.length}` }]);
    const now = new Date();
    return paths.map((path) => {
      const governing = catalog.routes.find(path);
      if (!governing) return null;
      const decision = decideOne(
        access,
        { organizationId, moduleKey: governing.module.key, submoduleKey: governing.submodule?.key ?? null },
        now,
      );
      this.listener.onDecision(decision);
      return { path, ...governing, decision };
    });
  }

  /** A decision in words. */
  async message(decision: Decision, loaders: DecisionLoaders): Promise<string> {
    const catalog = await loaders.catalog();
    const { organizationId, moduleKey, submoduleKey, question } = decision;
    const organization =
      organizationId === null || !question.organization.found ? null : await loaders.organization.load(organizationId);
    return messageOf(decision, {
      organization: organization?.name,
      module: catalog.findModule(moduleKey)?.displayName,
      submodule: submoduleKey === null ? null : catalog.findSubmodule(moduleKey, submoduleKey)?.displayName,
    });
  }

  /** The way to a decision; it tells of overrides that had ended by then, too, which no decision needs. */
  async steps({ question }: Decision, loaders: DecisionLoaders): Promise<readonly DecisionStep[]> {
    const { organization } = question;
    if (!organization.found) return explain(question).steps;
    const { facts } = organization;
    const history = (await loaders.accessHistory.load(facts.organizationId))?.facts.overrides ?? [];
    const known = new Set(facts.overrides.map(({ id }) => id));
    const overrides = [
      ...facts.overrides,
      ...history.filter(({ id, createdAt, endedAt }) => endedAt !== null && createdAt <= question.at && !known.has(id)),
    ];
    return explain({ ...question, organization: new OrganizationAccess({ ...facts, overrides }) }).steps;
  }

  /** The last run that wrote the row which answered, and stands, for super admins; null where no run did. */
  async lastRun(
    actor: Actor | null,
    { provenance, organizationId, moduleKey, submoduleKey }: Decision,
    loaders: DecisionLoaders,
  ): Promise<MigrationRun | null> {
    if (actor?.role !== 'SUPER_ADMIN' || provenance.source !== RUN_SOURCE || organizationId === null) return null;
    const wrote = JSON.stringify([
      { module: moduleKey, submodule: provenance.kind === 'SUBENTITLEMENT' ? submoduleKey : null },
    ]);
    const [found]: readonly { id: number }[] = await this.dataSource.query(
      `SELECT r.id FROM migration_runs r WHERE ${STANDING} AND EXISTS (
         SELECT 1 FROM migration_run_organizations j WHERE j.run_id = r.id AND j.org_id = $1 AND j.outcome = 'CHANGED' AND j.changes @> $2::jsonb)
       ORDER BY r.id DESC LIMIT 1`,
      [organizationId, wrote],
    );
    return found ? loaders.run.load(found.id) : null;
  }
}

function decideOne(access: Access, check: Check, at: Date): Decision {
  const [decision] = decideAll(access, [check], at);
  if (!decision) throw new DomainError('ENTITLEMENT_CHECK_FAILED', 'The check was not answered.');
  return decision;
}

/** Someone else's organization is answered as one that does not exist, and so is what cannot be an organization's id. */
function readCheck(actor: Actor, { organizationId, moduleKey, submoduleKey = null }: CheckInput): Check {
  if ((organizationId ?? null) === null) return { organizationId: actor.organizationId, moduleKey, submoduleKey };
  const id = readId(organizationId ?? '') ?? null;
  return { organizationId: id, moduleKey, submoduleKey, hidden: id === null || !mayReadOrganization(actor, id) };
}
