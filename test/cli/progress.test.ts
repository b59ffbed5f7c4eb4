import { setTimeout as delay } from 'node:timers/promises';
import { withInterrupts } from '../../src/cli/support/interrupts';
import { Output } from '../../src/cli/support/output';
import { type Progress, withProgress } from '../../src/cli/support/progress';
import { until } from '../support/run-engine';

const FAST = { redrawMs: 1, lineMs: 1 };
const PROGRESS: Progress = { done: 5, total: 20, notes: ['7/s', '2 s left'], ended: false };

let written = '';

beforeEach(() => {
  written = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});

afterEach(() => jest.restoreAllMocks());

/** Work that ends once so many looks at its progress were made. */
async function workDuring(out: Output, looks: number, look: () => Promise<Progress>): Promise<number> {
  let made = 0;
  const counted = () => {
    made += 1;
    return look();
  };
  const work = async () => {
    await until('the looks were made', () => made >= looks);
    return 42;
  };
  return withProgress(out, counted, work, FAST);
}

test('progress is a line now and then on a pipe, until the work has ended', async () => {
  expect(await workDuring(new Output(false), 2, () => Promise.resolve(PROGRESS))).toBe(42);
  expect(written).toMatch(/^(… 5 of 20 organizations \(25 %\), 7\/s, 2 s left\n)+$/);
  written = '';
  await workDuring(new Output(false), 3, () => Promise.resolve({ ...PROGRESS, ended: true }));
  expect(written).toBe('');
  await workDuring(new Output(false), 3, () => Promise.resolve({ ...PROGRESS, total: null, notes: [] }));
  expect(written).toMatch(/^(… 5 of \? organizations\n)+$/);
});

test('progress that cannot be read does not fail the work', async () => {
  expect(await workDuring(new Output(false), 3, () => Promise.reject(new Error('the database went away')))).toBe(42);
  expect(written).toBe('');
});

test('progress is not shown with --json, and work that fails fails', async () => {
  const look = jest.fn(() => Promise.resolve(PROGRESS));
  expect(await withProgress(new Output(true), look, () => delay(20, 42), FAST)).toBe(42);
  expect(look).not.toHaveBeenCalled();
  const failing = withProgress(new Output(false), look, () => Promise.reject(new Error('no disk')), FAST);
  await expect(failing).rejects.toThrow('no disk');
});

test('an interrupt aborts the work; a second one within half a second is the same, a later one exits', async () => {
  const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${String(code)}`);
  });
  const handlers = () => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
  const before = handlers();
  const aborted = await withInterrupts(async (interrupted) => {
    process.emit('SIGINT');
    process.emit('SIGINT');
    expect(exit).not.toHaveBeenCalled();
    await delay(600);
    expect(() => process.emit('SIGTERM')).toThrow('exit 130');
    return interrupted.aborted;
  });
  expect({ aborted, handlers: handlers() }).toEqual({ aborted: true, handlers: before });
});
