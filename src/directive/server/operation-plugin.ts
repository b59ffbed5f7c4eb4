import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { withStatus } from './refusal-status';

/** What a plugin reads of an operation that Apollo Server is about to run. */
export interface ResolvedOperation<Context> {
  readonly request: {
    readonly variables?: Readonly<Record<string, unknown>> | undefined;
    readonly http?: { readonly headers: { get(name: string): string | undefined } } | undefined;
  };
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly contextValue: Context;
  readonly overallCachePolicy?: { restrict(hint: { maxAge?: number; scope?: 'PUBLIC' | 'PRIVATE' }): void };
  readonly response?: { readonly http?: { readonly headers: { set(name: string, value: string): unknown } } };
}

/**
 * A plugin for Apollo Server 4 or 5. It is described by its shape, because TypeScript takes the server's own type in
 * CommonJS and in ES modules for two different types.
 */
export interface OperationPlugin<Context> {
  serverWillStart?(server: { readonly schema: GraphQLSchema }): Promise<void>;
  requestDidStart(request: { readonly schema: GraphQLSchema }): Promise<{
    didResolveOperation(operation: ResolvedOperation<Context>): Promise<void>;
    willSendResponse?(): Promise<void>;
  }>;
}

/**
 * Checks an operation before any of it runs.
 * @param check throws a GraphQLError if the operation is refused
 * @param status the HTTP status of a refusal; clients that prefer `application/json` get 200
 */
export async function checkOperation<Context extends object, Result>(
  operation: ResolvedOperation<Context>,
  check: (operation: ResolvedOperation<Context>) => Promise<Result>,
  status: number,
): Promise<Result> {
  try {
    return await check(operation);
  } catch (error) {
    throw error instanceof GraphQLError
      ? withStatus(error, operation.request.http?.headers.get('accept'), status)
      : error;
  }
}
