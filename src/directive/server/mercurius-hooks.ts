import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, OperationTypeNode, validate } from 'graphql';
import { isRecord } from '../boot/is-record';
import type { EntitlementGuard } from '../guard-schema';

/** The `app.graphql` of Mercurius 16, described by its shape, so that the library does not need it. */
export interface MercuriusHooks<Context> {
  readonly schema: GraphQLSchema;
  addHook(
    name: 'preExecution',
    hook: (
      schema: GraphQLSchema,
      document: DocumentNode,
      context: Context,
      variables: Readonly<Record<string, unknown>>,
    ) => Promise<void>,
  ): void;
  addHook(
    name: 'preSubscriptionExecution',
    hook: (schema: GraphQLSchema, document: DocumentNode, context: Context) => Promise<void>,
  ): void;
  addHook(name: 'onResolution', hook: (execution: unknown, context: Context) => Promise<void>): void;
}

/**
 * Prepares each operation of Mercurius, with and without `jit`. What a guard has looked at leaves as
 * `private, no-store`.
 *
 * Mercurius does not say which operation of a document it is about to run, so all of them are checked: one that is
 * refused refuses the document. It does not say with which variables it subscribes either, nor validates
 * subscriptions: those that declare variables or are invalid are refused.
 * @param graphql what Mercurius adds to the application, once it is ready
 * @throws GuardConfigurationError if the schema of the application lacks a guard
 * @example
 * await app.register(mercurius, { schema: guard.schema, context });
 * await app.ready();
 * addEntitlementHooks(app.graphql, guard);
 */
export function addEntitlementHooks<Context extends object>(
  graphql: MercuriusHooks<Context>,
  { prepareInPlace, requireGuards, isGuarded }: EntitlementGuard<Context>,
): void {
  requireGuards(graphql.schema);
  const running = new RunningOperations();
  const prepareAll = async (
    schema: GraphQLSchema,
    document: DocumentNode,
    contextValue: Context,
    variableValues: Readonly<Record<string, unknown>>,
  ): Promise<void> => {
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      const operationName = definition.name?.value;
      const { end } = await prepareInPlace({ schema, document, operationName, contextValue, variableValues });
      running.of(contextValue).ends.push(end);
    }
  };
  graphql.addHook('preExecution', async (schema, document, context, variables) => {
    running.of(context).count++;
    try {
      // There are none if the client sent none.
      await prepareAll(schema, document, context, isRecord(variables) ? variables : {});
    } catch (error) {
      running.ended(context); // nothing of it is executed, and Mercurius calls no hook for it
      throw error;
    } finally {
      if (isGuarded(context)) keepFromOthers(context);
    }
  });
  graphql.addHook('onResolution', async (_execution, context) => running.ended(context));
  graphql.addHook('preSubscriptionExecution', async (schema, document, context) => {
    const [fault] = validate(schema, document);
    if (fault) throw fault;
    if (declaresVariables(document)) throw unknownVariablesError();
    await prepareAll(schema, document, context, {});
  });
}

/**
 * The operations that run with a context. Mercurius does not say which of them has ended: when the last one has, the
 * same operation may be prepared again with the context.
 */
class RunningOperations {
  private readonly byContext = new WeakMap<object, { count: number; ends: (() => void)[] }>();

  of(context: object): { count: number; readonly ends: (() => void)[] } {
    const known = this.byContext.get(context) ?? { count: 0, ends: [] };
    this.byContext.set(context, known);
    return known;
  }

  ended(context: object): void {
    const known = this.of(context);
    known.count--;
    if (known.count > 0) return;
    for (const end of known.ends) end();
    this.byContext.delete(context);
  }
}

function declaresVariables({ definitions }: DocumentNode): boolean {
  return definitions.some(
    (one) =>
      one.kind === Kind.OPERATION_DEFINITION &&
      one.operation === OperationTypeNode.SUBSCRIPTION &&
      one.variableDefinitions?.length,
  );
}

/** Operations over a WebSocket have no reply. */
function keepFromOthers(context: object): void {
  if ('reply' in context && hasHeaders(context.reply)) context.reply.header('cache-control', 'private, no-store');
}

function hasHeaders(reply: unknown): reply is { header(name: string, value: string): unknown } {
  return isRecord(reply) && typeof reply['header'] === 'function';
}

function unknownVariablesError(): GraphQLError {
  return new GraphQLError(
    'A subscription with variables cannot be checked here: write its values into the document, ' +
      'or subscribe where the server uses graphql-ws.',
    { extensions: { code: 'ENTITLEMENT_CHECK_FAILED', details: { reason: 'VARIABLES_UNKNOWN' } } },
  );
}
