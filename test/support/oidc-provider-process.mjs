// A real OpenID Connect provider, in a process of its own, because Jest does not load ES modules. It prints its issuer
// and stops when its standard input ends. A user signs in with any password: ann is a super admin, eve one whose tokens
// expire after seconds, and bob has no role.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const ROLES = { ann: ['other-application', 'SUPER_ADMIN'], eve: ['SUPER_ADMIN'] };
const BRIEF_SECONDS = 4;

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  // A native application may be redirected to any port of the local machine.
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
