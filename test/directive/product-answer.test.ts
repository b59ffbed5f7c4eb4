import { setTimeout as delay } from 'node:timers/promises';
import type { EntitlementDecision, ProductAnswer } from '../../src/directive';
import { createShop, errorsOf, Host, MEMBER, type ShopContext } from './guarded-shop';

const TYPES = /* GraphQL */ `
  type Query {
    sales: String @requiresEntitlement(module: "sales")
    again: String @requiresEntitlement(module: "sales")
    leads: String @requiresEntitlement(module: "sales", submodule: "leads")
    hr: String @requiresEntitlement(module: "hr")
  }
`;
const RESOLVERS = { Query: { sales: () => 'sales', again: () => 'sales', leads: () => 'leads', hr: () => 'hr' } };

/** A host whose decisions carry a gating, as those of `openEntitlements` do. */
class GatedHost extends Host {
  constructor(private readonly more: Partial<EntitlementDecision>) {
    super();
  }

  override get options() {
    return {
      ...super.options,
      loadDecisions: async (requests: Parameters<Host['loadDecisions']>[0]) =>
        (await this.loadDecisions(requests)).map((decision) => ({ ...decision, ...this.more })),
    };
  }
}

/** What a product without types may answer. */
const UNTYPED: { readonly answer?: boolean } = {};
Object.assign(UNTYPED, { answer: 'yes' });

interface Asked {
  readonly asked: string[];
  readonly recorded: ProductAnswer[];
}

function createGated(
  more: Partial<EntitlementDecision>,
  answer: (key: string) => boolean | null | undefined | Promise<boolean>,
): Asked & { readonly shop: ReturnType<typeof createShop>; readonly host: GatedHost } {
  const asked: string[] = [];
  const recorded: ProductAnswer[] = [];
  const host = new GatedHost(more);
  const shop = createShop(
    TYPES,
    RESOLVERS,
    {
      productAnswer: (organizationId: string, module: string, submodule: string | null, { actor }: ShopContext) => {
        asked.push(`${actor?.organizationId} ${organizationId} ${module}/${submodule ?? ''}`);
        return answer(submodule === null ? module : `${module}/${submodule}`);
      },
      recordProductAnswer: (one) => recorded.push(one),
    },
    host,
  );
  return { asked, recorded, shop, host };
}

describe.each(['LEGACY', 'SHADOW'])("under %s the product's own answer", (gating) => {
  test('decides in place of the reading, is asked once an operation, and is recorded', async () => {
    const { shop, host, asked, recorded } = createGated({ gating }, (key) => key === 'sales');
    host.entitle('1', 'sales/leads');
    const { data, errors } = await shop.run('{ sales again leads hr }');
    expect(data).toEqual({ sales: 'sales', again: 'sales', leads: null, hr: null });
    expect(errorsOf({ errors })).toEqual([
      'leads ENTITLEMENT_REQUIRED Query.leads PRODUCT_DENIES',
      'hr ENTITLEMENT_REQUIRED Query.hr NOT_ENTITLED',
    ]);
    expect(asked.sort()).toEqual(['1 1 hr/', '1 1 sales/', '1 1 sales/leads']);
    expect(recorded).toEqual(
      expect.arrayContaining([
        { organizationId: '1', module: 'sales', submodule: null, allowed: true, agrees: false },
        { organizationId: '1', module: 'sales', submodule: 'leads', allowed: false, agrees: false },
        { organizationId: '1', module: 'hr', submodule: null, allowed: false, agrees: true },
      ]),
    );
  });

  test('is recorded with the flags that the decision was made from', async () => {
    const { shop, recorded } = createGated({ gating, flagsHash: 'a hash' }, () => true);
    await shop.run('{ sales }');
    expect(recorded).toMatchObject([{ module: 'sales', flagsHash: 'a hash' }]);
  });

  test('may be a promise, and leaves the decision to the reading if there is none', async () => {
    const { shop, host, recorded } = createGated({ gating }, (key) =>
      key === 'hr' ? delay(1).then(() => true) : key === 'sales' ? null : undefined,
    );
    host.entitle('1', 'sales');
    expect((await shop.run('{ sales leads hr }')).data).toEqual({ sales: 'sales', leads: null, hr: 'hr' });
    expect(recorded.map(({ module }) => module)).toEqual(['hr']);
  });

  test('denies what it was asked about if it fails, and nothing else', async () => {
    const { shop, host, recorded } = createGated({ gating }, (key) => {
      if (key === 'sales') throw new Error('the feature service is down');
      return key === 'hr' ? Promise.reject(new Error('again')) : UNTYPED.answer;
    });
    host.entitle('1', 'sales', 'sales/leads', 'hr');
    const failed = await shop.run('{ sales leads hr }', { as: { organizationId: '1', superAdmin: true } });
    expect(errorsOf(failed)).toEqual([
      'sales ENTITLEMENT_CHECK_FAILED Query.sales CHECK_FAILED',
      'leads ENTITLEMENT_CHECK_FAILED Query.leads CHECK_FAILED',
      'hr ENTITLEMENT_CHECK_FAILED Query.hr CHECK_FAILED',
    ]);
    expect(host.failures.map(String).sort()).toEqual([
      'Error: again',
      'Error: the feature service is down',
      'TypeError: productAnswer must return true, false or null, not a string',
    ]);
    expect(recorded).toEqual([]);
  });
});

test.each<[string, Partial<EntitlementDecision>]>([
  ['under ENFORCE', { gating: 'ENFORCE' }],
  ['without a gating', {}],
  ['about a module that every organization has', { gating: 'LEGACY', reason: 'ALWAYS_ON' }],
  ['about a module that does not exist any more', { gating: 'LEGACY', reason: 'MODULE_INACTIVE' }],
  ['if the check failed', { gating: 'LEGACY', reason: 'CHECK_FAILED' }],
])("the product's own answer is not asked %s", async (_, more) => {
  const { shop, host, asked } = createGated(more, () => true);
  host.entitle('1', 'sales');
  expect((await shop.run('{ sales hr }')).data).toEqual({ sales: 'sales', hr: null });
  expect(asked).toEqual([]);
});

test('an answer that cannot be recorded counts all the same', async () => {
  const host = new GatedHost({ gating: 'LEGACY' });
  const shop = createShop(
    TYPES,
    RESOLVERS,
    {
      productAnswer: () => true,
      recordProductAnswer: () => {
        throw new Error('full');
      },
    },
    host,
  );
  expect((await shop.run('{ sales }', { as: MEMBER })).data).toEqual({ sales: 'sales' });
  expect(host.failures.map(String)).toEqual(['Error: full']);
});

test("the explanation of an operation shows the product's own answers", async () => {
  const { shop } = createGated({ gating: 'SHADOW' }, () => true);
  const { parse } = await import('graphql');
  const [need] = await shop.guard.explainOperation(parse('{ sales }'), '1', { contextValue: { actor: MEMBER } });
  expect(need).toMatchObject({ allowed: true, decisions: [{ reason: 'PRODUCT_ALLOWS' }] });
});
