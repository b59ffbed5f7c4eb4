import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  type GraphQLError,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { EntitlementGuard } from '../directive/guard-schema';
import type { Actor } from '../domain/actor';
import { hasRight } from '../domain/rights';
import type { DecisionListener } from '../features/entitlements/decisions-service';
import type { RequestContext } from '../features/request-context';
import type { AccessReader } from '../store/access-reader';
import { type Shortcut, shortcutFor } from './frontend-fields';
import { type AnswerListener, AnswerNotes, KeptAnswers } from './kept-answers';
import { DOCUMENT_LIMITS } from './kept-documents';
import type { OperationLog } from './operation-log';
import { refuseExcess } from './request-guards';

export interface KnownOperationsOptions {
  readonly guard: Pick<EntitlementGuard<RequestContext>, 'schema' | 'prepareInPlace'>;
  /** The highest cost of an operation. */
  readonly maxCost: number;
  readonly reader: Pick<AccessReader, 'isKept'>;
  readonly listener: AnswerListener;
  readonly operations: OperationLog;
  readonly contextOf: (actor: Actor, listener: DecisionListener) => RequestContext;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
}

interface KnownDocument {
  readonly document: DocumentNode;
  readonly shortcut: Exclude<Shortcut, null>;
}

/** A request of somebody who is signed in, to be answered as others like it were. */
export interface KnownRequest {
  readonly actor: Actor;
  readonly contentType: string;
  /** What its answer is kept under. */
  readonly key: string;
}

/** A request as most clients send it. Any other goes the whole way. */
const plainRequest = z.strictObject({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** How many values of the `accept` header are known: the clients of an application send the same few. */
const ACCEPTED_KEPT = 100;

/**
 * Answers what frontends ask again and again without going the whole way of a request: Apollo Server has read, checked
 * and answered the same document before, and the token was verified. Such a request is executed at once, or answered
 * with what was answered before, if that is still right. Limits, guards, errors, log and counts are the same; whatever
 * is out of the ordinary goes the whole way.
 */
export class KnownOperations {
  /** How many requests were executed at once, or answered with what was answered before, since the start. */
  readonly statistics = { executed: 0, kept: 0 };
  private readonly documents = new LRUCache<string, KnownDocument>({
    ...DOCUMENT_LIMITS,
    sizeCalculation: (_known, text) => 1 + text.length,
  });
  /** The `content-type` that Apollo Server has chosen, by the `accept` header of the request. */
  private readonly contentTypes = new LRUCache<string, string>({ max: ACCEPTED_KEPT });
  private readonly answers: KeptAnswers;

  constructor(private readonly options: KnownOperationsOptions) {
    this.answers = new KeptAnswers(options.reader, options.listener);
  }

  /** The Apollo plugin that remembers documents that were found valid. */
  plugin(): ApolloServerPlugin<RequestContext> {
    return {
      requestDidStart: async () => ({
        didResolveOperation: async ({ source, document }) => {
          if (this.documents.has(source)) return;
          const shortcut = shortcutFor(this.options.guard.schema, document);
          if (shortcut !== null) this.documents.set(source, { document, shortcut });
        },
      }),
    };
  }

  /** Remembers how Apollo Server has answered. */
  learn(request: FastifyRequest, reply: FastifyReply): void {
    const type = reply.getHeader('content-type');
    if (reply.statusCode === 200 && typeof type === 'string') this.contentTypes.set(acceptedBy(request), type);
  }

  /**
   * What a request may go on with.
   * @param actor who sent it; null without a token
   * @param text its body as it was sent
   * @returns null if it has to go the whole way
   */
  begin(request: FastifyRequest, actor: Actor | null, text: string): KnownRequest | null {
    const contentType = this.contentTypes.get(acceptedBy(request));
    // Whose checks are not counted goes the whole way: an answer that is given again is counted again.
    if (!actor || contentType === undefined || !hasRight(actor, 'COUNT_CHECKS')) return null;
    return { actor, contentType, key: `${JSON.stringify([actor.role, actor.organizationId])}${text}` };
  }

  /** What was answered before, if it is still right. */
  again(request: FastifyRequest, { actor, key }: KnownRequest): string | null {
    const kept = this.answers.find(key);
    if (!kept) return null;
    this.statistics.kept++;
    this.options.operations.answeredAgain(request, actor, kept.operationName);
    return kept.body;
  }

  /**
   * Executes a request whose document is known.
   * @returns null if it has to go the whole way; nothing of it has run then
   */
  async answer(request: FastifyRequest, { actor, key }: KnownRequest): Promise<string | null> {
    const asked = plainRequest.safeParse(request.body);
    const known = asked.success ? this.documents.get(asked.data.query) : undefined;
    const operation = known && getOperationAST(known.document, asked.data?.operationName);
    if (!operation) return null;
    const variables = asked.data?.variables ?? {};
    const notes = known.shortcut === 'KEEP' ? new AnswerNotes(this.options.listener) : null;
    const context = this.options.contextOf(actor, notes ?? this.options.listener);
    const result = await this.execute(known.document, operation, variables, context);
    if (!result) return null;
    this.statistics.executed++;
    const errors = result.errors?.map((error) => this.options.formatError(withCode(error), error));
    this.options.operations.signedIn(request, context);
    this.options.operations.executed(context, operation, errors ?? []);
    const body = `${JSON.stringify({ ...(errors && { errors }), data: result.data })}\n`;
    if (!errors && notes) this.answers.keep(key, { body, operationName: operation.name?.value ?? null }, notes);
    return body;
  }

  /** @returns null if the operation is refused, or anything else goes wrong: the whole way says what, and logs it */
  private async execute(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Record<string, unknown>,
    contextValue: RequestContext,
  ): Promise<ExecutionResult | null> {
    const { guard, maxCost } = this.options;
    const { schema } = guard;
    const args = {
      schema,
      document,
      contextValue,
      variableValues: variables,
      ...(operation.name && { operationName: operation.name.value }),
    };
    try {
      refuseExcess(schema, maxCost, { document, operation, variables });
      const { end } = await guard.prepareInPlace(args);
      try {
        const result = await execute(args);
        // Without data, variables are invalid.
        return result.data === undefined ? null : result;
      } finally {
        end();
      }
    } catch {
      return null;
    }
  }
}

/** The `accept` header, or what no header can be. */
function acceptedBy({ headers: { accept } }: FastifyRequest): string {
  return accept ?? ' none';
}

function withCode(error: GraphQLError): GraphQLFormattedError {
  const { code = 'INTERNAL_SERVER_ERROR' } = error.extensions;
  return { ...error.toJSON(), extensions: { ...error.extensions, code } };
}
