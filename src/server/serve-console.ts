import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../platform/config';
import { BUILT, contentPolicy, GRAPHIQL_PAGE, NOT_BUILT } from './built-pages';
import type { OidcProvider } from './oidc-provider';
import { SignInCodes } from './sign-in-codes';
import { mintToken } from '../database/mint-token';

const CONSOLE_PATH = '/console';
/** How long the token of a one-time link is good. */
const TOKEN_TTL = '1h';
const TRIES_A_MINUTE = 10;

/** What a sign-in sends. */
const signIn = z.object({ code: z.string().min(1).max(200) });

export interface Console {
  /** Makes a path that signs in once as a super admin; null where nobody signs in by a link. */
  signInPath(): string | null;
}

/**
 * Serves the console that `npm run build` has made, at `/console`, and `POST /console/session`, which takes a one-time code for a
 * token of an hour: the latter only where `signsInByLink` says so. `GET /console/config.json` says where people sign in.
 */
export async function serveConsole(
  app: FastifyInstance,
  config: Config,
  provider: OidcProvider | null = null,
  built: string = BUILT,
): Promise<Console> {
  const codes = signsInByLink(config) ? new SignInCodes() : null;
  // It changes the provider's code for a token by itself.
  const policy = contentPolicy({ connect: provider === null ? [] : [new URL(provider.tokenEndpoint).origin] });
  await app.register(
    async (scope) => {
      scope.addHook('onSend', async (_request, reply) => {
        reply.header('content-security-policy', policy).header('referrer-policy', 'no-referrer');
      });
      scope.get('/config.json', async (_request, reply) =>
        reply.header('cache-control', 'no-store').send({ oidc: provider && publicPart(provider) }),
      );
      if (codes) await addSignIn(scope, config, codes);
      await addPages(scope, built);
    },
    { prefix: CONSOLE_PATH },
  );
  return { signInPath: () => (codes ? `${CONSOLE_PATH}/#code=${codes.issue()}` : null) };
}

/** What a browser needs to know of the provider to send somebody there, and to check who comes back. */
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

/** Whoever reads the log may use the link: never in production, nor where another issuer signs. */
function signsInByLink({ consoleLink, auth, environment }: Config): boolean {
  return consoleLink && auth.jwksUrl === null && auth.oidc === null && environment !== 'production';
}

async function addSignIn(scope: FastifyInstance, config: Config, codes: SignInCodes): Promise<void> {
  await scope.register(rateLimit, { global: false });
  scope.post(
    '/session',
    { config: { rateLimit: { max: TRIES_A_MINUTE, timeWindow: '1 minute' } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const parsed = signIn.safeParse(request.body);
      if (!parsed.success || !codes.redeem(parsed.data.code))
        return reply.code(403).send({ error: 'The link was used before, or is too old.' });
      return {
        token: await mintToken(config, {
          subject: 'console',
          role: 'SUPER_ADMIN',
          organizationId: null,
          ttl: TOKEN_TTL,
        }),
      };
    },
  );
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
    allowedPath: (path) => path !== `/${GRAPHIQL_PAGE}`,
    // The build names what is in assets by its content; everything else may be another file tomorrow.
    setHeaders: (reply, path) =>
      void reply.setHeader(
        'cache-control',
        path.startsWith(join(built, 'assets')) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
  scope.get('/', async (_request, reply) => reply.sendFile('index.html'));
  // A page's address is the page's own affair; a file that is missing is missing.
  scope.setNotFoundHandler(async (request, reply) => {
    const isPage = request.method === 'GET' && !request.url.startsWith(`${CONSOLE_PATH}/assets/`);
    return isPage ? reply.sendFile('index.html') : reply.code(404).send({ error: 'There is no such file.' });
  });
}
