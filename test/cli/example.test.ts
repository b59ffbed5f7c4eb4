import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../src/platform/package-root';
import { ask, codesOf } from '../support/http';
import { until } from '../support/run-engine';
import { createTestDatabase, TEST_SECRET } from '../support/test-database';

const tsx = createRequire(join(packageRoot, 'package.json')).resolve('tsx/cli');

test('`npm run example` sets up an empty database and prints queries that answer as it says', async () => {
  const database = await createTestDatabase('empty');
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [tsx, 'examples/erp/main.ts'], {
    cwd: packageRoot,
    env: { PATH, HOME, DATABASE_URL: database.url, AUTH_JWT_SECRET: TEST_SECRET, PORT: '0' },
  });
  const ended = once(child, 'close');
  let printed = '';
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  try {
    await until(
      'the example prints how to query it',
      () => child.exitCode !== null || printed.includes('# a super admin'),
      50,
    );
    const [, url = `the example did not start: ${log}`] = /The ERP is at (\S+)\/graphql/.exec(printed) ?? [];
    const printedFor = (name: string) => {
      const token = new RegExp(`^${name}=(\\S+)$`, 'm').exec(printed)?.[1] ?? '';
      const queries = [...printed.matchAll(new RegExp(`\\$${name}" -d '(.*)'$`, 'gm'))].map(
        ([, body = '']) => z.object({ query: z.string() }).parse(JSON.parse(body)).query,
      );
      return { queries, ask: (query: string) => ask({ url }, query, { authorization: `Bearer ${token}` }) };
    };

    const entitled = printedFor('ENTITLED');
    expect((await entitled.ask(entitled.queries[0] ?? '')).text).toContain('"contact":"Ada Byron"');
    const other = printedFor('OTHER');
    const denied = await other.ask(other.queries[0] ?? '');
    expect(denied.text).not.toContain('Ada Byron');
    expect(denied.data).toMatchObject({ me: { name: expect.any(String) }, leads: null });
    const refused = await other.ask(other.queries[1] ?? '');
    expect({ data: refused.data, codes: codesOf(refused) }).toEqual({
      data: undefined,
      codes: ['ENTITLEMENT_REQUIRED'],
    });
    const admin = printedFor('ADMIN');
    expect((await admin.ask(admin.queries[0] ?? '')).text).toContain('Ada Byron');
    expect(log).toContain('"what":"bypass","coordinate":"Organization.leads"');
  } finally {
    child.kill('SIGTERM');
    await ended;
    await database.close();
  }
  expect(child.exitCode).toBe(0);
});
