import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/package-root';
import { isPlainPath } from '../../src/server/plain-paths';
import { rawGet } from '../support/raw-http';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase('schema', { NODE_ENV: 'production' });
  server = await startTestServer(database, { worker: false });
});

afterAll(async () => {
  await server.close();
  await database.close();
});

/** Ways to write `..` and `.` that a proxy, a router or a file system may understand. */
const DOTS = [
  '..',
  '%2e%2e',
  '%2E%2e',
  '.%2e',
  '%2e.',
  '%252e%252e',
  '%25252e%25252e',
  '.',
  '%2e',
  '%252e',
  '%c0%ae%c0%ae',
];
const SLASHES = ['/', '%2f', '%2F', '\\', '%5c', '%5C', '%252f', '%255c', '//', '/./', '%00/', '/%00'];
const TARGETS = [
  ...DOTS.flatMap((dots) =>
    SLASHES.flatMap((slash) => [
      `/console/assets/${dots}${slash}graphiql.html`,
      `/console/${dots}${slash}graphiql.html`,
      `/console/assets${slash}${dots}${slash}${dots}${slash}${dots}${slash}package.json`,
    ]),
  ),
  ...['/console//graphiql.html', '//console/graphiql.html', '/console/graphiql%2ehtml', '/console/graphiq%6c.html'],
  ...[
    '/console/%67raphiql.html',
    '/console\\graphiql.html',
    '/console/graphiql.html%00',
    '/console/%00',
    '/console/..',
  ],
  ...['/console/organizations/..', '/console/organizations/%2e%2e', '/console/organizations/%00', '/%63onsole/'],
  ...[
    '/console/./',
    '/./console/',
    '/console/%',
    '/console/%zz',
    '/console/organizations/%ff',
    '/%6detrics',
    '/%67raphql',
  ],
  ...['/console/assets/%2e%2e/', '/console/assets/../../../package.json', '/graphiq%6c', '/graphiql/../console/'],
  ...['http://portcullis/console/../graphiql.html', 'http://portcullis/console/%2e%2e/graphiql.html'],
];

test('no way to write an address leads to anything but what is allowed there', async () => {
  const page = await rawGet(server, '/console/');
  expect(page).toMatchObject({ status: 200, body: expect.stringContaining('<script type="module"') });
  for (const target of TARGETS) {
    const { status, body } = await rawGet(server, target);
    expect({ target, status, isPage: body.includes('<html') }).toEqual({
      target,
      status: status === 400 ? 400 : 404,
      isPage: false,
    });
  }
});

test('what looks like a path within the id of an organization leads to its page, and to no file', async () => {
  const { body: page } = await rawGet(server, '/console/');
  for (const dots of DOTS)
    for (const slash of SLASHES) {
      const target = `/console/organizations/${dots}${slash}graphiql.html`;
      const { status, body } = await rawGet(server, target);
      expect({ target, isRight: status === 400 || status === 404 || (status === 200 && body === page) }).toEqual({
        target,
        isRight: true,
      });
    }
});

test('the page of GraphiQL is not served in production, by whatever name', async () => {
  const { body } = await rawGet(server, '/console/graphiql.html');
  expect(body).not.toContain('graphiql');
  expect((await rawGet(server, '/graphiql')).status).toBe(404);
});

test('every file that was built is served, and so are the pages of organizations with awkward ids', async () => {
  const assets = await readdir(join(packageRoot, 'dist/console/assets'));
  for (const asset of assets) expect((await rawGet(server, `/console/assets/${asset}`)).status).toBe(200);
  for (const id of ['7', 'a/b/..', '%2F 100%', 'back\\slash', 'urn:acme:7', '?q=1&r', '🦊 Fuchs', "d'Or", '...']) {
    const page = await rawGet(server, `/console/organizations/${encodeURIComponent(id)}?tab=events`);
    expect({ id, status: page.status }).toEqual({ id, status: 200 });
  }
  for (const path of ['/console', '/console/', '/console/runs/7', '/console/callback?code=%2e%2e', '/console/nothing'])
    expect((await rawGet(server, path)).status).toBeLessThan(400);
  expect((await rawGet(server, 'http://portcullis.example/console/runs')).status).toBe(200);
  expect((await rawGet(server, '/console/assets/nothing.js')).status).toBe(404);
});

test.each(['/graphql', '/health/live', '/metrics', '/console/assets/index-Ab_c.js', '/graphql?query=%7B..%7D//'])(
  '%s is a plain address',
  (url) => {
    expect(isPlainPath(url)).toBe(true);
  },
);
