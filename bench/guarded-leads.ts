import { makeExecutableSchema } from '@graphql-tools/schema';
import DataLoader from 'dataloader';
import {
  defaultFieldResolver,
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import { typeDefs } from '../examples/erp/schema';
import {
  type EntitlementDecision,
  entitlementDirectives,
  type EntitlementGuard,
  type EntitlementRequest,
  guardSchema,
  type KnownModule,
} from '../src/directive';
import { buildByPothos, guardByShield } from './guard-libraries';
import type { GuardedContext, LeadInMemory } from './guarded-context';
import { SERVERS } from './serve-schema';

/** One way to guard. `run` executes a document and returns the response as text. */
export interface Way {
  readonly name: string;
  readonly run: (document: DocumentNode) => Promise<string>;
}

export interface Workload {
  readonly leads: number;
  /** Whether the requirement of each field is allowed. */
  readonly allowed: boolean;
}

const NEEDS = 'ai_analytics/lead_scoring';
const GUARD = parse('type Query { a: Int @requiresEntitlement(module: "ai_analytics", submodule: "lead_scoring") }')
  .definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION ? (definition.fields ?? []) : [],
  )
  .flatMap(({ directives }) => directives ?? []);

/**
 * Every way to guard the ERP's leads: no guard, this library as the ERP uses it and on every field, guards written by
 * hand, and two other libraries.
 */
export function waysToGuard(workload: Workload): readonly Way[] {
  return [
    { name: 'no guard', run: unprepared(leadsSchema(typeDefs, workload), workload) },
    ...(workload.allowed
      ? [{ name: 'Portcullis, as the ERP has it', run: byLibrary(leadsSchema(typeDefs, workload), workload) }]
      : []),
    {
      name: 'Portcullis, a guard on every field',
      run: byLibrary(leadsSchema(guardEveryField(typeDefs), workload), workload),
    },
    { name: 'every field asks a DataLoader', run: byHand(workload, async ({ decisions }) => decisions.load(NEEDS)) },
    { name: 'every field awaits one promise', run: byHand(workload, async (context) => coming(context)) },
    {
      name: 'synchronous once known, else a promise',
      run: byHand(workload, (context) => context.known.get(NEEDS) ?? coming(context)),
    },
    {
      name: 'graphql-shield, a rule on every field',
      run: unprepared(guardByShield(leadsSchema(guardEveryField(typeDefs), workload), NEEDS), workload),
    },
    {
      name: "Pothos' scope-auth, a scope on every field",
      run: unprepared(buildByPothos(leadsOf(workload), NEEDS), workload),
    },
  ];
}

function coming({ decisions, coming: promises, known }: GuardedContext): Promise<boolean> {
  const before = promises.get(NEEDS);
  if (before) return before;
  const promise = decisions.load(NEEDS).then((allowed) => {
    known.set(NEEDS, allowed);
    return allowed;
  });
  promises.set(NEEDS, promise);
  return promise;
}

/** The ERP's schema with leads in memory, to measure no database. */
function leadsSchema(sdl: string, workload: Workload): GraphQLSchema {
  const leads = leadsOf(workload);
  return makeExecutableSchema({ typeDefs: [entitlementDirectives, sdl], resolvers: { Query: { leads: () => leads } } });
}

function leadsOf({ leads: count }: Workload): readonly LeadInMemory[] {
  return Array.from({ length: count }, (_, id) => ({
    __typename: 'Lead',
    id,
    contact: `Contact ${id}`,
    company: `Company ${id % 50}`,
    value: id * 100,
    score: id % 100,
  }));
}

/** The same SDL with a guard on each field of a lead. */
function guardEveryField(sdl: string): string {
  return print(
    visit(parse(sdl), {
      ObjectTypeDefinition: (type) => {
        if (type.name.value !== 'Lead') return undefined;
        const fields = (type.fields ?? []).map((field) => ({
          ...field,
          type: field.type.kind === Kind.NON_NULL_TYPE ? field.type.type : field.type,
          directives: GUARD,
        }));
        return { ...type, fields };
      },
    }),
  );
}

function contextOf({ allowed }: Workload): GuardedContext {
  return {
    actor: { organizationId: '1' },
    decisions: new DataLoader(async (keys) => keys.map((key) => key !== NEEDS || allowed)),
    known: new Map(),
    coming: new Map(),
  };
}

function unprepared(schema: GraphQLSchema, workload: Workload): Way['run'] {
  return async (document) => textOf(await execute({ schema, document, contextValue: contextOf(workload) }));
}

/** Two of the ways over HTTP, on each server: without a guard, and as the ERP uses the library. */
export async function waysOverHttp(
  workload: Workload,
): Promise<{ readonly servers: readonly (readonly [free: Way, own: Way])[]; readonly close: () => Promise<unknown> }> {
  const context = () => contextOf(workload);
  const closing: (() => Promise<unknown>)[] = [];
  const servers: (readonly [Way, Way])[] = [];
  for (const [name, serve] of Object.entries(SERVERS)) {
    const guard = guarded(leadsSchema(typeDefs, workload), workload);
    const free = await serve(leadsSchema(typeDefs, workload), context, null);
    const own = await serve(guard.schema, context, guard);
    closing.push(free.close, own.close);
    servers.push([
      { name: `${name}, no guard`, run: (document) => free.ask(print(document)) },
      { name: `${name}, as the ERP has it`, run: (document) => own.ask(print(document)) },
    ]);
  }
  return { servers, close: () => Promise.all(closing.map((close) => close())) };
}

function guarded(schema: GraphQLSchema, workload: Workload): EntitlementGuard<GuardedContext> {
  return guardSchema<GuardedContext>(schema, {
    modules: MODULES,
    actorOf: ({ actor }) => actor,
    loadDecisions: async (requests) => requests.map((request) => decide(request, workload)),
  });
}

function byLibrary(schema: GraphQLSchema, workload: Workload): Way['run'] {
  const { prepare } = guarded(schema, workload);
  return async (document) =>
    textOf(await execute(await prepare({ schema, document, contextValue: contextOf(workload) })));
}

/** As in many tutorials: a transformer of the directive wraps each resolver in a check. */
function byHand(workload: Workload, isAllowed: (context: GuardedContext) => boolean | Promise<boolean>): Way['run'] {
  const schema = leadsSchema(guardEveryField(typeDefs), workload);
  const refuse = () => new GraphQLError(`This needs ${NEEDS}.`, { extensions: { code: 'ENTITLEMENT_REQUIRED' } });
  const type = schema.getType('Lead');
  if (!type || !('getFields' in type)) throw new Error('the schema has no type Lead');
  for (const field of Object.values(type.getFields())) {
    const resolve: GraphQLFieldResolver<unknown, GuardedContext> = (source, args, context, info) => {
      const allowed = isAllowed(context);
      const proceed = (settled: boolean): unknown => {
        if (!settled) throw refuse();
        return defaultFieldResolver(source, args, context, info);
      };
      return typeof allowed === 'boolean' ? proceed(allowed) : allowed.then(proceed);
    };
    Object.assign(field, { resolve });
  }
  return unprepared(schema, workload);
}

function decide(request: EntitlementRequest, { allowed }: Workload): EntitlementDecision {
  const granted = allowed || request.module !== 'ai_analytics';
  return {
    ...request,
    allowed: granted,
    status: granted ? 'ENABLED' : null,
    reason: granted ? 'ENTITLED' : 'NOT_ENTITLED',
  };
}

function textOf(result: ExecutionResult): string {
  return JSON.stringify(result);
}

/** All modules that the ERP's SDL names. */
const MODULES: readonly KnownModule[] = Object.entries({
  sales: ['leads', 'quotations', 'opportunities'],
  inventory: ['inventory_valuation', 'stock_adjustments', 'stock_movements'],
  hr: ['payslips', 'payroll_management'],
  reports: [],
  ai_analytics: ['lead_scoring', 'demand_forecasting', 'document_extraction', 'natural_language_queries'],
}).map(([key, submodules]) => ({ key, submodules: submodules.map((submodule) => ({ key: submodule })) }));
