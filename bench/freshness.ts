import { Client } from 'pg';
import { z } from 'zod';
import { Output } from '../src/cli/support/output';
import { createBenchDatabase } from './bench-database';
import { type BenchServer, enforceAll, startPortcullis, tokenFor } from './start-server';

/**
 * Measures for how long a server answers with what was revoked: `npm run bench:freshness` with DATABASE_URL set, and
 * DATABASE_POOLER_URL for the same server through a pooler (`auth_type = any`, `* = host=…`). Each revocation is one
 * statement of another application.
 */
const REVOCATIONS = 200;
/** A revocation that was not heard after this time counts as unheard. */
const UNHEARD_MS = 5_000;

const out = new Output(false);
const answer = z.object({ data: z.object({ checkEntitlements: z.tuple([z.object({ allowed: z.boolean() })]) }) });

async function isAllowed({ url }: BenchServer, token: string, organizationId: string): Promise<boolean> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: 'query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed } }',
      variables: { checks: [{ organizationId, moduleKey: 'sales' }] },
    }),
  });
  return answer.parse(await response.json()).data.checkEntitlements[0].allowed;
}

/** Milliseconds from each commit until an answer that knows of it; Infinity for one that was not heard. */
async function revoke(server: BenchServer, token: string, product: Client, ids: readonly string[]) {
  const taken: number[] = [];
  for (const id of ids) {
    if (!(await isAllowed(server, token, id)))
      throw new Error(`organization ${id} is not allowed before it is revoked`);
    await product.query(
      `DELETE FROM org_entitlements WHERE org_id = $1
       AND module_id = (SELECT id FROM modules WHERE module_key = 'sales')`,
      [id],
    );
    const committed = performance.now();
    let heard = false;
    while (!heard && performance.now() - committed < UNHEARD_MS) heard = !(await isAllowed(server, token, id));
    taken.push(heard ? performance.now() - committed : Infinity);
  }
  return taken;
}

async function main(): Promise<void> {
  const { DATABASE_URL: direct, DATABASE_POOLER_URL: pooler } = process.env;
  if (direct === undefined) throw new Error('Set DATABASE_URL to a PostgreSQL server.');
  const database = await createBenchDatabase(direct, 3_000, 'common');
  const product = new Client({ connectionString: database.url, options: '-c search_path=portcullis,public' });
  try {
    await enforceAll(database);
    const token = await tokenFor(database, '--role', 'SUPER_ADMIN');
    await product.connect();
    const { rows } = await product.query<{ id: string }>(
      `SELECT e.org_id::text AS id FROM org_entitlements e JOIN modules m ON m.id = e.module_id
       WHERE m.module_key = 'sales' AND e.status = 'enabled' ORDER BY e.org_id`,
    );
    const ids = rows.map(({ id }) => id);
    const pooled = pooler === undefined ? null : new URL(pooler);
    if (pooled) pooled.pathname = new URL(database.url).pathname;
    const ways: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ['direct', { DATABASE_URL: database.url }],
      ...(pooled
        ? ([
            ['pooled, with DATABASE_DIRECT_URL', { DATABASE_URL: pooled.href, DATABASE_DIRECT_URL: database.url }],
            ['pooled, without (nothing is cached)', { DATABASE_URL: pooled.href }],
          ] as const)
        : []),
    ];
    for (const [name, environment] of ways) {
      const server = await startPortcullis(environment);
      try {
        const taken = (await revoke(server, token, product, ids.splice(0, REVOCATIONS))).sort((a, b) => a - b);
        const heard = taken.filter(Number.isFinite);
        const at = (share: number) => `${heard[Math.ceil(share * heard.length) - 1]?.toFixed(1) ?? '–'} ms`;
        out.line(
          `${name}: ${taken.length} revocations, ${taken.length - heard.length} unheard, p50 ${at(0.5)}, ` +
            `p99 ${at(0.99)}, longest ${at(1)}`,
        );
      } finally {
        server.process.kill();
      }
    }
  } finally {
    await product.end();
    await database.drop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
