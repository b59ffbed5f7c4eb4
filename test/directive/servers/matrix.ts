import type { Executor } from '../conformance/executors';
import { createShop, Host, type Shop } from '../guarded-shop';
import { createMaze, expectNothingLeft, ON_DENY, SECRET, WAYS } from '../maze';
import { type Answer, ask, GRAPHQL_RESPONSE, send, type Serve, type Served } from './served';

/** What a server does differently, for a reason of its own. */
interface Peculiarities {
  /** The status of a refusal, for clients that prefer `application/graphql-response+json`. */
  readonly refusal: number;
  /** Whether it answers a list of operations. */
  readonly batches?: boolean;
  /** Whether the one operation of a document runs that is meant, and no other one. */
  readonly tellsOperationsApart?: boolean;
  readonly onDeny?: readonly (typeof ON_DENY)[number][];
}

/** Tries a server with its adapter over HTTP, in every way that something guarded can be asked for. */
export function tryServer(
  serve: Serve,
  executor: Executor,
  { refusal, batches = true, tellsOperationsApart = true, onDeny: kinds = ON_DENY }: Peculiarities,
): void {
  const start = starter(serve);

  describe.each(kinds)('guarded data with onDeny "%s"', (onDeny) => {
    // Synchronous resolvers make no difference to a server.
    const maze = () => createMaze(onDeny, true, executor);
    let url = '';
    beforeAll(async () => ({ url } = await start(maze())));

    test.each(Object.entries(WAYS))('reaches entitled organizations alone by %s', async (_way, query) => {
      const denied = maze();
      expectNothingLeft(await ask(url, query), denied);
      const allowed = maze();
      allowed.host.entitle('1', 'sales');
      const { data, errors } = await ask(url, query);
      expect(errors ?? []).toEqual([]);
      expect(JSON.stringify(data)).toMatch(/secret|4711|Payslip|File/);
      // Once more: by now the server may have compiled or cached it.
      const again = maze();
      expectNothingLeft(await ask(url, query), again);
    });
  });

  test('what is guarded is denied to everyone if the adapter is left out', async () => {
    const maze = createMaze('', true, executor);
    maze.host.entitle('1', 'sales');
    const { url, close } = await serve(maze, false);
    for (const query of Object.values(WAYS)) expectNothingLeft(await ask(url, query), maze);
    expect((await ask(url, '{ open }')).data).toEqual({ open: 'open' });
    await close();
  });

  const desk = () => createDesk(executor);

  test('two organizations that ask at once, and again after a change, each get their own', async () => {
    const shop = desk();
    const { url } = await start(shop);
    for (const entitled of ['1', '2', '1']) {
      shop.host.reset();
      shop.host.entitle(entitled, 'sales');
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const as = String((index % 2) + 1);
          return { as, data: (await ask(url, '{ own }', as)).data };
        }),
      );
      for (const { as, data } of answers) expect(data).toEqual({ own: as === entitled ? `${SECRET} of ${as}` : null });
    }
  });

  test('a mutation is refused before any of it runs, with a status that its client expects', async () => {
    const shop = desk();
    const { url } = await start(shop);
    const body = { query: 'mutation { open pay }' };
    const refused = { errors: [{ extensions: { code: 'ENTITLEMENT_REQUIRED', details: { reason: 'NOT_ENTITLED' } } }] };
    const plain = await send(url, body);
    expect(plain).toMatchObject({ status: 200, json: refused });
    expect(await send(url, body, { accept: GRAPHQL_RESPONSE })).toMatchObject({ status: refusal, json: refused });
    expect(JSON.stringify(plain.json)).not.toContain('"http"');
    expect(shop.host.ran).toEqual([]);
    shop.host.entitle('1', 'hr');
    expect((await ask(url, body.query)).data).toEqual({ open: 'open', pay: SECRET });
  });

  test('guarded input is refused by its variables, whether its document was seen before or not', async () => {
    const shop = desk();
    const { url } = await start(shop);
    const query = 'query ($all: Boolean) { strict(all: $all) }';
    for (let round = 0; round < 3; round++) {
      expect((await ask(url, query)).data).toEqual({ strict: 'some' });
      expect(JSON.stringify(await ask(url, query, '1', { variables: { all: true } }))).not.toContain(SECRET);
    }
    shop.host.entitle('1', 'hr');
    expect((await ask(url, query, '1', { variables: { all: true } })).data).toEqual({ strict: SECRET });
  });

  test('of several operations in a document, none gives what is denied', async () => {
    const shop = desk();
    const { url } = await start(shop);
    const query = 'query A { open } query B { own } mutation C { open pay }';
    const asked = (operationName: string) => ask(url, query, '1', { operationName });
    expect(JSON.stringify([await asked('B'), await asked('C')])).not.toContain(SECRET);
    expect(shop.host.ran).not.toContain('Mutation.open');
    if (!tellsOperationsApart) return;
    expect((await asked('A')).data).toEqual({ open: 'open' });
    shop.host.entitle('1', 'hr', 'sales');
    expect((await asked('B')).data).toEqual({ own: `${SECRET} of 1` });
    expect((await asked('C')).data).toEqual({ open: 'open', pay: SECRET });
  });

  if (batches)
    test('the operations of a batch are checked one by one', async () => {
      const shop = desk();
      const { url } = await start(shop);
      shop.host.entitle('1', 'sales');
      const { json } = await send(url, [
        { query: '{ own }' },
        { query: 'mutation { open pay }' },
        { query: '{ own }' },
        { query: 'query ($all: Boolean) { strict(all: $all) }', variables: { all: true } },
      ]);
      const own = { data: { own: `${SECRET} of 1` } };
      expect(json).toMatchObject([own, { errors: [{}] }, own, { errors: [{}] }]);
      expect(shop.host.ran).toEqual(['Query.own', 'Query.own']);
    });

  trySubscriptions(serve, executor);
}

/** Tries the subscriptions of a server, in which an organization loses what it may use. */
export function trySubscriptions(serve: Serve, executor: Executor): void {
  const start = starter(serve);
  const desk = () => createDesk(executor);

  test('a subscription ends for the organization that loses its module, and goes on for another', async () => {
    const shop = desk();
    shop.host.entitle('1', 'sales').entitle('2', 'sales');
    const { listen } = await start(shop);
    const query = 'subscription { tick { n secret } }';
    const seen = async (as: string) => (await allOf(listen(query, as))).map(({ data }) => data?.['tick'] ?? 'denied');
    const event = (n: number, of: string) => ({ n, secret: `${SECRET} of ${of}` });
    const [first, second] = await Promise.all([seen('1'), seen('2')]);
    expect(first).toEqual([event(1, '1'), event(2, '1'), 'denied']);
    expect(second).toEqual([1, 2, 3, 4].map((n) => event(n, '2')));
    expect(JSON.stringify(await allOf(listen(query, '1')))).not.toContain(SECRET);
  });

  test('a field in the events of a subscription is empty after a revocation', async () => {
    const shop = desk();
    shop.host.entitle('1', 'sales');
    const { listen } = await start(shop);
    const events = await allOf(listen('subscription { calm { secret } }', '1'));
    const secret = `${SECRET} of 1`;
    expect(events.map(({ data }) => data?.['calm'])).toEqual(
      [secret, secret, null, null].map((value) => ({ secret: value })),
    );
  });
}

/** Starts servers that stop after the tests. */
function starter(serve: Serve): Serve {
  const open: Served[] = [];
  afterAll(() => Promise.all(open.map(({ close }) => close())));
  return async (...given) => {
    const served = await serve(...given);
    open.push(served);
    return served;
  };
}

const TYPE_DEFS = `
  type Query { open: String own: String @requiresEntitlement(module: "sales")
    strict(all: Boolean @requiresEntitlement(module: "hr")): String }
  type Mutation { open: String pay: String @requiresEntitlement(module: "hr") }
  type Subscription { tick: Tick @requiresEntitlement(module: "sales") calm: Tick }
  type Tick { n: Int secret: String @requiresEntitlement(module: "sales", onDeny: NULL) }`;
/** The organization 1 loses its module before the third event. */
async function* ticks(host: Host, key: string, as: string | null | undefined): AsyncGenerator {
  for (let n = 1; n <= 4; n++) {
    if (n === 3) host.revoke('1', 'sales');
    yield { [key]: { n, secret: `${SECRET} of ${String(as)}` } };
  }
}
function createDesk(executor: Executor): Shop {
  const host = new Host();
  const subscribeTo = (key: string) => ({
    subscribe: (_root: unknown, _args: unknown, { actor }: { actor?: { organizationId?: string | null } }) =>
      ticks(host, key, actor?.organizationId),
  });
  return createShop(
    TYPE_DEFS,
    {
      Query: {
        open: () => 'open',
        own: (_root: unknown, _args: unknown, { actor }: { actor: { organizationId: string } }) =>
          `${SECRET} of ${actor.organizationId}`,
        strict: (_root: unknown, { all }: { all?: boolean }) => (all ? SECRET : 'some'),
      },
      Mutation: { open: () => 'open', pay: () => SECRET },
      Subscription: { tick: subscribeTo('tick'), calm: subscribeTo('calm') },
    },
    {},
    host,
    executor,
  );
}

/** The events of a subscription, once it has ended. */
export async function allOf(events: AsyncIterable<Answer>): Promise<readonly Answer[]> {
  const seen: Answer[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}
