import { z } from 'zod';

const answered = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z
          .looseObject({ code: z.string().optional(), details: z.unknown().optional(), id: z.string().optional() })
          .optional(),
      }),
    )
    .optional(),
});

/** An HTTP response, with the parts of a GraphQL answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined if the body is not a GraphQL answer. */
  readonly data: unknown;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[] | undefined;
    readonly code: string | undefined;
    readonly details: unknown;
    readonly id: string | undefined;
  }[];
}

export interface RequestOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly authorization?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends an operation to `/graphql` as any HTTP client would. A refusal is returned, not thrown. */
export function ask(server: { readonly url: string }, query: string, options: RequestOptions = {}): Promise<Answer> {
  return send(`${server.url}/graphql`, {
    method: 'POST',
    body: JSON.stringify({ query, ...(options.variables && { variables: options.variables }) }),
    headers: {
      'content-type': 'application/json',
      ...(options.authorization !== undefined && { authorization: options.authorization }),
      ...options.headers,
    },
  });
}

export async function send(url: string, request: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, request);
  const text = await response.text();
  const parsed = answered.safeParse(parseJson(text));
  const { data, errors = [] } = parsed.success ? parsed.data : {};
  return {
    status: response.status,
    headers: response.headers,
    text,
    data,
    errors: errors.map(({ message, path, extensions }) => ({
      message,
      path,
      code: extensions?.code,
      details: extensions?.details,
      id: extensions?.id,
    })),
  };
}

/** The codes of all errors. */
export function codesOf({ errors }: Answer): readonly (string | undefined)[] {
  return errors.map(({ code }) => code);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
