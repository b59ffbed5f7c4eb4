import { ApolloServer, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import { entitlementPlugin, guardSchema } from '../../src/directive';
import { Host, MEMBER, schemaOf, type ShopActor, type ShopContext } from './guarded-shop';

const typeDefs = `
  type Query { open: String leads: String @requiresEntitlement(module: "sales") strict: String
    @requiresEntitlement(module: "hr", onDeny: REJECT) exported(all: Boolean @requiresEntitlement(module: "reports")):
    String }
  type Mutation { open: String pay: String @requiresEntitlement(module: "hr") }
`;

async function createServer(batching = false) {
  const host = new Host();
  const ran = (name: string) => () => {
    host.ran.push(name);
    return name;
  };
  const schema = schemaOf(typeDefs, {
    Query: { open: ran('open'), leads: ran('leads'), strict: ran('strict'), exported: ran('exported') },
    Mutation: { open: ran('open'), pay: ran('pay') },
  });
  const guard = guardSchema(schema, host.options);
  const encountered: unknown[] = [];
  const server = new ApolloServer<ShopContext>({
    schema,
    plugins: [
      entitlementPlugin(guard),
      { requestDidStart: async () => ({ didEncounterErrors: async ({ errors }) => void encountered.push(...errors) }) },
    ],
    allowBatchedHttpRequests: batching,
    csrfPrevention: false,
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  await server.start();
  const post = async (body: unknown, accept?: string, as: ShopActor | null = MEMBER) => {
    const headers = new HeaderMap([
      ['content-type', 'application/json'],
      ...(accept === undefined ? [] : [['accept', accept] as const]),
    ]);
    const httpGraphQLRequest: HTTPGraphQLRequest = { method: 'POST', headers, search: '', body };
    const {
      status,
      headers: answered,
      body: answer,
    } = await server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => ({ actor: as }) });
    if (answer.kind !== 'complete') throw new Error('not complete');
    const result: unknown = JSON.parse(answer.string);
    return { status: status ?? 200, type: answered.get('content-type'), result };
  };
  return { host, server, encountered, post };
}

const json = 'application/json';
const graphqlResponse = 'application/graphql-response+json';

test.each([
  [undefined, 200, json],
  ['*/*', 200, json],
  [json, 200, json],
  [graphqlResponse, 403, graphqlResponse],
  [`${graphqlResponse}, ${json};q=0.9`, 403, graphqlResponse],
  [`${graphqlResponse};q=0.5, ${json}`, 200, json],
  [`${graphqlResponse}; charset=utf-8, ${json}; charset=utf-8`, 403, graphqlResponse],
  [`${json}, ${graphqlResponse}`, 200, json],
  [`*/*, ${graphqlResponse}`, 403, graphqlResponse],
  [`${graphqlResponse};q=0, */*`, 200, json],
])('a refused operation is answered to Accept: %s with status %i', async (accept, status, type) => {
  const { post, host } = await createServer();
  const answer = await post({ query: 'mutation { open pay }' }, accept);
  expect(answer).toMatchObject({
    status,
    result: {
      errors: [
        {
          message: 'Mutation.pay needs hr/payroll'.replace(
            '/payroll',
            ', which the organization may not use (NOT_ENTITLED).',
          ),
          extensions: {
            code: 'ENTITLEMENT_REQUIRED',
            details: { coordinate: 'Mutation.pay', module: 'hr', reason: 'NOT_ENTITLED' },
          },
        },
      ],
    },
  });
  expect(answer.type).toMatch(new RegExp(`^${type.replace('+', '\\+')}`));
  expect(answer.result).not.toHaveProperty('data');
  expect(host.ran).toEqual([]);
});

test('an allowed operation runs, with variables too, and when its document is cached', async () => {
  const { post, host, encountered } = await createServer();
  host.entitle('1', 'sales', 'reports');
  for (const all of [true, false]) {
    expect(
      await post({ query: 'query Q($all: Boolean) { open leads exported(all: $all) }', variables: { all } }),
    ).toMatchObject({ status: 200, result: { data: { open: 'open', leads: 'leads', exported: 'exported' } } });
  }
  host.revoke('1', 'reports');
  expect(
    await post({ query: 'query Q($all: Boolean) { open leads exported(all: $all) }', variables: { all: true } }),
  ).toMatchObject({
    status: 200,
    result: { errors: [{ extensions: { details: { coordinate: 'Query.exported(all:)' } } }] },
  });
  expect(await post({ query: 'query Q($all: Boolean) { open leads exported(all: $all) }' })).toMatchObject({
    result: { data: { exported: 'exported' } },
  });
  expect(encountered).toHaveLength(1);
  expect(host.loads).toHaveLength(4);
});

test('of two operations in a document, only the requested one is checked', async () => {
  const { post, host } = await createServer();
  const query = 'query A { open } query B { strict }';
  expect(await post({ query, operationName: 'A' })).toMatchObject({ result: { data: { open: 'open' } } });
  expect(await post({ query, operationName: 'B' })).toMatchObject({
    result: { errors: [{ extensions: { code: 'ENTITLEMENT_REQUIRED' } }] },
  });
  expect(host.ran).toEqual(['open']);
});

test('operations of one batch share their context, but no decisions', async () => {
  const { post, host } = await createServer(true);
  host.entitle('1', 'sales');
  const query = 'query ($all: Boolean) { leads exported(all: $all) }';
  const { result } = await post([
    { query, variables: { all: true } },
    { query },
    { query: 'mutation { pay }' },
    { query: '{ leads strict }' },
    { query: '{ leads }' },
  ]);
  expect(result).toMatchObject([
    { errors: [{}] },
    { data: { leads: 'leads', exported: 'exported' } },
    { errors: [{}] },
    { errors: [{}] },
    { data: { leads: 'leads' } },
  ]);
  expect(host.ran.filter((name) => name !== 'leads')).toEqual(['exported']);
});

test('an error in the response has the final count, and internal errors are not exposed', async () => {
  const { post, host } = await createServer();
  host.failing = new Error('password of the database');
  const { status, result } = await post({ query: '{ open leads }' });
  expect({ status, result }).toMatchObject({
    status: 200,
    result: {
      data: { open: 'open', leads: null },
      errors: [{ path: ['leads'], extensions: { code: 'ENTITLEMENT_CHECK_FAILED', details: { occurrences: 1 } } }],
    },
  });
  expect(JSON.stringify(result)).not.toContain('password');
});

test('an operation run by executeOperation is guarded like a request', async () => {
  const { server, host } = await createServer();
  const { body } = await server.executeOperation({ query: '{ leads }' }, { contextValue: { actor: MEMBER } });
  expect(body).toMatchObject({ kind: 'single', singleResult: { data: { leads: null } } });
  host.entitle('1', 'sales');
  expect(
    (await server.executeOperation({ query: '{ leads }' }, { contextValue: { actor: MEMBER } })).body,
  ).toMatchObject({ singleResult: { data: { leads: 'leads' } } });
});
