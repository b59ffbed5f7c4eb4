import { setTimeout as delay } from 'node:timers/promises';
import type { Entitlements } from '../../src/open-entitlements';
import {
  addErpOrganization,
  createErpTables,
  entitle,
  openTestEntitlements,
  startTestErp,
  type TestErp,
  tokenOf,
} from '../support/erp';
import { listen } from '../support/erp-socket';
import { ask, codesOf } from '../support/http';
import { createDatabaseOn } from '../support/large-migration';
import { PrivatePostgres } from '../support/private-postgres';
import { until } from '../support/run-engine';
import { seedShipped } from '../support/seed-shipped';
import type { TestDatabase } from '../support/test-database';

/** What to clean up, the last item first. */
const cleaning: (() => Promise<unknown>)[] = [];

let server: PrivatePostgres;
let database: TestDatabase;
let entitlements: Entitlements;
let erp: TestErp;
let organizationId: number;
let authorization: string;
const reported: unknown[] = [];

beforeAll(async () => {
  server = await PrivatePostgres.create();
  cleaning.push(() => server.remove());
  database = await createDatabaseOn(server, 'outage');
  cleaning.push(() => database.close());
  await seedShipped(database);
  entitlements = await openTestEntitlements(database.url, { onError: (error) => reported.push(error) });
  cleaning.push(() => entitlements.close());
  await createErpTables(entitlements);
  erp = await startTestErp(entitlements);
  cleaning.push(() => erp.close());
  organizationId = await addErpOrganization(database, []);
  authorization = await tokenOf(organizationId);
});

afterAll(async () => {
  for (const clean of cleaning.reverse()) await clean();
});

beforeEach(() => {
  erp.ran.length = 0;
  reported.length = 0;
});

const leads = (as = authorization) => ask(erp, '{ leads { contact } }', { authorization: as });

test.each(['fast', 'immediate'] as const)(
  'guarded fields are denied while the database is stopped (%s), and allowed again when it is back',
  async (mode) => {
    expect((await leads()).data).toEqual({ leads: [{ contact: `SECRET lead of ${organizationId}` }] });
    await server.stop(mode);
    erp.ran.length = 0;

    // Cached answers are trusted only as long as notifications of changes arrive.
    await until('the loss is noticed', async () => codesOf(await leads()).includes('ENTITLEMENT_CHECK_FAILED'));
    erp.ran.length = 0;
    const answer = await leads();
    expect({ status: answer.status, data: answer.data, codes: codesOf(answer), ran: erp.ran }).toEqual({
      status: 200,
      data: { leads: null },
      codes: ['ENTITLEMENT_CHECK_FAILED'],
      ran: [],
    });
    expect(answer.text).not.toMatch(/SECRET|ECONNREFUSED|127\.0\.0\.1/);
    expect(reported.length).toBeGreaterThan(0);

    const refused = await ask(
      erp,
      `mutation { addNote(title: "while it was away") { id }
        createLead(input: { contact: "A", company: "B", value: 1 }) { id } }`,
      { authorization },
    );
    expect({ data: refused.data, codes: codesOf(refused), ran: erp.ran }).toEqual({
      data: undefined,
      codes: ['ENTITLEMENT_CHECK_FAILED'],
      ran: [],
    });
    // A super admin bypasses denials, but not failed checks.
    const admin = await leads(await tokenOf(organizationId, 'SUPER_ADMIN'));
    expect({ codes: codesOf(admin), logged: erp.logged, ran: erp.ran }).toEqual({
      codes: ['ENTITLEMENT_CHECK_FAILED'],
      logged: [],
      ran: [],
    });
    const listening = listen(erp, authorization, 'subscription { leadAdded { contact } }');
    await listening.ended;
    await listening.stop();
    expect(listening.received[0]).toContain('ENTITLEMENT_CHECK_FAILED');

    await server.start();
    await until('it is allowed again', async () => (await leads()).errors.length === 0);
    expect((await leads()).data).toEqual({ leads: [{ contact: `SECRET lead of ${organizationId}` }] });
  },
);

test('a revocation made while notifications were interrupted counts after the reconnect', async () => {
  expect((await leads()).errors).toEqual([]);
  await server.stop('fast');
  await until('the loss is noticed', async () => codesOf(await leads()).includes('ENTITLEMENT_CHECK_FAILED'));
  await server.start();
  await entitle(database, organizationId, ['sales']);
  expect(codesOf(await leads())).toEqual(['ENTITLEMENT_REQUIRED']);
  await entitle(database, organizationId, []);
  await until('it is allowed again', async () => (await leads()).errors.length === 0);
});

test('an application that may answer from what it knew does so, says so, and stops when the time is over', async () => {
  const told: unknown[] = [];
  const known = await openTestEntitlements(database.url, {
    environment: { PORTCULLIS_SERVE_STALE_SECONDS: '15' },
    onError: (error) => told.push(error),
  });
  const decide = async () => {
    const request = { organizationId: String(organizationId), module: 'sales', submodule: null };
    const [decision] = await known.loadDecisions([request]);
    return { allowed: decision?.allowed, stale: decision?.stale };
  };
  try {
    await entitle(database, organizationId, []);
    await until('it is known', async () => (await decide()).allowed === true);
    // The change may be heard of after it was read, and what was read is forgotten then.
    await delay(500);
    await decide();
    told.length = 0;
    await server.stop('immediate');
    await until('it is noticed', async () => (await decide()).stale === true);
    expect(await decide()).toEqual({ allowed: true, stale: true });
    const said = told.filter((error) => /decisions come from what was known at/.test(String(error)));
    expect(said).toHaveLength(1);
    await until('the time is over', async () => (await decide()).allowed === false, 30);
    expect(await decide()).toEqual({ allowed: false, stale: false });
  } finally {
    await server.start();
    await known.close();
  }
});
