import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type CliExit, type CliProcess, startCli } from './cli-process';
import {
  createDatabaseOn,
  EXECUTION,
  halfDone,
  type LargeMigration,
  type Phase,
  processed,
  putLargeMigration,
  requireAsBefore,
  requireSameOutcome,
  ROLLBACK,
  startLargeMigration,
  startRollback,
  statusOf,
} from './large-migration';
import { PrivatePostgres } from './private-postgres';
import { until } from './run-engine';
import type { TestDatabase } from './test-database';

/** How many victims are killed, one after the other, at random moments. */
interface Kills {
  /** Worker processes. */
  readonly workers: number;
  /** Sessions in the database. After each the whole server recovers. */
  readonly sessions: number;
  /** Sessions that the server ends on request, while it and all other sessions go on. */
  readonly sessionEnds: number;
}

export interface SoakOptions {
  readonly organizations: number;
  /** Worker processes. */
  readonly workers: number;
  /** During the execution. */
  readonly kills: Kills;
  /** During its rollback. */
  readonly rollbackKills: Kills;
  /** Organizations a second in the rollback, which could otherwise end before all kills. */
  readonly rollbackRate: number;
  /** Organizations a batch. */
  readonly batchSize: number;
  readonly allowRevocations: boolean;
  /** Decides the order and moments of the kills, as far as timing allows. */
  readonly seed: number;
  /** Checks one in this number of organizations after each kill. @default 1 */
  readonly lookAtOneIn?: number;
  readonly say?: (line: string) => void;
}

type Victim = 'worker' | 'session' | 'ended session';

/** What was killed, and how many organizations were done by then. */
type Killed = readonly { readonly of: Victim; readonly at: number }[];

export interface SoakReport {
  readonly kills: Killed;
  readonly rollbackKills: Killed;
  /** The exits of workers that ended by themselves before the run had ended. */
  readonly gaveUp: readonly CliExit[];
  /** The exits of workers that were stopped after the run. */
  readonly stopped: readonly CliExit[];
  /** The number of batches, of the run or its rollback, that were begun more than once. */
  readonly begunAgain: number;
  /** The statuses after the execution and after its rollback. */
  readonly statuses: readonly string[];
}

/**
 * Executes a run and its rollback while worker processes and database sessions are killed at random moments. Between
 * the two some rows are edited by hand.
 * @throws if the result differs from an undisturbed run over the same organizations, or if an organization is half done
 *   after a kill
 */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { say = () => undefined } = options;
  const server = await PrivatePostgres.create({ settings: ['shared_buffers=256MB', 'max_wal_size=4GB'] });
  const opened: TestDatabase[] = [];
  const fleets: WorkerFleet[] = [];
  const clone = async (name: string) => {
    const database = await createDatabaseOn(server, name, 'organizations');
    opened.push(database);
    return database;
  };
  const startFleet = ({ database }: LargeMigration, environment: Readonly<Record<string, string>>, workers: number) => {
    const fleet = new WorkerFleet(database, environment, workers);
    fleets.push(fleet);
    return fleet;
  };
  try {
    const organizations = await createDatabaseOn(server, 'organizations');
    try {
      await putLargeMigration(organizations, options.organizations);
    } finally {
      await organizations.close();
    }
    say(`added ${options.organizations} organizations`);

    const undisturbed = await startLargeMigration(await clone('undisturbed'), options.allowRevocations);
    const calm = startFleet(undisturbed, {}, 1);
    const begun = Date.now();
    await untilEnded(undisturbed);
    say(`undisturbed: ${await statusOf(undisturbed)} after ${seconds(begun)}`);

    const disturbed = await startLargeMigration(await clone('disturbed'), options.allowRevocations);
    const fleet = startFleet(disturbed, { PORTCULLIS_BATCH_SIZE: String(options.batchSize) }, options.workers);
    const begunAgain = Date.now();
    const random = randomNumbers(options.seed);
    const kills = await killAgainAndAgain(
      server,
      disturbed,
      fleet,
      { phase: EXECUTION, kills: options.kills, random },
      options,
      say,
    );
    await untilEnded(disturbed);
    const status = await statusOf(disturbed);
    say(`disturbed:   ${status} after ${seconds(begunAgain)}; ${fleet.gaveUp.length} workers gave up`);
    await requireNothingHalfDone(disturbed, 1, EXECUTION);
    await requireSameOutcome(disturbed, undisturbed);
    say('both left the same');

    await startRollback(undisturbed, null);
    await untilEnded(undisturbed);
    await calm.stop();
    await requireAsBefore(undisturbed, await clone('beginning'));
    say(`undisturbed: ${await statusOf(undisturbed)}, as before`);
    await startRollback(disturbed, options.rollbackRate);
    const rollbackKills = await killAgainAndAgain(
      server,
      disturbed,
      fleet,
      { phase: ROLLBACK, kills: options.rollbackKills, random },
      options,
      say,
    );
    await untilEnded(disturbed);
    const statuses = [status, await statusOf(disturbed)];
    say(`disturbed:   ${statuses[1]}; ${fleet.gaveUp.length} workers gave up`);
    const gaveUp = [...fleet.gaveUp];
    const stopped = await fleet.stop();
    await requireNothingHalfDone(disturbed, 1, ROLLBACK);
    await requireSameOutcome(disturbed, undisturbed);
    say('both left the same');
    const [again] = await disturbed.database.sql<{ batches: number }>(
      `SELECT count(*)::int AS batches
       FROM (SELECT attempt FROM migration_run_batches
             UNION ALL SELECT attempt FROM migration_run_rollback_batches) AS batches
       WHERE attempt > 1`,
    );
    return { kills, rollbackKills, gaveUp, stopped, begunAgain: again?.batches ?? 0, statuses };
  } catch (error) {
    throw new Error(`with the seed ${options.seed}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    for (const fleet of fleets) await fleet.killAll();
    for (const database of opened) await database.close().catch(() => undefined);
    await server.remove();
  }
}

interface Plan {
  readonly phase: Phase;
  readonly kills: Kills;
  readonly random: () => number;
}

async function killAgainAndAgain(
  server: PrivatePostgres,
  run: LargeMigration,
  fleet: WorkerFleet,
  { phase, kills: wanted, random }: Plan,
  options: SoakOptions,
  say: (line: string) => void,
): Promise<Killed> {
  const pick = <One>(some: readonly One[]): One | undefined => some[Math.floor(random() * some.length)];
  const victims = (of: Victim, count: number) => Array.from({ length: count }, () => ({ of, order: random() }));
  const kinds = [
    ...victims('worker', wanted.workers),
    ...victims('session', wanted.sessions),
    ...victims('ended session', wanted.sessionEnds),
  ].sort((a, b) => a.order - b.order);
  // The kills come in the first three quarters of the run, or it might end before the last kill.
  const [all] = await run.database.sql<{ organizations: number }>(
    `SELECT sum(cardinality(organization_ids))::int AS organizations FROM ${phase.batches} WHERE run_id = $1`,
    [run.runId],
  );
  // An execution has no batches before a worker begins it.
  const organizations = all?.organizations ?? options.organizations;
  const marks = kinds.map(() => random() * 0.75 * organizations).sort((a, b) => a - b);
  const kill: Readonly<Record<Victim, () => Promise<boolean>>> = {
    worker: async () => fleet.kill(pick(await fleet.atWork(run, phase))),
    session: async () => killSession(server, pick(await sessionsAtWork(run))),
    'ended session': async () => endSession(run, pick(await sessionsAtWork(run))),
  };

  const kills: { readonly of: Victim; readonly at: number }[] = [];
  for (const [index, mark] of marks.entries()) {
    await until(
      `${Math.round(mark)} organizations are done`,
      async () => {
        await requireAlive(run, index, phase);
        return (await processed(run, phase)) >= mark;
      },
      120,
    );
    await delay(random() * 60);
    const of = kinds[index]?.of ?? 'worker';
    await until(`a victim is found (${of})`, kill[of], 60);
    const at = await processed(run, phase);
    kills.push({ of, at });
    say(`kill ${index + 1} of ${kinds.length}: ${of}, with ${at} organizations done`);
    await requireNothingHalfDone(run, options.lookAtOneIn ?? 1, phase);
    await requireAlive(run, index + 1, phase); // and so it was live when it was hit
  }
  return kills;
}

/** @throws if the run has ended, even with success, because the other kills would hit nothing */
async function requireAlive(run: LargeMigration, kills: number, { liveStatuses }: Phase): Promise<void> {
  const status = await statusOf(run);
  if (liveStatuses.includes(status)) return;
  const [found] = await run.database.sql<{ error: unknown }>('SELECT error FROM migration_runs WHERE id = $1', [
    run.runId,
  ]);
  throw new Error(`the run is ${status} after ${kills} kills: ${JSON.stringify(found?.error)}`);
}

async function requireNothingHalfDone(run: LargeMigration, oneIn: number, phase: Phase): Promise<void> {
  const found = await halfDone(run, oneIn, phase);
  if (found.length > 0) throw new Error(`half done: ${JSON.stringify(found)}`);
}

async function untilEnded(run: LargeMigration): Promise<void> {
  await until(
    'the run has ended',
    async () => ![...EXECUTION.liveStatuses, ...ROLLBACK.liveStatuses].includes(await statusOf(run)),
    600,
  );
}

const seconds = (begun: number) => `${((Date.now() - begun) / 1000).toFixed(1)} s`;

/** The workers' sessions with an open transaction. */
async function sessionsAtWork({ database }: LargeMigration): Promise<readonly number[]> {
  const sessions = await database.sql<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'portcullis' AND xact_start IS NOT NULL
       AND pid <> pg_backend_pid()`,
  );
  return sessions.map(({ pid }) => pid);
}

async function killSession(server: PrivatePostgres, pid: number | undefined): Promise<boolean> {
  return pid !== undefined && server.killBackend(pid);
}

async function endSession({ database }: LargeMigration, pid: number | undefined): Promise<boolean> {
  const [ended] = await database.sql<{ ended: boolean }>('SELECT pg_terminate_backend($1) AS ended', [pid ?? 0]);
  return ended?.ended ?? false;
}

/** Worker processes on one database. A process that ends for any reason is replaced at once. */
class WorkerFleet {
  private readonly working = new Map<number, CliProcess>();
  private closing = false;
  readonly gaveUp: CliExit[] = [];

  constructor(
    private readonly database: TestDatabase,
    private readonly environment: Readonly<Record<string, string>>,
    count: number,
  ) {
    for (let number = 1; number <= count; number++) this.spawn();
  }

  /** The processes that hold batches of a run. */
  async atWork({ database, runId }: LargeMigration, { batches }: Phase): Promise<readonly number[]> {
    const workers = await database.sql<{ worker: string }>(
      `SELECT DISTINCT worker FROM ${batches} WHERE run_id = $1 AND status = 'PENDING' AND worker IS NOT NULL`,
      [runId],
    );
    const pids = new Set(workers.map(({ worker }) => Number(/:(\d+)#\d+$/.exec(worker)?.[1])));
    return [...this.working.keys()].filter((pid) => pids.has(pid));
  }

  /** @returns false if there is no such worker */
  async kill(pid: number | undefined): Promise<boolean> {
    const worker = pid === undefined ? undefined : this.working.get(pid);
    if (!worker) return false;
    worker.child.kill('SIGKILL');
    return (await worker.exited).signal === 'SIGKILL';
  }

  /** Stops all workers as an operator would, and waits for their end. */
  async stop(): Promise<readonly CliExit[]> {
    return this.end('SIGTERM');
  }

  async killAll(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<readonly CliExit[]> {
    this.closing = true;
    const workers = [...this.working.values()];
    for (const { child } of workers) child.kill(signal);
    return Promise.all(workers.map(({ exited }) => exited));
  }

  private spawn(): void {
    const worker = startCli(this.database, ['worker'], this.environment);
    const { pid } = worker.child;
    if (pid === undefined) throw new Error('a worker could not be started');
    this.working.set(pid, worker);
    void worker.exited.then((exit) => {
      this.working.delete(pid);
      if (this.closing) return;
      if (exit.signal !== 'SIGKILL') this.gaveUp.push(exit);
      this.spawn();
    });
  }
}

/** Numbers from 0 to 1, the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let drawn = 0;
  return () => createHash('sha256').update(`${seed} ${drawn++}`).digest().readUInt32BE(0) / 2 ** 32;
}
