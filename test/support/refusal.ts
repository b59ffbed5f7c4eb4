import { ClientError } from 'graphql-request';

export interface Refusal {
  readonly code: unknown;
  readonly message: string;
  readonly details: unknown;
  readonly status: number;
}

/** The first error that a request was refused with; fails where it was answered. */
export async function refusalOf(request: Promise<unknown>): Promise<Refusal> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    const [first] = error.response.errors ?? [];
    return { code: first?.extensions['code'], message: first?.message ?? '', details: first?.extensions['details'], status: error.response.status };
  }
  throw new Error('the request was answered, where a refusal was expected');
}
