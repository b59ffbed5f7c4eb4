import type { ExecutionResult } from 'graphql';
import { createShop, errorsOf, Host } from './guarded-shop';

const typeDefs = /* GraphQL */ `
  type Query {
    open: String
  }
  type Subscription {
    sales: Sale @requiresEntitlement(module: "sales")
    quiet: Sale @requiresEntitlement(module: "sales", onDeny: NULL)
    strict: Sale! @requiresEntitlement(module: "sales", onDeny: REJECT)
    free: Sale
    found: Found
    of(organizationId: ID!): Sale @requiresEntitlement(module: "sales", organizationArg: "organizationId")
    exported(all: Boolean @requiresEntitlement(module: "reports")): Sale
  }
  type Sale {
    id: ID!
    margin: Int @requiresEntitlement(module: "reports")
  }
  type Payslip @requiresEntitlement(module: "hr") {
    id: ID!
  }
  union Found = Sale | Payslip
`;

/** A source of pushed events, which records whether it was closed. */
class Source implements AsyncIterableIterator<unknown> {
  closed = false;
  private readonly events: unknown[] = [];
  private waiting: ((event: IteratorResult<unknown>) => void) | null = null;

  push(event: unknown): void {
    if (this.waiting) this.waiting({ done: false, value: event });
    else this.events.push(event);
    this.waiting = null;
  }

  async next(): Promise<IteratorResult<unknown>> {
    if (this.closed) return { done: true, value: undefined };
    if (this.events.length > 0) return { done: false, value: this.events.shift() };
    return new Promise((resolve) => (this.waiting = resolve));
  }

  async return(): Promise<IteratorResult<unknown>> {
    this.closed = true;
    this.waiting?.({ done: true, value: undefined });
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function createFeed() {
  const source = new Source();
  const host = new Host();
  const fields = ['sales', 'quiet', 'strict', 'free', 'found', 'of', 'exported'];
  const shop = createShop(
    typeDefs,
    {
      Subscription: Object.fromEntries(
        fields.map((name) => [
          name,
          {
            subscribe: () => {
              host.ran.push(`subscribe ${name}`);
              return source;
            },
            resolve: (event: unknown) => event,
          },
        ]),
      ),
      Sale: { margin: () => 7 },
    },
    { mayAskAbout: () => true },
    host,
  );
  return { ...shop, source };
}

const sale = { __typename: 'Sale', id: '1' };

function stream(result: AsyncGenerator<ExecutionResult> | ExecutionResult): AsyncGenerator<ExecutionResult> {
  if (!(Symbol.asyncIterator in result)) throw new Error(`no stream: ${JSON.stringify(result)}`);
  return result;
}

async function nextOf(events: AsyncGenerator<ExecutionResult>): Promise<ExecutionResult> {
  const event = await events.next();
  if (event.done) throw new Error('the stream has ended');
  return event.value;
}

test('events are delivered while the organization may use the module', async () => {
  const { listen, host, source } = createFeed();
  host.entitle('1', 'sales', 'reports');
  const events = stream(await listen('subscription { sales { id margin } }'));
  source.push(sale);
  expect(await events.next()).toEqual({ done: false, value: { data: { sales: { id: '1', margin: 7 } } } });
  await events.return(undefined);
  expect(source.closed).toBe(true);
});

test('each event is answered by current decisions: revoked, then granted again', async () => {
  const { listen, host, source } = createFeed();
  host.entitle('1', 'sales', 'reports');
  const events = stream(await listen('subscription { sales { id margin } }'));
  host.revoke('1', 'reports');
  source.push(sale);
  const denied = await nextOf(events);
  expect(denied.data).toEqual({ sales: { id: '1', margin: null } });
  expect(errorsOf(denied)).toEqual(['sales.margin ENTITLEMENT_REQUIRED Sale.margin NOT_ENTITLED']);
  host.entitle('1', 'reports');
  source.push(sale);
  expect((await events.next()).value).toEqual({ data: { sales: { id: '1', margin: 7 } } });
  expect(host.loads).toHaveLength(3);
});

test('a root field denied later ends the stream with one last event that has the error and no data', async () => {
  const { listen, host, source } = createFeed();
  host.entitle('1', 'sales');
  const events = stream(await listen('subscription { sales { id } }'));
  host.revoke('1', 'sales');
  source.push(sale);
  source.push(sale);
  const last = await nextOf(events);
  expect(last.data).toEqual({ sales: null });
  expect(errorsOf(last)).toEqual(['sales ENTITLEMENT_REQUIRED Subscription.sales NOT_ENTITLED']);
  expect(await events.next()).toEqual({ done: true, value: undefined });
  expect(source.closed).toBe(true);
  expect(host.ran).toEqual(['subscribe sales']);
});

test('a root field with onDeny NULL that is denied later ends the stream without an event', async () => {
  const { listen, host, source } = createFeed();
  host.entitle('1', 'sales');
  const events = stream(await listen('subscription { quiet { id } }'));
  host.revoke('1', 'sales');
  source.push(sale);
  expect(await events.next()).toEqual({ done: true, value: undefined });
  expect(source.closed).toBe(true);
});

test.each(['sales { id }', 'strict { id }', 'of(organizationId: 2) { id }', 'exported(all: true) { id }'])(
  'no stream begins for a denied subscription: %s',
  async (selection) => {
    const { listen, host } = createFeed();
    const result = await listen(`subscription { ${selection} }`);
    expect(result).not.toHaveProperty('data');
    expect(result).toHaveProperty('errors.0.extensions.code', 'ENTITLEMENT_REQUIRED');
    expect(host.ran).toEqual([]);
  },
);

test('no stream begins for a denied root field with onDeny NULL, and there is no error', async () => {
  const { listen, host } = createFeed();
  expect(await stream(await listen('subscription { quiet { id } }')).next()).toEqual({ done: true, value: undefined });
  expect(host.ran).toEqual([]);
});

test('a non-null root field that is denied later exposes no data', async () => {
  const { listen, host, source } = createFeed();
  host.entitle('1', 'sales');
  const events = stream(await listen('subscription { strict { id } }'));
  host.revoke('1', 'sales');
  source.push(sale);
  expect((await nextOf(events)).data).toBeNull();
  expect((await events.next()).done).toBe(true);
});

test('items of a union are denied individually, and the stream continues', async () => {
  const { listen, source } = createFeed();
  const events = stream(await listen('subscription { found { __typename ... on Payslip { id } } }'));
  source.push({ __typename: 'Payslip', id: '1' });
  source.push(sale);
  expect((await nextOf(events)).data).toEqual({ found: null });
  expect((await nextOf(events)).data).toEqual({ found: { __typename: 'Sale' } });
});

test('an event during an outage is denied, and the stream goes on after it', async () => {
  const { listen, host, source } = createFeed();
  host.entitle('1', 'sales');
  const events = stream(await listen('subscription { sales { id } }'));
  host.failing = new Error('gone');
  source.push(sale);
  expect(errorsOf(await nextOf(events))).toEqual(['sales ENTITLEMENT_CHECK_FAILED Subscription.sales CHECK_FAILED']);
  host.failing = null;
  source.push(sale);
  expect((await nextOf(events)).data).toEqual({ sales: { id: '1' } });
  host.revoke('1', 'sales');
  source.push(sale);
  expect(errorsOf(await nextOf(events))).toEqual(['sales ENTITLEMENT_REQUIRED Subscription.sales NOT_ENTITLED']);
  expect((await events.next()).done).toBe(true);
});

test('a client that unsubscribes while no event arrives is released at once', async () => {
  const { listen, source } = createFeed();
  const events = stream(await listen('subscription { free { id } }'));
  const next = events.next();
  await events.return(undefined);
  expect(await next).toEqual({ done: true, value: undefined });
  expect(source.closed).toBe(true);
});

test('a subscription without requirements takes no load', async () => {
  const { listen, host, source } = createFeed();
  const events = stream(await listen('subscription { free { id } }'));
  source.push(sale);
  expect((await events.next()).value).toEqual({ data: { free: { id: '1' } } });
  expect(host.loads).toEqual([]);
});
