import { setTimeout as delay } from 'node:timers/promises';
import type { LoadSetup } from './load-setup';
import { LoadSocket } from './load-socket';

/** How many loops send queries, and how many milliseconds each rests after one. */
const ASKING = 6;
const REST_MS = 10;
/** More than the server keeps of anything: tokens, organizations, documents. */
const FILLING = 24_000;
const FILLING_SOCKETS = 420;
const SOCKETS_OPEN = 20;

export interface Mixed {
  readonly queries: number;
  readonly sockets: number;
  /** Sockets that were closed before they were signed in, as on a machine that stood still. */
  readonly refused: number;
  readonly overrides: number;
  readonly events: number;
}

/**
 * The mixed load of a long run. Nothing in it comes twice that a client may choose: tokens, names of operations and
 * documents are new each time, organizations and modules change, some requests are refused, and sockets come and go.
 */
export class LoadMix {
  private queries = 0;
  private sockets = 0;
  private refused = 0;
  private overrides = 0;
  private events = 0;
  private number = 0;

  constructor(
    private readonly setup: LoadSetup,
    private readonly organizations: number,
  ) {}

  get done(): Mixed {
    const { queries, sockets, refused, overrides, events } = this;
    return { queries, sockets, refused, overrides, events };
  }

  /** Fills what is kept up to a bound, so that what grows afterwards has none. */
  async fill(): Promise<void> {
    await together(16, async () => {
      while (this.queries < FILLING) await this.query();
    });
    await together(SOCKETS_OPEN, async () => {
      while (this.sockets < FILLING_SOCKETS) await this.comeAndGo();
    });
  }

  /** Runs until the signal aborts. */
  async run(ended: AbortSignal): Promise<void> {
    await Promise.all([
      together(ASKING, async () => {
        while (!ended.aborted) {
          await this.query();
          await delay(REST_MS);
        }
      }),
      together(SOCKETS_OPEN, async () => {
        while (!ended.aborted) await this.comeAndGo();
      }),
      together(1, async () => {
        while (!ended.aborted) {
          await this.override();
          await delay(200);
        }
      }),
    ]);
  }

  private async query(): Promise<void> {
    const number = this.number++;
    this.queries++;
    const name = `Q${number}_${process.pid}`;
    const id = this.anyOrganization();
    const token = number % 20 === 0 ? `no token ${number}` : await this.setup.token(`actor ${number}`);
    const body =
      number % 20 === 1
        ? `{ nothing${number} }`
        : number % 5 === 0
          ? `{ organization(id: "${id}") { name a${number}: gating entitlements { module { key } status } } }`
          : `{ checkEntitlements(checks: [{ organizationId: "${id}", moduleKey: "m${number}" },
               { organizationId: "${id}", moduleKey: "sales" }]) { allowed r${number}: reason } }`;
    await this.setup.ask(token, `query ${name} ${body}`, { mayFail: true });
  }

  private async comeAndGo(): Promise<void> {
    const number = this.number++;
    const token = await this.setup.token(`socket ${number}`);
    const socket = await LoadSocket.open(this.setup.server.url, `Bearer ${token}`, () => this.events++).catch(
      () => null,
    );
    if (socket === null) {
      this.refused++; // a client tries again
      return;
    }
    this.sockets++;
    for (let id = 0; id < 5; id++) socket.subscribe(`${number}x${id}`, this.anyOrganization(), `S${number}x${id}`);
    await delay(Math.random() * 1_000);
    socket.complete(`${number}x0`);
    if (number % 2 === 0) await socket.close();
    else socket.terminate();
  }

  /** Makes an override that ends soon by itself, for an organization that others follow. */
  private async override(): Promise<void> {
    const organizationId = this.anyOrganization();
    const token = await this.setup.token(`admin ${this.number++}`);
    const text = await this.setup.ask(token, '{ organization(id: "' + organizationId + '") { version } }');
    const [, version] = /"version":(\d+)/.exec(text) ?? [];
    await this.setup.ask(
      token,
      'mutation Override($input: OverrideEntitlementsInput!) { overrideEntitlements(input: $input) { dryRun } }',
      {
        mayFail: true, // another one may have been faster
        variables: {
          input: {
            organizationId,
            expectedVersion: Number(version),
            reason: 'bench:load',
            expiresAt: new Date(Date.now() + 10_000).toISOString(),
            changes: [{ moduleKey: 'sales', status: 'DISABLED' }],
          },
        },
      },
    );
    this.overrides++;
  }

  private anyOrganization(): string {
    return String(1 + Math.floor(Math.random() * this.organizations));
  }
}

async function together(count: number, work: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, work));
}
