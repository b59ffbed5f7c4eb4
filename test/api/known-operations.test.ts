import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { z } from 'zod';
import { FRONTEND_FIELDS } from '../../src/server/frontend-fields';
import { AnswerNotes, KeptAnswers } from '../../src/server/kept-answers';
import { createSchema } from '../../src/server/schema';
import { decideAll } from '../../src/store/access';
import { readAccessUncached } from '../../src/store/open-access';
import { type Answer, ask, send } from '../support/http';
import { until } from '../support/run-engine';
import { scrape, valueOf } from '../support/scrape';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer } from '../support/tokens';

const FRAGMENTS = 'fragment Answer on EntitlementDecision { allowed status reason changesAt stale gating }';
const CHECK = `query Check($checks: [EntitlementCheckInput!]!) {
  checkEntitlements(checks: $checks) { organizationId moduleKey submoduleKey ...Answer } } ${FRAGMENTS}`;
const SALES = { checks: [{ moduleKey: 'sales' }, { moduleKey: 'sales', submoduleKey: 'leads' }, { moduleKey: 'hr' }] };
const MENU = `query Menu { viewer { organization { menu { id label path icon access reason trialExpiresAt module { key }
  children { id label path permissionKey access submodule { key } } } } } }`;

/** What frontends send, with the variables. */
const ASKED: readonly (readonly [query: string, variables?: Readonly<Record<string, unknown>>])[] = [
  [CHECK, SALES],
  [CHECK, { checks: [] }],
  [MENU],
  ['{ viewer { role organization { id gating } } }'],
  ['query Who { viewer { id organization { name } } }'],
  [`{ viewer { organization { decision(moduleKey: "sales") { ...Answer message } } } } ${FRAGMENTS}`],
  [
    `{ viewer { organization { decision(moduleKey: "hr") { allowed }
       other: decision(moduleKey: "x") { reason } } } }`,
  ],
  [
    `query ($paths: [String!]!) {
      viewer { organization { routeAccess(paths: $paths) { path decision { allowed } } } } }`,
    { paths: ['/sales/leads/7', '/nowhere'] },
  ],
  [
    `{ viewer { organization { entitlements { id status trialExpiresAt partial source
       module { displayName submodules { id } } decision { allowed }
       submodules { id enabled source decision { reason } submodule { key module { key } } } } } } }`,
  ],
  [
    `query ($with: Boolean!) {
      viewer { organization { id gating @include(if: $with) ... @skip(if: $with) { menu { id } } } } }`,
    { with: false },
  ],
];

let database: TestDatabase;
let server: TestServer;
let organizations: readonly string[];
let members: readonly string[];
let operator: string;

beforeAll(async () => {
  database = await createTestDatabase();
  organizations = await database.addOrganizations([['CRM'], ['HR'], []]);
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  await entitle(0, 'sales', 'enabled');
  server = await startTestServer(database, { worker: false });
  members = await Promise.all(
    organizations.map((org_id) => bearer({ sub: `member of ${org_id}`, role: 'MEMBER', org_id })),
  );
  operator = await bearer({ sub: 'operator', role: 'SUPER_ADMIN' });
});

afterAll(async () => {
  await server.close();
  await database.close();
});

function entitle(organization: number, module: string, status: string, until: Date | null = null): Promise<unknown> {
  return database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source, trial_expires_at)
     SELECT $1, id, $3, 'admin', $4::timestamptz FROM modules WHERE module_key = $2
     ON CONFLICT (org_id, module_id)
     DO UPDATE SET status = excluded.status, trial_expires_at = excluded.trial_expires_at`,
    [organizations[organization], module, status, until],
  );
}

const memberOf = (organization: number) => members[organization] ?? '';

/** Sends a body that only goes the whole way through Apollo Server, or one that may be answered at once. */
function post(
  body: Readonly<Record<string, unknown>>,
  authorization: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return send(`${server.url}/graphql`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }), ...headers },
  });
}
const wholeWay = (body: Readonly<Record<string, unknown>>, ...rest: [string | undefined, Record<string, string>?]) =>
  post({ ...body, extensions: {} }, ...rest);

/** Everything of an answer but the time, and what identifies the request. */
function comparable({ status, headers, text }: Answer) {
  const ofRequest = ['date', 'x-request-id', 'ratelimit-remaining', 'ratelimit-reset'];
  const kept = [...headers].filter(([name]) => !ofRequest.includes(name));
  return { status, headers: Object.fromEntries(kept), text: text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>') };
}

const shortcuts = async () => {
  const samples = await scrape(server);
  return {
    executed: valueOf(samples, 'portcullis_shortcuts_total', { result: 'executed' }) ?? 0,
    kept: valueOf(samples, 'portcullis_shortcuts_total', { result: 'kept' }) ?? 0,
  };
};

test('every field whose answers may be kept exists, and no guard is passed by on the way to it', () => {
  const schema: GraphQLSchema = createSchema();
  for (const coordinate of FRONTEND_FIELDS) {
    const [type = '', name = ''] = coordinate.split('.');
    const parent = schema.getType(type);
    const field = isObjectType(parent) ? parent.getFields()[name] : undefined;
    expect({ coordinate, isThere: field !== undefined }).toEqual({ coordinate, isThere: true });
    expect({ coordinate, directives: field?.astNode?.directives?.map(({ name: { value } }) => value) }).toEqual({
      coordinate,
      directives: [],
    });
  }
});

test.each(ASKED.map(([query, variables], index) => ({ index, query, variables })))(
  'a frontend gets the same answer and headers at once as the whole way: question $index',
  async ({ query, variables }) => {
    const body = { query, ...(variables && { variables }) };
    for (const accept of ['*/*', 'application/json', 'application/graphql-response+json, application/json;q=0.9']) {
      const expected = comparable(await wholeWay(body, memberOf(0), { accept }));
      for (let time = 0; time < 3; time++)
        expect(comparable(await post(body, memberOf(0), { accept }))).toEqual(expected);
    }
    expect((await post(body, memberOf(0))).status).toBe(200);
  },
);

test('what was asked before is not executed again, and what only looks like it is', async () => {
  const body = { query: CHECK, variables: SALES };
  for (let time = 0; time < 2; time++) await post(body, memberOf(0));
  const before = await shortcuts();
  for (let time = 0; time < 5; time++) await post(body, memberOf(0));
  expect(await shortcuts()).toEqual({ executed: before.executed, kept: before.kept + 5 });
  await post({ query: CHECK, variables: { checks: [{ moduleKey: 'inventory' }] } }, memberOf(0));
  expect(await shortcuts()).toEqual({ executed: before.executed + 1, kept: before.kept + 5 });
  // The name belongs to another application, and the id to one person.
  const [query] = ASKED[4] ?? [''];
  for (let time = 0; time < 3; time++) await post({ query }, memberOf(0));
  expect((await shortcuts()).kept).toBe(before.kept + 5);
});

test.each([
  ['an invalid variable', { query: CHECK, variables: { checks: [{ moduleKey: 7 }] } }],
  ['a missing variable', { query: CHECK }],
  ['more checks than allowed', { query: CHECK, variables: { checks: Array(1_001).fill({ moduleKey: 'sales' }) } }],
  ['text that cannot be stored', { query: CHECK, variables: { checks: [{ moduleKey: 'sal\0es' }] } }],
  ['another operation of the document', { query: `${CHECK} query Two { viewer { role } }`, operationName: 'Two' }],
  ['an operation that is not there', { query: CHECK, variables: SALES, operationName: 'Nothing' }],
  ['no operation by name', { query: CHECK, variables: SALES, operationName: '' }],
  ['variables that are a list', { query: CHECK, variables: [] }],
  ['variables as text', { query: CHECK, variables: JSON.stringify(SALES) }],
  ['variables that are null', { query: MENU, variables: null, operationName: null }],
  ['another organization', { query: '{ organization(id: "2") { menu { id } } }' }],
  ['an organization that does not exist', { query: '{ organization(id: "99999") { gating } }' }],
  ['too many paths', { query: ASKED[7]?.[0], variables: { paths: Array(1_001).fill('/x') } }],
  [
    'a time in the past',
    { query: '{ viewer { organization { decision(moduleKey: "hr", at: "2001-01-01T00:00:00Z") { allowed } } } }' },
  ],
  [
    'a mutation',
    { query: 'mutation { revokeOverrides(input: { ids: ["1"], reason: "a test" }) { organization { id } } }' },
  ],
])('what is refused is refused as the whole way, again and again: %s', async (_case, body) => {
  for (const query of [CHECK, MENU]) await post({ query, variables: SALES }, memberOf(0));
  const expected = comparable(await wholeWay(body, memberOf(0)));
  for (let time = 0; time < 3; time++) expect(comparable(await post(body, memberOf(0)))).toEqual(expected);
});

test('null for an argument that has a default is refused whatever was asked before', async () => {
  const query = `query C($m: String = "sales") { viewer { organization { decision(moduleKey: $m) { allowed } } } }`;
  const refusal = comparable(await post({ query, variables: { m: null } }, memberOf(0)));
  expect(refusal.status).toBe(400);
  for (const m of ['sales', null, 'hr', null]) {
    const answer = await post({ query, variables: { m } }, memberOf(0));
    if (m === null) expect(comparable(answer)).toEqual(refusal);
    else expect(answer).toMatchObject({ status: 200, errors: [] });
  }
});

test('an answer that is kept holds nothing of the organizations that it was made from', async () => {
  setFlagsFromString('--expose-gc');
  const collect = z.custom<() => void>((value) => typeof value === 'function').parse(runInNewContext('gc'));
  const silent = { onDecision: () => undefined, onLook: () => undefined, onFailure: () => undefined };
  const kept = new KeptAnswers({ isKept: () => true }, { onAgain: () => undefined });
  const reader = readAccessUncached(database, database.config);
  const refs = await (async () => {
    const notes = new AnswerNotes(silent);
    const [id = ''] = organizations;
    const access = await reader.read([id]);
    notes.onRead([id], access);
    for (const decision of decideAll(
      access,
      [{ organizationId: id, moduleKey: 'sales', submoduleKey: null }],
      new Date(),
    ))
      notes.onDecision(decision);
    kept.keep('a question', { body: '{}', operationName: null }, notes);
    const organization = access.organization(id);
    return [new WeakRef(access.setup), new WeakRef(organization)];
  })();
  expect(kept.find('a question')).toMatchObject({ body: '{}' });
  await until('they are collected', async () => {
    await delay(10); // what a WeakRef gave is held until the end of the turn
    collect();
    return refs.every((ref) => ref.deref() === undefined);
  });
  expect(kept.find('a question')).toMatchObject({ body: '{}' });
});

test('a page of another site cannot have a browser send what was answered before', async () => {
  const body = { query: MENU };
  for (let time = 0; time < 3; time++) await post(body, memberOf(0));
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
    expect((await post(body, memberOf(0), { 'content-type': type })).status).toBeGreaterThanOrEqual(400);
});

test.each(['', '{', 'null', '7', '"text"', '[]', '{"query":"{ viewer { id } }","__proto__":{}}'])(
  'a body that is no request is refused as before: %s',
  async (body) => {
    await post({ query: MENU }, memberOf(0));
    const answer = await send(`${server.url}/graphql`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', authorization: memberOf(0) },
    });
    expect(answer.status).toBe(400);
    expect(answer.data).toBeUndefined();
  },
);

test('a token that is missing, made up or expired gets nothing of what others were answered', async () => {
  const body = { query: MENU };
  for (let time = 0; time < 2; time++) await post(body, memberOf(0));
  const gone = await bearer({ sub: 'gone', role: 'MEMBER', org_id: organizations[0] ?? '' }, { expiresIn: '1s' });
  expect((await post(body, gone)).status).toBe(200);
  await delay(1_100);
  // The clock of who issued it may be ahead by five seconds, but what was kept of it ends at once.
  for (const authorization of [undefined, 'Bearer made-up', `${memberOf(0)}x`]) {
    const { errors, text } = await post(body, authorization);
    expect(errors.map(({ code }) => code)).toEqual(['UNAUTHENTICATED']);
    expect(text).not.toContain('"menu"');
  }
  await delay(5_000);
  expect((await post(body, gone)).status).toBe(401);
});

test('members of different organizations and operators never get what was kept for another', async () => {
  const questions = ASKED.map(([query, variables]) => ({ query, ...(variables && { variables }) }));
  const askers = [memberOf(0), memberOf(1), memberOf(2), operator];
  for (const body of questions) {
    const expected = await Promise.all(askers.map(async (one) => comparable(await wholeWay(body, one))));
    for (let time = 0; time < 3; time++) {
      const answers = await Promise.all(askers.map(async (one) => comparable(await post(body, one))));
      expect(answers).toEqual(expected);
    }
    expect(new Set(expected.map(({ text }) => text)).size).toBeGreaterThan(
      body.variables && !('paths' in body.variables) ? 0 : 1,
    );
  }
});

test('an answer that is given again is counted each time, as a check or as a look', async () => {
  const counted = async () => {
    const rows = await database.sql<{ kind: string; count: string }>(
      `SELECT kind, sum(count) AS count FROM access_counts
       WHERE module_key = 'sales' AND submodule_key = '' GROUP BY kind`,
    );
    return Object.fromEntries(rows.map(({ kind, count }) => [kind, Number(count)]));
  };
  await ask(server, CHECK, { variables: SALES, authorization: memberOf(0) });
  await ask(server, MENU, { authorization: memberOf(0) });
  await delay(2_500);
  const [before, metrics] = [await counted(), await scrape(server)];
  for (let time = 0; time < 7; time++) await ask(server, CHECK, { variables: SALES, authorization: memberOf(0) });
  for (let time = 0; time < 5; time++) await ask(server, MENU, { authorization: memberOf(0) });
  await until('the counts', async () => {
    const now = await counted();
    return now['CHECK'] === (before['CHECK'] ?? 0) + 7 && now['LOOK'] === (before['LOOK'] ?? 0) + 5;
  });
  const decided = { result: 'allowed', module: 'sales' };
  expect(valueOf(await scrape(server), 'portcullis_decisions_total', decided)).toBe(
    (valueOf(metrics, 'portcullis_decisions_total', decided) ?? 0) + 14,
  );
  const operation = (samples: typeof metrics) =>
    valueOf(samples, 'portcullis_operation_seconds_count', { operation: 'Menu', type: 'query', result: 'ok' }) ?? 0;
  expect(operation(await scrape(server))).toBe(operation(metrics) + 5);
});

test('no answer is given again past the end of a trial or an override', async () => {
  const body = { query: CHECK, variables: { checks: [{ moduleKey: 'finance' }] } };
  const allowed = async (organization: number) =>
    (await post(body, memberOf(organization))).text.includes('"allowed":true');
  const end = new Date(Date.now() + 2_500);
  await entitle(2, 'finance', 'trial', end);
  await until('the trial', () => allowed(2));
  const before = await shortcuts();
  while (Date.now() < end.getTime() - 50) {
    // Asked before the end and answered after it, either answer is right.
    const asked = await allowed(2);
    if (Date.now() < end.getTime()) expect(asked).toBe(true);
  }
  await delay(Math.max(0, end.getTime() - Date.now()));
  expect(await allowed(2)).toBe(false);
  expect((await shortcuts()).kept).toBeGreaterThan(before.kept + 10);
});

/** Something that changes what organizations may do, and who sees it. */
const CHANGES: Readonly<Record<string, () => Promise<unknown>>> = {
  grant: () => entitle(0, 'inventory', 'enabled'),
  revoke: () => entitle(0, 'inventory', 'disabled'),
  trial: () => entitle(1, 'sales', 'trial', new Date(Date.now() + 600)),
  rename: () => database.sql(`UPDATE modules SET display_name = display_name || '!' WHERE module_key = 'sales'`),
  hide: () => database.sql(`UPDATE modules SET is_active = NOT is_active WHERE module_key = 'hr'`),
  legacy: () => database.sql(`UPDATE rollout SET mode = 'LEGACY'`),
  enforce: () => database.sql(`UPDATE rollout SET mode = 'ENFORCE'`),
  flags: () => database.sql(`UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = $1`, [organizations[0]]),
  override: () => override('ENABLED'),
  denial: () => override('DISABLED'),
  everything: () => database.sql(`SELECT pg_notify('portcullis_access', '*')`),
  nothing: () => delay(50),
};

async function override(status: string): Promise<void> {
  const [row] = await database.sql<{ version: number }>(
    `SELECT (count(*) + count(ended_at))::int AS version FROM entitlement_overrides WHERE org_id = $1`,
    [organizations[0]],
  );
  const { errors, text } = await ask(
    server,
    'mutation ($input: OverrideEntitlementsInput!) { overrideEntitlements(input: $input) { organization { id } } }',
    {
      authorization: operator,
      variables: {
        input: {
          organizationId: organizations[0],
          expectedVersion: row?.version ?? 0,
          reason: 'a test',
          changes: [{ moduleKey: 'sales', status }],
        },
      },
    },
  );
  if (errors.length > 0) throw new Error(text);
}

test('whatever changes, an answer that is kept says what would be worked out anew', async () => {
  const questions = ASKED.map(([query, variables]) => ({ query, ...(variables && { variables }) }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(CHANGES)), { minLength: 3, maxLength: 12 }),
      fc.array(fc.tuple(fc.constantFrom(...questions), fc.nat(1)), { minLength: 2, maxLength: 4 }),
      async (changes, asked) => {
        for (const change of changes) {
          for (const [body, who] of asked) await post(body, memberOf(who));
          await CHANGES[change]?.();
          for (const [body, who] of asked) {
            // The change may be heard of between the two.
            await until(`the same answers after ${change}`, async () => {
              const before = comparable(await post(body, memberOf(who)));
              const anew = comparable(await wholeWay(body, memberOf(who)));
              return JSON.stringify(before) === JSON.stringify(anew);
            });
          }
        }
      },
    ),
    { numRuns: 15, endOnFailure: true, interruptAfterTimeLimit: 90_000 },
  );
}, 180_000);

test('a change that a server makes itself is in its very next answer', async () => {
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  const body = { query: CHECK, variables: { checks: [{ moduleKey: 'sales' }] } };
  for (let time = 0; time < 10; time++) {
    for (const status of ['DISABLED', 'ENABLED']) {
      await override(status);
      for (let again = 0; again < 3; again++)
        expect((await post(body, memberOf(0))).text).toContain(`"reason":"OVERRIDE_${status}"`);
    }
  }
});
