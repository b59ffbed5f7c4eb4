import type { DataSource, EntityManager } from 'typeorm';
import { clockOffsetOf } from '../../database/read-clock';
import { type Actor } from '../../domain/actor';
import { CHECK_STATUSES, type CheckStatus } from '../../domain/check-status';
import { DomainError } from '../../domain/errors';
import { grantsNothing } from '../../domain/legacy/mapping-rule';
import { narrowedValues, sayNarrowedValue } from '../../domain/legacy/narrowed-values';
import { requireRight } from '../../domain/rights';
import { sayCount } from '../../domain/say';
import type { Taxonomy } from '../../domain/taxonomy/taxonomy';
import { sayClockOffset } from '../../platform/clock-offset';
import { messageWithoutValues } from '../../platform/loggable-error';
import { adviseMapping, findActiveMapping, type NamedMapping } from '../../store/active-mapping';
import { BACKUP_EVENTS } from '../../store/event-types';
import { sayFailingRows } from '../../store/failing-rows';
import { describeProblems, inspectSchema } from '../../store/inspect-schema';
import { findStrayTables } from '../../store/installed-tables';
import { findLiveExecution } from '../../store/live-run';
import { loadTaxonomy } from '../../store/load-taxonomy';
import { findLostObjects, sayLostObjects } from '../../store/lost-objects';
import { hasPendingMigrations } from '../../store/schema-version';
import {
  MISSING_ARE_LEFT_OUT,
  readSourceRows,
  REPEATED_ARE_REFUSED,
  sayMissingIds,
  sayRepeatedIds,
} from '../../store/sound-source';
import { saySourceFault } from '../../store/source';
import { faultOfSource } from '../../store/sqlstates';
import { findUnfitIds, sayUnfitIds, UNFIT_ARE_LEFT_OUT } from '../../store/unfit-ids';
import { takeCensus } from '../census/legacy-flag-census';
import type { RolloutService } from '../rollout/rollout-service';
import { check, type PreflightCheck } from './preflight-check';
import { checkFlags } from './preflight-flags';
import { preflightReadings } from './preflight-readings';

export interface Preflight {
  readonly computedAt: Date;
  readonly status: CheckStatus;
  readonly checks: readonly PreflightCheck[];
}

const SHOWN = 5;

/** The checks before a run. Asks for the actor's right. */
export class PreflightService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rollout: Pick<RolloutService, 'forcedPastGate' | 'requireAnswerer' | 'show'>,
  ) {}

  /**
   * Runs all checks; if the schema check fails, only that one. Without sight of the organizations, that is what fails,
   * and the checks that need none go on. Reads all organizations.
   * @param say the message of an error of the database. Default: without values, which may be a tenant's
   */
  async check(actor: Actor | null, say: (error: unknown) => string = messageWithoutValues): Promise<Preflight> {
    requireRight(actor, 'READ_PLATFORM');
    const schema = await this.checkSchema();
    const checks = [schema];
    if (schema.status !== 'FAIL')
      for (const [name, look] of this.checksOf(actor))
        checks.push(...(await failingIfUnreadable(this.dataSource.manager, name, look, say)));
    const worst = Math.max(...checks.map(({ status }) => CHECK_STATUSES.indexOf(status)));
    return { computedAt: new Date(), status: CHECK_STATUSES[worst] ?? 'FAIL', checks };
  }

  /** The checks after that of the schema, each with its name, in the order in which to correct them. */
  private checksOf(actor: Actor | null): readonly (readonly [name: string, look: Look])[] {
    return [
      ['taxonomy', () => this.checkTaxonomy()],
      ['mapping', () => this.checkMapping()],
      ['source', () => this.checkSource()],
      ['snapshot', () => this.checkSnapshot()],
      ['live run', () => this.checkLiveRun()],
      ['gating', () => this.checkGating(actor)],
      ['clock', () => this.checkClock()],
    ];
  }

  private async checkSchema(): Promise<PreflightCheck> {
    const pending = await hasPendingMigrations(this.dataSource);
    if (pending) return check('schema', 'FAIL', "Migrations are pending: run 'portcullis db migrate'.");
    const { manager } = this.dataSource;
    const fault = sayLostObjects(await findLostObjects(manager)) ?? (await findStrayTables(manager));
    if (fault !== null) return check('schema', 'FAIL', fault);
    const problems = describeProblems(await inspectSchema(manager));
    if (problems.length > 0) return check('schema', 'FAIL', `Tables do not fit: ${problems.join('; ')}.`);
    return check('schema', 'PASS', 'All migrations have run, and the tables fit.');
  }

  private async checkTaxonomy(): Promise<PreflightCheck> {
    const taxonomy = await loadTaxonomy(this.dataSource.manager);
    const modules = taxonomy.activeModules();
    if (modules.length === 0) return check('taxonomy', 'FAIL', "There are no modules: run 'portcullis seed'.");
    const submodules = modules.reduce((sum, { key }) => sum + taxonomy.activeSubmodules(key).length, 0);
    return check('taxonomy', 'PASS', `${modules.length} active modules with ${submodules} active submodules.`);
  }

  private async checkMapping(): Promise<readonly PreflightCheck[]> {
    const { manager } = this.dataSource;
    const active = await findActiveMapping(manager);
    if (!active) return [check('mapping', 'FAIL', `No mapping is active: ${await adviseMapping(manager)}.`)];
    const taxonomy = await loadTaxonomy(manager);
    return [checkTargets(active, taxonomy), ...checkValues(active, taxonomy)];
  }

  /** Everything that needs the organizations. Nothing is said about every organization where there is none. */
  private async checkSource(): Promise<readonly PreflightCheck[]> {
    const ids = await this.checkIds();
    const census = await takeCensus(this.dataSource.manager);
    if (census.organizations === 0)
      return [
        ...ids,
        check('organizations', 'FAIL', 'There are no organizations in this database: is it the right one?'),
      ];
    return [
      ...ids,
      check('organizations', 'PASS', `${sayCount(census.organizations, 'organization')}.`),
      ...checkFlags(census),
      { name: 'readings', ...(await preflightReadings(this.dataSource)) },
    ];
  }

  /** A check only where something is wrong: most products have numbers or uuids. */
  private async checkIds(): Promise<readonly PreflightCheck[]> {
    const { missing, repeated } = await readSourceRows(this.dataSource.manager);
    const unfit = await findUnfitIds(this.dataSource.manager);
    return [
      ...(repeated.count > 0 ? [check('ids', 'FAIL', `${sayRepeatedIds(repeated)}. ${REPEATED_ARE_REFUSED}`)] : []),
      ...(missing > 0 ? [check('ids', 'WARN', `${sayMissingIds(missing)}. ${MISSING_ARE_LEFT_OUT}`)] : []),
      ...(unfit.count > 0 ? [check('ids', 'WARN', `${sayUnfitIds(unfit)}. ${UNFIT_ARE_LEFT_OUT}`)] : []),
    ];
  }

  /** A check only where something is wrong. */
  private async checkClock(): Promise<readonly PreflightCheck[]> {
    const fault = sayClockOffset(await clockOffsetOf(this.dataSource.manager));
    return fault === null ? [] : [check('clock', 'WARN', fault)];
  }

  private async checkGating(actor: Actor | null): Promise<PreflightCheck> {
    try {
      await this.rollout.requireAnswerer();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return check('gating', 'FAIL', error.message);
    }
    const forced = await this.rollout.forcedPastGate();
    if (forced !== null) return check('gating', 'FAIL', `${forced} Unset it, and set the rollout instead.`);
    const { mode, enforcePercentage, forcedByEnvironment } = await this.rollout.show(actor);
    if (forcedByEnvironment !== null)
      return check(
        'gating',
        'PASS',
        `ENABLE_ENTITLEMENTS_GATING puts every organization under ${forcedByEnvironment}, regardless of the rollout.`,
      );
    return check(
      'gating',
      'PASS',
      enforcePercentage > 0
        ? `The rollout is ${mode}, with ENFORCE for ${enforcePercentage} % of organizations.`
        : `The rollout is ${mode}.`,
    );
  }

  /** A recent backup, exported or noted, is the last resort after a failure. */
  private async checkSnapshot(): Promise<PreflightCheck> {
    const [last]: readonly { at: Date; fresh: boolean }[] = await this.dataSource.manager.query(
      `SELECT created_at AS at, created_at > now() - interval '1 day' AS fresh
       FROM platform_events WHERE event_type = ANY($1) ORDER BY id DESC LIMIT 1`,
      [BACKUP_EVENTS],
    );
    if (last?.fresh) return check('snapshot', 'PASS', `The last backup was noted at ${last.at.toISOString()}.`);
    const state = last
      ? `The last backup was noted more than a day ago (${last.at.toISOString()})`
      : 'No backup was noted';
    return check(
      'snapshot',
      'WARN',
      `${state}: make one with 'portcullis snapshot export FILE', or with pg_dump, ` +
        "and note that with 'portcullis snapshot note-backup REF'.",
    );
  }

  private async checkLiveRun(): Promise<PreflightCheck> {
    const live = await findLiveExecution(this.dataSource.manager);
    if (!live) return check('live run', 'PASS', 'No other run is live.');
    const advice =
      live.status === 'ROLLING_BACK'
        ? `wait until it has ended, or continue it (portcullis rollback ${live.id})`
        : 'wait until it has ended, resume it, or cancel it';
    return check('live run', 'FAIL', `Run ${live.id} is ${live.status}: ${advice}.`);
  }
}

type Look = () => Promise<PreflightCheck | readonly PreflightCheck[]>;

/** Checks; fails, with what to do, if the database refuses to show what is to be checked. */
async function failingIfUnreadable(
  manager: EntityManager,
  name: string,
  look: Look,
  say: (error: unknown) => string,
): Promise<readonly PreflightCheck[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    const said = saySourceFault(error, say);
    if (!(said instanceof DomainError)) throw said;
    const failing = faultOfSource(error) === 'rows' ? await sayFailingRows(manager) : '';
    return [check(name, 'FAIL', said.message + failing)];
  }
}

function checkTargets(active: NamedMapping, taxonomy: Taxonomy): PreflightCheck {
  const dead = active.mapping.rules.filter(
    (rule) => !grantsNothing(rule) && !taxonomy.isActive(rule.targetModule, rule.targetSubmodule),
  );
  const rules = `${active.mapping.rules.length} rules from ${active.name}`;
  if (dead.length === 0) return check('mapping', 'PASS', `${rules}, every target is active.`);
  const names = dead
    .slice(0, SHOWN)
    .map(
      ({ legacyFlag, targetModule, targetSubmodule }) =>
        `${legacyFlag} -> ${targetModule}${targetSubmodule ? `/${targetSubmodule}` : ''}`,
    );
  return check(
    'mapping',
    'WARN',
    `${rules}; ${dead.length} grant nothing, because their target is inactive: ${names.join(', ')}.`,
  );
}

/** A check only where there is something to see: most mappings have no rules by value. */
function checkValues({ mapping }: NamedMapping, taxonomy: Taxonomy): readonly PreflightCheck[] {
  const narrowed = narrowedValues(mapping, taxonomy);
  if (narrowed.length === 0) return [];
  const more =
    narrowed.length > SHOWN ? ` And ${narrowed.length - SHOWN} more: 'portcullis mapping load' lists all.` : '';
  return [check('rules by value', 'WARN', `${narrowed.slice(0, SHOWN).map(sayNarrowedValue).join(' ')}${more}`)];
}
