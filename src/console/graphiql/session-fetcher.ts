import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { currentSession } from '../api/session';

const socketUrl = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;
const fetcher = createGraphiQLFetcher({ url: '/graphql', subscriptionUrl: socketUrl });

/**
 * Sends requests with the editor's headers, and with the console's token unless these contain another one.
 * Subscriptions use a WebSocket.
 */
export const sessionFetcher: Fetcher = (parameters, options) =>
  fetcher(parameters, { ...options, headers: { ...ownHeaders(options?.headers), ...options?.headers } });

function ownHeaders(given: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> {
  const session = currentSession();
  const hasToken = Object.keys(given).some((name) => name.toLowerCase() === 'authorization');
  return session === null || hasToken ? {} : { authorization: `Bearer ${session.token}` };
}
