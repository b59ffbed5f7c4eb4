import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Output } from '../src/cli/support/output';
import { LoadClients, partOf } from './load-clients';
import { runLong } from './load-long';
import { now } from './load-messages';
import { latenciesOf, LoadProbe } from './load-probe';
import type { LoadServer, Used } from './load-server';
import { type LoadSetup, setUpLoad } from './load-setup';

/**
 * Measures one server process with thousands of sockets and subscriptions:
 * `npm run bench:load [-- --sockets 5000 --subscriptions 2 --organizations 10000]` with DATABASE_URL set.
 *
 * With `--minutes 60` it puts a mixed load on it for so long, and fails if the memory of the server grows.
 */
const { values } = parseArgs({
  options: {
    sockets: { type: 'string', default: '5000' },
    subscriptions: { type: 'string', default: '2' },
    organizations: { type: 'string', default: '10000' },
    minutes: { type: 'string' },
    processes: { type: 'string', default: '1' },
  },
});
const SOCKETS = Number(values.sockets);
const PER_SOCKET = Number(values.subscriptions);
const ORGANIZATIONS = Number(values.organizations);
const HEAR_WITHIN_S = 120;
const QUIET_MS = 5_000;
/** In a long run, few organizations are kept: what is kept is soon complete again after it was dropped. */
const FEW_KEPT = { PORTCULLIS_CACHE_SIZE: '1000' };

const out = new Output(false);
const ms = (number: number) => number.toFixed(0);
const kib = (bytes: number, count: number) => (bytes / 1_024 / count).toFixed(1);
const mib = (bytes: number) => (bytes / 1_048_576).toFixed(0);

/** A change, and who must hear of it. */
interface Change {
  readonly name: string;
  /** What an event says after it. */
  readonly marker: string;
  readonly organizations: readonly string[] | null;
  readonly make: () => Promise<unknown>;
}

function changes({ ask, database }: Pick<LoadSetup, 'ask' | 'database'>, token: string): readonly Change[] {
  const sql = (statement: string, ...parameters: unknown[]) => database.dataSource.query(statement, parameters);
  const first = (count: number) => Array.from({ length: count }, (_, index) => String(index * 3 + 3));
  const setStatus = (count: number, status: string) =>
    sql(
      `UPDATE org_entitlements SET status = $2 WHERE org_id = ANY($1::int[])
         AND module_id = (SELECT id FROM modules WHERE module_key = 'sales')`,
      first(count),
      status,
    );
  const versionOf = async (organizationId: string) => {
    const text = await ask(token, 'query Version($id: ID!) { organization(id: $id) { version } }', {
      variables: { id: organizationId },
    });
    return Number(/"version":(\d+)/.exec(text)?.[1]);
  };
  const override = async (organizationId: string) =>
    ask(
      token,
      `mutation Override($input: OverrideEntitlementsInput!) { overrideEntitlements(input: $input) { dryRun } }`,
      {
        variables: {
          input: {
            organizationId,
            expectedVersion: await versionOf(organizationId),
            reason: 'bench:load',
            changes: [{ moduleKey: 'sales', status: 'DISABLED' }],
          },
        },
      },
    );
  return [
    { name: 'an override of one, by the API', marker: 'OVERRIDE', organizations: ['6'], make: () => override('6') },
    {
      name: '100 organizations, by SQL',
      marker: '"allowed":false',
      organizations: first(100),
      make: () => setStatus(100, 'disabled'),
    },
    {
      name: '1,000 organizations, by SQL',
      marker: '"allowed":false',
      organizations: first(1_000),
      make: () => setStatus(1_000, 'disabled'),
    },
    {
      name: 'all, by the rollout',
      marker: '"SHADOW"',
      organizations: null,
      make: () => sql(`UPDATE rollout SET mode = 'SHADOW'`),
    },
    {
      name: 'all again',
      marker: '"ENFORCE"',
      organizations: null,
      make: () => sql(`UPDATE rollout SET mode = 'ENFORCE'`),
    },
  ];
}

async function measure(setup: LoadSetup): Promise<void> {
  const clients = new LoadClients(Number(values.processes));
  const { server } = setup;
  let probe: LoadProbe | null = null;
  try {
    const admin = await setup.token('prober');
    const check = (number: number) =>
      setup.ask(
        admin,
        `query Check($id: ID!) {
           checkEntitlements(checks: [{ organizationId: $id, moduleKey: "sales" }]) { allowed } }`,
        { variables: { id: String((number % ORGANIZATIONS) + 1) } },
      );
    for (let number = 0; number < 2_000; number++) await check(number);
    const tokens = await Promise.all(Array.from({ length: SOCKETS }, (_, index) => setup.token(`actor ${index}`)));
    const followed = Array.from({ length: SOCKETS * PER_SOCKET }, (_, index) => String((index % ORGANIZATIONS) + 1));

    const empty = await server.used();
    const [opening, open] = await timed(server, () =>
      clients.ask((...part) => ({ do: 'open', url: server.url, tokens: partOf(tokens, ...part) })),
    );
    const [subscribing, full] = await timed(server, () =>
      clients.ask((...part) => ({
        do: 'subscribe',
        organizations: partOf(tokens, ...part).flatMap((_, index) => {
          const from = (Math.floor((tokens.length * part[0]) / part[1]) + index) * PER_SOCKET;
          return followed.slice(from, from + PER_SOCKET);
        }),
        perSocket: PER_SOCKET,
      })),
    );
    out.table(
      ['', 'seconds', 'CPU s', 'statements', 'heap MiB', 'RSS MiB', 'heap KiB each', 'RSS KiB each'],
      [
        ['no socket', '', '', '', mib(empty.heap), mib(empty.rss), '', ''],
        row(`${SOCKETS} sockets`, opening, empty, open, SOCKETS),
        row(`${followed.length} subscriptions`, subscribing, open, full, followed.length),
      ],
    );

    // The collection of so much garbage may have been long enough for the server to miss heartbeats, and reload.
    await delay(QUIET_MS);
    probe = new LoadProbe(check);
    await delay(QUIET_MS);
    await probe.take();
    const idle = await server.used(false);
    await delay(QUIET_MS);
    const quiet = await probe.take();
    const still = await server.used(false);
    const rows = [
      [
        'nothing',
        '',
        '',
        '',
        '',
        '',
        '',
        `${ms(still.statements - idle.statements)}; ${ms(still.cpu - idle.cpu)}`,
        ms(quiet.p50),
        ms(quiet.p99),
        ms(quiet.max),
      ],
    ];
    for (const { name, marker, organizations, make } of changes(setup, admin)) {
      await clients.ask(() => ({ do: 'watch', marker, organizations: organizations && [...organizations] }));
      await delay(500);
      await probe.take();
      const before = await server.used(false);
      const begun = now();
      await make();
      const made = now() - begun;
      const { heard, deaf } = await clients.ask(() => ({ do: 'hear', seconds: HEAR_WITHIN_S }));
      const after = await server.used(false);
      const asked = await probe.take();
      const waited = latenciesOf(heard.map((at) => at - begun));
      rows.push([
        name,
        ms(made),
        ...[heard.length, deaf, waited.p50, waited.p99, waited.max].map(ms),
        `${ms(after.statements - before.statements)}; ${ms(after.cpu - before.cpu)}`,
        ...[asked.p50, asked.p99, asked.max].map(ms),
      ]);
      if (deaf > 0) process.exitCode = 1;
      await delay(QUIET_MS / 2);
    }
    out.line();
    out.table(
      [
        'a change of',
        'made in ms',
        'heard',
        'deaf',
        'p50 ms',
        'p99',
        'max',
        'statements; CPU ms',
        'check p50 ms',
        'p99',
        'max',
      ],
      rows,
    );
    await clients.ask(() => ({ do: 'close' }));
    await delay(QUIET_MS);
    const end = await server.used();
    out.line(`all closed again: heap ${mib(end.heap)} MiB, RSS ${mib(end.rss)} MiB`);
  } finally {
    await probe?.stop();
    clients.stop();
  }
}

async function main(): Promise<void> {
  const setup = await setUpLoad(ORGANIZATIONS, values.minutes === undefined ? {} : FEW_KEPT);
  try {
    if (values.minutes === undefined) await measure(setup);
    else if (!(await runLong(setup, { minutes: Number(values.minutes), organizations: ORGANIZATIONS, out })))
      process.exitCode = 1;
  } finally {
    await setup.close();
  }
}

async function timed(server: LoadServer, work: () => Promise<unknown>): Promise<readonly [number, Used]> {
  const begun = performance.now();
  await work();
  return [(performance.now() - begun) / 1_000, await server.used()];
}

function row(name: string, seconds: number, before: Used, after: Used, count: number): readonly string[] {
  return [
    name,
    seconds.toFixed(1),
    ((after.cpu - before.cpu) / 1_000).toFixed(1),
    ms(after.statements - before.statements),
    mib(after.heap),
    mib(after.rss),
    kib(after.heap - before.heap, count),
    kib(after.rss - before.rss, count),
  ];
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
