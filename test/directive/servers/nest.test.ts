import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule } from '@nestjs/common';
import { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface.js';
import { NestFactory } from '@nestjs/core';
import {
  Args,
  Directive,
  Field,
  GraphQLModule,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { ExpressAdapter } from '@nestjs/platform-express';
import { entitlementDirectives, GuardConfigurationError, guardSchema, nestEntitlements } from '../../../src/directive';
import { GRAPHQL_JS } from '../conformance/executors';
import { Host, type ShopContext } from '../guarded-shop';
import { SECRET } from '../maze';
import { allOf, tryServer } from './matrix';
import { ask, contextOf, listenBySocket, ORGANIZATION, send, type Served } from './served';

/** Starts an application of Nest with one `GraphQLModule`. */
async function serveNest(
  options: Omit<ApolloDriverConfig, 'driver' | 'context'>,
  resolvers: readonly (new () => object)[] = [],
): Promise<Served> {
  const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({
    ...options,
    driver: ApolloDriver,
    context: contextOfRequest,
    allowBatchedHttpRequests: true,
    graphiql: false,
  });
  const root: DynamicModule = { ...graphql, providers: [...(graphql.providers ?? []), ...resolvers] };
  const silently = Object.assign(new NestApplicationContextOptions(), { logger: false, abortOnError: false } as const);
  const app = await NestFactory.create(root, new ExpressAdapter(), silently);
  await app.listen(0, '127.0.0.1');
  const url = `${(await app.getUrl()).replace('[::1]', '127.0.0.1')}/graphql`;
  return {
    url,
    close: () => app.close(),
    listen: (query, as) => listenBySocket(url.replace('http', 'ws'), query, as),
  };
}

interface Connection {
  readonly req?: { readonly headers: Readonly<Record<string, unknown>> };
  readonly connectionParams?: Readonly<Record<string, unknown>>;
}

/** As Nest calls it for a request, and for an operation over a WebSocket. */
function contextOfRequest({ req, connectionParams }: Connection): ShopContext {
  return contextOf((connectionParams ?? req?.headers)?.[ORGANIZATION]);
}

describe('NestJS with its Apollo driver, and graphql-ws for subscriptions', () => {
  tryServer(
    ({ schema, guard }, withAdapter = true) =>
      serveNest(
        withAdapter
          ? { schema, ...nestEntitlements(() => guard, { 'graphql-ws': true }) }
          : { schema: guard.schema, subscriptions: { 'graphql-ws': true } },
      ),
    GRAPHQL_JS,
    { refusal: 403 },
  );
});

const QUERY = '{ box { id secret } }';
const SCHEMA_FILE = join(mkdtempSync(join(tmpdir(), 'nest-')), 'schema.graphql');

/** Resolvers of the same schema, with the directives in decorators. */
@ObjectType()
class Box {
  @Field(() => ID) id = '1';
  @Directive('@requiresEntitlement(module: "sales")')
  @Field(() => String, { nullable: true })
  secret?: string;
}
@ObjectType()
@Directive('@requiresEntitlement(module: "hr")')
class Payslip {
  @Field(() => String) net = SECRET;
}
@InputType()
class Filter {
  @Directive('@requiresEntitlement(module: "hr")')
  @Field(() => Boolean, { nullable: true })
  all?: boolean;
}
@Resolver(() => Box)
class CodeFirst {
  @Query(() => Box) box(): Box {
    return new Box();
  }
  @ResolveField('secret', () => String, { nullable: true }) secret(): string {
    return SECRET;
  }
  @Query(() => [Payslip], { nullable: true }) payslips(): readonly Payslip[] {
    return [new Payslip()];
  }
  // Nest asks for what TypeScript writes with emitDecoratorMetadata.
  @Reflect.metadata('design:paramtypes', [Filter])
  @Query(() => String, { nullable: true })
  report(@Args('filter', { nullable: true, type: () => Filter }) filter?: Filter): string {
    return filter?.all ? SECRET : 'some';
  }
  @Directive('@requiresEntitlement(module: "hr", onDeny: REJECT)')
  @Mutation(() => String, { nullable: true })
  pay(): string {
    return SECRET;
  }
  @Directive('@requiresEntitlement(module: "sales")')
  @Subscription(() => String, { nullable: true })
  tick(): AsyncIterable<unknown> {
    return (async function* () {
      for (let n = 1; n <= 2; n++) yield Promise.resolve({ tick: `${SECRET} ${n}` });
    })();
  }
}
const TYPE_DEFS = `
  type Query { box: Box! payslips: [Payslip!] report(filter: Filter): String }
  input Filter { all: Boolean @requiresEntitlement(module: "hr") }
  type Mutation { pay: String @requiresEntitlement(module: "hr", onDeny: REJECT) }
  type Subscription { tick: String @requiresEntitlement(module: "sales") }
  type Box { id: ID! secret: String @requiresEntitlement(module: "sales") }
  type Payslip @requiresEntitlement(module: "hr") { net: String! }`;

describe.each([
  ['code first', { autoSchemaFile: true }],
  ['code first, sorted', { autoSchemaFile: true, sortSchema: true }],
  [
    'code first, with a schema file that is transformed too',
    { autoSchemaFile: SCHEMA_FILE, transformAutoSchemaFile: true },
  ],
  ['schema first', { typeDefs: [entitlementDirectives, TYPE_DEFS] }],
  ['schema first, sorted', { typeDefs: [entitlementDirectives, TYPE_DEFS], sortSchema: true }],
])('an application of NestJS, %s', (_way, options: ApolloDriverConfig) => {
  const host = new Host();
  let served: Served;
  beforeAll(async () => {
    const entitlements = nestEntitlements((schema) => guardSchema(schema, host.options), { 'graphql-ws': true });
    served = await serveNest({ ...options, ...entitlements }, [CodeFirst]);
  });
  afterAll(() => served.close());
  beforeEach(() => host.reset());

  test('guards fields, types, mutations and subscriptions', async () => {
    const { url, listen } = served;
    const query = '{ box { id secret } payslips { net } report }';
    const reportOfAll = '{ report(filter: { all: true }) }';
    const denied = await ask(url, query);
    expect(denied.data).toEqual({ box: { id: '1', secret: null }, payslips: null, report: 'some' });
    expect(denied.errors).toHaveLength(2);
    expect(JSON.stringify(await ask(url, reportOfAll))).not.toContain(SECRET);
    const pay = await send(url, { query: 'mutation { pay }' });
    expect(pay).toMatchObject({ json: { errors: [{ extensions: { code: 'ENTITLEMENT_REQUIRED' } }] } });
    expect(pay.cacheControl).toContain('no-store');
    expect((await send(url, { query: QUERY })).cacheControl).toBe('private, no-store');
    const seen = async () => JSON.stringify(await allOf(listen('subscription { tick }', '1')));
    expect(await seen()).not.toContain(SECRET);
    host.entitle('1', 'sales', 'hr');
    expect((await ask(url, query)).data).toEqual({
      box: { id: '1', secret: SECRET },
      payslips: [{ net: SECRET }],
      report: 'some',
    });
    expect((await ask(url, reportOfAll)).data).toEqual({ report: SECRET });
    expect((await ask(url, 'mutation { pay }')).data).toEqual({ pay: SECRET });
    expect(await seen()).toContain(`${SECRET} 2`);
  });

  test('keeps organizations that ask at once apart', async () => {
    host.entitle('2', 'sales');
    const answers = await Promise.all(['1', '2', '1', '2'].map((as) => ask(served.url, QUERY, as)));
    expect(answers.map(({ data }) => data?.['box'])).toEqual(
      [null, SECRET, null, SECRET].map((secret) => ({ id: '1', secret })),
    );
  });
});

test('an application of NestJS does not start with a fault in a directive, or without transformSchema', async () => {
  const host = new Host();
  const entitlements = nestEntitlements<ShopContext>((schema) => guardSchema(schema, host.options));
  const start = async (options: Partial<ApolloDriverConfig>) => {
    const { close } = await serveNest({ typeDefs: [entitlementDirectives, TYPE_DEFS], ...options }, [CodeFirst]);
    await close();
  };
  const wrong = TYPE_DEFS.replace('"sales"', '"sails"');
  await expect(start({ ...entitlements, typeDefs: [entitlementDirectives, wrong] })).rejects.toThrow(
    GuardConfigurationError,
  );
  const { plugins } = nestEntitlements<ShopContext>((schema) => guardSchema(schema, host.options));
  await expect(start({ plugins })).rejects.toThrow(/transformSchema.*was not called/);
});

describe('an application of NestJS', () => {
  const host = new Host();
  const nest = nestEntitlements<ShopContext>((schema) => guardSchema(schema, host.options));
  const start = () => serveNest({ typeDefs: [entitlementDirectives, TYPE_DEFS], ...nest }, [CodeFirst]);

  test('that serves no subscriptions gets no way past what stands before its route', async () => {
    const { url, close, listen } = await start();
    expect((await ask(url, '{ box { id } }')).data).toEqual({ box: { id: '1' } });
    await expect(allOf(listen('{ box { id } }', '1'))).rejects.toBeDefined();
    await close();
  });

  test('is guarded, and is answered, when the same module is started twice in a process', async () => {
    const [first, second] = [await start(), await start()];
    host.entitle('1', 'sales');
    for (const { url } of [first, second, first]) {
      expect((await ask(url, QUERY, '1')).data).toEqual({ box: { id: '1', secret: SECRET } });
      expect((await ask(url, QUERY, '2')).data).toEqual({ box: { id: '1', secret: null } });
    }
    await first.close();
    await second.close();
  });
});

describe('an application of NestJS, code first,', () => {
  const host = new Host();
  const entitlements = () => nestEntitlements<ShopContext>((schema) => guardSchema(schema, host.options));
  const open: Served[] = [];
  const start = async (resolver: new () => object, more: ApolloDriverConfig = {}, given = entitlements()) => {
    const served = await serveNest({ autoSchemaFile: true, ...more, ...given }, [resolver]);
    open.push(served);
    return served;
  };
  beforeEach(() => host.reset());
  afterAll(() => Promise.all(open.map(({ close }) => close())));

  // The last one: what decorators say is kept for the process.
  test('does not start if Nest would drop a directive of ours', async () => {
    @ObjectType()
    class Both {
      @Directive('@deprecated')
      @Field(() => String, { nullable: true })
      salary?: string;
    }
    @Resolver(() => Both)
    class BothResolver {
      @Query(() => Both) both(): Both {
        return new Both();
      }
      @Directive('@requiresEntitlement(module: "hr")')
      @ResolveField('salary', () => String, { nullable: true })
      salary(): string {
        return SECRET;
      }
    }
    @Resolver()
    @Directive('@requiresEntitlement(module: "hr")')
    class Whole {
      @Query(() => String, { nullable: true }) whole(): string {
        return SECRET;
      }
    }
    const { message }: Error = await start(BothResolver, {}).then(
      () => new Error('it started'),
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    expect(message).toMatch(/Both\.salary: NestJS drops @requiresEntitlement.* of @ResolveField/);
    expect(message).toContain(`${Whole.name}: @requiresEntitlement(module: "hr") has no effect on this class`);
  });
});
