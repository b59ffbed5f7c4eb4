import fc from 'fast-check';
import { clockOffset, sayClockOffset } from '../../src/platform/clock-offset';

const hours = (count: number) => count * 3_600_000;
const T = Date.UTC(2026, 10, 30);

test('a clock that is two hours behind, or ahead, is told with how far and what to do', () => {
  const behind = clockOffset({ sentAt: T, tookMs: 4, otherAt: T + hours(2) });
  expect(sayClockOffset(behind)).toBe(
    "The clock of this machine is 7200 seconds behind the database's, so trials and overrides end at another time " +
      'here than in the database: set both clocks by NTP.',
  );
  const ahead = clockOffset({ sentAt: T, tookMs: 4, otherAt: T - hours(2) });
  expect(sayClockOffset(ahead)).toContain("7200 seconds ahead of the database's");
});

test('a clock that is right is never told, however long the answer took', () => {
  fc.assert(
    fc.property(fc.nat(60_000), fc.nat(60_000), (there, back) => {
      const offset = clockOffset({ sentAt: T, tookMs: there + back, otherAt: T + there });
      expect(offset).toBe(0);
      expect(sayClockOffset(offset)).toBeNull();
    }),
  );
});

test('the offset is never more than the clock is off, and less by no more than the answer took', () => {
  fc.assert(
    fc.property(fc.integer({ min: -hours(3), max: hours(3) }), fc.nat(5_000), fc.nat(5_000), (off, there, back) => {
      const offset = clockOffset({ sentAt: T + off, tookMs: there + back, otherAt: T + there });
      expect(Math.abs(offset)).toBeLessThanOrEqual(Math.abs(off));
      expect(Math.abs(off - offset)).toBeLessThanOrEqual(there + back);
      expect(offset === 0 || Math.sign(offset) === Math.sign(off)).toBe(true);
    }),
  );
});

test('up to a second is not told, because the clocks of two machines never agree wholly', () => {
  expect(sayClockOffset(1_000)).toBeNull();
  expect(sayClockOffset(-1_000)).toBeNull();
  expect(sayClockOffset(1_001)).not.toBeNull();
});
