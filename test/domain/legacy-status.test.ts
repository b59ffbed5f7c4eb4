import { legacyChecks, type LegacyFacts } from '../../src/domain/legacy/legacy-status';

const AT = new Date('2027-06-01T12:00:00Z');
const DAYS = { hide: 30, drop: 90 };
const ago = (days: number) => new Date(AT.getTime() - days * 86_400_000);

const FACTS: LegacyFacts = {
  at: AT,
  environment: null,
  gating: { organizations: 7, others: 0, mode: 'ENFORCE', enforcedSince: ago(90), writtenByHand: false },
  parity: { id: '4', finishedAt: ago(1), unexplained: 0, uncovered: 0 },
  lateWriters: { notMigrated: 0, withinHideDays: 0, withinDropDays: 0, lastAt: null, fencedSince: null },
  legacyAnswers: { withinHideDays: 0, withinDropDays: 0, lastDay: null },
  snapshotAt: ago(1),
  liveRuns: [],
  obstacles: [],
};

const of = (facts: Partial<LegacyFacts>) => legacyChecks({ ...FACTS, ...facts }, DAYS);
const inTheWay = (facts: Partial<LegacyFacts>) =>
  of(facts).flatMap(({ name, status, number }) => (status === 'PASS' ? [] : [[name, status, number]]));
const gating = (part: Partial<LegacyFacts['gating']>) => ({ gating: { ...FACTS.gating, ...part } });

test('with everybody enforced for long enough, and nothing found, nothing stands in the way', () => {
  expect(inTheWay({})).toEqual([]);
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

test.each<[string, Partial<LegacyFacts>, readonly unknown[]]>([
  [
    'somebody is not under ENFORCE',
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
  ['the rollout would return everybody to another mode', gating({ mode: 'LEGACY' }), [['gating', 'WARN', 0]]],
  ['a run is live', { liveRuns: ['#2 PAUSED'] }, [['live runs', 'WARN', 1]]],
  ['a view of others needs the column', { obstacles: ['a view'] }, [['table', 'WARN', 1]]],
  [
    'a millisecond short of the days to drop',
    gating({ enforcedSince: new Date(ago(90).getTime() + 1) }),
    [['days under ENFORCE', 'WARN', 89]],
  ],
  ['just the days to hide', gating({ enforcedSince: ago(30) }), [['days under ENFORCE', 'WARN', 30]]],
  [
    'a millisecond short of the days to hide',
    gating({ enforcedSince: new Date(ago(30).getTime() + 1) }),
    [['days under ENFORCE', 'FAIL', 29]],
  ],
  ['a hand wrote the rollout', gating({ writtenByHand: true }), [['days under ENFORCE', 'FAIL', null]]],
  ['nobody can tell since when', gating({ enforcedSince: null }), [['days under ENFORCE', 'FAIL', null]]],
  ['no parity report', { parity: null }, [['parity', 'FAIL', null]]],
  [
    'an old parity report',
    { parity: { id: '4', finishedAt: new Date(ago(1).getTime() - 1), unexplained: 0, uncovered: 0 } },
    [['parity', 'FAIL', 0]],
  ],
  [
    'a parity report that is not clean',
    { parity: { id: '4', finishedAt: AT, unexplained: 3, uncovered: 1 } },
    [['parity', 'FAIL', 4]],
  ],
  [
    'legacy answers long ago',
    { legacyAnswers: { withinHideDays: 0, withinDropDays: 5, lastDay: '2027-04-01' } },
    [['legacy answers', 'WARN', 5]],
  ],
  [
    'legacy answers of late',
    { legacyAnswers: { withinHideDays: 2, withinDropDays: 5, lastDay: '2027-05-30' } },
    [['legacy answers', 'FAIL', 5]],
  ],
  [
    'late writers long ago',
    { lateWriters: { ...FACTS.lateWriters, withinDropDays: 2, lastAt: ago(40) } },
    [['late writers', 'WARN', 2]],
  ],
  [
    'flags that nobody took over',
    { lateWriters: { ...FACTS.lateWriters, notMigrated: 1, withinHideDays: 1, withinDropDays: 1 } },
    [['late writers', 'FAIL', 1]],
  ],
  ['no backup', { snapshotAt: null }, [['snapshot', 'FAIL', null]]],
  ['an old backup', { snapshotAt: new Date(ago(1).getTime() - 1) }, [['snapshot', 'FAIL', 24]]],
])('%s stands in the way', (_what, facts, expected) => {
  expect(inTheWay(facts)).toEqual(expected);
});
