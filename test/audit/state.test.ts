import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readAuditKey, sayPublicKey } from '../../src/domain/audit/checkpoint';
import { AuditService } from '../../src/features/audit/audit-service';
import { ask } from '../support/http';
import { OPERATOR } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase('seeded');
  server = await startTestServer(database, { worker: false });
});
afterAll(async () => {
  await server.close();
  await database.close();
});

const end = z.object({ position: z.int(), hash: z.string(), publicKey: z.string().nullable() });
const state = z.object({
  end: end.nullable(),
  signedEnd: end.nullable(),
  unsealed: z.int(),
  lastVerification: z
    .object({ events: z.int(), position: z.int(), findings: z.int(), firstFinding: z.string().nullable() })
    .nullable(),
});

async function readState() {
  const { data, errors } = await ask(
    server,
    `{ auditState { end { position hash publicKey } signedEnd { position hash publicKey } unsealed
         lastVerification { events position findings firstFinding } } }`,
    { authorization: await bearer(GOOD_CLAIMS) },
  );
  expect(errors).toEqual([]);
  return z.object({ auditState: state }).parse(data).auditState;
}

test('the API tells how far the record is sealed, signed and verified, and what was found last', async () => {
  const key = readAuditKey(randomBytes(32).toString('base64'));
  if (!key) throw new Error('no key');
  const audit = new AuditService(database.dataSource, { own: key, trusted: [] });
  const before = await readState();
  expect(before.lastVerification).toBeNull();
  expect(before.unsealed + (before.end?.position ?? 0)).toBeGreaterThan(0);

  const whole = await audit.verify(OPERATOR);
  const after = await readState();
  expect(after).toMatchObject({
    signedEnd: { position: whole.end?.position, hash: whole.end?.hash, publicKey: sayPublicKey(key.publicKey) },
    unsealed: 1, // the event of the verification itself
    lastVerification: { events: whole.events, position: whole.end?.position, findings: 0, firstFinding: null },
  });

  await database.rewrite(`UPDATE platform_events SET reason = 'forged' WHERE event_type = 'taxonomy_seeded'`);
  await audit.verify(OPERATOR);
  const found = await readState();
  expect(found.lastVerification).toMatchObject({
    findings: 1,
    firstFinding: expect.stringMatching(/^event \d+ of platform_events was altered$/),
  });
  expect(found.signedEnd?.position).toBe(whole.end?.position);
  expect(found.end?.position).toBeGreaterThan(whole.end?.position ?? 0);
});

test('an event of a verification that somebody has written over is shown as no result', async () => {
  await database.rewrite(
    `UPDATE platform_events SET payload = '{"findings": "none"}' WHERE event_type = 'audit_verified'`,
  );
  expect((await readState()).lastVerification).toBeNull();
});
