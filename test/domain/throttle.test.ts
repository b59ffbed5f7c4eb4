import fc from 'fast-check';
import { type DatabaseLoad, holdReason, type ThrottleLimits } from '../../src/domain/run/throttle';

const NONE: ThrottleLimits = { maxRate: null, maxReplicationLag: null, maxLockWaits: null };
const standby = (lagSeconds: number | null, name = 'replica') => ({ name, lagSeconds });

const load: fc.Arbitrary<DatabaseLoad> = fc.record({
  lockWaits: fc.nat(20),
  standbys: fc.array(
    fc.record({
      name: fc.constantFrom('one', 'two'),
      lagSeconds: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
    }),
    { maxLength: 3 },
  ),
});

test('a run without limits is never held back', () => {
  fc.assert(fc.property(load, (found) => expect(holdReason({ ...NONE, maxRate: 5 }, found)).toBeNull()));
});

test('a run continues only if every limit is known to be kept', () => {
  fc.assert(
    fc.property(
      load,
      fc.option(fc.nat(20)),
      fc.option(fc.double({ min: 0.1, max: 100, noNaN: true })),
      (found, maxLockWaits, maxReplicationLag) => {
        const locksKept = maxLockWaits === null || found.lockWaits <= maxLockWaits;
        const lagKept =
          maxReplicationLag === null ||
          (found.standbys.length > 0 &&
            found.standbys.every(({ lagSeconds }) => lagSeconds !== null && lagSeconds <= maxReplicationLag));
        expect(holdReason({ maxRate: null, maxLockWaits, maxReplicationLag }, found) === null).toBe(
          locksKept && lagKept,
        );
      },
    ),
  );
});

test.each([
  [{ ...NONE, maxLockWaits: 0 }, { lockWaits: 1, standbys: [] }, '1 session waits for locks (limit 0)'],
  [{ ...NONE, maxLockWaits: 2 }, { lockWaits: 3, standbys: [] }, '3 sessions wait for locks (limit 2)'],
  [
    { ...NONE, maxReplicationLag: 5 },
    { lockWaits: 0, standbys: [] },
    'no standby is connected, so the lag is unknown (limit 5 s)',
  ],
  [
    { ...NONE, maxReplicationLag: 5 },
    { lockWaits: 0, standbys: [standby(1), standby(null, 'far')] },
    "the lag of the standby 'far' cannot be seen: GRANT pg_monitor to the database user (limit 5 s)",
  ],
  [
    { ...NONE, maxReplicationLag: 5 },
    { lockWaits: 0, standbys: [standby(1), standby(7.26, 'far')] },
    "the standby 'far' is 7.3 s behind (limit 5 s)",
  ],
])('the reason for waiting names the exceeded limit of %j', (limits, found, reason) => {
  expect(holdReason(limits, found)).toBe(reason);
});
