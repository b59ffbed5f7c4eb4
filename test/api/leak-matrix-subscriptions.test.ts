import { setTimeout as delay } from 'node:timers/promises';
import type { Lead, StockItem } from '../../examples/erp/records';
import type { OnDeny } from '../../src/directive';
import type { Entitlements } from '../../src/open-entitlements';
import {
  addErpOrganization,
  createErpTables,
  entitle,
  type Lacking,
  MARKERS,
  openTestEntitlements,
  startTestErp,
  type TestErp,
  tokenOf,
} from '../support/erp';
import { listen, type Listening } from '../support/erp-socket';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let entitlements: Entitlements;
const erps = new Map<OnDeny | null, TestErp>();
const open: Listening[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  entitlements = await openTestEntitlements(database.url);
  await createErpTables(entitlements);
  for (const onDeny of [null, 'ERROR', 'NULL', 'REJECT'] as const)
    erps.set(onDeny, await startTestErp(entitlements, onDeny));
});

afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

afterAll(async () => {
  for (const erp of erps.values()) await erp.close();
  await entitlements.close();
  await database.close();
});

function erpOf(onDeny: OnDeny | null = null): TestErp {
  const erp = erps.get(onDeny);
  if (!erp) throw new Error('this ERP was not started');
  erp.ran.length = 0;
  return erp;
}

function subscribe(erp: TestErp, token: string | undefined, query: string): Listening {
  const listening = listen(erp, token, query);
  open.push(listening);
  return listening;
}

const leadOf = (organizationId: number): Lead => ({
  __typename: 'Lead',
  id: organizationId,
  organizationId,
  contact: 'SECRET lead',
  company: 'SECRET company',
  value: 770001,
  score: 7701,
});
const itemOf = (organizationId: number): StockItem => ({
  __typename: 'StockItem',
  id: organizationId,
  organizationId,
  sku: 'SECRET-SKU',
  name: 'SECRET item',
  quantity: 770003,
});

/** A client does not learn when its subscription has begun, so this repeats the event until one arrives. */
async function publishUntil(listening: Listening, pattern: RegExp, publish: () => void): Promise<void> {
  const timer = setInterval(publish, 10);
  try {
    await listening.until(pattern);
  } finally {
    clearInterval(timer);
  }
}

interface Stream {
  readonly name: string;
  readonly queries: readonly string[];
  readonly lacks: Lacking;
  readonly publish: (erp: TestErp, organizationId: number) => void;
}

const STREAMS: readonly Stream[] = [
  {
    name: 'leadAdded',
    queries: [
      'subscription { leadAdded { contact value } }',
      'subscription { other: leadAdded { __typename } }',
      `subscription { ...A } fragment A
        on Subscription { ... { leadAdded { company organization { leads { score } } } } }`,
      'subscription ($yes: Boolean = true) { leadAdded { ... @include(if: $yes) { contact } } }',
    ],
    lacks: ['sales/leads'],
    publish: ({ feeds }, organizationId) => feeds.publishLead(leadOf(organizationId)),
  },
  {
    name: 'stockChanged',
    queries: [
      'subscription { stockChanged { name quantity } }',
      'subscription { ... on Subscription { changed: stockChanged { sku } } }',
    ],
    lacks: ['inventory/stock_movements'],
    publish: ({ feeds }, organizationId) => feeds.publishStock(itemOf(organizationId)),
  },
];

describe.each([null, 'ERROR', 'NULL', 'REJECT'] as const)('onDeny: %s', (onDeny) => {
  test.each(STREAMS)(
    '$name: an organization without the entitlement receives no event',
    async ({ queries, lacks, publish }) => {
      const erp = erpOf(onDeny);
      for (const lacking of [lacks, 'EVERYTHING'] as const) {
        const organizationId = await addErpOrganization(database, lacking);
        const token = await tokenOf(organizationId);
        for (const query of queries) {
          const listening = subscribe(erp, token, query);
          await listening.ended;
          publish(erp, organizationId);
          await delay(20);
          expect(listening.received.join('\n')).not.toMatch(MARKERS);
          expect(listening.received.join('\n')).toMatch(
            /^(refused \[|\{"errors":\[)\{"message":".*"ENTITLEMENT_REQUIRED"|^complete/,
          );
        }
      }
      expect(erp.ran).toEqual([]);
    },
  );

  test.each(STREAMS)('$name: an entitled organization receives every event', async ({ queries, publish }) => {
    const erp = erpOf(onDeny);
    const organizationId = await addErpOrganization(database, []);
    for (const query of queries) {
      const listening = subscribe(erp, await tokenOf(organizationId), query);
      await publishUntil(listening, /SECRET|7700\d\d|"Lead"/, () => publish(erp, organizationId));
      expect(listening.received.join('\n')).not.toMatch(/errors/);
    }
  });
});

test('a guarded field of an event is null if only its entitlement is missing', async () => {
  const erp = erpOf();
  const organizationId = await addErpOrganization(database, ['ai_analytics/lead_scoring']);
  const listening = subscribe(erp, await tokenOf(organizationId), 'subscription { leadAdded { contact score } }');
  await publishUntil(listening, /SECRET lead/, () => erp.feeds.publishLead(leadOf(organizationId)));
  expect(listening.received[0]).toBe('{"data":{"leadAdded":{"contact":"SECRET lead","score":null}}}');
  expect(erp.ran).not.toContain('Lead.score');
});

test('a revocation ends the subscription without a further event, and a grant allows a new one', async () => {
  const erp = erpOf();
  const organizationId = await addErpOrganization(database, []);
  const token = await tokenOf(organizationId);
  const publish = () => erp.feeds.publishLead(leadOf(organizationId));
  const listening = subscribe(erp, token, 'subscription { leadAdded { contact } }');
  await publishUntil(listening, /SECRET lead/, publish);

  await entitle(database, organizationId, ['sales/leads']);
  await untilDecided(organizationId, false);
  const before = listening.received.length;
  publish();
  await listening.ended;
  const after = listening.received.slice(before);
  expect(after.filter((line) => line.includes('SECRET'))).toEqual([]);
  expect(after).toEqual([expect.stringMatching(/"data":\{"leadAdded":null\}.*|"ENTITLEMENT_REQUIRED"/), 'complete']);

  await entitle(database, organizationId, []);
  await untilDecided(organizationId, true);
  await publishUntil(subscribe(erp, token, 'subscription { leadAdded { contact } }'), /SECRET lead/, publish);
});

test('events of other organizations do not arrive', async () => {
  const erp = erpOf();
  const [own, other] = [await addErpOrganization(database, []), await addErpOrganization(database, [])];
  const listening = subscribe(erp, await tokenOf(own), 'subscription { leadAdded { contact organization { id } } }');
  await publishUntil(listening, /SECRET/, () => {
    erp.feeds.publishLead(leadOf(other));
    erp.feeds.publishLead(leadOf(own));
  });
  expect(listening.received.join('\n')).not.toContain(`"id":"${other}"`);
});

test.each(['{ leads { contact } }', '{ notes { title } }', 'mutation { addNote(title: "over the socket") { id } }'])(
  'a socket serves subscriptions only: %s',
  async (query) => {
    // A server without other subscribers, whose events would also run fields.
    const erp = erpOf('REJECT');
    const listening = subscribe(erp, await tokenOf(await addErpOrganization(database, [])), query);
    await listening.ended;
    expect(listening.received).toEqual([expect.stringContaining('Only subscriptions are served here')]);
    expect(erp.ran).toEqual([]);
  },
);

test('an error within an event is masked and logged', async () => {
  const erp = erpOf();
  const organizationId = await addErpOrganization(database, []);
  const listening = subscribe(erp, await tokenOf(organizationId), 'subscription { leadAdded { value } }');
  await publishUntil(listening, /Internal server error/, () =>
    erp.feeds.publishLead({ ...leadOf(organizationId), value: NaN }),
  );
  expect(listening.received.join('\n')).not.toMatch(/NaN|numeric/);
  expect(String(erp.masked.at(-1))).toContain('NaN');
});

test('a socket is closed with a bad or expired token, and gets only denials without a token', async () => {
  const erp = erpOf();
  const bad = subscribe(erp, 'Bearer nonsense', 'subscription { leadAdded { contact } }');
  await bad.ended;
  expect(bad.received.join('\n')).toContain('4403 Forbidden');

  const anonymous = subscribe(erp, undefined, 'subscription { leadAdded { contact } }');
  await anonymous.ended;
  expect(anonymous.received.join('\n')).toMatch(/ENTITLEMENT_REQUIRED.*NO_ORGANIZATION/);

  const organizationId = await addErpOrganization(database, []);
  const short = subscribe(erp, await tokenOf(organizationId, 'MEMBER', '3s'), 'subscription { leadAdded { contact } }');
  await publishUntil(short, /SECRET lead/, () => erp.feeds.publishLead(leadOf(organizationId)));
  await short.ended;
  expect(short.received.at(-1)).toContain('4401 The token has expired.');
});

/** Waits until this process has received the notification of the change. */
async function untilDecided(organizationId: number, allowed: boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const [decision] = await entitlements.loadDecisions([
      { organizationId: String(organizationId), module: 'sales', submodule: 'leads' },
    ]);
    if (decision?.allowed === allowed) return;
    if (Date.now() > deadline) throw new Error('the notification did not arrive');
    await delay(5);
  }
}
