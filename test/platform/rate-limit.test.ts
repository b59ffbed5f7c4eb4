import fc from 'fast-check';
import { RateLimit } from '../../src/platform/rate-limit';

function at(limit: number, options: { readonly keys?: number } = {}) {
  const clock = { now: 0 };
  return { clock, limited: new RateLimit({ limit, windowMs: 60_000, now: () => clock.now, ...options }) };
}

test('a key may do as much at once as its limit says, and then as much as comes back', () => {
  const { clock, limited } = at(3);
  expect([1, 2, 3].map(() => limited.take('a')?.remaining)).toEqual([2, 1, 0]);
  expect(limited.take('a')).toEqual({ limit: 3, remaining: 0, resetMs: 60_000, waitMs: 20_000 });
  expect(limited.take('b')?.waitMs).toBe(0);
  clock.now = 19_999;
  expect(limited.take('a')?.waitMs).toBeCloseTo(1);
  clock.now = 20_000;
  expect(limited.take('a')).toEqual({ limit: 3, remaining: 0, resetMs: 60_000, waitMs: 0 });
  clock.now = 1_000_000;
  expect(limited.take('a')?.remaining).toBe(2);
});

test('no key is ever granted more within a window than twice its limit, and one that waits as told is granted', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 300 }),
      (limit, pauses) => {
        const { clock, limited } = at(limit);
        const granted: number[] = [];
        for (const pause of pauses) {
          clock.now += pause;
          const before = limited.isSpent('a');
          const taken = limited.take('a');
          expect((taken?.waitMs ?? 0) > 0).toBe(before);
          if (taken?.waitMs === 0) granted.push(clock.now);
          else {
            clock.now += Math.ceil(taken?.waitMs ?? 0);
            expect(limited.isSpent('a')).toBe(false);
          }
        }
        for (const start of granted)
          expect(granted.filter((one) => one >= start && one < start + 60_000).length).toBeLessThanOrEqual(2 * limit);
      },
    ),
  );
});

test('a limit remembers no more keys than it may, however many and however long an attacker sends', () => {
  const { limited } = at(1, { keys: 100 });
  for (let index = 0; index < 10_000; index++) limited.take(`${index} ${'x'.repeat(10_000)}`);
  const kept = Array.from({ length: 10_000 }, (_, index) => limited.isSpent(`${index} ${'x'.repeat(10_000)}`));
  expect(kept.filter(Boolean)).toHaveLength(100);
});

test('a limit of 0 is none', () => {
  const { limited } = at(0);
  expect([1, 2, 3].map(() => limited.take('a'))).toEqual([null, null, null]);
  expect(limited.isSpent('a')).toBe(false);
});
