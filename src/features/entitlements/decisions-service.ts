import type DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { type OrganizationIds, organizationIdsOf } from '../../database/organization-ids';
import { type Actor, requireActor } from '../../domain/actor';
import type { Decision } from '../../domain/decision/decision';
import { messageOf } from '../../domain/decision/decision-message';
import { type DecisionStep, explain } from '../../domain/decision/explain';
import { type MenuAccess, menuAccessOf } from '../../domain/decision/menu-access';
import { OrganizationAccess } from '../../domain/decision/organization-access';
import { DomainError, invalidInput } from '../../domain/errors';
import type { OrganizationId } from '../../domain/organization-id';
import { hasRight, hasRightFor } from '../../domain/rights';
import type { Gating } from '../../domain/rollout/gating';
import { RUN_SOURCE } from '../../domain/stored-access';
import type { MigrationRun } from '../../entities/migration-run';
import type { ModuleEntity } from '../../entities/module';
import type { SubmoduleEntity } from '../../entities/submodule';
import { type Access, type Check, decideAll, type ReadListener, requireKnown } from '../../store/access';
import type { AccessReader } from '../../store/access-reader';
import { IN_EFFECT } from '../../store/covering-runs';
import type { HistoryService } from '../history/history-service';
import type { Catalog, CatalogPart } from '../taxonomy/catalog';

/** The maximum number of checks, or of paths, in one request. */
const MAX_CHECKS = 1_000;
/** How far in the past `at` may be for those who may not read the past, because a client's clock may be behind. */
const CLOCK_TOLERANCE_MS = 60_000;

/** A check as a client sends it: without an organization, the actor's own; without a submodule, the module itself. */
export interface CheckInput {
  readonly organizationId?: string | null | undefined;
  readonly moduleKey: string;
  readonly submoduleKey?: string | null | undefined;
}

/** A question about one organization; without `at`, as of now. */
export interface DecisionArguments {
  readonly moduleKey: string;
  readonly submoduleKey?: string | null | undefined;
  readonly at?: Date | null | undefined;
}

/** An active module or submodule in a menu. */
export interface MenuEntry extends CatalogPart {
  readonly decision: Decision;
  /** The path of the item; null if it has none. */
  readonly path: string | null;
  readonly access: MenuAccess;
  readonly children: readonly MenuEntry[];
}

/** A path, the module or submodule that governs it, and the decision. */
export interface GovernedRoute extends CatalogPart {
  readonly path: string;
  readonly decision: Decision;
}

/** The loaders of a request that explanations use. */
export interface DecisionLoaders {
  readonly access: Pick<DataLoader<OrganizationId, Access>, 'load'>;
  readonly catalog: () => Promise<Catalog>;
  readonly organizationName: Pick<DataLoader<OrganizationId, string | null>, 'load'>;
  readonly run: Pick<DataLoader<number, MigrationRun | null>, 'load'>;
  readonly accessHistory: Pick<DataLoader<OrganizationId, OrganizationAccess | null>, 'load'>;
}

/** Called for each decision that counts as a check or as a look, and for each lookup that failed. */
export interface DecisionListener {
  readonly onDecision: (decision: Decision) => void;
  readonly onLook: (decision: Decision) => void;
  readonly onFailure: (error: unknown) => void;
  /** Called with what decisions are made from. @default not called */
  readonly onRead?: ReadListener;
}

/** Answers "may this organization use this module or submodule, now?" */
export class DecisionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: AccessReader,
    private readonly history: Pick<HistoryService, 'decide'>,
  ) {}

  /**
   * Answers many checks with one lookup, in the order given. An organization that the actor may not see is answered
   * like one that does not exist. If the lookup fails, the checks are denied.
   * @throws DomainError INVALID_INPUT for more than 1,000 checks
   */
  async check(
    actor: Actor | null,
    inputs: readonly CheckInput[],
    listener: DecisionListener,
  ): Promise<readonly Decision[]> {
    const known = requireActor(actor);
    if (inputs.length > MAX_CHECKS)
      throw invalidInput([
        { field: 'checks', message: `must have ${MAX_CHECKS} checks or fewer, not ${inputs.length}` },
      ]);
    const ids = await organizationIdsOf(this.dataSource.manager);
    const checks = inputs.map((input) => readCheck(known, input, ids));
    const decisions = await this.reader.decideOrDeny(checks, listener.onFailure, listener.onRead);
    decisions.forEach(listener.onDecision);
    return decisions;
  }

  /**
   * Answers one question about an organization that the actor may see. Counts as a check, unless it is about another
   * time: a later one by what is stored now, a past one by what was stored then.
   * @throws DomainError INVALID_INPUT for a past time of which it cannot be told; FORBIDDEN for one of more than a
   * minute ago, if the actor may not read the organization's history
   */
  async ask(
    actor: Actor | null,
    organizationId: OrganizationId,
    { moduleKey, submoduleKey = null, at = null }: DecisionArguments,
    loaders: Pick<DecisionLoaders, 'access'>,
    listener: Pick<DecisionListener, 'onDecision'>,
  ): Promise<Decision> {
    const now = new Date();
    if (at && at < now && !countsAsNow(actor, organizationId, at, now))
      return this.history.decide(actor, organizationId, { moduleKey, submoduleKey, at });
    const access = await loaders.access.load(organizationId);
    const decision = decideOne(access, { organizationId, moduleKey, submoduleKey }, at && at > now ? at : now);
    if (!at) listener.onDecision(decision);
    return decision;
  }

  /** A decision that is displayed with others, for instance in a table. Counts as a look. */
  look(access: Access, check: Check, listener: Pick<DecisionListener, 'onLook'>): Decision {
    const decision = decideOne(access, check, new Date());
    listener.onLook(decision);
    return decision;
  }

  /** The gating of an organization. @throws DomainError NOT_FOUND */
  gating(access: Access, organizationId: OrganizationId): Gating {
    return requireKnown(access, organizationId).facts.gating.mode;
  }

  /** The menu of an organization: active modules with their active submodules, in taxonomy order. Counts as looks. */
  menu(
    access: Access,
    organizationId: OrganizationId,
    catalog: Catalog,
    listener: Pick<DecisionListener, 'onLook'>,
  ): readonly MenuEntry[] {
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
      listener.onLook(decision);
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
   * The decision for each path, in the order given; null for a path that no module governs. Each counts as a check.
   * @throws DomainError INVALID_INPUT for more than 1,000 paths
   */
  routes(
    access: Access,
    organizationId: OrganizationId,
    catalog: Catalog,
    paths: readonly string[],
    listener: Pick<DecisionListener, 'onDecision'>,
  ): readonly (GovernedRoute | null)[] {
    if (paths.length > MAX_CHECKS)
      throw invalidInput([{ field: 'paths', message: `must have ${MAX_CHECKS} paths or fewer, not ${paths.length}` }]);
    const now = new Date();
    return paths.map((path) => {
      const governing = catalog.routes.find(path);
      if (!governing) return null;
      const decision = decideOne(
        access,
        { organizationId, moduleKey: governing.module.key, submoduleKey: governing.submodule?.key ?? null },
        now,
      );
      listener.onDecision(decision);
      return { path, ...governing, decision };
    });
  }

  /** A decision as a sentence. */
  async message(decision: Decision, loaders: DecisionLoaders): Promise<string> {
    const catalog = await loaders.catalog();
    const { organizationId, moduleKey, submoduleKey, question } = decision;
    const name =
      organizationId === null || !question.organization.found
        ? null
        : await loaders.organizationName.load(organizationId);
    return messageOf(decision, {
      organization: name,
      module: catalog.findModule(moduleKey)?.displayName,
      submodule: submoduleKey === null ? null : catalog.findSubmodule(moduleKey, submoduleKey)?.displayName,
    });
  }

  /** The rules that led to a decision, in order. They also mention overrides that had ended by then. */
  async steps({ question }: Decision, loaders: DecisionLoaders): Promise<readonly DecisionStep[]> {
    const { organization } = question;
    // What has ended is not known while the database does not answer. A past question has what had ended by then.
    if (!organization.found || question.staleSince || question.isPast) return explain(question).steps;
    const { facts } = organization;
    const history = (await loaders.accessHistory.load(facts.organizationId))?.facts.overrides ?? [];
    const known = new Set(facts.overrides.map(({ id }) => id));
    const overrides = [
      ...facts.overrides,
      ...history.filter(({ id, createdAt, endedAt }) => endedAt !== null && createdAt <= question.at && !known.has(id)),
    ];
    return explain({ ...question, organization: new OrganizationAccess({ ...facts, overrides }) }).steps;
  }

  /**
   * The last run in effect that wrote the row that answered; null if no run did, if it cannot be told because retention
   * took the journal of a later one, for a past time, and for actors without the right `READ_PLATFORM`.
   */
  async lastRun(
    actor: Actor | null,
    { provenance, organizationId, moduleKey, submoduleKey, question }: Decision,
    loaders: DecisionLoaders,
  ): Promise<MigrationRun | null> {
    if (!actor || !hasRight(actor, 'READ_PLATFORM') || provenance.source !== RUN_SOURCE || organizationId === null)
      return null;
    if (question.isPast) return null;
    const wrote = JSON.stringify([
      { module: moduleKey, submodule: provenance.kind === 'SUBENTITLEMENT' ? submoduleKey : null },
    ]);
    const [found]: readonly { id: number }[] = await this.dataSource.query(
      `SELECT r.id FROM migration_runs r WHERE ${IN_EFFECT}
         AND r.id > coalesce((
           SELECT max(r.id) FROM migration_runs r WHERE ${IN_EFFECT} AND r.journal_detached_at IS NOT NULL), 0)
         AND EXISTS (
         SELECT 1 FROM migration_run_organizations j
         WHERE j.run_id = r.id AND j.org_id = $1 AND j.outcome = 'CHANGED' AND j.changes @> $2::jsonb)
       ORDER BY r.id DESC LIMIT 1`,
      [organizationId, wrote],
    );
    return found ? loaders.run.load(found.id) : null;
  }
}

function countsAsNow(actor: Actor | null, organizationId: OrganizationId, at: Date, now: Date): boolean {
  if (actor && hasRightFor(actor, 'READ_HISTORY', organizationId)) return false;
  return at.getTime() >= now.getTime() - CLOCK_TOLERANCE_MS;
}

function decideOne(access: Access, check: Check, at: Date): Decision {
  const [decision] = decideAll(access, [check], at);
  if (!decision) throw new DomainError('ENTITLEMENT_CHECK_FAILED', 'The check was not answered.');
  return decision;
}

/** Marks an organization that the actor may not see, and text that cannot be an id, to be answered as not found. */
function readCheck(
  actor: Actor,
  { organizationId, moduleKey, submoduleKey = null }: CheckInput,
  ids: OrganizationIds,
): Check {
  if (organizationId === null || organizationId === undefined)
    return { organizationId: actor.organizationId, moduleKey, submoduleKey };
  const id = ids.canonical(organizationId);
  return { organizationId: id, moduleKey, submoduleKey, hidden: id === null || !hasRightFor(actor, 'READ_ACCESS', id) };
}
