import { setTimeout as delay } from 'node:timers/promises';
import { atTime } from '../../src/platform/at-time';
import { patiently } from '../support/patience';

/** Resolves with the time of the call. */
function called(time: Date): Promise<number> {
  return new Promise((resolve) => void atTime(time, () => resolve(Date.now())));
}

test('calls back at the given time, never before it, and at once if it has passed', async () => {
  const times = Array.from({ length: 50 }, (_, index) => Date.now() + 20 + index);
  const late = await Promise.all(times.map(async (time) => (await called(new Date(time))) - time));
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...late)).toBeLessThan(patiently(200));
  expect((await called(new Date(0))) - Date.now()).toBeLessThan(patiently(200));
});

test('a time beyond the longest timer does not make it poll', async () => {
  const looks = jest.spyOn(Date, 'now');
  const cancel = atTime(new Date(8_640_000_000_000_000), () => {
    throw new Error('called too early');
  });
  await delay(100);
  cancel();
  expect(looks.mock.calls.length).toBeLessThan(10);
  looks.mockRestore();
});

test('a cancelled call is not made', async () => {
  let calls = 0;
  atTime(new Date(Date.now() + 20), () => calls++)();
  await delay(60);
  expect(calls).toBe(0);
});
