import { createShop, errorsOf, Host } from './guarded-shop';

const typeDefs = /* GraphQL */ `
  type Query {
    quietThenLoud: String @requiresEntitlement(module: "sales", onDeny: NULL) @requiresEntitlement(module: "hr")
    loudThenQuiet: String @requiresEntitlement(module: "hr") @requiresEntitlement(module: "sales", onDeny: NULL)
    strict: String
      @requiresEntitlement(module: "sales", onDeny: NULL)
      @requiresEntitlement(module: "reports", onDeny: REJECT)
    quietLead: Lead @requiresEntitlement(module: "sales", onDeny: NULL)
    found: Found
  }
  type Lead @requiresEntitlement(module: "hr") {
    id: ID!
  }
  type Note @requiresEntitlement(module: "hr") @requiresEntitlement(module: "sales", onDeny: NULL) {
    id: ID!
  }
  union Found = Note
`;

const resolvers = { Query: { found: () => ({ __typename: 'Note', id: '1' }), quietLead: () => ({ id: '1' }) } };

/** The errors for a member whose organization may use only these modules. */
async function toldTo(entitled: readonly string[], source: string): Promise<readonly string[]> {
  const shop = createShop(typeDefs, resolvers, {}, new Host().entitle('1', ...entitled));
  const result = await shop.run(source);
  return errorsOf(result);
}

describe('of several denied requirements, the most severe decides', () => {
  test.each([
    [
      'two directives on a field',
      '{ quietThenLoud }',
      'quietThenLoud ENTITLEMENT_REQUIRED Query.quietThenLoud NOT_ENTITLED',
    ],
    [
      'two directives in the other order',
      '{ loudThenQuiet }',
      'loudThenQuiet ENTITLEMENT_REQUIRED Query.loudThenQuiet NOT_ENTITLED',
    ],
    [
      'a directive on the field, another on its object',
      '{ quietLead { id } }',
      'quietLead ENTITLEMENT_REQUIRED Query.quietLead NOT_ENTITLED',
    ],
    [
      'two directives on an object returned as a union',
      '{ found { __typename } }',
      'found ENTITLEMENT_REQUIRED Query.found NOT_ENTITLED',
    ],
    ['a rejecting directive among others', '{ strict }', 'ENTITLEMENT_REQUIRED Query.strict NOT_ENTITLED'],
  ])('the most severe denial is reported for %s', async (_what, source, expected) => {
    expect(await toldTo([], source)).toEqual([expected]);
  });

  test.each([
    '{ quietThenLoud }',
    '{ loudThenQuiet }',
    '{ strict }',
    '{ quietLead { id } }',
    '{ found { __typename } }',
  ])('a milder denial decides if it is the only one: %s', async (source) => {
    expect(await toldTo(['hr', 'reports'], source)).toEqual([]);
  });

  test.each(['{ quietThenLoud }', '{ loudThenQuiet }', '{ quietLead { id } }', '{ found { __typename } }'])(
    'a more severe denial decides if it is the only one: %s',
    async (source) => {
      expect(await toldTo(['sales'], source)).toHaveLength(1);
    },
  );
});
