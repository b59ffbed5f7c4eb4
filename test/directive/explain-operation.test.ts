import { parse } from 'graphql';
import { createShop, MEMBER } from './guarded-shop';

const typeDefs = /* GraphQL */ `
  type Query {
    open: String
    leads(export: Boolean @requiresEntitlement(module: "reports")): [Lead]
      @requiresEntitlement(module: "sales", submodule: "leads", onDeny: REJECT)
    search: [Found]
    organization(id: ID!): Organization @requiresEntitlement(module: "sales", organizationArg: "id")
    organizations: [Organization!]!
    any: String @requiresAnyEntitlement(of: [{ module: "hr" }, { module: "sales" }])
  }
  interface Named {
    name: String @requiresEntitlement(module: "inventory")
  }
  type Lead implements Named {
    name: String
  }
  type Payslip @requiresEntitlement(module: "hr", onDeny: NULL) {
    id: ID
  }
  union Found = Lead | Payslip
  type Organization {
    sales: String @requiresEntitlement(module: "sales")
  }
`;

function explain(
  source: string,
  more: {
    readonly variableValues?: Record<string, unknown>;
    readonly hook?: boolean;
    readonly operationName?: string;
  } = {},
) {
  const { guard, host } = createShop(
    typeDefs,
    {},
    { mayAskAbout: (_actor, id) => id !== '9', ...(more.hook && { organizationOf: { Organization: () => '1' } }) },
  );
  host.entitle('7', 'sales', 'sales/leads');
  const { variableValues, operationName } = more;
  return guard.explainOperation(parse(source), 7, {
    contextValue: { actor: MEMBER },
    ...(variableValues && { variableValues }),
    ...(operationName !== undefined && { operationName }),
  });
}

test('explainOperation lists each requirement, where it is written, and how it is answered', async () => {
  expect(await explain('{ open leads { name } search { ... on Payslip { id } } any }')).toMatchObject([
    {
      kind: 'FIELD',
      coordinate: 'Query.leads',
      writtenOn: 'Query.leads',
      anyOf: [{ module: 'sales', submodule: 'leads' }],
      onDeny: 'REJECT',
      conditional: false,
      organizationFrom: 'ACTOR',
      organizationId: '7',
      allowed: true,
      decisions: [{ reason: 'ENTITLED' }],
    },
    {
      kind: 'FIELD',
      coordinate: 'Lead.name',
      writtenOn: 'Named.name',
      anyOf: [{ module: 'inventory', submodule: null }],
      onDeny: 'ERROR',
      allowed: false,
      decisions: [{ reason: 'NOT_ENTITLED' }],
    },
    {
      kind: 'ITEM',
      coordinate: 'Query.search',
      writtenOn: 'Payslip',
      itemType: 'Payslip',
      anyOf: [{ module: 'hr', submodule: null }],
      onDeny: 'NULL',
      allowed: false,
    },
    {
      kind: 'FIELD',
      coordinate: 'Query.any',
      anyOf: [{ module: 'hr' }, { module: 'sales' }],
      allowed: true,
      decisions: [{ allowed: false }, { allowed: true }],
    },
  ]);
});

test('explainOperation marks what depends on variables as conditional until they are given', async () => {
  const source = 'query ($yes: Boolean!, $x: Boolean) { any @include(if: $yes) leads(export: $x) { __typename } }';
  const conditional = (needs: Awaited<ReturnType<typeof explain>>) =>
    needs.map((need) => `${need.coordinate}${need.conditional ? '?' : ''}`);
  expect(conditional(await explain(source))).toEqual(['Query.any?', 'Query.leads', 'Query.leads(export:)?']);
  expect(conditional(await explain(source, { variableValues: { yes: false } }))).toEqual(['Query.leads']);
  expect(conditional(await explain(source, { variableValues: { yes: true, x: null } }))).toEqual([
    'Query.any',
    'Query.leads',
    'Query.leads(export:)',
  ]);
});

test('explainOperation says where the organization of each requirement comes from', async () => {
  expect(await explain('{ organization(id: 8) { sales } hidden: organization(id: 9) { sales } }')).toMatchObject([
    { coordinate: 'Query.organization', organizationFrom: 'ARGUMENT', organizationId: '8', allowed: false },
    { coordinate: 'Organization.sales', organizationFrom: 'ARGUMENT', organizationId: '8', allowed: false },
    {
      coordinate: 'Query.organization',
      organizationFrom: 'ARGUMENT',
      organizationId: '9',
      allowed: false,
      decisions: [],
    },
    {
      coordinate: 'Organization.sales',
      organizationFrom: 'ARGUMENT',
      organizationId: '9',
      allowed: false,
      decisions: [],
    },
  ]);
  expect(await explain('{ organizations { sales } }', { hook: true })).toMatchObject([
    { coordinate: 'Organization.sales', organizationFrom: 'HOOK', organizationId: '7', allowed: true },
  ]);
});

test('explainOperation explains the named one of several operations', async () => {
  const source = 'query A { any } query B { leads { __typename } }';
  expect(await explain(source, { operationName: 'B' })).toMatchObject([{ coordinate: 'Query.leads' }]);
  await expect(explain(source)).rejects.toThrow('Pass operationName');
});
