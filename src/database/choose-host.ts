import { Client, type ClientConfig } from 'pg';
import { type DatabaseHost, type DatabaseTarget, nameHost } from '../platform/database-url';
import { messageOf } from '../platform/error-shape';

/** How long one of several hosts may take to answer: of a machine that is off, none comes. */
const ONE_OF_SEVERAL_MS = 3_000;

/** No host is of the kind that is wanted. The message names each host and its fault. */
export class NoSuchServerError extends Error {}

/** Finds the host to connect to among several, anew for each connection, so that a failover is followed. */
export class HostChoice {
  /** The host that the last connection went to: tried first. */
  private last: DatabaseHost | null = null;

  constructor(
    private readonly target: DatabaseTarget,
    private readonly options: ClientConfig,
  ) {}

  /**
   * The first host that answers and is of the wanted kind.
   * @throws NoSuchServerError
   */
  async find(): Promise<DatabaseHost> {
    const { hosts } = this.target;
    const { last } = this;
    const faults: string[] = [];
    for (const host of last ? [last, ...hosts.filter((one) => one !== last)] : hosts) {
      const fault = await this.faultOf(host);
      if (fault === null) {
        this.last = host;
        return host;
      }
      faults.push(`${nameHost(host)}: ${fault}`);
    }
    throw new NoSuchServerError(faults.join('; '));
  }

  /** Null if the host answers and is of the wanted kind. */
  private async faultOf({ host, port }: DatabaseHost): Promise<string | null> {
    const client = new Client({
      ...this.options,
      host,
      ...(port !== undefined && { port }),
      connectionTimeoutMillis: this.target.connectTimeoutMs ?? ONE_OF_SEVERAL_MS,
    });
    client.on('error', () => undefined); // the statement fails as well
    try {
      await client.connect();
      const { rows } = await client.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
      return unwanted(this.target, rows[0]?.standby ?? false);
    } catch (error) {
      return messageOf(error);
    } finally {
      client.end().catch(() => undefined);
    }
  }
}

/** How long finding a host may take at most. */
export function choosingMs({ hosts, connectTimeoutMs }: DatabaseTarget): number {
  return hosts.length > 1 ? hosts.length * (connectTimeoutMs ?? ONE_OF_SEVERAL_MS) : 0;
}

/** Why a server is not of the wanted kind; null if it is. */
export function unwanted({ kind }: Pick<DatabaseTarget, 'kind'>, standby: boolean): string | null {
  if ((kind === 'read-write' || kind === 'primary') && standby) return 'is a read-only standby';
  if ((kind === 'read-only' || kind === 'standby') && !standby) return 'is not a standby';
  return null;
}
