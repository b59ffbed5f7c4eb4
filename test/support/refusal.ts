import { ClientError } from 'graphql-request';

export interface Refusal {
  readonly code: unknown;
  readonly message: string;
  readonly details: unknown;
  readonly status: number;
}

/**
 * The first error of a request.
 * @throws Error if the request was answered
 */
export async function refusalOf(request: Promise<unknown>): Promise<Refusal> {
  const { refusal } = await settled(request);
  if (refusal) return refusal;
  throw new Error('the request was answered, but a refusal was expected');
}

/** The answer of a request, or its first error. */
export async function settled<Answer>(
  request: Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly refusal: null } | { readonly answer: null; readonly refusal: Refusal }> {
  try {
    return { answer: await request, refusal: null };
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    const [first] = error.response.errors ?? [];
    return {
      answer: null,
      refusal: {
        code: first?.extensions['code'],
        message: first?.message ?? '',
        details: first?.extensions['details'],
        status: error.response.status,
      },
    };
  }
}
