import { execute, parse, subscribe, validate } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { withEntitlements } from '../../../src/directive';
import { GRAPHQL_JS } from '../conformance/executors';
import type { Shop } from '../guarded-shop';
import { tryServer, trySubscriptions } from './matrix';
import { contextOf, listenBySocket, listenBySse, listenOnPort, ORGANIZATION, type Served } from './served';

const functionsOf = ({ guard }: Shop, withAdapter: boolean) =>
  withAdapter
    ? { execute: withEntitlements(guard, execute), subscribe: withEntitlements(guard, subscribe) }
    : { execute, subscribe };

const body = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).optional(),
  operationName: z.string().optional(),
});

/** A server of one's own: `execute` behind a POST, and graphql-ws beside it. */
async function servePlainly(shop: Shop, withAdapter = true): Promise<Served> {
  const { schema } = shop;
  const functions = functionsOf(shop, withAdapter);
  const answer = async (text: string, organizationId: unknown) => {
    const { query, variables, operationName } = body.parse(JSON.parse(text));
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return { errors };
    return functions.execute({
      schema,
      document,
      variableValues: variables,
      operationName,
      contextValue: contextOf(organizationId),
    });
  };
  const { server, address, close } = await listenOnPort((request, response) => {
    void request.toArray().then(async (chunks) => {
      const result = await answer(Buffer.concat(chunks).toString(), request.headers[ORGANIZATION]);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
    });
  });
  const sockets = new WebSocketServer({ server });
  const socketServer = useServer(
    { schema, ...functions, context: ({ connectionParams }) => contextOf(connectionParams?.[ORGANIZATION]) },
    sockets,
  );
  return {
    url: `http://${address}`,
    close: async () => {
      await socketServer.dispose();
      await close();
    },
    listen: (query, as) => listenBySocket(`ws://${address}`, query, as),
  };
}

describe('a server that calls execute itself, with graphql-ws', () => {
  tryServer(servePlainly, GRAPHQL_JS, { refusal: 200, batches: false });
});

describe('graphql-sse', () => {
  trySubscriptions(async (shop, withAdapter = true) => {
    const handler = createHandler({
      schema: shop.schema,
      ...functionsOf(shop, withAdapter),
      context: ({ headers }) => ({ ...contextOf(headers.get(ORGANIZATION)) }),
    });
    const { address, close } = await listenOnPort((request, response) => void handler(request, response));
    const url = `http://${address}`;
    return { url, close, listen: (query, as) => listenBySse(url, query, as) };
  }, GRAPHQL_JS);
});
