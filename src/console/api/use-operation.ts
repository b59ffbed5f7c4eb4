import {
  keepPreviousData,
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { request, type RequestError, UnreachableError, type Operation } from './request';

/** What the server was asked and answered; asked again where it could not be reached, and never where it refused. */
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
  /** Ask again after so many milliseconds; false: not by itself. */
  readonly every?: number | false;
  readonly enabled?: boolean;
  /** Show the last answer while another page of the same list is on its way. */
  readonly keepPrevious?: boolean;
  /** Take what could be answered where fields of it were refused: they are null then. */
  readonly partial?: boolean;
  /** Do not ask anew when something else has changed: for what costs the server much. `refetch` asks all the same. */
  readonly still?: boolean;
}

/** Asks a query, and keeps its answer by its text and variables: two components that ask the same ask once. */
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

/** Runs a mutation. What is on the screen is asked anew once it is done, since a change may show anywhere. */
export function useChange<Result, Variables>(
  operation: Operation<Result, Variables>,
): UseMutationResult<Result, RequestError | UnreachableError, Variables> {
  const client = useQueryClient();
  return useMutation<Result, RequestError | UnreachableError, Variables>({
    mutationFn: (variables) => request(operation, variables),
    onSuccess: () => client.invalidateQueries(),
  });
}

/** Under which an answer is kept. */
export function keyOf<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
): readonly unknown[] {
  return [operation.toString(), variables];
}
