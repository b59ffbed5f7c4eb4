import { envelop, type Plugin as EnvelopsPlugin, useEngine, useSchema } from '@envelop/core';
import { useGraphQlJit } from '@envelop/graphql-jit';
import { useResponseCache } from '@graphql-yoga/plugin-response-cache';
import { execute, parse, printSchema, subscribe, validate } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { GuardConfigurationError, useEntitlements } from '../../../src/directive';
import { JIT, TOOLS } from '../conformance/executors';
import { createShop, Host, schemaOf, type Shop } from '../guarded-shop';
import { SECRET } from '../maze';
import { tryServer } from './matrix';
import { ask, contextOf, listenBySse, listenOnPort, ORGANIZATION, send, type Served } from './served';

async function serveYoga({ schema }: Pick<Shop, 'schema'>, plugins: readonly object[]): Promise<Served> {
  const yoga = createYoga({
    schema,
    plugins: [...plugins],
    context: ({ request }) => contextOf(request.headers.get(ORGANIZATION)),
    batching: true,
    logging: false,
    graphiql: false,
  });
  const { address, close } = await listenOnPort((request, response) => void yoga(request, response));
  const url = `http://${address}/graphql`;
  return { url, close, listen: (query, as) => listenBySse(url, query, as) };
}

describe('graphql-yoga, with subscriptions by server-sent events', () => {
  tryServer((shop, withAdapter = true) => serveYoga(shop, withAdapter ? [useEntitlements(shop.guard)] : []), TOOLS, {
    refusal: 403,
  });
});

describe('graphql-yoga with graphql-jit', () => {
  tryServer(
    (shop, withAdapter = true) =>
      serveYoga(shop, [useGraphQlJit(), ...(withAdapter ? [useEntitlements(shop.guard)] : [])]),
    JIT,
    { refusal: 403, tellsOperationsApart: false, onDeny: [''] },
  );
});

const boxes = () =>
  createShop(
    `type Query { open: Int box: Box pay: String @requiresEntitlement(module: "hr", onDeny: REJECT) }
     type Box { id: ID secret: String @requiresEntitlement(module: "sales") }`,
    { Query: { open: () => 1, box: () => ({ id: '1', secret: SECRET }) } },
    {},
    new Host().entitle('1', 'sales'),
    TOOLS,
  );
const QUERY = '{ box { secret } }';

describe('in graphql-yoga', () => {
  const open: Served[] = [];
  const serve = async (...given: Parameters<typeof serveYoga>) => {
    const served = await serveYoga(...given);
    open.push(served);
    return served;
  };
  afterAll(() => Promise.all(open.map(({ close }) => close())));

  test('what runs by a plugin that comes after the guards is denied', async () => {
    const shop = boxes();
    const { url } = await serve(shop, [useEntitlements(shop.guard), useGraphQlJit()]);
    expect(await ask(url, QUERY)).toMatchObject({ data: { box: { secret: null } }, errors: [{}] });
  });

  test('a server does not start with a schema that lacks its guards', () => {
    const { guard } = boxes();
    expect(() =>
      createYoga({ schema: schemaOf(printSchema(guard.schema)), plugins: [useEntitlements(guard)] }),
    ).toThrow(GuardConfigurationError);
  });

  test('no cache on the way keeps what is guarded, alone, refused or in a batch', async () => {
    const shop = boxes();
    const { url } = await serve(shop, [useEntitlements(shop.guard)]);
    const keeping = async (body: unknown) => (await send(url, body)).cacheControl;
    expect(await keeping({ query: QUERY })).toBe('private, no-store');
    expect(await keeping([{ query: '{ open }' }, { query: QUERY }])).toBe('private, no-store');
    expect(await keeping({ query: '{ pay }' })).toBe('private, no-store');
    expect(await keeping({ query: '{ open }' })).toBeNull();
  });

  test('the response cache gives a guarded answer neither to others nor after a revocation', async () => {
    const shop = boxes();
    const { guard, host } = shop;
    const { url } = await serve(shop, [
      useEntitlements(guard),
      // The worst case: all clients share one session.
      useResponseCache({ session: () => null, onTtl: ({ ttl, context }) => (guard.isGuarded(context) ? 0 : ttl) }),
    ]);
    for (let round = 0; round < 2; round++) {
      expect((await ask(url, QUERY, '1')).data).toEqual({ box: { secret: SECRET } });
      expect((await ask(url, QUERY, '2')).data).toEqual({ box: { secret: null } });
      expect((await ask(url, '{ open box { id } }', '2')).data).toEqual({ open: 1, box: { id: '1' } });
    }
    expect(host.ran.filter((name) => name === 'Query.open')).toHaveLength(1);
    host.revoke('1', 'sales');
    expect((await ask(url, QUERY, '1')).data).toEqual({ box: { secret: null } });
  });
});

test('Envelop alone prepares what it executes, and says nothing of statuses', async () => {
  const shop = createShop(
    'type Query { secret: String @requiresEntitlement(module: "sales", onDeny: REJECT) }',
    { Query: { secret: () => SECRET } },
    {},
    new Host().entitle('1', 'sales'),
    TOOLS,
  );
  const plugin: Plugin & EnvelopsPlugin = useEntitlements(shop.guard);
  const getEnveloped = envelop({
    plugins: [useEngine({ parse, validate, execute, subscribe }), useSchema(shop.schema), plugin],
  });
  const run = async (organizationId: string): Promise<unknown> => {
    const { schema, execute: executeWithPlugins, contextFactory } = getEnveloped();
    const contextValue: unknown = await contextFactory(contextOf(organizationId));
    return executeWithPlugins({ schema, document: parse('{ secret }'), contextValue });
  };
  expect(await run('1')).toEqual({ data: { secret: SECRET } });
  const refused = JSON.stringify(await run('2'));
  expect(refused).toContain('ENTITLEMENT_REQUIRED');
  expect(refused).not.toMatch(/http|data"/);
});
