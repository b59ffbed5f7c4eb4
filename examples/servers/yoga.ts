import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';
import { useEntitlements } from 'portcullis/directive';
import { announce, createGuard, HEADER, port, signIn, urlOf } from './shop';

/** GraphQL Yoga, with subscriptions by server-sent events. */
const guard = createGuard();
const yoga = createYoga({
  schema: guard.schema,
  context: ({ request }) => signIn(request.headers.get(HEADER)),
  plugins: [useEntitlements(guard)],
});
const server = createServer((request, response) => void yoga(request, response));
server.listen(port, '127.0.0.1', () => announce(`${urlOf(server)}/graphql`));
