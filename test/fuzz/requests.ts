import fc from 'fast-check';
import type { FuzzedOperation } from './operations';

/** A request as it goes over the wire. */
export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

/** Every route of the server, what is near them, and what there is not. */
const PATHS = [
  '/graphql',
  '/graphql/',
  '/graphql?query=%7B__typename%7D',
  '/graphql?query=%7B__typename%7D&variables=%7B',
  '/graphql?query[]=a&query[]=b',
  '/health',
  '/health/ready',
  '/metrics',
  '/console',
  '/console/',
  '/console/config.json',
  '/console/session',
  '/console/assets/x.js',
  '/console/%2e%2e/package.json',
  '/console/..%2f..%2fpackage.json',
  '/graphiql',
  '/.env',
  '/%00',
  '/%',
  '//',
  '/a?b=%ff',
] as const;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'] as const;
const TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'application/json;charset="',
  'application/graphql',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'x',
  '',
] as const;
const HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { accept: 'application/graphql-response+json' },
  { accept: 'text/html' },
  { accept: '\u00ff' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'x' },
  { origin: 'https://evil.example' },
  { 'x-request-id': 'x'.repeat(5_000) },
  { 'x-forwarded-for': "'; DROP TABLE" },
  { traceparent: '00-zz' },
  { authorization: 'Bearer' },
  { authorization: 'Bearer a.b.c' },
  { authorization: 'Basic eDp5' },
  { cookie: 'a=b; a=c' },
  { 'apollo-require-preflight': 'x' },
  { range: 'bytes=0-99999999999' },
  { 'if-none-match': '"x"' },
];

/** Bodies that are nearly those of an operation: cut, changed in a byte, or of another shape. */
function bodyOf(operation: FuzzedOperation): fc.Arbitrary<Uint8Array> {
  const text = JSON.stringify({ ...operation, operationName: 'Fuzzed' });
  const bytes = new TextEncoder().encode(text);
  const place = fc.nat(bytes.length - 1);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(bytes) },
    { weight: 1, arbitrary: place.map((end) => bytes.slice(0, end)) },
    {
      weight: 1,
      arbitrary: fc.tuple(place, fc.nat(255)).map(([at, byte]) => bytes.map((old, n) => (n === at ? byte : old))),
    },
    { weight: 1, arbitrary: fc.jsonValue().map((value) => new TextEncoder().encode(JSON.stringify(value))) },
    {
      weight: 1,
      arbitrary: fc
        .record({
          query: fc.jsonValue(),
          variables: fc.jsonValue(),
          operationName: fc.jsonValue(),
          extensions: fc.jsonValue(),
        })
        .map((value) => new TextEncoder().encode(JSON.stringify(value))),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );
}

/** Requests that are nearly right: an operation or a part of one, with any method, path and headers. */
export function requestOf(operations: fc.Arbitrary<FuzzedOperation>): fc.Arbitrary<FuzzedRequest> {
  return operations.chain((operation) =>
    fc
      .record({
        method: fc.oneof(
          { weight: 3, arbitrary: fc.constant('POST') },
          { weight: 2, arbitrary: fc.constantFrom(...METHODS) },
        ),
        path: fc.oneof(
          { weight: 3, arbitrary: fc.constant('/graphql') },
          { weight: 2, arbitrary: fc.constantFrom(...PATHS) },
        ),
        type: fc.oneof(
          { weight: 3, arbitrary: fc.constant('application/json') },
          { weight: 1, arbitrary: fc.constantFrom(...TYPES) },
        ),
        headers: fc.constantFrom(...HEADERS),
        body: bodyOf(operation),
      })
      .map(({ method, path, type, headers, body }) => ({
        method,
        path,
        headers: { 'content-type': type, ...headers },
        body: method === 'GET' || method === 'HEAD' ? null : body,
      })),
  );
}
