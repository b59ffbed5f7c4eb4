import fc from 'fast-check';
import { DomainError } from '../../src/domain/errors';
import { AccessReader } from '../../src/store/access-reader';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
});
afterAll(() => database.close());

const sell = (organizationId: string) => ({ organizationId, moduleKey: 'sales', submoduleKey: null });

/** A reader between a real database that can go away, and a line that can be cut. */
class Process {
  isAway = false;
  isLineUp = true;
  private provedAt = performance.now();
  readonly told: (Date | null)[] = [];
  /** Called when a statement was answered, before whoever asked hears of it. */
  onAnswer: () => void | Promise<void> = () => undefined;

  /** @param maxOrganizations see `AccessReaderOptions` */
  constructor(private readonly maxOrganizations = 100) {}

  readonly reader = new AccessReader(
    {
      query: async (statement: string, parameters?: unknown[]): Promise<never> => {
        if (this.isAway) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
        const rows = await database.dataSource.manager.query<never>(statement, parameters);
        await this.onAnswer();
        return rows;
      },
    },
    {
      environment: null,
      isLineUp: () => this.isLineUp && !this.isAway,
      legacyTtl: 60_000,
      maxOrganizations: this.maxOrganizations,
      stale: { maxMs: 60_000, provedAt: () => this.proved(), onStale: (since) => this.told.push(since) },
    },
  );

  private proved(): number {
    if (this.isLineUp && !this.isAway) this.provedAt = performance.now();
    return this.provedAt;
  }

  /** Cuts the line, or makes it whole again, upon which everything is dropped. */
  cut(isCut: boolean): void {
    this.proved();
    if (!isCut && !this.isLineUp) this.reader.expire();
    this.isLineUp = !isCut;
  }

  /** The database goes away, or comes back. */
  away(isAway: boolean): void {
    this.proved();
    if (!isAway && this.isAway && this.isLineUp) this.reader.expire();
    this.isAway = isAway;
  }

  async decide(organizationId: string): Promise<{ readonly allowed: boolean; readonly stale: boolean }> {
    const [decision] = await this.reader.decideOrDeny([sell(organizationId)], () => undefined);
    return { allowed: decision?.allowed ?? false, stale: (decision?.staleSince ?? null) !== null };
  }
}

const ENTITLED = { allowed: true, stale: false };
const STALE = { allowed: true, stale: true };
const DENIED = { allowed: false, stale: false };

async function addEntitled(count: number): Promise<readonly string[]> {
  const ids = await database.addOrganizations(Array.from({ length: count }, () => null));
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT o, id, 'enabled', 'admin' FROM modules, unnest($1::int[]) o WHERE module_key = 'sales'`,
    [ids],
  );
  return ids;
}

const setStatus = (id: string, status: string) =>
  database.sql('UPDATE org_entitlements SET status = $2 WHERE org_id = $1', [id, status]);

test('a revocation seen while the line was down is not forgotten when the database goes away as well', async () => {
  const [id = ''] = await addEntitled(1);
  const process = new Process();
  expect(await process.decide(id)).toEqual(ENTITLED);
  process.cut(true);
  await setStatus(id, 'disabled');
  expect(await process.decide(id)).toEqual(DENIED);
  process.away(true);
  expect(await process.decide(id)).toEqual({ allowed: false, stale: true });
});

test('a change of the set-up seen while the line was down drops what was known before it', async () => {
  const [id = '', other = ''] = await addEntitled(2);
  const process = new Process();
  expect([await process.decide(id), await process.decide(other)]).toEqual([ENTITLED, ENTITLED]);
  process.cut(true);
  await database.sql(`UPDATE rollout SET mode = 'LEGACY'`);
  try {
    expect(await process.decide(id)).toEqual(DENIED);
    process.away(true);
    expect(await process.decide(id)).toEqual({ allowed: false, stale: true });
    expect(await process.decide(other)).toEqual(DENIED);
  } finally {
    await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  }
});

test('an organization is denied while it is unknown whether this process has revoked its access', async () => {
  const [id = '', other = ''] = await addEntitled(2);
  const process = new Process();
  expect([await process.decide(id), await process.decide(other)]).toEqual([ENTITLED, ENTITLED]);
  const revocation = process.reader.change([id], async () => {
    await setStatus(id, 'disabled');
    process.away(true);
    expect(await process.decide(id)).toEqual(DENIED);
    expect(await process.decide(other)).toEqual(STALE);
    throw new Error('Connection terminated unexpectedly');
  });
  await expect(revocation).rejects.toThrow('Connection terminated');
  expect(await process.decide(id)).toEqual(DENIED);
  expect(await process.decide(other)).toEqual(STALE);
  process.away(false);
  expect([await process.decide(id), await process.decide(other)]).toEqual([DENIED, ENTITLED]);
});

test('a refused change takes nothing from what is known', async () => {
  const [id = ''] = await addEntitled(1);
  const process = new Process();
  expect(await process.decide(id)).toEqual(ENTITLED);
  await expect(
    process.reader.change([id], async () => {
      throw new DomainError('CONFLICT', 'another version');
    }),
  ).rejects.toThrow('another version');
  process.away(true);
  expect(await process.decide(id)).toEqual(STALE);
});

test('of several organizations asked about at once, those that are known are answered', async () => {
  const [id = '', unknown = ''] = await addEntitled(2);
  const process = new Process();
  expect(await process.decide(id)).toEqual(ENTITLED);
  process.away(true);
  const decisions = await process.reader.decideOrDeny([sell(id), sell(unknown), sell('999999')], () => undefined);
  expect(decisions.map(({ allowed, reason }) => ({ allowed, reason }))).toEqual([
    { allowed: true, reason: 'ENTITLED' },
    { allowed: false, reason: 'CHECK_FAILED' },
    { allowed: false, reason: 'CHECK_FAILED' },
  ]);
});

test('an error of a database that answers is no reason to answer with what was known', async () => {
  const [id = ''] = await addEntitled(1);
  const process = new Process();
  expect(await process.decide(id)).toEqual(ENTITLED);
  process.cut(true);
  await database.sql('ALTER TABLE entitlement_overrides RENAME TO entitlement_overrides_away');
  try {
    expect(await process.decide(id)).toEqual(DENIED);
  } finally {
    await database.sql('ALTER TABLE entitlement_overrides_away RENAME TO entitlement_overrides');
  }
});

test('the beginning and the end of it are told once', async () => {
  const [id = ''] = await addEntitled(1);
  const process = new Process();
  await process.decide(id);
  process.away(true);
  for (let asked = 0; asked < 5; asked++) await process.decide(id);
  expect(process.told).toEqual([expect.any(Date)]);
  process.away(false);
  for (let asked = 0; asked < 5; asked++) await process.decide(id);
  expect(process.told).toEqual([expect.any(Date), null]);
});

test('whatever happens, what this process has seen or done is never undone by an older answer', async () => {
  const [id = ''] = await addEntitled(1);
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant('decide' as const) },
    fc.constantFrom('cut', 'mend', 'leave', 'return', 'change elsewhere', 'change here', 'change in doubt'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      await setStatus(id, 'enabled');
      const process = new Process();
      /** The state of the database, how often it has changed, and the last change that this process knows of. */
      let [status, version, seen] = ['enabled', 0, 0];
      /** The versions at which it was enabled. */
      const enabledAt = new Set([0]);
      const change = async () => {
        status = status === 'enabled' ? 'disabled' : 'enabled';
        version++;
        if (status === 'enabled') enabledAt.add(version);
        await setStatus(id, status);
      };
      for (const one of steps) {
        if (one === 'cut') process.cut(true);
        else if (one === 'mend') process.cut(false);
        else if (one === 'leave') process.away(true);
        else if (one === 'return') process.away(false);
        else if (one === 'decide') {
          const { allowed, stale } = await process.decide(id);
          if (!stale && !process.isAway) {
            expect(allowed).toBe(status === 'enabled');
            seen = version;
          } else if (allowed) {
            // Some state since the last one that it knew of: never an earlier one.
            expect([...enabledAt].some((at) => at >= seen)).toBe(true);
            expect(stale).toBe(true);
          }
        } else if (!process.isAway) {
          if (one === 'change elsewhere') {
            await change();
            // The notification arrives, unless the line is cut.
            if (process.isLineUp) {
              process.reader.drop([id]);
              seen = version;
            }
          } else {
            await process.reader
              .change([id], async () => {
                await change();
                if (one === 'change in doubt') throw new Error('Connection terminated unexpectedly');
              })
              .catch(() => undefined);
            seen = version;
          }
        }
      }
    }),
    { numRuns: 150 },
  );
});

test('a revocation that was seen is not undone by what was known before it came back up', async () => {
  const [x = '', y = ''] = await addEntitled(2);
  const process = new Process();
  expect([await process.decide(x), await process.decide(y)]).toEqual([ENTITLED, ENTITLED]);
  process.away(true);
  await setStatus(x, 'disabled');
  process.away(false);
  // Two first loads at once: one of them provides the set-up, and the other is not kept.
  expect(await Promise.all([process.decide(y), process.decide(x)])).toEqual([ENTITLED, DENIED]);
  process.away(true);
  expect((await process.decide(x)).allowed).toBe(false);
});

test('what was being loaded when changes are received again is known if the database goes away then', async () => {
  const [id = ''] = await addEntitled(1);
  const process = new Process();
  const menu = process.reader.keepWithSetup(async () => {
    await process.reader.read([id]);
    return 'the menu';
  });
  process.onAnswer = () => {
    process.cut(true);
    process.cut(false);
  };
  expect([await process.decide(id), await menu()]).toEqual([ENTITLED, 'the menu']);
  process.away(true);
  expect([await process.decide(id), await menu()]).toEqual([STALE, 'the menu']);
  // It is current no more: it is loaded anew as soon as the database answers.
  await setStatus(id, 'disabled');
  process.onAnswer = () => undefined;
  process.away(false);
  expect(await process.decide(id)).toEqual(DENIED);
});

test.each([
  { line: 'while the line is down', isCut: true },
  { line: 'when the line came up meanwhile', isCut: false },
])('a revocation that was seen is not undone by a slower read that began before it, $line', async ({ isCut }) => {
  const [id = '', other = ''] = await addEntitled(2);
  const process = new Process(1);
  process.cut(isCut);
  let release: () => void = () => undefined;
  let isRead: () => void = () => undefined;
  const wasRead = new Promise<void>((resolve) => (isRead = resolve));
  process.onAnswer = () => {
    process.onAnswer = () => undefined;
    isRead();
    return new Promise<void>((resolve) => (release = resolve));
  };
  const slow = process.decide(id);
  await wasRead;
  if (!isCut) {
    process.cut(true);
    process.cut(false);
  }
  await setStatus(id, 'disabled');
  expect(await process.decide(id)).toEqual(DENIED);
  // There is room for one organization: what was known of the first is not known any more.
  expect(await process.decide(other)).toEqual(ENTITLED);
  release();
  await slow;
  process.away(true);
  expect((await process.decide(id)).allowed).toBe(false);
});

test('an error of the database ends what answers in its place', async () => {
  const [id = ''] = await addEntitled(1);
  const process = new Process();
  expect(await process.decide(id)).toEqual(ENTITLED);
  process.away(true);
  expect(await process.decide(id)).toEqual(STALE);
  process.cut(true);
  process.away(false);
  await database.sql('ALTER TABLE entitlement_overrides RENAME TO entitlement_overrides_away');
  try {
    for (const until = Date.now() + 5_000; Date.now() < until;) {
      if (!(await process.decide(id)).stale) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await process.decide(id)).toEqual(DENIED);
  } finally {
    await database.sql('ALTER TABLE entitlement_overrides_away RENAME TO entitlement_overrides');
  }
});
