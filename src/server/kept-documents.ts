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
export function documentStore(): DocumentStore {
  const kept = keptDocuments();
  return {
    get: async (key) => kept.get(key),
    set: async (key, document) => void kept.set(key, document),
    delete: async (key) => kept.delete(key),
  };
}
