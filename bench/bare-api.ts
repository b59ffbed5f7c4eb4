import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { makeExecutableSchema } from '@graphql-tools/schema';
import Fastify from 'fastify';
import { readTypeDefs } from '../src/server/schema';

/**
 * The other side of `bench:api`: Apollo Server on Fastify with the schema of the API, which answers each query from
 * memory with what Portcullis has answered, without authentication, limits, log or metrics.
 * Arguments: a JSON file with the data of all answers, by the response keys of the root fields.
 */
async function main(): Promise<void> {
  const [, , file = ''] = process.argv;
  const data: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const app = Fastify();
  const apollo = new ApolloServer({
    schema: makeExecutableSchema({ typeDefs: [...readTypeDefs()] }),
    rootValue: () => data,
    stopOnTerminationSignals: false,
  });
  await apollo.start();
  app.route({ url: '/graphql', method: 'POST', handler: fastifyApolloHandler(apollo) });
  process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
}

void main();
