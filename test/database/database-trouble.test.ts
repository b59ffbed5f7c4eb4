import { DomainError } from '../../src/domain/errors';
import { sayDatabaseTrouble } from '../../src/store/say-database-trouble';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase('schema');
});
afterAll(() => database.close());

/** What an operator is told of the error that statements of one transaction end with. */
async function told(...statements: readonly string[]): Promise<unknown> {
  const transaction = database.dataSource.transaction(async (manager) => {
    for (const statement of statements) await manager.query(statement);
  });
  const error: unknown = await transaction.then(
    () => null,
    (failed: unknown) => failed,
  );
  return sayDatabaseTrouble(error, { name: 'product', host: 'db1' });
}

const raise = (code: string, message: string) =>
  `DO $$ BEGIN RAISE EXCEPTION '${message}' USING ERRCODE = '${code}'; END $$`;

test.each([
  { what: 'a session that was ended', sql: 'SELECT pg_terminate_backend(pg_backend_pid())', todo: 'Run it again once' },
  { what: 'a full disk', sql: raise('53100', 'could not extend file'), todo: 'Free space, memory or connections' },
  { what: 'too many connections', sql: raise('53300', 'too many clients'), todo: 'Raise the limit of connections' },
  {
    what: 'a deadlock',
    sql: raise('40P01', 'deadlock detected'),
    todo: 'Another session was in the way: run it again',
  },
  {
    what: 'a conflict of snapshots',
    sql: raise('40001', 'could not serialize access'),
    todo: 'Another session was in',
  },
  { what: 'a lock timeout', sql: raise('55P03', 'canceling statement'), todo: 'Another session was in the way' },
])('$what is told to an operator in one sentence with what to do', async ({ sql, todo }) => {
  const error = await told(sql);
  expect(error).toBeInstanceOf(DomainError);
  expect(error).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringMatching(
      new RegExp(`^The database 'product' at db1 could not go on: .*\\. ${todo}.* is kept\\.$`),
    ),
  });
});

test('a database that was made read-only names the address to set', async () => {
  expect(await told('SET TRANSACTION READ ONLY', `UPDATE portcullis.rollout SET mode = 'LEGACY'`)).toMatchObject({
    message: expect.stringContaining("The database 'product' at db1 only reads"),
  });
});

test('a fault of our own is not called trouble of the database', async () => {
  expect(await told('SELECT nothing')).not.toBeInstanceOf(DomainError);
});
