import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphQLError } from 'graphql';
import { jwtVerify } from 'jose';
import { z } from 'zod';

/** The user who sends a request, as identified by the token. */
export interface Actor {
  readonly id: string;
  readonly role: string;
  readonly organizationId: number | null;
  readonly signedInUntil: Date;
}

/**
 * Identifies the actor from an Authorization header; null without one.
 * @throws GraphQLError UNAUTHENTICATED for an invalid token
 */
export type Authenticate = (authorization: string | undefined) => Promise<Actor | null>;

/** Portcullis writes ids of organizations as texts, whatever their type; those of the ERP are whole numbers. */
const claims = z.object({
  sub: z.string().min(1),
  role: z.string(),
  org_id: z.coerce.number().int().positive().optional(),
  exp: z.number(),
});

/**
 * Accepts the tokens of Portcullis (`portcullis token` issues them): HS256, with the secret in AUTH_JWT_SECRET or, by
 * default, that of the embedded set-up.
 */
export async function createAuthenticate(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Authenticate> {
  const secret =
    environment['AUTH_JWT_SECRET'] ??
    (await readFile(join(environment['PORTCULLIS_DATA_DIR'] ?? '.portcullis', 'jwt-secret'), 'utf8'));
  const key = new TextEncoder().encode(secret.trim());
  return async (authorization) => {
    if (authorization === undefined) return null;
    try {
      const { payload } = await jwtVerify(authorization.replace(/^Bearer +/i, ''), key, {
        algorithms: ['HS256'],
        requiredClaims: ['exp'],
      });
      const { sub, role, org_id, exp } = claims.parse(payload);
      return { id: sub, role, organizationId: org_id ?? null, signedInUntil: new Date(exp * 1_000) };
    } catch {
      throw new GraphQLError('The token is invalid.', {
        extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
      });
    }
  };
}
