import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { isShortOfConnections } from './connect-failure';
import type { PoolErrors } from './pool-errors';

type Connected = (
  error: Error | undefined,
  client: PoolClient | undefined,
  done: (release?: boolean | Error) => void,
) => void;

/** For how long a pool without any connection tries to get one that the database refuses for want of connections. */
const WAIT_MS = 5_000;
const AGAIN_MS = 250;
/** How often a pool that was refused connections tries to have one more. */
const WIDEN_MS = 3_000;

/**
 * A pool class for a database that may give fewer connections than the pool may have: the limit of a role, of a
 * database, or of the server. Statements then wait for the connections that there are, as they would in a smaller pool.
 * @param errors is told how many connections the pool may have for now. Call its `onRefused` for each connection that
 *   was refused, before the pool learns of it, which would open another one at once
 */
export function patientPool(errors: PoolErrors): typeof Pool {
  return class extends Pool {
    /** As many connections as wanted. */
    private readonly most: number;
    /** How often a connection may be used. */
    private readonly uses: number;
    private widening: NodeJS.Timeout | null = null;

    constructor(config?: PoolConfig) {
      super(config);
      this.most = this.options.max;
      this.uses = this.options.maxUses;
      errors.onRefused = () => this.allow(this.totalCount - 1);
      errors.makeRoom = () => this.giveBack();
    }

    override connect(): Promise<PoolClient>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<PoolClient> | void {
      if (callback) {
        this.attempt(callback, performance.now() + WAIT_MS);
        return;
      }
      return new Promise((resolve, reject) => {
        this.connect((error, client) => {
          if (client) resolve(client);
          else reject(error ?? new Error('the pool gave no connection'));
        });
      });
    }

    private attempt(callback: Connected, until: number): void {
      super.connect((error, client, done) => {
        const isLate = performance.now() >= until || this.ending;
        if (!error || isLate || !isShortOfConnections(error)) callback(error, client, done);
        // It queues for one of those that there are.
        else if (this.totalCount >= this.options.max) this.attempt(callback, until);
        else setTimeout(() => this.attempt(callback, until), AGAIN_MS);
      });
    }

    /** Closes the next connection that is not needed any more, if there are others, and opens none for a while. */
    private giveBack(): void {
      if (this.totalCount < 2) return;
      this.allow(this.totalCount - 1);
      this.options.maxUses = 1;
      this.once('release', () => {
        // Looked at after this event, and before the next connection is released.
        process.nextTick(() => {
          this.options.maxUses = this.uses;
        });
      });
    }

    /** Leaves it at so many connections for a while. */
    private allow(connections: number): void {
      this.setMost(Math.max(1, connections));
      if (this.widening) clearInterval(this.widening);
      this.widening = setInterval(() => {
        if (!this.ending) this.setMost(this.options.max + 1);
        if (this.widening && (this.ending || this.options.max >= this.most)) clearInterval(this.widening);
      }, WIDEN_MS).unref();
    }

    private setMost(connections: number): void {
      this.options.max = Math.min(connections, this.most);
      errors.allowed = this.options.max < this.most ? this.options.max : null;
    }
  };
}
