import type { FastifyRequest } from 'fastify';
import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  SingleFieldSubscriptionsRule,
  validate,
} from 'graphql';
import { type Actor, requireActor } from '../domain/actor';
import { DomainError } from '../domain/errors';
import { textFault } from '../domain/storable-text';
import { needsNoToken } from './anonymous-requests';

/** What a request asks, before it is known whether it can be read. */
export interface AskedDocument {
  readonly query: unknown;
  readonly operationName: unknown;
}

/** The document of a request, by POST or by GET. */
export function askedBy({ body, query }: Pick<FastifyRequest, 'body' | 'query'>): AskedDocument {
  const asked = isObject(body) ? body : isObject(query) ? query : {};
  return { query: asked['query'], operationName: asked['operationName'] };
}

/**
 * Refuses text that cannot be stored, also where it would be told to be no GraphQL, or the name of no operation.
 * @throws DomainError INVALID_INPUT
 */
export function refuseBrokenText({ query, operationName }: AskedDocument): void {
  for (const [name, text] of Object.entries({ query, operationName })) {
    const fault = typeof text === 'string' ? textFault(text) : null;
    if (fault !== null) throw new DomainError('INVALID_INPUT', `The ${name} ${fault}.`);
  }
}

/**
 * Refuses what needs a token, before it is parsed and checked against the schema.
 * @param actor null without a token
 * @throws DomainError UNAUTHENTICATED
 */
export function refuseUnsigned({ query }: AskedDocument, actor: Actor | null): void {
  // Anything but a text is refused as what it is.
  if (actor === null && typeof query === 'string' && !needsNoToken(query)) requireActor(actor);
}

/** Whether a document may hold a subscription, so that it has to be parsed to know. */
const MENTIONS_SUBSCRIPTION = /\bsubscription\b/;

/**
 * Refuses a subscription that comes as a request, which has one answer; and, before Apollo sees it, a document with one
 * that makes graphql fail where it checks it, also beside the operation that is asked for.
 * @throws DomainError INVALID_INPUT
 */
export function refuseSubscription(
  schema: GraphQLSchema,
  { query, operationName }: AskedDocument,
  maxTokens: number,
): void {
  if (typeof query !== 'string' || !MENTIONS_SUBSCRIPTION.test(query)) return;
  let document: DocumentNode;
  try {
    document = parse(query, { noLocation: true, maxTokens });
  } catch {
    return; // refused as what it is
  }
  const asked = getOperationAST(document, typeof operationName === 'string' ? operationName : null);
  if (asked?.operation === OperationTypeNode.SUBSCRIPTION || hasOnlySubscriptions(document))
    throw new DomainError('INVALID_INPUT', 'A subscription goes over a WebSocket, to the same address.');
  try {
    validate(schema, document, [SingleFieldSubscriptionsRule]);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new DomainError('INVALID_INPUT', error.message);
  }
}

function hasOnlySubscriptions({ definitions }: DocumentNode): boolean {
  const operations = definitions.flatMap((one) => (one.kind === Kind.OPERATION_DEFINITION ? [one.operation] : []));
  return operations.length > 0 && operations.every((one) => one === OperationTypeNode.SUBSCRIPTION);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
