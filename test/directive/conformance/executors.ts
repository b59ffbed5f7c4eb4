import { execute as executeByTools, subscribe as subscribeByTools } from '@graphql-tools/executor';
import {
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  subscribe,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';

/** What executes operations on a server. */
export interface Executor {
  readonly name: string;
  readonly execute: (args: ExecutionArgs) => Promise<ExecutionResult>;
  readonly subscribe: (args: ExecutionArgs) => Promise<AsyncGenerator<ExecutionResult> | ExecutionResult>;
  /** A list that it takes, the most unusual one. */
  readonly list: (items: readonly unknown[]) => unknown;
  /** Whether the type of an object may come as a promise. */
  readonly awaitsTypes: boolean;
}

export const GRAPHQL_JS: Executor = {
  name: 'graphql-js',
  execute: async (args) => execute(args),
  subscribe: async (args) => subscribe(args),
  list: (items) => new Set(items),
  awaitsTypes: true,
};

/** Of graphql-yoga and Envelop. */
export const TOOLS: Executor = {
  name: '@graphql-tools/executor',
  execute: async (args) => whole(await executeByTools(args)),
  subscribe: async (args) => {
    const events: unknown = await subscribeByTools(args);
    return isEvents(events) ? events : whole(events);
  },
  list: (items) => ofLater(items),
  awaitsTypes: true,
};

/** Of Mercurius with `jit`, and of Envelop's plugin. It compiles a document once, and subscribes by graphql-js. */
export const JIT: Executor = {
  name: 'graphql-jit',
  execute: async (args) => {
    const compiled = compiledOf(args);
    return isCompiledQuery(compiled)
      ? whole(await compiled.query(args.rootValue, args.contextValue, args.variableValues))
      : compiled;
  },
  subscribe: async (args) => subscribe(args),
  list: (items) => [...items],
  awaitsTypes: false,
};

/** All that run in a process without a server; servers are tried over HTTP. */
export const EXECUTORS = [GRAPHQL_JS, TOOLS, JIT] as const;

type Compiled = CompiledQuery | ExecutionResult;
const compiledQueries = new WeakMap<GraphQLSchema, WeakMap<DocumentNode, Map<string, Compiled>>>();

function compiledOf({ schema, document, operationName }: ExecutionArgs): Compiled {
  const ofSchema = compiledQueries.get(schema) ?? new WeakMap<DocumentNode, Map<string, Compiled>>();
  compiledQueries.set(schema, ofSchema);
  const ofDocument = ofSchema.get(document) ?? new Map<string, Compiled>();
  ofSchema.set(document, ofDocument);
  const key = operationName ?? '';
  const compiled = ofDocument.get(key) ?? compileQuery(schema, document, operationName ?? undefined);
  ofDocument.set(key, compiled);
  return compiled;
}

/** Items that come later, as often as they are asked for. */
function ofLater(items: readonly unknown[]): AsyncIterable<unknown> {
  return {
    async *[Symbol.asyncIterator]() {
      for (const item of items) yield await Promise.resolve(item);
    },
  };
}

function whole(result: unknown): ExecutionResult {
  if (isResult(result)) return result;
  throw new Error('the result comes in parts');
}

function isResult(result: unknown): result is ExecutionResult {
  return typeof result === 'object' && result !== null && ('data' in result || 'errors' in result);
}

function isEvents(events: unknown): events is AsyncGenerator<ExecutionResult> {
  return typeof events === 'object' && events !== null && Symbol.asyncIterator in events;
}
