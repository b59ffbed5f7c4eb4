import { createServer, type IncomingMessage } from 'node:http';
import { execute, parse, subscribe, validate } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { withEntitlements } from 'portcullis/directive';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { announce, createGuard, HEADER, port, signIn, urlOf } from './shop';

/** A server of one's own: queries by POST, subscriptions by graphql-sse and graphql-ws. */
const guard = createGuard();
const { schema } = guard;
const functions = { execute: withEntitlements(guard, execute), subscribe: withEntitlements(guard, subscribe) };
const handleEvents = createHandler({
  schema,
  ...functions,
  context: ({ headers }) => ({ ...signIn(headers.get(HEADER)) }),
});

const asked = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).optional(),
  operationName: z.string().optional(),
});

async function answer(request: IncomingMessage) {
  const { query, variables, operationName } = asked.parse(
    JSON.parse(Buffer.concat(await request.toArray()).toString()),
  );
  const contextValue = signIn(request.headers[HEADER]);
  const document = parse(query);
  const errors = validate(schema, document);
  const result =
    errors.length > 0
      ? { errors }
      : await functions.execute({ schema, document, contextValue, variableValues: variables, operationName });
  return { result, cacheControl: guard.isGuarded(contextValue) ? 'private, no-store' : 'no-cache' };
}

const server = createServer((request, response) => {
  if (request.headers.accept?.includes('text/event-stream')) return void handleEvents(request, response);
  answer(request).then(
    ({ result, cacheControl }) =>
      response
        .setHeader('content-type', 'application/json')
        .setHeader('cache-control', cacheControl)
        .end(JSON.stringify(result)),
    () => response.writeHead(400).end('{"errors":[{"message":"This is not a GraphQL request."}]}'),
  );
});
useServer(
  { schema, ...functions, context: ({ connectionParams }) => signIn(connectionParams?.[HEADER]) },
  new WebSocketServer({ server }),
);
server.listen(port, '127.0.0.1', () => announce(`${urlOf(server)}/`));
