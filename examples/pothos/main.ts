import { createServer } from 'node:http';
import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import { createYoga } from 'graphql-yoga';
import { guardSchema, useEntitlements } from 'portcullis/directive';
import { announce, type Context, guardOptions, HEADER, port, signIn, urlOf } from '../servers/shop';

interface Lead {
  readonly id: string;
  readonly contact: string;
  readonly salary: number;
}

const builder = new SchemaBuilder<{
  Context: Context;
  Directives: {
    requiresEntitlement: { locations: 'FIELD_DEFINITION'; args: { module: string; submodule?: string } };
  };
}>({ plugins: [DirectivesPlugin] });

const LeadRef = builder.objectRef<Lead>('Lead').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    contact: t.exposeString('contact'),
    salary: t.exposeInt('salary', { directives: { requiresEntitlement: { module: 'hr' } }, nullable: true }),
  }),
});
builder.queryType({
  fields: (t) => ({
    leads: t.field({
      type: [LeadRef],
      nullable: true,
      directives: { requiresEntitlement: { module: 'sales' } },
      resolve: () => [{ id: '1', contact: 'Ada', salary: 42 }],
    }),
  }),
});

/** A schema of Pothos, built in code, served by GraphQL Yoga. */
const guard = guardSchema<Context>(builder.toSchema(), { ...guardOptions, typeDefs: undefined });
const yoga = createYoga({
  schema: guard.schema,
  context: ({ request }) => signIn(request.headers.get(HEADER)),
  plugins: [useEntitlements(guard)],
});
const server = createServer((request, response) => void yoga(request, response));
server.listen(port, '127.0.0.1', () => announce(`${urlOf(server)}/graphql`));
