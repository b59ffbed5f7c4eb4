import { setTimeout as delay } from 'node:timers/promises';
import { execute, type ExecutionArgs, type ExecutionResult, parse } from 'graphql';
import { type EntitlementDecision, GuardConfigurationError } from '../../src/directive';
import { createShop, errorsOf, Host, MEMBER, type ShopContext } from './guarded-shop';

describe('only a clear yes allows', () => {
  test.each(['true', 1, {}, null, undefined, 'false'])(
    'a decision whose `allowed` is %p, from an untyped host, is denied',
    async (allowed) => {
      const untyped: unknown = allowed;
      const answer = (decision: EntitlementDecision): EntitlementDecision =>
        Object.assign(decision, { allowed: untyped });
      const shop = createShop(
        'type Query { a: String @requiresEntitlement(module: "sales") }',
        { Query: { a: () => 'leak' } },
        {
          loadDecisions: async (requests) =>
            requests.map((request) => answer({ ...request, allowed: false, status: null, reason: 'ODD' })),
        },
      );
      expect(errorsOf(await shop.run('{ a }'))).toEqual(['a ENTITLEMENT_REQUIRED Query.a ODD']);
    },
  );

  const naming = /* GraphQL */ `
    type Query {
      byInput(input: In): String @requiresEntitlement(module: "sales", organizationArg: "input.organizationId")
      of(organizationId: ID): Holder @requiresEntitlement(module: "sales", organizationArg: "organizationId")
    }
    type Holder {
      strict: String @requiresEntitlement(module: "hr", onDeny: REJECT)
    }
    input In {
      organizationId: ID
    }
  `;
  const namingResolvers = { Query: { byInput: () => 'leak', of: () => ({ strict: 'leak' }) } };

  test.each([
    [
      'a null object in place of the one that holds the argument',
      '{ byInput(input: null) }',
      ['byInput ENTITLEMENT_REQUIRED Query.byInput NO_ORGANIZATION'],
    ],
    [
      'a null argument',
      '{ byInput(input: { organizationId: null }) }',
      ['byInput ENTITLEMENT_REQUIRED Query.byInput NO_ORGANIZATION'],
    ],
    [
      'an empty id',
      '{ byInput(input: { organizationId: "" }) }',
      ['byInput ENTITLEMENT_REQUIRED Query.byInput NO_ORGANIZATION'],
    ],
    [
      'a null argument of an outer field, for a rejecting field below it',
      '{ of(organizationId: null) { strict } }',
      ['ENTITLEMENT_REQUIRED Holder.strict NO_ORGANIZATION'],
    ],
  ])("no organization is named by %s, and the actor's does not replace it", async (_what, source, expected) => {
    const shop = createShop(naming, namingResolvers, {}, new Host().entitle('1', 'sales', 'hr'));
    expect(errorsOf(await shop.run(source))).toEqual(expected);
    // Without the argument, the actor's own organization applies.
    expect(errorsOf(await shop.run(source.replace(/\(.*?\)(?= |$)/, '')))).toEqual([]);
  });

  test('an argument with the default null does not name the organization for a rejecting guard below a hook', () => {
    const typeDefs = (of: string) => `
      type Query { organization: Organization }
      type Organization { a(of: ${of}): String @requiresEntitlement(module: "sales", onDeny: REJECT,
        organizationArg: "of") }
    `;
    const boot = (of: string) => () => createShop(typeDefs(of), {}, { organizationOf: { Organization: () => '1' } });
    expect(boot('ID = null')).toThrow(GuardConfigurationError);
    expect(boot('ID')).toThrow(GuardConfigurationError);
    expect(boot('ID = "1"')).not.toThrow();
    expect(boot('ID!')).not.toThrow();
  });
});

describe('a check is valid only for what it was made for', () => {
  test('a document that ran without a skipped part is checked again when the part is included', async () => {
    const shop = createShop(
      'type Query { open: String strict: String @requiresEntitlement(module: "sales", onDeny: REJECT) }',
      { Query: { open: () => 'open', strict: () => 'leak' } },
    );
    const source = 'query ($all: Boolean!) { open strict @include(if: $all) }';
    expect(await shop.run(source, { variables: { all: false } })).toEqual({ data: { open: 'open' } });
    expect(errorsOf(await shop.run(source, { variables: { all: true } }))).toEqual([
      'ENTITLEMENT_REQUIRED Query.strict NOT_ENTITLED',
    ]);
    expect(await shop.run(source, { variables: { all: false } })).toEqual({ data: { open: 'open' } });
  });

  test('a context copied or derived from a prepared one is not prepared', async () => {
    const { guard, schema } = createShop(
      'type Query { a: String @requiresEntitlement(module: "sales") }',
      { Query: { a: () => 'leak' } },
      {},
      new Host().entitle('1', 'sales'),
    );
    const document = parse('{ a }');
    const prepared: ShopContext = { actor: MEMBER };
    await guard.prepare({ document, contextValue: prepared });
    const run = async (contextValue: object): Promise<ExecutionResult> => execute({ schema, document, contextValue });
    expect((await run(prepared)).data).toEqual({ a: 'leak' });
    const inheriting: object = Object.create(prepared);
    for (const other of [inheriting, { ...prepared }]) {
      expect(await run(other)).toMatchObject({
        data: { a: null },
        errors: [{ extensions: { details: { reason: 'NOT_PREPARED' } } }],
      });
    }
  });

  test("graphql's own arguments, whose context may be anything, are not prepared without an object in it", async () => {
    const { guard, schema } = createShop(
      'type Query { a: String @requiresEntitlement(module: "sales") b: String }',
      { Query: { a: () => 'leak', b: () => 'free' } },
      {},
      new Host().entitle('1', 'sales'),
    );
    const argsOf = (source: string, contextValue: unknown): ExecutionArgs => ({
      schema,
      document: parse(source),
      contextValue,
    });
    for (const contextValue of [undefined, null, 'context']) {
      await expect(guard.prepare(argsOf('{ a }', contextValue))).rejects.toThrow(TypeError);
      await expect(guard.prepareInPlace(argsOf('{ a }', contextValue))).rejects.toThrow(TypeError);
      expect((await execute(await guard.prepare(argsOf('{ b }', contextValue)))).data).toEqual({ b: 'free' });
    }
    const { data } = await execute(await guard.prepare(argsOf('{ a }', { actor: MEMBER })));
    expect(data).toEqual({ a: 'leak' });
  });

  test('a mutation field that runs after the module was revoked by another one is denied', async () => {
    const host = new Host().entitle('1', 'sales');
    const shop = createShop(
      `type Query { q: Int } type Mutation { payload: Payload revoke: Boolean } type Payload { guarded: String
        @requiresEntitlement(module: "sales") later: Payload }`,
      {
        Mutation: { payload: () => ({ guarded: 'leak' }), revoke: () => (host.revoke('1', 'sales'), true) },
        // resolves once the first decision is known
        Payload: { later: async () => delay(5, { guarded: 'leak' }) },
      },
      {},
      host,
    );
    const result = await shop.run(
      'mutation { before: payload { guarded later { guarded } } revoke after: payload { guarded } }',
    );
    expect(result.data).toEqual({
      before: { guarded: 'leak', later: { guarded: 'leak' } },
      revoke: true,
      after: { guarded: null },
    });
    expect(errorsOf(result)).toEqual(['after.guarded ENTITLEMENT_REQUIRED Payload.guarded NOT_ENTITLED']);
  });

  test('a bypass is reported for each event of a subscription, not only the first', async () => {
    async function* events() {
      yield { a: 1 };
      yield { a: 2 };
    }
    const shop = createShop(
      'type Query { q: Int } type Subscription { a: Int @requiresEntitlement(module: "sales") }',
      { Subscription: { a: { subscribe: events } } },
    );
    const stream = await shop.listen('subscription { a }', { as: { organizationId: '1', superAdmin: true } });
    if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');
    for await (const event of stream) expect(event.errors).toBeUndefined();
    // once at the start, and once for each event
    expect(shop.host.bypasses).toHaveLength(3);
  });
});
