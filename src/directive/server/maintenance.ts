import { type DocumentNode, getOperationAST, GraphQLError, OperationTypeNode } from 'graphql';
import { checkOperation, type OperationPlugin } from './operation-plugin';

/** The maintenance state of the product. */
export interface MaintenanceStatus {
  /** True during maintenance. */
  readonly enabled: boolean;
  /** The message for users; null for a default one. */
  readonly message: string | null;
}

/** The options of `maintenancePlugin` and `refuseUnderMaintenance`. */
export interface MaintenanceOptions<Context> {
  /**
   * Returns the state. It is called before each mutation, unless `mayWrite` allows it. If it fails, the mutation is
   * refused.
   */
  readonly status: () => Promise<MaintenanceStatus>;
  /**
   * Whether an actor's mutations are allowed during maintenance.
   * @default no mutations are allowed
   */
  readonly mayWrite?: (context: Context) => boolean;
  /**
   * Called with the error of `status`.
   * @default such errors are not reported
   */
  readonly onFailure?: (error: unknown) => void;
}

/** The arguments of graphql's `execute` that are needed to check it for maintenance. */
export interface MaintainedArgs<Context> {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly contextValue: Context;
}

const DEFAULT_MESSAGE = 'The product is under maintenance: changes are not possible for now. Data can still be read.';
const UNKNOWN_MESSAGE =
  'Could not check whether the product is under maintenance, so no changes are possible. Try again.';

/**
 * Refuses mutations during maintenance, on any server. Await the function that it returns with the arguments of each
 * `execute`, before it runs. Queries and subscriptions pass without a check of the state.
 * @returns a function that throws a GraphQLError with the code `MAINTENANCE` for a mutation to refuse
 */
export function refuseUnderMaintenance<Context>({
  status,
  mayWrite,
  onFailure,
}: MaintenanceOptions<Context>): (args: MaintainedArgs<Context>) => Promise<void> {
  const look = async (): Promise<{ readonly message: string; readonly reason: string } | null> => {
    try {
      const { enabled, message } = await status();
      return enabled ? { message: message ?? DEFAULT_MESSAGE, reason: 'ON' } : null;
    } catch (error) {
      onFailure?.(error);
      return { message: UNKNOWN_MESSAGE, reason: 'CHECK_FAILED' };
    }
  };
  return async ({ document, operationName, contextValue }) => {
    // Only the requested operation counts, whatever else is in the document, and in whichever fragments its fields are.
    if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.MUTATION || mayWrite?.(contextValue))
      return;
    const refusal = await look();
    if (refusal)
      throw new GraphQLError(refusal.message, {
        extensions: { code: 'MAINTENANCE', details: { reason: refusal.reason } },
      });
  };
}

/**
 * A plugin for Apollo Server that refuses mutations during maintenance before any of them runs. A refusal has the HTTP
 * status 503, or 200 for clients that prefer `application/json`.
 */
export function maintenancePlugin<Context extends object>(
  options: MaintenanceOptions<Context>,
): OperationPlugin<Context> {
  const refuse = refuseUnderMaintenance(options);
  return {
    requestDidStart: async () => ({
      didResolveOperation: (operation) => checkOperation(operation, refuse, 503),
    }),
  };
}
