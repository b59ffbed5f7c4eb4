import type { ApolloServerPlugin } from '@apollo/server';
import { getOperationAST, GraphQLError, OperationTypeNode, type DocumentNode } from 'graphql';
import { withStatus } from './refusal-status';

/** Whether the product is under maintenance. */
export interface MaintenanceStatus {
  readonly enabled: boolean;
  /** What to tell people; null where nobody said. */
  readonly message: string | null;
}

export interface MaintenanceOptions<Context> {
  /** Asked before each mutation of those who may not write meanwhile; where it fails they are refused, since nobody knows. */
  readonly status: () => Promise<MaintenanceStatus>;
  /** Whose mutations go on under maintenance; left out, nobody's. */
  readonly mayWrite?: (context: Context) => boolean;
  /** Told why the status could not be read. */
  readonly onFailure?: (error: unknown) => void;
}

/** What graphql's `execute` takes. */
export interface MaintainedArgs<Context> {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly contextValue: Context;
}

const UNTOLD = 'The product is under maintenance: changes are not taken for now. Reading goes on.';
const UNKNOWN =
  'Whether the product is under maintenance could not be checked, so that changes are not taken. Try again.';

/**
 * For any server: gives what refuses mutations under maintenance, to be awaited with the arguments of each `execute` before it runs. Queries and
 * subscriptions pass, unasked.
 * @returns throws a GraphQLError with the code MAINTENANCE
 */
export function refuseUnderMaintenance<Context>({
  status,
  mayWrite,
  onFailure,
}: MaintenanceOptions<Context>): (args: MaintainedArgs<Context>) => Promise<void> {
  const look = async (): Promise<{ readonly message: string; readonly reason: string } | null> => {
    try {
      const { enabled, message } = await status();
      return enabled ? { message: message ?? UNTOLD, reason: 'ON' } : null;
    } catch (error) {
      onFailure?.(error);
      return { message: UNKNOWN, reason: 'CHECK_FAILED' };
    }
  };
  return async ({ document, operationName, contextValue }) => {
    // The operation that is asked for, whatever else is in the document, and whatever fragments its fields are in.
    if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.MUTATION || mayWrite?.(contextValue))
      return;
    const refusal = await look();
    if (refusal)
      throw new GraphQLError(refusal.message, {
        extensions: { code: 'MAINTENANCE', details: { reason: refusal.reason } },
      });
  };
}

/** Refuses mutations of an Apollo server under maintenance, before anything of them runs: with 200 for `application/json`, else 503. */
export function maintenancePlugin<Context extends object>(
  options: MaintenanceOptions<Context>,
): ApolloServerPlugin<Context> {
  const refuse = refuseUnderMaintenance(options);
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ request, document, operationName, contextValue }) => {
        try {
          await refuse({ document, operationName, contextValue });
        } catch (error) {
          throw error instanceof GraphQLError ? withStatus(error, request.http?.headers.get('accept'), 503) : error;
        }
      },
    }),
  };
}
