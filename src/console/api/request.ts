import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { currentSession, EXPIRED, signOut } from './session';

/** An operation as codegen generates it: its text, with the types of its variables and result. */
export type Operation<Result, Variables> = DocumentTypeDecoration<Result, Variables> & { toString(): string };

/** A refusal of the server, with the code that the API documents. */
export class RequestError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: unknown = null,
  ) {
    super(message);
  }
}

/** The server was not reached, or could not answer; a retry may help. */
export class UnreachableError extends Error {}

interface Answered<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string; readonly details?: unknown };
  }[];
}

/**
 * Sends an operation with the token of the session. If the server no longer accepts the token, the session ends.
 * @throws RequestError if the server refuses; with `partial`, the fields that were answered are returned instead
 * @throws UnreachableError
 */
export async function request<Result, Variables>(
  operation: Operation<Result, Variables>,
  variables: Variables,
  options: { readonly signal?: AbortSignal; readonly token?: string; readonly partial?: boolean } = {},
): Promise<Result> {
  const token = options.token ?? currentSession()?.token;
  const response = await send(
    '/graphql',
    { query: operation.toString(), variables },
    { ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    options.signal,
  );
  const { data, errors = [] } = await readAnswer<Result>(response);
  const [error] = errors;
  if (error) {
    const code = error.extensions?.code ?? 'INTERNAL_SERVER_ERROR';
    if (code === 'UNAUTHENTICATED' && options.token === undefined && !isUnchecked(error.extensions?.details))
      signOut(EXPIRED);
    if (options.partial !== true || data === null || data === undefined)
      throw new RequestError(code, error.message, error.extensions?.details);
  }
  if (data === null || data === undefined) throw new UnreachableError('The response contains no data.');
  return data;
}

/** @throws RequestError if the code was used before or has expired */
export async function redeemCode(code: string): Promise<string> {
  const response = await send('/console/session', { code });
  if (response.status === 429) throw new RequestError('FORBIDDEN', 'Too many attempts. Wait a minute, then try again.');
  const answer: unknown = await response.json().catch(() => null);
  if (
    response.ok &&
    typeof answer === 'object' &&
    answer !== null &&
    'token' in answer &&
    typeof answer.token === 'string'
  )
    return answer.token;
  throw new RequestError(
    'FORBIDDEN',
    'The link was used before, or has expired. Restart the server for a new link, or paste a token.',
  );
}

async function send(
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new UnreachableError('The server cannot be reached. Check that it is running.');
  }
}

async function readAnswer<Result>(response: Response): Promise<Answered<Result>> {
  const answer: unknown = await response.json().catch(() => null);
  if (!isAnswer<Result>(answer))
    throw new UnreachableError(`The server answered ${response.status} with a body that is not a GraphQL response.`);
  return answer;
}

/** True if the server could not check the token: it may be valid. */
function isUnchecked(details: unknown): boolean {
  return typeof details === 'object' && details !== null && 'checked' in details && details.checked === false;
}

/** The data needs no check: codegen has validated the operation against the server's schema. */
function isAnswer<Result>(answer: unknown): answer is Answered<Result> {
  return typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer);
}
