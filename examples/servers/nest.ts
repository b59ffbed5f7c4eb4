import 'reflect-metadata';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Directive, Field, GraphQLModule, ID, Int, ObjectType, Query, Resolver, Subscription } from '@nestjs/graphql';
import { guardSchema, nestEntitlements } from 'portcullis/directive';
import { announce, type Context, guardOptions, HEADER, port, resolvers, signIn } from './shop';

@ObjectType()
class Lead {
  @Field(() => ID)
  id = '1';

  @Field(() => String, { nullable: true })
  contact = 'Ada';

  @Directive('@requiresEntitlement(module: "hr")')
  @Field(() => Int, { nullable: true })
  salary = 42;
}

@Resolver(() => Lead)
class LeadResolver {
  @Directive('@requiresEntitlement(module: "sales")')
  @Query(() => [Lead], { nullable: true })
  leads(): readonly Lead[] {
    return [new Lead()];
  }

  @Directive('@requiresEntitlement(module: "sales")')
  @Subscription(() => Lead, { nullable: true })
  newLeads() {
    return resolvers.Subscription.newLeads.subscribe();
  }
}

interface Connection {
  readonly req?: { readonly headers: Readonly<Record<string, unknown>> };
  readonly connectionParams?: Readonly<Record<string, unknown>>;
}

@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      // Of a request, or of an operation over a WebSocket.
      context: ({ req, connectionParams }: Connection) => signIn((connectionParams ?? req?.headers)?.[HEADER]),
      // No type definitions say what is guarded: the decorators do.
      ...nestEntitlements<Context, true>((schema) => guardSchema(schema, { ...guardOptions, typeDefs: undefined }), {
        'graphql-ws': true,
      }),
    }),
  ],
  providers: [LeadResolver],
})
class AppModule {}

/** NestJS with its Apollo driver, code first, with subscriptions by graphql-ws. */
async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule);
  await app.listen(port, '127.0.0.1');
  announce(`${await app.getUrl()}/graphql`);
}

void main();
