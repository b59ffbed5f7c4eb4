import type { DataSource } from 'typeorm';
import { type Actor } from '../../domain/actor';
import type { CheckStatus } from '../../domain/check-status';
import { DomainError } from '../../domain/errors';
import { sayColumnMissing } from '../../domain/legacy/legacy-column';
import { readId } from '../../domain/page';
import { requireRight } from '../../domain/rights';
import { sayJournalDetached } from '../../domain/run/journal';
import { hasEnded } from '../../domain/run/run-status';
import { sayTime } from '../../domain/say';
import { MigrationRun } from '../../entities/migration-run';
import { IN_EFFECT } from '../../store/covering-runs';
import { readLegacyColumn } from '../../store/legacy-column';
import { readSourceHash } from '../../store/source';
import { checkBesides } from './check-besides';
import { checkEvents, checkTotals } from './check-counts';
import { checkParity } from './check-parity';
import { checkLateWriters, checkRows } from './check-rows';
import type { RunCheck } from './run-check';

export interface RunVerification {
  readonly computedAt: Date;
  readonly status: CheckStatus;
  readonly checks: readonly RunCheck[];
}

const ROLLED_BACK = ['ROLLING_BACK', 'ROLLED_BACK', 'ROLLED_BACK_WITH_CONFLICTS'];

/**
 * Verifies that the rows of an execution still agree with its journal and with the legacy flags. Asks for the actor's
 * right.
 */
export class VerificationService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Finds the execution to verify.
   * @param id null for the newest execution
   * @throws DomainError NOT_FOUND if there is no such run; INVALID_INPUT for a dry run, which wrote nothing
   */
  async findRun(actor: Actor | null, id: string | null): Promise<MigrationRun> {
    requireRight(actor, 'READ_PLATFORM');
    const { manager } = this.dataSource;
    if (id === null) {
      const newest = await manager.findOne(MigrationRun, { where: { mode: 'EXECUTE' }, order: { id: 'DESC' } });
      if (newest) return newest;
      throw new DomainError('NOT_FOUND', 'There is no execution yet.');
    }
    const number = readId(id);
    const run = number === undefined ? null : await manager.findOneBy(MigrationRun, { id: number });
    if (!run) throw new DomainError('NOT_FOUND', `There is no run ${id}.`, { runId: id });
    if (run.mode === 'EXECUTE') return run;
    throw new DomainError('INVALID_INPUT', `Run ${id} is a dry run: it wrote nothing that could be verified.`, {
      runId: id,
    });
  }

  /** Runs all checks of a run; null for a dry run. */
  async verify(actor: Actor | null, run: MigrationRun): Promise<RunVerification | null> {
    requireRight(actor, 'READ_PLATFORM');
    if (run.mode !== 'EXECUTE') return null;
    const { manager } = this.dataSource;
    if (run.journalDetachedAt !== null) return { computedAt: new Date(), status: 'WARN', checks: [checkStatus(run)] };
    const checks = [checkStatus(run), ...(await this.checkSource(run)), ...(await checkTotals(manager, run))];
    // A reset also deletes the events; a rollback does not.
    if (run.resetAt === null) checks.push(await checkEvents(manager, run));
    if (run.resetAt === null && !ROLLED_BACK.includes(run.status)) {
      const later = await this.findDetachedLater(run);
      checks.push(...(later === null ? await checkRows(manager, run) : [later]));
      if (run.kind === 'CHANGE' && later === null) checks.push(...(await checkBesides(manager, run)));
      // A change run has read no flags, and does not bring anything to what they grant.
      const column = run.kind === 'MIGRATION' ? await readLegacyColumn(manager) : null;
      if (column?.exists) checks.push(await checkLateWriters(manager, run), await checkParity(this.dataSource, run));
      else if (column)
        checks.push(
          ...['late writers', 'parity'].map((name): RunCheck => ({
            name,
            status: 'PASS',
            detail: `Skipped: ${sayColumnMissing(column)}`,
            expected: null,
            actual: null,
          })),
        );
    }
    const worst = (['FAIL', 'WARN'] as const).find((status) => checks.some((check) => check.status === status));
    return { computedAt: new Date(), status: worst ?? 'PASS', checks };
  }

  /** Rows that a later execution changed are left out by its journal; without it they would count as faults. */
  private async findDetachedLater(run: MigrationRun): Promise<RunCheck | null> {
    const later = await this.dataSource.manager
      .createQueryBuilder(MigrationRun, 'r')
      .where(`r.id > :id AND r.journal_detached_at IS NOT NULL AND ${IN_EFFECT}`, { id: run.id })
      .orderBy('r.id', 'DESC')
      .getOne();
    const said = later && sayJournalDetached(later);
    return said === null ? null : { ...NO_NUMBERS, name: 'rows', status: 'WARN', detail: `Not checked: ${said}.` };
  }

  /** A check only where there is something to say: the others look at the run's own organizations alone. */
  private async checkSource({ sourceHash }: MigrationRun): Promise<readonly RunCheck[]> {
    if (sourceHash === (await readSourceHash(this.dataSource.manager))) return [];
    return [
      {
        name: 'source',
        status: 'WARN',
        detail:
          'The source has changed since the run: organizations that the run did not know are not looked at here ' +
          "('portcullis parity' compares all).",
        expected: null,
        actual: null,
      },
    ];
  }
}

const NO_NUMBERS = { expected: null, actual: null };

function checkStatus(run: MigrationRun): RunCheck {
  const { status, resetAt } = run;
  const common = { name: 'run', ...NO_NUMBERS };
  const detached = sayJournalDetached(run);
  if (detached !== null) return { ...common, status: 'WARN', detail: `Its rows cannot be checked: ${detached}.` };
  if (resetAt !== null)
    return {
      ...common,
      status: 'WARN',
      detail: `The rows of the run were reset or replaced by a snapshot at ${sayTime(resetAt)}, and cannot be checked.`,
    };
  if (ROLLED_BACK.includes(status))
    return { ...common, status: 'WARN', detail: `The run is ${status}: its rows cannot be checked.` };
  if (!hasEnded(status)) return { ...common, status: 'WARN', detail: `The run is ${status}: it has not ended.` };
  if (status === 'SUCCEEDED') return { ...common, status: 'PASS', detail: 'The run has SUCCEEDED.' };
  return { ...common, status: 'WARN', detail: `The run is ${status}.` };
}
