import {
  keepPreviousData,
  QueryClient,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { type Operation, request, type RequestError, UnreachableError } from './request';

/** Caches the answers; retries if the server could not be reached, never if it refused. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => error instanceof UnreachableError && failures < 2,
      retryDelay: 1_000,
      throwOnError: false,
    },
  },
});

export interface OperationOptions {
  /**
   * Milliseconds between polls; false does not poll.
   * @default false
   */
  readonly every?: number | false;
  /**
   * False does not query at all.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Show the last answer while another page of the same list is loading.
   * @default false
   */
  readonly keepPrevious?: boolean;
  /**
   * Accept an answer in which refused fields are null.
   * @default false
   */
  readonly partial?: boolean;
  /**
   * Do not refetch when something else has changed: for queries that are expensive. `refetch` still does.
   * @default false
   */
  readonly still?: boolean;
}

/** Runs a query, cached by its text and variables: components with the same query share one request. */
export function useOperation<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
  options: OperationOptions = {},
): UseQueryResult<Result> {
  const { every = false, enabled = true, keepPrevious = false, partial = false, still = false } = options;
  return useQuery({
    queryKey: keyOf(operation, variables),
    queryFn: ({ signal }) => request(operation, variables, { signal, partial }),
    refetchInterval: every,
    enabled,
    ...(still && { staleTime: 'static' }),
    ...(keepPrevious && { placeholderData: keepPreviousData }),
  });
}

/** Runs a mutation, then refetches every query on the screen, since a change may show anywhere. */
export function useChange<Result, Variables>(
  operation: Operation<Result, Variables>,
): UseMutationResult<Result, RequestError | UnreachableError, Variables> {
  const client = useQueryClient();
  return useMutation<Result, RequestError | UnreachableError, Variables>({
    mutationFn: (variables) => request(operation, variables),
    onSuccess: () => client.invalidateQueries(),
  });
}

/** The cache key of an answer. */
export function keyOf<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
): readonly unknown[] {
  return [operation.toString(), variables];
}
