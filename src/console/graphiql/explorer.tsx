import { GraphiQL } from 'graphiql';
import { useSession } from '../api/session';
import { headerlessStorage } from './headerless-storage';
import { sessionFetcher } from './session-fetcher';

/** What stands in the first tab. */
const FIRST_QUERY = `# Ctrl and Space lists what may stand here; the book on the left is the API's manual.
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

/** GraphiQL on this server's API. Headers, which may hold a token, are never stored. */
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
            'Asks as who is signed in to the console in this tab, unless the headers name somebody else.'
          ) : (
            <>
              Nobody is signed in: write a token into the headers, or <a href="/console/">sign in to the console</a> in
              this tab and come back.
            </>
          )}
        </div>
      </GraphiQL.Footer>
    </GraphiQL>
  );
}
