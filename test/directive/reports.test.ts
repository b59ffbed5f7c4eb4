import type { DenialReport, EntitlementDecision } from '../../src/directive';
import { createShop, Host } from './guarded-shop';

const typeDefs = /* GraphQL */ `
  type Query {
    lead: Lead
    leads: [Lead!]
    quiet: String @requiresEntitlement(module: "sales", onDeny: NULL)
    strict: String @requiresEntitlement(module: "hr", onDeny: REJECT)
    of(organizationId: ID!): String @requiresEntitlement(module: "sales", organizationArg: "organizationId")
    sorted(by: String @requiresEntitlement(module: "reports")): String
  }
  type Subscription {
    ticks: String @requiresEntitlement(module: "sales")
  }
  type Lead {
    name: String @requiresEntitlement(module: "sales")
    score: Int @requiresAnyEntitlement(of: [{ module: "reports" }, { module: "hr" }])
  }
`;

const lead = { name: 'Ada', score: 1 };

function createReported(more: Parameters<typeof createShop>[2] = {}) {
  const decisions: EntitlementDecision[] = [];
  const denials: DenialReport[] = [];
  const host = new Host();
  const shop = createShop(
    typeDefs,
    {
      Query: {
        lead: () => lead,
        leads: () => [lead, lead, lead],
        quiet: () => 'x',
        strict: () => 'x',
        of: () => 'x',
        sorted: () => 'x',
      },
      Subscription: {
        ticks: {
          subscribe: async function* () {
            await Promise.resolve();
            yield { ticks: 'one' };
            yield { ticks: 'two' };
          },
        },
      },
    },
    {
      onDecision: (decision) => decisions.push(decision),
      onDenied: (denial) => denials.push(denial),
      ...more,
    },
    host,
  );
  const denied = () =>
    denials.map(({ code, coordinate, organizationId, module, reason }) =>
      [code, coordinate, organizationId, module, reason].join(' '),
    );
  const decided = () =>
    decisions.map(({ organizationId, module, allowed }) => [organizationId, module, allowed].join(' ')).sort();
  return { ...shop, denied, decided, decisions, denials };
}

describe('onDenied tells a host of every denial, so that it can log it or offer an upgrade', () => {
  test('once for each field and organization, however many objects are denied', async () => {
    const { run, denied } = createReported();
    await run('{ leads { name score } more: leads { name } }');
    expect(denied()).toEqual([
      'ENTITLEMENT_REQUIRED Lead.name 1 sales NOT_ENTITLED',
      'ENTITLEMENT_REQUIRED Lead.score 1 reports NOT_ENTITLED',
    ]);
  });

  test('also where the client is told nothing, or nothing runs, or only an argument is guarded', async () => {
    const { run, denied } = createReported();
    expect((await run('{ quiet }')).errors).toBeUndefined();
    await run('{ strict sorted(by: "name") }');
    expect(denied()).toEqual([
      'ENTITLEMENT_REQUIRED Query.quiet 1 sales NOT_ENTITLED',
      'ENTITLEMENT_REQUIRED Query.strict 1 hr NOT_ENTITLED',
      'ENTITLEMENT_REQUIRED Query.sorted(by:) 1 reports NOT_ENTITLED',
    ]);
  });

  test('names what was asked about an organization that the actor may not know, and failed checks', async () => {
    const { run, denied, host } = createReported({ mayAskAbout: () => false });
    await run('{ of(organizationId: "2") }');
    host.failing = new Error('the database does not answer');
    await run('{ lead { name } }');
    expect(denied()).toEqual([
      'NOT_FOUND Query.of 2 sales ORGANIZATION_NOT_FOUND',
      'ENTITLEMENT_CHECK_FAILED Lead.name 1 sales CHECK_FAILED',
    ]);
  });

  test('says nothing of what is allowed, bypassed, or only explained', async () => {
    const { run, guard, host, denied } = createReported();
    host.entitle('1', 'sales');
    await run('{ leads { name } }');
    await run('{ leads { score } }', { as: { organizationId: '1', superAdmin: true } });
    const { parse } = await import('graphql');
    await guard.explainOperation(parse('{ strict }'), '1', { contextValue: { actor: null } });
    expect(denied()).toEqual([]);
  });

  test('again for each event of a subscription', async () => {
    const { listen, host, denied } = createReported();
    host.entitle('1', 'sales');
    const events = await listen('subscription { ticks }');
    if (!(Symbol.asyncIterator in events)) throw new Error('the subscription was refused');
    host.revoke('1', 'sales');
    for await (const event of events) expect(event.data ?? null).not.toEqual({ ticks: 'one' });
    expect(denied().length).toBeGreaterThan(0);
    expect(new Set(denied())).toEqual(new Set(['ENTITLEMENT_REQUIRED Subscription.ticks 1 sales NOT_ENTITLED']));
  });
});

describe('onDecision tells a host of every decision, so that it can count its checks', () => {
  test('once for each organization and module of an operation, allowed or not', async () => {
    const { run, host, decided } = createReported({ mayAskAbout: () => true });
    host.entitle('1', 'sales');
    await run('{ leads { name score } quiet of(organizationId: "2") }');
    expect(decided()).toEqual(['1 hr false', '1 reports false', '1 sales true', '2 sales false']);
  });

  test('also of those that failed, and of none about an organization that nobody was asked about', async () => {
    const { run, host, decisions } = createReported({ mayAskAbout: () => false });
    await run('{ of(organizationId: "2") }');
    expect(decisions).toEqual([]);
    host.failing = new Error('the database does not answer');
    await run('{ quiet }');
    expect(decisions).toMatchObject([{ module: 'sales', allowed: false, reason: 'CHECK_FAILED' }]);
  });
});

test('a report that fails changes no answer, and is told to onCheckFailure', async () => {
  const broken = (): never => {
    throw new Error('the log is full');
  };
  const { run, host } = createReported({ onDecision: broken, onDenied: broken });
  host.entitle('1', 'sales');
  expect(await run('{ lead { name score } }')).toMatchObject({ data: { lead: { name: 'Ada', score: null } } });
  expect(host.failures).toContainEqual(new Error('the log is full'));
});
