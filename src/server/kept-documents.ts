import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

/** How many documents are kept, and how many characters they may have together: parsed, one takes 60 times its text. */
export const DOCUMENT_LIMITS = { max: 2_000, maxSize: 500_000 } as const;

/** Documents that were read and found valid: the clients of an application send the same few. */
export function keptDocuments(): LRUCache<string, DocumentNode> {
  return new LRUCache({
    ...DOCUMENT_LIMITS,
    sizeCalculation: ({ loc }) => 1 + (loc?.source.body.length ?? 0),
  });
}

/** The same for Apollo Server, whose own store lets documents that never come again take 140 MiB. */
export class ApolloDocuments {
  private readonly kept = keptDocuments();
  private readonly texts = new LRUCache<string, true>({
    ...DOCUMENT_LIMITS,
    sizeCalculation: (_known, text) => 1 + text.length,
  });

  readonly store: DocumentStore = {
    get: async (key) => this.kept.get(key),
    set: async (key, document) => {
      this.kept.set(key, document);
      if (document.loc) this.texts.set(document.loc.source.body, true);
    },
    delete: async (key) => this.kept.delete(key),
  };

  /** Whether a document was read and found valid before. */
  knows(text: unknown): boolean {
    return typeof text === 'string' && this.texts.has(text);
  }
}
