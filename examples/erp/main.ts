import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Entitlements, openEntitlements } from 'portcullis';
import { guardSchema } from 'portcullis/directive';
import { z } from 'zod';
import { createAuthenticate } from './authenticate';
import { BypassLog } from './bypass-log';
import { contextFactory } from './erp-context';
import { Feeds } from './feeds';
import { guardOptions } from './guard';
import { addSampleData, createTables } from './records';
import { createErpSchema } from './schema';
import { startErp } from './server';

const log = (what: string, more: object) =>
  void process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), what, ...more })}\n`);

/** Runs the command of the package on the database that this process uses. */
async function portcullis(...args: readonly string[]): Promise<string> {
  const manifest = require.resolve('portcullis/package.json');
  const { bin } = z
    .object({ bin: z.object({ portcullis: z.string() }) })
    .parse(JSON.parse(readFileSync(manifest, 'utf8')));
  const { stdout } = await promisify(execFile)(process.execPath, [join(dirname(manifest), bin.portcullis), ...args]);
  return stdout.trim();
}

async function main(): Promise<void> {
  await portcullis('db', 'migrate');
  await portcullis('seed');
  const entitlements = await openEntitlements({
    environment: process.env,
    source: 'erp', // in portcullis watch
    embedded: true, // without DATABASE_URL; a product leaves this out
    onError: (error) => log('entitlements', { error: String(error) }),
  });
  const { dataSource } = entitlements;
  if (!(await hasOrganizations(entitlements))) await portcullis('seed', '--demo');
  await createTables(dataSource);
  await addSampleData(dataSource);

  const bypasses = new BypassLog((bypass, count) => log('bypass', { ...bypass, count }));
  const guard = guardSchema(
    createErpSchema(),
    guardOptions(entitlements, {
      onBypass: bypasses.add,
      onCheckFailure: (error) => log('check failed', { error: String(error) }),
    }),
  );
  const tokens = await makeTokens(entitlements);
  const erp = await startErp({
    guard,
    maintenance: entitlements.maintenance,
    authenticate: await createAuthenticate(process.env),
    contextOf: contextFactory(dataSource, new Feeds()),
    onError: (error, id) => log('masked error', { id, error: String(error) }),
    port: Number(process.env['PORT'] ?? 4001),
  });
  process.stdout.write(describe(erp.url, tokens));

  const stop = async () => {
    await erp.close();
    await entitlements.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

async function hasOrganizations({ dataSource }: Entitlements): Promise<boolean> {
  const found: readonly unknown[] = await dataSource.query('SELECT 1 FROM organizations LIMIT 1');
  return found.length > 0;
}

interface Tokens {
  readonly entitled: { readonly organizationId: string; readonly token: string } | null;
  readonly other: { readonly organizationId: string; readonly token: string } | null;
  readonly superAdmin: string;
}

/**
 * Issues a token for a member of an organization that may use leads, one of an organization that may not, and a super
 * admin.
 */
async function makeTokens({ dataSource, loadDecisions }: Entitlements): Promise<Tokens> {
  const first: readonly { id: number }[] = await dataSource.query('SELECT id FROM organizations ORDER BY id LIMIT 10');
  const decisions = await loadDecisions(
    first.map(({ id }) => ({ organizationId: String(id), module: 'sales', submodule: 'leads' })),
  );
  const member = async (allowed: boolean) => {
    const decision = decisions.find((one) => one.allowed === allowed);
    if (!decision) return null;
    const organizationId = String(decision.organizationId);
    return { organizationId, token: await portcullis('token', '--role', 'MEMBER', '--org', organizationId) };
  };
  return {
    entitled: await member(true),
    other: await member(false),
    superAdmin: await portcullis('token', '--role', 'SUPER_ADMIN'),
  };
}

function describe(url: string, { entitled, other, superAdmin }: Tokens): string {
  const curl = (token: string, query: string) =>
    `curl -s ${url}/graphql -H 'content-type: application/json' ` +
    `-H "authorization: Bearer $${token}" -d '${JSON.stringify({ query })}'`;
  const query = '{ me { name } leads { contact value score } documents { title } }';
  const mutation =
    'mutation { addNote(title: "first") { id } createLead(input: { contact: "A", company: "B", value: 1 }) { id } }';
  return [
    `The ERP is at ${url}/graphql (its schema: examples/erp/schema.graphql). These tokens are valid for one hour:`,
    '',
    ...(entitled ? [`ENTITLED=${entitled.token}`] : []),
    ...(other ? [`OTHER=${other.token}`] : []),
    `ADMIN=${superAdmin}`,
    ...(entitled ? ['', `# organization ${entitled.organizationId} may use leads`, curl('ENTITLED', query)] : []),
    ...(other
      ? [
          '',
          `# organization ${other.organizationId} may not: its leads are null`,
          curl('OTHER', query),
          '# it may not create one either: no part of this operation runs',
          curl('OTHER', mutation),
        ]
      : []),
    ...(other
      ? [
          '',
          '# a super admin bypasses the denial, which is counted and logged',
          curl('ADMIN', `{ organization(id: ${other.organizationId}) { name leads { contact } } }`),
        ]
      : []),
    '',
    '',
  ].join('\n');
}

main().catch((error: unknown) => {
  log('the example could not start', { error: String(error) });
  process.exit(1);
});
