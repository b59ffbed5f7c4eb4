import fastify from 'fastify';
import mercurius from 'mercurius';
import { addEntitlementHooks, GuardConfigurationError } from '../../../src/directive';
import { GRAPHQL_JS, JIT } from '../conformance/executors';
import { createShop, Host, schemaOf, type Shop, type ShopContext } from '../guarded-shop';
import { SECRET } from '../maze';
import { tryServer } from './matrix';
import { ask, contextOf, listenBySocket, ORGANIZATION, send, type Served } from './served';

async function serveMercurius({ schema, guard }: Shop, withAdapter = true, jit = 0): Promise<Served> {
  const app = fastify({ forceCloseConnections: true });
  await app.register(mercurius, {
    schema,
    jit,
    allowBatchedQueries: true,
    context: ({ headers }): ShopContext => contextOf(headers[ORGANIZATION]),
    subscription: {
      onConnect: ({ payload }: { payload?: Record<string, unknown> }) => ({ ...contextOf(payload?.[ORGANIZATION]) }),
    },
  });
  await app.ready();
  if (withAdapter) addEntitlementHooks(app.graphql, guard);
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `${address}/graphql`;
  return {
    url,
    close: () => app.close(),
    listen: (query, as) => listenBySocket(url.replace('http', 'ws'), query, as),
  };
}

// It answers every client with `application/json`, and so a refusal with 200.
describe('Mercurius', () => {
  tryServer(serveMercurius, GRAPHQL_JS, { refusal: 200, tellsOperationsApart: false });
});

describe('Mercurius with jit', () => {
  tryServer((shop, withAdapter) => serveMercurius(shop, withAdapter, 1), JIT, {
    refusal: 200,
    tellsOperationsApart: false,
    onDeny: [''],
  });
});

describe('in Mercurius', () => {
  const open: Served[] = [];
  const serve = async (shop: Shop) => {
    const served = await serveMercurius(shop);
    open.push(served);
    return served;
  };
  afterAll(() => Promise.all(open.map(({ close }) => close())));
  const shop = () =>
    createShop(
      `type Query { open: Int own: String @requiresEntitlement(module: "sales")
         strict: String @requiresEntitlement(module: "hr", onDeny: REJECT) }
       type Subscription { tick(all: Boolean @requiresEntitlement(module: "hr")): Int free: Int }`,
      {
        Query: { open: () => 1, own: () => SECRET, strict: () => SECRET },
        Subscription: {
          tick: {
            subscribe: async function* () {
              yield { tick: 4711 };
            },
          },
          free: {
            subscribe: async function* () {
              yield { free: 1 };
            },
          },
        },
      },
      {},
      new Host().entitle('1', 'sales'),
    );

  test('an application is not served with a schema that lacks its guards', async () => {
    const { guard } = shop();
    const app = fastify();
    await app.register(mercurius, {
      schema: schemaOf('type Query { own: String @requiresEntitlement(module: "sales") }'),
    });
    await app.ready();
    expect(() => addEntitlementHooks(app.graphql, guard)).toThrow(GuardConfigurationError);
    await app.close();
  });

  test('each operation of a document runs for an organization that may run all of them', async () => {
    const { url } = await serve(shop());
    const query = 'query A { open } query B { own }';
    expect((await ask(url, query, '1', { operationName: 'A' })).data).toEqual({ open: 1 });
    expect((await ask(url, query, '1', { operationName: 'B' })).data).toEqual({ own: SECRET });
    expect((await ask(url, query, '2', { operationName: 'B' })).data).toEqual({ own: null });
  });

  test('no cache on the way keeps what is guarded', async () => {
    const { url } = await serve(shop());
    expect((await send(url, { query: '{ own }' })).cacheControl).toBe('private, no-store');
    expect((await send(url, { query: '{ open }' })).cacheControl).toBeNull();
  });

  test('a route may ask the same twice with one context', async () => {
    const { schema, guard, host } = shop();
    const app = fastify();
    await app.register(mercurius, { schema });
    await app.ready();
    addEntitlementHooks<ShopContext>(app.graphql, guard);
    const context = contextOf('1');
    for (let round = 0; round < 3; round++)
      expect((await app.graphql('{ own }', context)).data).toEqual({ own: SECRET });
    host.reset();
    for (let round = 0; round < 2; round++) await expect(app.graphql('{ strict }', context)).rejects.toThrow();
    host.entitle('1', 'sales', 'hr');
    for (const query of ['{ strict }', '{ own }', '{ strict }'])
      expect(JSON.stringify((await app.graphql(query, context)).data)).toContain(SECRET);
    await app.close();
  });

  test('a subscription whose variables or fields nobody has checked is refused', async () => {
    const { listen } = await serve(shop());
    const first = async (query: string) => {
      for await (const event of listen(query, '1')) return event;
      return null;
    };
    expect(await first('subscription { tick }')).toEqual({ data: { tick: 4711 } });
    for (const query of [
      'subscription { tick(all: true) }',
      'subscription ($all: Boolean = true) { tick(all: $all) }',
      'subscription { tick ...F } fragment F on Subscription { ...F }',
    ]) {
      const event = await first(query);
      expect(event?.errors).toHaveLength(1);
      expect(event).not.toHaveProperty('data');
    }
  });
});
