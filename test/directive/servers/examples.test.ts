import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../../../src/platform/package-root';
import { until } from '../../support/run-engine';
import { allOf } from './matrix';
import { type Answer, ask, listenBySocket, listenBySse } from './served';

const tsx = createRequire(join(packageRoot, 'package.json')).resolve('tsx/cli');

type Listen = (url: string, query: string, as: string) => AsyncIterable<Answer>;
const bySocket: Listen = (url, query, as) => listenBySocket(url.replace('http', 'ws'), query, as);

test.each<[string, Listen | null]>([
  ['servers/apollo', null],
  ['servers/yoga', listenBySse],
  ['servers/mercurius', bySocket],
  ['servers/nest', bySocket],
  ['servers/plain', bySocket],
  ['servers/plain', listenBySse],
  ['servers/federation', null],
  ['pothos/main', null],
])('the example %s starts as it says, and guards what it shows', async (name, listen) => {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [tsx, `examples/${name}.ts`], {
    cwd: packageRoot,
    env: { PATH, HOME, PORT: '0' },
  });
  const ended = once(child, 'close');
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  try {
    await until('it says how to try it', () => child.exitCode !== null || printed.includes('Try: curl'), 50);
    const url = /Listening at (\S+)/.exec(printed)?.[1] ?? `the example did not start: ${printed}`;
    const query = /"query":"([^"]+)"/.exec(printed)?.[1] ?? '';
    expect(await ask(url, query, '1')).toMatchObject({
      data: { leads: [{ contact: 'Ada', salary: null }] },
      errors: [{ extensions: { code: 'ENTITLEMENT_REQUIRED', details: { reason: 'NOT_ENTITLED' } } }],
    });
    expect(await ask(url, query, '2')).toMatchObject({ data: { leads: null }, errors: [{}] });
    if (listen) {
      const events = async (as: string) =>
        JSON.stringify(await allOf(listen(url, 'subscription { newLeads { contact } }', as)));
      expect(await events('1')).toContain('"contact":"Ada"');
      expect(await events('2')).toMatch(/^(?!.*Ada).*ENTITLEMENT_REQUIRED/);
    }
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
});
