import { GraphQLError } from 'graphql';
import { isRecord } from '../boot/is-record';

/** A refusal is an answer: 200 for `application/json`, whose clients take other statuses for a broken transport; else the status that is given. */
export function withStatus(error: GraphQLError, accept: string | undefined, status: number): GraphQLError {
  const http = { status: prefersGraphqlResponse(accept) ? status : 200 };
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    extensions: { ...(isRecord(error.extensions) && error.extensions), http },
  });
}

/** Whether Apollo answers in `application/graphql-response+json`; `application/json` where the client likes both the same. */
export function prefersGraphqlResponse(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  const ranges = accept.split(',').map((range, order) => {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { name, order, quality: q === undefined ? 1 : Number(q) || 0 };
  });
  // by the most specific range that matches; of two types the one liked better, then named more specifically, then first
  const rank = (type: string) => {
    const specificity = [type, 'application/*', '*/*'].findIndex((name) => ranges.some((range) => range.name === name));
    const range = ranges.find(({ name }) => name === [type, 'application/*', '*/*'][specificity]);
    return range && range.quality > 0 ? [range.quality, -specificity, -range.order] : null;
  };
  const graphqlResponse = rank('application/graphql-response+json');
  const json = rank('application/json');
  if (!graphqlResponse || !json) return graphqlResponse !== null;
  for (const [index, value] of graphqlResponse.entries()) {
    const other = json[index] ?? 0;
    if (value !== other) return value > other;
  }
  return false;
}
