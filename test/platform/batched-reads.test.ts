import { setImmediate as turn } from 'node:timers/promises';
import { BatchedReads } from '../../src/platform/batched-reads';

/** Reads that the test ends itself. */
function held(size: number, atOnce: number) {
  const reads: { readonly keys: readonly number[]; readonly end: () => void; readonly fail: () => void }[] = [];
  const batched = new BatchedReads<number, string>(
    (keys) =>
      new Promise((resolve, reject) => {
        reads.push({
          keys,
          end: () => resolve((key) => `value of ${key}`),
          fail: () => reject(new Error('no answer')),
        });
      }),
    { size, atOnce },
  );
  return { batched, reads };
}

test('keys asked for in one turn are read together, each once, and each gets its own value', async () => {
  const { batched, reads } = held(10, 1);
  const values = Promise.all([1, 2, 1, 3].map((key) => batched.load(key)));
  await turn();
  expect(reads.map(({ keys }) => keys)).toEqual([[1, 2, 3]]);
  reads[0]?.end();
  expect(await values).toEqual(['value of 1', 'value of 2', 'value of 1', 'value of 3']);
});

test('thousands of keys never make more reads at once than allowed, and none is forgotten', async () => {
  const { batched, reads } = held(100, 2);
  const values = Promise.all(Array.from({ length: 1_000 }, (_, key) => batched.load(key)));
  for (let ended = 0; ended < 10; ended++) {
    for (let time = 0; time < 3; time++) await turn();
    expect(reads.length).toBe(Math.min(10, ended + 2));
    reads[ended]?.end();
  }
  expect(new Set(await values).size).toBe(1_000);
});

test('a key asked for again while it is read is read anew: it may have changed meanwhile', async () => {
  const { batched, reads } = held(10, 2);
  const first = batched.load(1);
  await turn();
  const second = batched.load(1);
  await turn();
  expect(reads.map(({ keys }) => keys)).toEqual([[1], [1]]);
  for (const { end } of reads) end();
  await Promise.all([first, second]);
});

test('a read that fails is told to those that waited for it alone, and the next one goes on', async () => {
  const { batched, reads } = held(1, 1);
  const [first, second] = [batched.load(1), batched.load(2)];
  await turn();
  reads[0]?.fail();
  await expect(first).rejects.toThrow('no answer');
  await turn();
  await turn();
  reads[1]?.end();
  expect(await second).toBe('value of 2');
});
