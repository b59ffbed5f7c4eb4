import fc from 'fast-check';
import { followChain, type Link, linkHash } from '../../src/domain/audit/chain';
import {
  judgeSignature,
  readAuditKey,
  readPublicKey,
  sayPublicKey,
  signCheckpoint,
} from '../../src/domain/audit/checkpoint';

const content = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const time = fc.date({ noInvalidDate: true }).map((one) => one.toISOString());
const BEGINNING = { position: 0, hash: 'b0' };
const chain = fc
  .array(
    fc.record({
      log: fc.constantFrom('entitlement_events', 'platform_events'),
      rows: fc.nat(),
      content,
      id: fc.nat().map(String),
      since: time,
      until: time,
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((links) =>
    links.reduce<Link[]>((made, one, index) => {
      const link = { ...one, position: index + 1 };
      return [...made, { ...link, hash: linkHash(link, made.at(-1) ?? BEGINNING) }];
    }, []),
  );

test('a chain that nobody touched is whole, read at once or in pages', () => {
  fc.assert(
    fc.property(chain, fc.nat(), (links, at) => {
      const cut = at % links.length;
      const first = followChain(BEGINNING, links.slice(0, cut));
      const second = followChain(first.end, links.slice(cut));
      expect([...first.broken, ...second.broken]).toEqual([]);
      expect(second.end.position).toBe(links.length);
    }),
  );
});

test('whatever is altered, removed or moved in a chain, the first break is at its place', () => {
  const change = fc.constantFrom<(links: readonly Link[], at: number) => readonly Link[]>(
    (links, at) => links.map((one, n) => (n === at ? { ...one, rows: one.rows + 1 } : one)),
    (links, at) => links.map((one, n) => (n === at ? { ...one, content: one.hash } : one)),
    (links, at) => links.map((one, n) => (n === at ? { ...one, log: `${one.log}_` } : one)),
    (links, at) => links.map((one, n) => (n === at ? { ...one, id: `-${one.id}` } : one)),
    (links, at) => links.map((one, n) => (n === at ? { ...one, since: `${one.since} ` } : one)),
    (links, at) => links.map((one, n) => (n === at ? { ...one, until: `${one.until} ` } : one)),
    (links, at) => links.map((one, n) => (n === at ? { ...one, hash: one.content } : one)),
    (links, at) => links.filter((_one, n) => n !== at),
  );
  fc.assert(
    fc.property(chain, fc.nat(), change, (links, n, tamper) => {
      // The last one may be cut off: only a checkpoint tells that.
      const at = n % links.length;
      const { broken } = followChain(BEGINNING, tamper([...links, ...continued(links)], at));
      expect(broken[0]?.position).toBe(at + 1);
    }),
  );
});

function continued(links: readonly Link[]): readonly Link[] {
  const last = links.at(-1) ?? BEGINNING;
  const link = {
    ...{ position: links.length + 1, log: 'platform_events', rows: 1, content: '00' },
    ...{ id: '9', since: 'now', until: 'now' },
  };
  return [{ ...link, hash: linkHash(link, last) }];
}

const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => {
  const read = readAuditKey(Buffer.from(bytes).toString('base64'));
  if (!read) throw new Error('32 bytes are a key');
  return read;
});
const checkpoint = fc.record({
  position: fc.nat(),
  hash: content,
  madeAt: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }),
});

test('a signature proves one checkpoint, by one key, and no other one', () => {
  fc.assert(
    fc.property(key, key, checkpoint, (own, other, one) => {
      const signature = { publicKey: own.publicKey, bytes: signCheckpoint(one, own) };
      const signed = { ...one, signature };
      expect(judgeSignature(signed, [own.publicKey])).toBe('SIGNED');
      expect(judgeSignature(signed, [])).toBe('SIGNED');
      expect(judgeSignature({ ...signed, position: one.position + 1 }, [])).toBe('FORGED');
      expect(judgeSignature({ ...signed, madeAt: new Date(one.madeAt.getTime() + 1) }, [])).toBe('FORGED');
      expect(judgeSignature({ ...signed, hash: `${one.hash}0` }, [])).toBe('FORGED');
      fc.pre(own.publicKey !== other.publicKey);
      expect(judgeSignature(signed, [other.publicKey])).toBe('UNKNOWN_KEY');
      expect(judgeSignature({ ...one, signature: { ...signature, publicKey: other.publicKey } }, [])).toBe('FORGED');
      expect(judgeSignature({ ...one, signature: null }, [])).toBe('UNSIGNED');
    }),
    { numRuns: 30 },
  );
});

test('keys are 32 bytes in base64, and nothing else is taken for one', () => {
  fc.assert(
    fc.property(key, ({ publicKey }) => {
      expect(readPublicKey(sayPublicKey(publicKey))).toBe(publicKey);
    }),
    { numRuns: 20 },
  );
  for (const text of ['', 'short', 'A'.repeat(44), `${'A'.repeat(43)}=x`, Buffer.alloc(31).toString('base64')])
    expect(readAuditKey(text)).toBeNull();
});
