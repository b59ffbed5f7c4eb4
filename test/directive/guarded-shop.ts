import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import {
  type Bypass,
  type EntitlementDecision,
  entitlementDirectives,
  type EntitlementGuard,
  type EntitlementRequest,
  type GuardOptions,
  guardSchema,
  type KnownModule,
} from '../../src/directive';
import { type Executor, GRAPHQL_JS } from './conformance/executors';

export interface ShopActor {
  readonly organizationId: string | null;
  readonly superAdmin?: boolean;
}

export interface ShopContext {
  readonly actor: ShopActor | null;
}

type ShopOptions = GuardOptions<ShopContext, ShopActor>;
type Resolvers = Parameters<typeof makeExecutableSchema>[0]['resolvers'];

export const MODULES: readonly KnownModule[] = [
  { key: 'sales', submodules: [{ key: 'leads' }, { key: 'quotations' }] },
  { key: 'hr', submodules: [{ key: 'payroll' }] },
  { key: 'inventory', submodules: [] },
  { key: 'reports', submodules: [] },
];

/**
 * A host that records: what each organization may use (`sales`, `sales/leads`), what was loaded, and what was
 * reported.
 */
export class Host {
  readonly entitled = new Map<string, Set<string>>();
  readonly loads: (readonly EntitlementRequest[])[] = [];
  readonly bypasses: Bypass[] = [];
  readonly failures: unknown[] = [];
  /** The coordinates of the resolvers that ran. */
  readonly ran: string[] = [];
  failing: Error | null = null;

  entitle(organizationId: string, ...keys: readonly string[]): this {
    this.entitled.set(organizationId, new Set([...(this.entitled.get(organizationId) ?? []), ...keys]));
    return this;
  }

  reset(): void {
    this.entitled.clear();
    for (const list of [this.loads, this.bypasses, this.failures, this.ran]) list.length = 0;
    this.failing = null;
  }

  revoke(organizationId: string, key: string): void {
    this.entitled.get(organizationId)?.delete(key);
  }

  readonly loadDecisions = async (requests: readonly EntitlementRequest[]): Promise<readonly EntitlementDecision[]> => {
    this.loads.push(requests);
    await Promise.resolve();
    if (this.failing) throw this.failing;
    return requests.map((request) => {
      const { organizationId, module, submodule } = request;
      const allowed =
        this.entitled.get(organizationId)?.has(submodule === null ? module : `${module}/${submodule}`) ?? false;
      return { ...request, allowed, status: allowed ? 'ENABLED' : null, reason: allowed ? 'ENTITLED' : 'NOT_ENTITLED' };
    });
  };

  get options(): ShopOptions {
    return {
      modules: MODULES,
      loadDecisions: this.loadDecisions,
      actorOf: ({ actor }) => actor,
      mayBypass: ({ superAdmin }) => superAdmin === true,
      onBypass: (bypass) => this.bypasses.push(bypass),
      onCheckFailure: (error) => this.failures.push(error),
    };
  }
}

export interface Shop {
  readonly schema: GraphQLSchema;
  readonly guard: EntitlementGuard<ShopContext>;
  readonly host: Host;
  /** Validates, prepares and executes an operation as a server does. A refused operation has errors, but no data. */
  readonly run: (
    source: string,
    more?: {
      readonly as?: ShopActor | null;
      readonly variables?: Record<string, unknown>;
      readonly operationName?: string;
    },
  ) => Promise<ExecutionResult>;
  /** The events of a subscription; if it is refused, one result with the errors. */
  readonly listen: (
    source: string,
    more?: { readonly as?: ShopActor | null; readonly variables?: Record<string, unknown> },
  ) => Promise<AsyncGenerator<ExecutionResult> | ExecutionResult>;
}

export const MEMBER: ShopActor = { organizationId: '1' };

/** Parses each source once, like a server that caches documents. */
const parsed = new Map<string, ReturnType<typeof parse>>();

export function schemaOf(typeDefs: string, resolvers: Resolvers = {}): GraphQLSchema {
  return makeExecutableSchema({ typeDefs: [entitlementDirectives, typeDefs], resolvers });
}

export function createShop(
  typeDefs: string,
  resolvers: Resolvers,
  more: Partial<ShopOptions> = {},
  host = new Host(),
  executor: Executor = GRAPHQL_JS,
): Shop {
  const schema = schemaOf(typeDefs, resolvers);
  recordRuns(schema, host);
  const guard = guardSchema(schema, { ...host.options, ...more });
  const readied = async (
    source: string,
    { as = MEMBER, variables, operationName }: Parameters<Shop['run']>[1] & object = {},
  ) => {
    const document = parsed.get(source) ?? parse(source);
    parsed.set(source, document);
    const errors = validate(schema, document);
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
    return guard.prepare({
      schema,
      document,
      contextValue: { actor: as },
      ...(variables && { variableValues: variables }),
      ...(operationName !== undefined && { operationName }),
    });
  };
  return {
    schema,
    guard,
    host,
    run: async (source, given) => {
      try {
        return await executor.execute(await readied(source, given));
      } catch (error) {
        return { errors: [toGraphQLError(error)] };
      }
    },
    listen: async (source, given) => {
      try {
        return await executor.subscribe(await readied(source, given));
      } catch (error) {
        return { errors: [toGraphQLError(error)] };
      }
    },
  };
}

/** Makes each resolver record in the host that it ran. */
function recordRuns(schema: GraphQLSchema, host: Host): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (!resolve) continue;
      field.resolve = (source, args, context, info): unknown => {
        host.ran.push(`${type.name}.${field.name}`);
        return resolve(source, args, context, info);
      };
    }
  }
}

function toGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  throw error;
}

/** The errors of a result, each as `path code coordinate reason ×occurrences`. */
export function errorsOf({ errors }: ExecutionResult): readonly string[] {
  return (errors ?? []).map(({ path, extensions, message }) => {
    const { code, details } = extensions;
    if (typeof code !== 'string') return message;
    if (!isDetails(details)) return [...(path ? [path.join('.')] : []), code].join(' ');
    return [
      ...(path ? [path.join('.')] : []),
      code,
      details.coordinate,
      details.reason,
      ...(details.occurrences !== undefined && details.occurrences !== 1 ? [`×${details.occurrences}`] : []),
    ].join(' ');
  });
}

function isDetails(
  details: unknown,
): details is { readonly coordinate: string; readonly reason: string; readonly occurrences?: number } {
  return typeof details === 'object' && details !== null && 'coordinate' in details;
}
