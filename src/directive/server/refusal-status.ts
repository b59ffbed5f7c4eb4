import { GraphQLError } from 'graphql';
import Negotiator from 'negotiator';
import { isRecord } from '../boot/is-record';

/**
 * With the parameter that Apollo sends, so that a client that asks for `application/json; charset=utf-8` is found to
 * accept it.
 */
const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';

/**
 * Adds the HTTP status of a refusal, by the media type that the client prefers: 200 for `application/json`, because
 * clients of that type take any other status for a transport failure; the given status for
 * `application/graphql-response+json`.
 */
export function withStatus(error: GraphQLError, accept: string | undefined, status: number): GraphQLError {
  const http = { status: prefersGraphqlResponse(accept) ? status : 200 };
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    extensions: { ...(isRecord(error.extensions) && error.extensions), http },
  });
}

/** Chooses as Apollo does for the body, with the same package: `application/json` if the client prefers neither. */
function prefersGraphqlResponse(accept: string | undefined): boolean {
  const negotiator = new Negotiator({ headers: { accept } });
  return negotiator.mediaType([JSON_TYPE, GRAPHQL_RESPONSE_TYPE]) === GRAPHQL_RESPONSE_TYPE;
}
