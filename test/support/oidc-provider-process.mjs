// A real OpenID Connect provider, in a process of its own (it is an ES module, which jest does not load as it is). It prints its issuer, and ends with its
// standard input. Whoever signs in is who they say: ann is a super admin, eve one whose tokens end after seconds, and bob nobody whom we know.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const ROLES = { ann: ['other-application', 'SUPER_ADMIN'], eve: ['SUPER_ADMIN'] };
const BRIEF_SECONDS = 4;

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  // A native application may come back to any port of the machine itself.
  clients: [
    {
      client_id: 'console',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1/console/callback'],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
  ],
  claims: { openid: ['sub', 'https://product.example/roles'] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...(id in ROLES && { 'https://product.example/roles': ROLES[id] }) }),
  }),
  ttl: { IdToken: (context) => (context.oidc.account?.accountId === 'eve' ? BRIEF_SECONDS : 3_600) },
  clientBasedCORS: () => true,
  cookies: { keys: ['of a test'] },
});
server.on('request', provider.callback());
process.stdout.write(`${issuer}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
