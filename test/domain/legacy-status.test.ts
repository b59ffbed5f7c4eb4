import { legacyChecks, type LegacyStatusFacts } from '../../src/domain/legacy/legacy-status';

const AT = new Date('2027-06-01T12:00:00Z');
const DAYS = { hide: 30, drop: 90 };
const ago = (days: number) => new Date(AT.getTime() - days * 86_400_000);

const FACTS: LegacyStatusFacts = {
  at: AT,
  environment: null,
  gating: { organizations: 7, others: 0, mode: 'ENFORCE', enforcedSince: ago(90), writtenByHand: false },
  parity: { id: '4', finishedAt: ago(1), unexplained: 0, uncovered: 0 },
  lateWriters: {
    notMigrated: 0,
    emptyUnseen: 0,
    withinHideDays: 0,
    withinDropDays: 0,
    lastAt: null,
    fencedSince: null,
  },
  legacyAnswers: { withinHideDays: 0, withinDropDays: 0, lastDay: null, sources: [] },
  snapshotAt: ago(1),
  liveRuns: [],
  obstacles: [],
};

const COUNTED = [
  { source: 'billing', withinDropDays: 4 },
  { source: 'api', withinDropDays: 1 },
];
const of = (facts: Partial<LegacyStatusFacts>) => legacyChecks({ ...FACTS, ...facts }, DAYS);
const notPassed = (facts: Partial<LegacyStatusFacts>) =>
  of(facts).flatMap(({ name, status, number }) => (status === 'PASS' ? [] : [[name, status, number]]));
const gating = (part: Partial<LegacyStatusFacts['gating']>) => ({ gating: { ...FACTS.gating, ...part } });

test('every check passes when all organizations have been under ENFORCE for long enough', () => {
  expect(notPassed({})).toEqual([]);
  expect(of({}).map(({ name, number }) => [name, number])).toEqual([
    ['gating', 0],
    ['days under ENFORCE', 90],
    ['parity', 0],
    ['legacy answers', 0],
    ['late writers', 0],
    ['snapshot', 24],
    ['live runs', 0],
    ['table', 0],
  ]);
});

test('a database without organizations is not said to have them all under ENFORCE, nor their flags migrated', () => {
  const found = of(gating({ organizations: 0, mode: 'LEGACY', enforcedSince: null }));
  expect(found.slice(0, 2).map(({ status, detail }) => [status, detail])).toEqual([
    ['FAIL', 'There is no organization yet.'],
    ['FAIL', 'There is no organization yet.'],
  ]);
  expect(found[4]?.detail).toBe(
    'No organization has flags. The fence is off: flags that were changed and changed back are not seen.',
  );
  expect(JSON.stringify(found)).not.toMatch(/[Ee]very organization|all organizations (are|have)/);
});

test.each<[string, Partial<LegacyStatusFacts>, readonly unknown[]]>([
  [
    'organizations are not under ENFORCE',
    gating({ others: 2 }),
    [
      ['gating', 'FAIL', 2],
      ['days under ENFORCE', 'FAIL', 0],
    ],
  ],
  [
    'the environment is the kill switch',
    { environment: false },
    [
      ['gating', 'FAIL', 7],
      ['days under ENFORCE', 'FAIL', 0],
    ],
  ],
  ['the rollout has another mode than the organizations', gating({ mode: 'LEGACY' }), [['gating', 'WARN', 0]]],
  ['a run is live', { liveRuns: ['#2 PAUSED'] }, [['live runs', 'WARN', 1]]],
  ['a view of another application needs the column', { obstacles: ['a view'] }, [['table', 'WARN', 1]]],
  [
    'a millisecond is missing from the days to drop',
    gating({ enforcedSince: new Date(ago(90).getTime() + 1) }),
    [['days under ENFORCE', 'WARN', 89]],
  ],
  ['only the days to hide have passed', gating({ enforcedSince: ago(30) }), [['days under ENFORCE', 'WARN', 30]]],
  [
    'a millisecond is missing from the days to hide',
    gating({ enforcedSince: new Date(ago(30).getTime() + 1) }),
    [['days under ENFORCE', 'FAIL', 29]],
  ],
  ['the rollout was written by SQL', gating({ writtenByHand: true }), [['days under ENFORCE', 'FAIL', null]]],
  [
    'it is not known since when ENFORCE applies',
    gating({ enforcedSince: null }),
    [['days under ENFORCE', 'FAIL', null]],
  ],
  ['no parity report was made', { parity: null }, [['parity', 'FAIL', null]]],
  [
    'the parity report is old',
    { parity: { id: '4', finishedAt: new Date(ago(1).getTime() - 1), unexplained: 0, uncovered: 0 } },
    [['parity', 'FAIL', 0]],
  ],
  [
    'the parity report is not clean',
    { parity: { id: '4', finishedAt: AT, unexplained: 3, uncovered: 1 } },
    [['parity', 'FAIL', 4]],
  ],
  [
    'the flags answered checks long ago',
    { legacyAnswers: { withinHideDays: 0, withinDropDays: 5, lastDay: '2027-04-01', sources: COUNTED } },
    [['legacy answers', 'WARN', 5]],
  ],
  [
    'the flags answered checks lately',
    { legacyAnswers: { withinHideDays: 2, withinDropDays: 5, lastDay: '2027-05-30', sources: COUNTED } },
    [['legacy answers', 'FAIL', 5]],
  ],
  [
    'flags were changed long ago',
    { lateWriters: { ...FACTS.lateWriters, withinDropDays: 2, lastAt: ago(40) } },
    [['late writers', 'WARN', 2]],
  ],
  [
    'flags have not been migrated',
    { lateWriters: { ...FACTS.lateWriters, notMigrated: 1, withinHideDays: 1, withinDropDays: 1 } },
    [['late writers', 'FAIL', 1]],
  ],
  ['no backup was made', { snapshotAt: null }, [['snapshot', 'FAIL', null]]],
  ['the backup is old', { snapshotAt: new Date(ago(1).getTime() - 1) }, [['snapshot', 'FAIL', 24]]],
])('a check does not pass when %s', (_what, facts, expected) => {
  expect(notPassed(facts)).toEqual(expected);
});

const detailOf = (name: string, facts: Partial<LegacyStatusFacts>) =>
  of(facts).find((check) => check.name === name)?.detail;

test('on a fresh database, the details say what has not been done, and which command does it', () => {
  const facts: Partial<LegacyStatusFacts> = {
    gating: { organizations: 100, others: 100, mode: 'LEGACY', enforcedSince: null, writtenByHand: false },
    parity: null,
    lateWriters: { ...FACTS.lateWriters, notMigrated: 100, withinHideDays: 100, withinDropDays: 100 },
    snapshotAt: null,
  };
  expect(detailOf('gating', facts)).toBe(
    "100 of 100 organizations are not under ENFORCE: see 'portcullis rollout show'.",
  );
  expect(detailOf('late writers', facts)).toBe(
    "100 organizations have flags that no execution has migrated yet: run 'portcullis migrate --execute' " +
      '(--changed-since RUN limits it to changes since that execution). ' +
      'The fence is off: flags that were changed and changed back are not seen.',
  );
  expect(detailOf('snapshot', facts)).toBe(
    "No backup has been made or recorded: run 'portcullis snapshot export FILE', " +
      "or record a pg_dump with 'portcullis snapshot note-backup REF'.",
  );
});

test('flags that were changed and then migrated are not reported as pending', () => {
  const lateWriters = {
    ...FACTS.lateWriters,
    notMigrated: 1,
    withinHideDays: 2,
    withinDropDays: 4,
    lastAt: ago(2),
    fencedSince: ago(50),
  };
  expect(detailOf('late writers', { lateWriters })).toBe(
    "1 organization has flags that no execution has migrated yet: run 'portcullis migrate --execute' " +
      '(--changed-since RUN limits it to changes since that execution). ' +
      'The flags of 3 organizations were changed within 90 days, 1 of them within 30 days, ' +
      'and have been migrated since. The last change seen was at 2027-05-30 12:00 UTC. ' +
      'The fence has been on since 2027-04-12 12:00 UTC.',
  );
  expect(detailOf('late writers', { lateWriters: { ...lateWriters, notMigrated: 0 } })).not.toContain(
    'migrate --execute',
  );
});

test('organizations without flags that no execution has seen are counted, and do not hold the column back', () => {
  const check = of({ lateWriters: { ...FACTS.lateWriters, emptyUnseen: 2 } }).find(
    ({ name }) => name === 'late writers',
  );
  expect([check?.status, check?.number]).toEqual(['PASS', 0]);
  expect(check?.detail).toContain(
    '2 organizations without flags were in no execution: if the mapping gives such organizations anything (@empty), ' +
      "they have it under ENFORCE only after 'portcullis migrate --execute'.",
  );
});
