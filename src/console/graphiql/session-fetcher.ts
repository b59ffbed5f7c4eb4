import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { currentSession } from '../api/session';

const socketUrl = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;
const fetcher = createGraphiQLFetcher({ url: '/graphql', subscriptionUrl: socketUrl });

/** Asks the API with the headers of the editor, and as who is signed in to the console where they name nobody else; subscriptions go over a WebSocket. */
export const sessionFetcher: Fetcher = (parameters, options) =>
  fetcher(parameters, { ...options, headers: { ...ownHeaders(options?.headers), ...options?.headers } });

function ownHeaders(given: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> {
  const session = currentSession();
  const namesSomebody = Object.keys(given).some((name) => name.toLowerCase() === 'authorization');
  return session === null || namesSomebody ? {} : { authorization: `Bearer ${session.token}` };
}
