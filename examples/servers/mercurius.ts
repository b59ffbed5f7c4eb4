import fastify from 'fastify';
import mercurius from 'mercurius';
import { addEntitlementHooks } from 'portcullis/directive';
import { announce, createGuard, HEADER, port, signIn } from './shop';

/** Mercurius, with subscriptions over WebSockets. */
async function main(): Promise<void> {
  const guard = createGuard();
  const app = fastify();
  await app.register(mercurius, {
    schema: guard.schema,
    context: ({ headers }) => signIn(headers[HEADER]),
    subscription: {
      onConnect: ({ payload }: { readonly payload?: Readonly<Record<string, unknown>> }) =>
        Promise.resolve(signIn(payload?.[HEADER])),
    },
  });
  await app.ready();
  addEntitlementHooks(app.graphql, guard);
  announce(`${await app.listen({ port, host: '127.0.0.1' })}/graphql`);
}

void main();
