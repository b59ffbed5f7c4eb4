import { Client, type QueryResultRow } from 'pg';
import { z } from 'zod';

const VARIABLE = 'PORTCULLIS_TEST_SERVER';
const testServer = z.object({ serverUrl: z.string(), prefix: z.string(), ours: z.boolean() });
type TestServer = z.infer<typeof testServer>;

/** Passes the server on to jest's workers, which inherit the environment. */
export function recordTestServer(server: TestServer): void {
  process.env[VARIABLE] = JSON.stringify(server);
}

export function currentTestServer(): TestServer {
  return testServer.parse(JSON.parse(process.env[VARIABLE] ?? 'null'));
}

/** The address of one database on the test server. */
export function urlOf(database: string): string {
  const url = new URL(currentTestServer().serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs statements on the server's own database, outside any transaction. */
export async function onServer<Result>(
  work: (query: <Row extends QueryResultRow>(sql: string) => Promise<readonly Row[]>) => Promise<Result>,
): Promise<void> {
  const client = new Client({ connectionString: currentTestServer().serverUrl });
  await client.connect();
  try {
    await work(async <Row extends QueryResultRow>(sql: string) => (await client.query<Row>(sql)).rows);
  } finally {
    await client.end();
  }
}
