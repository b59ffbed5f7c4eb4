import { GraphiQL } from 'graphiql';
import { useSession } from '../api/session';
import { headerlessStorage } from './headerless-storage';
import { sessionFetcher } from './session-fetcher';

/** The query in the first tab. */
const FIRST_QUERY = `# Ctrl+Space completes; the book on the left opens the documentation of the API.
query Who {
  viewer {
    id
    role
    organization {
      id
      name
    }
  }
}
`;
const NO_TOKEN = JSON.stringify({ authorization: 'Bearer ' }, null, 2);

/** GraphiQL for this server's API. Headers are never stored, since they may hold a token. */
export function Explorer() {
  const signedIn = useSession().session !== null;
  return (
    <GraphiQL
      fetcher={sessionFetcher}
      storage={headerlessStorage}
      defaultQuery={FIRST_QUERY}
      defaultEditorToolsVisibility={signedIn ? 'variables' : 'headers'}
      {...(!signedIn && { defaultHeaders: NO_TOKEN })}
      shouldPersistHeaders={false}
      showPersistHeadersSettings={false}
    >
      <GraphiQL.Logo>
        <a href="/console/">Portcullis</a>
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <div className="who" role="status">
          {signedIn ? (
            'Requests use the token of the console in this tab, unless the headers contain another one.'
          ) : (
            <>
              Not signed in: put a token into the headers, or <a href="/console/">sign in to the console</a> in this tab
              and return.
            </>
          )}
        </div>
      </GraphiQL.Footer>
    </GraphiQL>
  );
}
