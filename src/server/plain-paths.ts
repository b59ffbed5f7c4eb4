import type { FastifyReply, FastifyRequest } from 'fastify';

/** The only address with a part that somebody else chose: the id of an organization, as the console encodes it. */
const WITH_ID = /^\/console\/organizations\/([^/]+)\/?$/;
/** A request may name the server too: `GET http://portcullis.example.com/console/`. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/**
 * Whether an address is written in the one way in which it is served: no segment `.` or `..`, no `//`, no backslash,
 * and nothing encoded, except the id of an organization in an address of the console, which is one segment. What a
 * proxy, a router or a file system would read as another address is none of ours.
 * @param url the request's target as it was sent
 */
export function isPlainPath(url: string): boolean {
  const path = pathOf(url);
  const [, id] = WITH_ID.exec(path) ?? [];
  const rest = id === undefined ? path : path.replace(WITH_ID, '/console/organizations');
  if (/[%\\\0]|\/\//.test(rest) || rest.split('/').some(isDots)) return false;
  return id === undefined || isPlainId(id);
}

/** The path of a request's target, as it was sent. */
export function pathOf(url: string): string {
  return url.replace(ORIGIN, '').split(/[?#]/, 1)[0] ?? '';
}

/** The Fastify hook that answers 404 to any other address, before whatever else would look at it. */
export function refuseOtherPaths(
  { raw: { url = '/' } }: FastifyRequest,
  reply: FastifyReply,
  next: (error?: Error) => void,
): void {
  if (isPlainPath(url)) next();
  else void reply.code(404).send({ error: 'There is nothing at this address.' });
}

function isPlainId(id: string): boolean {
  // `encodeURIComponent` leaves a dot as it is: an encoded one wants to be read as another.
  if (/%2e|\\/i.test(id)) return false;
  try {
    const text = decodeURIComponent(id);
    return !isDots(text) && !text.includes('\0');
  } catch {
    return false;
  }
}

function isDots(segment: string): boolean {
  return segment === '.' || segment === '..';
}
