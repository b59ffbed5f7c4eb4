import { execute, parse } from 'graphql';
import type { GuardOptions } from '../../../src/directive';
import { createShop, errorsOf, Host, type ShopActor, type ShopContext } from '../guarded-shop';
import { EXECUTORS, GRAPHQL_JS } from './executors';

const SECRET = 'secret';
const two = { mayAskAbout: () => true };

describe.each(EXECUTORS)('on $name', (executor) => {
  async function* ticks(): AsyncGenerator {
    for (let n = 1; n <= 4; n++) yield { tick: { n, secret: `${SECRET} ${n}` } };
  }

  test.each(['ERROR', 'NULL', 'REJECT'])(
    'a subscription gives no guarded event after a revocation, with onDeny %s of its root field',
    async (onDeny) => {
      const host = new Host().entitle('1', 'sales');
      const { listen } = createShop(
        `type Query { open: Int }
         type Subscription { tick: Tick @requiresEntitlement(module: "sales", onDeny: ${onDeny}) }
         type Tick { n: Int secret: String }`,
        { Subscription: { tick: { subscribe: ticks } } },
        {},
        host,
        executor,
      );
      const events = await listen('subscription { tick { n secret } }');
      if (!('next' in events)) throw new Error('refused');
      const seen: unknown[] = [];
      for await (const { data, errors } of events) {
        seen.push(data?.['tick'] ?? (errors ? 'denied' : null));
        if (seen.length === 2) host.revoke('1', 'sales');
      }
      const before = [
        { n: 1, secret: `${SECRET} 1` },
        { n: 2, secret: `${SECRET} 2` },
      ];
      expect(seen).toEqual(onDeny === 'NULL' ? before : [...before, 'denied']);
    },
  );

  test('a field below the root of a subscription follows a revocation and a new grant with each event', async () => {
    const host = new Host().entitle('1', 'sales');
    const { listen } = createShop(
      `type Query { open: Int } type Subscription { tick: Tick }
       type Tick { n: Int secret: String @requiresEntitlement(module: "sales", onDeny: NULL) }`,
      { Subscription: { tick: { subscribe: ticks } } },
      {},
      host,
      executor,
    );
    const events = await listen('subscription { tick { n secret } }');
    if (!('next' in events)) throw new Error('refused');
    const seen: unknown[] = [];
    for await (const { data } of events) {
      seen.push(data?.['tick']);
      if (seen.length === 1) host.revoke('1', 'sales');
      if (seen.length === 3) host.entitle('1', 'sales');
    }
    expect(seen).toEqual([
      { n: 1, secret: `${SECRET} 1` },
      { n: 2, secret: null },
      { n: 3, secret: null },
      { n: 4, secret: `${SECRET} 4` },
    ]);
  });

  const ORGANIZATIONS = `
    type Query { organization(id: ID!): Organization own: Box
      lookup(org: ID!): Box @requiresEntitlement(module: "hr", organizationArg: "org") }
    type Box { secret: String @requiresEntitlement(module: "sales") inner: Box }
    type Organization { id: ID! departments: [Department] }
    type Department { leads: [String] @requiresEntitlement(module: "sales") box: Box }`;
  const box = (org: string) => ({ secret: `of ${org}`, inner: { secret: `of ${org}` } });

  function world(host: Host) {
    const later = async <Value>(value: Value): Promise<Value> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return value;
    };
    return createShop(
      ORGANIZATIONS,
      {
        Query: {
          own: () => later(box('1')),
          lookup: (_root: unknown, { org }: { org: string }) => later(box(org)),
          organization: (_root: unknown, { id }: { id: string }) =>
            later({ id, departments: [1, 2].map(() => ({ leads: [`lead of ${id}`], box: box(id) })) }),
        },
      },
      { ...two, organizationOf: { Organization: ({ id }: { id: string }) => id } },
      host,
      executor,
    );
  }

  const ASK = `query Q($id: ID!) { own { secret } lookup(org: $id) { secret inner { secret } }
    organization(id: $id) { departments { leads box { secret } } } }`;
  const ofOther = (allowed: boolean) => {
    const secret = allowed ? 'of 2' : null;
    const department = { leads: allowed ? ['lead of 2'] : null, box: { secret } };
    return { lookup: { secret, inner: { secret } }, organization: { departments: [department, department] } };
  };

  test.each([true, false])(
    'what is below an organization is decided for it, not for that of the actor (it has the module: %s)',
    async (entitled) => {
      const host = new Host().entitle('1', 'hr').entitle('2', 'hr');
      host.entitle(entitled ? '2' : '1', 'sales');
      const { run } = world(host);
      // Twice: an executor may keep something of the first time.
      for (let round = 0; round < 2; round++) {
        const { data } = await run(ASK, { variables: { id: '2' } });
        expect(data).toEqual({ own: { secret: entitled ? null : 'of 1' }, ...ofOther(entitled) });
      }
    },
  );

  test('operations of two organizations at once, of the same document, give each only its own', async () => {
    const host = new Host().entitle('1', 'hr', 'sales').entitle('2', 'hr');
    const { run } = world(host);
    const ask = async (organizationId: string) =>
      (await run('{ own { secret inner { secret } } }', { as: { organizationId } })).data;
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(index % 2 === 0 ? '1' : '2')));
    for (const [index, data] of answers.entries()) {
      const secret = index % 2 === 0 ? 'of 1' : null;
      expect(data).toEqual({ own: { secret, inner: { secret } } });
    }
  });

  test('an object of another organization that a field returns is decided by its own hook', async () => {
    const asked: string[] = [];
    const lead = { __typename: 'Lead', id: 9, contact: `${SECRET} of 2`, organizationId: '2' };
    const { run } = createShop(
      `interface Node { id: ID! }
       type Lead implements Node @requiresEntitlement(module: "sales") { id: ID! contact: String organizationId: ID! }
       type Query { node: Node lead: Lead leads: [Lead] }`,
      { Query: { node: () => lead, lead: () => lead, leads: () => [lead, { ...lead, organizationId: '1' }] } },
      {
        organizationOf: { Lead: ({ organizationId }: { organizationId: string }) => organizationId },
        mayAskAbout: (_actor, organizationId) => (asked.push(organizationId), false),
      },
      new Host().entitle('1', 'sales').entitle('2', 'sales'),
      executor,
    );
    const result = await run('{ node { ... on Lead { contact } } lead { contact } leads { organizationId } }');
    expect(result.data).toEqual({ node: null, lead: null, leads: [null, { organizationId: '1' }] });
    expect([...new Set(asked)]).toEqual(['2']);
  });

  test('one context for operations of different actors gives none of them what only another may see', async () => {
    const host = new Host().entitle('1', 'sales');
    const { guard, schema } = createShop(
      'type Query { box: Box } type Box { secret: String @requiresEntitlement(module: "sales") }',
      { Query: { box: () => ({ secret: SECRET }) } },
      {},
      host,
      executor,
    );
    const document = parse('{ box { secret } }');
    const contextValue: { actor: ShopActor | null } = { actor: { organizationId: '2' } };
    const denied = await guard.prepare({ schema, document, contextValue });
    contextValue.actor = { organizationId: '1' };
    const allowed = await guard.prepare({ schema, document, contextValue });
    const [first, second] = await Promise.all([executor.execute(denied), executor.execute(allowed)]);
    expect([first.data, second.data]).toEqual([{ box: { secret: null } }, { box: { secret: SECRET } }]);
  });

  test('a prepared operation that is executed again with other variables does not pass by its guards', async () => {
    const { guard, schema } = createShop(
      'type Query { list(all: Boolean @requiresEntitlement(module: "reports")): String }',
      { Query: { list: (_root: unknown, { all }: { all?: boolean }) => (all ? SECRET : 'some') } },
      {},
      new Host(),
      executor,
    );
    const args = await guard.prepare({
      schema,
      document: parse('query ($all: Boolean) { list(all: $all) }'),
      contextValue: { actor: { organizationId: '1' } },
      variableValues: {},
    });
    expect((await executor.execute(args)).data).toEqual({ list: 'some' });
    const again = await executor.execute({ ...args, variableValues: { all: true } });
    expect(JSON.stringify(again.data)).not.toContain(SECRET);
    expect(errorsOf(again)).toEqual([expect.stringContaining('NOT_PREPARED')]);
  });

  test.each(['{ open @order(by: PAID) }', '{ open ... @order(in: { extra: 1 }) { open } }'])(
    'guarded input is refused in a directive of the operation, too: %s',
    async (source) => {
      const { run } = createShop(
        `enum Order { FREE PAID @requiresEntitlement(module: "sales") }
         input In { extra: Int @requiresEntitlement(module: "sales") }
         directive @order(by: Order, in: In) on FIELD | INLINE_FRAGMENT
         type Query { open: String }`,
        { Query: { open: () => 'open' } },
        {},
        new Host(),
        executor,
      );
      expect(await run(source)).not.toHaveProperty('data');
      expect((await run('{ open @order(by: FREE) }')).data).toEqual({ open: 'open' });
    },
  );
});

test('a connection whose context serves many operations keeps nothing of those that are over', async () => {
  const { guard, schema } = createShop(
    'type Query { secret: String @requiresEntitlement(module: "sales") }',
    { Query: { secret: () => SECRET } },
    {},
    new Host().entitle('1', 'sales'),
  );
  const contextValue: ShopContext = { actor: { organizationId: '1' } };
  const before = Reflect.ownKeys(contextValue);
  for (let round = 0; round < 100; round++) {
    const args = await guard.prepare({ schema, document: parse('{ secret }'), contextValue });
    expect((await execute(args)).data).toEqual({ secret: SECRET });
  }
  // One property, in which operations are found by their document: they go with it.
  expect(Reflect.ownKeys(contextValue)).toHaveLength(before.length + 1);
  expect(Object.keys(contextValue)).toEqual(['actor']);
});

test('a subscription by a copy of its context is served, and by a copy with another actor refused', async () => {
  const host = new Host().entitle('1', 'sales');
  const { guard, schema } = createShop(
    'type Query { open: Int } type Subscription { tick: String @requiresEntitlement(module: "sales") }',
    {
      Subscription: {
        tick: {
          async *subscribe() {
            yield { tick: SECRET };
          },
        },
      },
    },
    {},
    host,
  );
  const contextValue: ShopContext = { actor: { organizationId: '1' } };
  const args = await guard.prepare({ schema, document: parse('subscription { tick }'), contextValue });
  const answer = async (context: ShopContext) => {
    const events = await GRAPHQL_JS.subscribe({ ...args, contextValue: context });
    if (!('next' in events)) return events;
    const next: IteratorResult<unknown, unknown> = await events.next();
    return next.value;
  };
  expect(await answer({ ...contextValue })).toEqual({ data: { tick: SECRET } });
  const refused = await answer({ ...contextValue, actor: { organizationId: '2' } });
  expect(JSON.stringify(refused)).not.toContain(SECRET);
  expect(JSON.stringify(refused)).toContain('NOT_PREPARED');
});

describe('what a hook throws', () => {
  const broken = (): never => {
    throw new Error(`${SECRET} of the host`);
  };
  test.each<[hook: string, options: Partial<GuardOptions<ShopContext, ShopActor>>]>([
    ['organizationOf', { organizationOf: { Box: broken } }],
    ['mayBypass', { mayBypass: broken }],
    ['onBypass', { mayBypass: () => true, onBypass: broken }],
    ['actorOf', { actorOf: broken }],
    ['mayAskAbout', { organizationOf: { Box: () => '2' }, mayAskAbout: broken }],
  ])('denies, is told to the host, and does not reach the client: %s', async (_hook, options) => {
    const host = new Host();
    const { run } = createShop(
      'type Query { box: Box } type Box { secret: String @requiresEntitlement(module: "sales") }',
      { Query: { box: () => ({ secret: 'of the box' }) } },
      options,
      host,
    );
    const result = await run('{ box { secret } }');
    expect(JSON.stringify(result)).not.toMatch(/of the box|of the host/);
    expect(result.errors).toHaveLength(1);
    expect(host.failures).toContainEqual(new Error(`${SECRET} of the host`));
  });

  test('denies too if decisions never come, in the time that the host gives', async () => {
    const host = new Host();
    const { run } = createShop(
      'type Query { secret: String @requiresEntitlement(module: "sales") }',
      { Query: { secret: () => SECRET } },
      { loadDecisions: () => new Promise(() => undefined), timeoutMs: 20 },
      host,
    );
    const result = await run('{ secret }');
    expect(result.data).toEqual({ secret: null });
    expect(errorsOf(result)).toEqual(['secret ENTITLEMENT_CHECK_FAILED Query.secret CHECK_FAILED']);
    expect(String(host.failures[0])).toContain('within 20 ms');
  });
});
