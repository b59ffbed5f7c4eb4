import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mintToken } from '../database/mint-token';
import type { Actor } from '../domain/actor';
import type { Config } from '../platform/config';
import { RateLimit } from '../platform/rate-limit';
import { withOrigin } from './authenticate';
import { BUILT, contentPolicy, GRAPHIQL_PAGE, NOT_BUILT } from './built-pages';
import { addressKey } from './client-address';
import type { OidcProvider } from './oidc-provider';
import { pathOf } from './plain-paths';
import { limitHeaders } from './request-limits';
import { SignInCodes } from './sign-in-codes';

const CONSOLE_PATH = '/console';
/** The lifetime of the token that a one-time link gives. */
const TOKEN_TTL = '1h';
/** How often an address may try a code in a minute. */
const TRIES = 10;
/** A code has 43 characters. */
const SIGN_IN_BYTES = 1_000;

/** The body of a sign-in request. */
const signIn = z.object({ code: z.string().min(1).max(200) });

/** Keeps who signed in by a link, and who was refused. */
export interface SignInRecord {
  readonly signedIn: (actor: Actor, ttl: string) => Promise<void>;
  readonly refused: (actor: Actor, code: string) => void;
}

export interface Console {
  /** Creates a path that signs in once, as a super admin; null if sign-in by link is off. */
  signInPath(): string | null;
}

/**
 * Serves the console that `npm run build` has built, at `/console`; `GET /console/config.json`, with the OpenID Connect
 * provider; and, if sign-in by link is on, `POST /console/session`, which exchanges a one-time code for a token of one
 * hour.
 * @param provider the OpenID Connect provider to sign in with; null if none is configured
 * @param record keeps who signed in, and who tried
 * @param built the folder with the built pages
 */
export async function serveConsole(
  app: FastifyInstance,
  config: Config,
  provider: OidcProvider | null,
  record: SignInRecord,
  built: string = BUILT,
): Promise<Console> {
  const codes = signsInByLink(config) ? new SignInCodes() : null;
  // The page itself exchanges the provider's code for a token.
  const policy = contentPolicy({ connect: provider === null ? [] : [new URL(provider.tokenEndpoint).origin] });
  await app.register(
    async (scope) => {
      scope.addHook('onSend', async (_request, reply) => {
        reply.header('content-security-policy', policy).header('referrer-policy', 'no-referrer');
      });
      scope.get('/config.json', async (_request, reply) =>
        reply.header('cache-control', 'no-store').send({ oidc: provider && publicPart(provider) }),
      );
      if (codes) addSignIn(scope, config, codes, record);
      await addPages(scope, built);
    },
    { prefix: CONSOLE_PATH },
  );
  return { signInPath: () => (codes ? `${CONSOLE_PATH}/#code=${codes.issue()}` : null) };
}

/** What the browser needs to send the user to the provider and to verify the response. */
function publicPart({
  issuer,
  clientId,
  scopes,
  authorizationEndpoint,
  tokenEndpoint,
  namesItself,
  idTokenAlgorithms,
}: OidcProvider): unknown {
  return { issuer, clientId, scopes, authorizationEndpoint, tokenEndpoint, namesItself, idTokenAlgorithms };
}

/**
 * Whether links sign in. Any reader of the log could use them: not in production, nor if another issuer signs tokens.
 */
function signsInByLink({ consoleLink, auth, environment }: Config): boolean {
  return consoleLink && auth.jwksUrl === null && auth.oidc === null && environment !== 'production';
}

function addSignIn(scope: FastifyInstance, config: Config, codes: SignInCodes, record: SignInRecord): void {
  const tries = new RateLimit({ limit: TRIES });
  const onRequest = (request: FastifyRequest, reply: FastifyReply, next: () => void) => {
    const allowance = tries.take(addressKey(request.ip));
    const exceeded = allowance !== null && allowance.waitMs > 0 ? 'unsigned' : null;
    reply.headers(limitHeaders({ exceeded, allowance }));
    if (exceeded === null) next();
    else {
      record.refused(actorAt(request, config), 'RATE_LIMITED');
      void reply.code(429).send({ error: 'Too many attempts: wait a minute, then try again.' });
    }
  };
  scope.post('/session', { bodyLimit: SIGN_IN_BYTES, onRequest }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const parsed = signIn.safeParse(request.body);
    const actor = actorAt(request, config);
    if (!parsed.success || !codes.redeem(parsed.data.code)) {
      record.refused(actor, 'UNAUTHENTICATED');
      return reply.code(403).send({ error: 'This link has already been used or has expired.' });
    }
    const { id: subject, role, organizationId } = actor;
    const token = await mintToken(config, { subject, role, organizationId, ttl: TOKEN_TTL });
    // Before it is sent: no token without its event.
    await record.signedIn(actor, TOKEN_TTL);
    return { token };
  });
}

/** Whoever signs in by a link. */
function actorAt(request: FastifyRequest, { audit }: Config): Actor {
  return withOrigin({ id: 'console', role: 'SUPER_ADMIN', organizationId: null }, request, audit.addresses);
}

async function addPages(scope: FastifyInstance, built: string): Promise<void> {
  if (!existsSync(join(built, 'index.html'))) {
    const answer = (reply: FastifyReply) => reply.code(503).type('text/html').send(NOT_BUILT);
    scope.get('/', async (_request, reply) => answer(reply));
    scope.get('/*', async (_request, reply) => answer(reply));
    return;
  }
  await scope.register(fastifyStatic, {
    root: built,
    index: false,
    cacheControl: false,
    // One route for each file that was built: nothing that is asked for is looked up in the file system.
    wildcard: false,
    globIgnore: [GRAPHIQL_PAGE],
    // Names in assets contain a hash of the content; all other files may change under the same name.
    setHeaders: (reply, path) =>
      void reply.setHeader(
        'cache-control',
        path.startsWith(join(built, 'assets')) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
  scope.get('/', async (_request, reply) => reply.sendFile('index.html'));
  // The console routes its pages itself; only a missing asset is an error.
  scope.setNotFoundHandler(async (request, reply) => {
    const isPage = request.method === 'GET' && !pathOf(request.url).startsWith(`${CONSOLE_PATH}/assets/`);
    return isPage ? reply.sendFile('index.html') : reply.code(404).send({ error: 'File not found.' });
  });
}
