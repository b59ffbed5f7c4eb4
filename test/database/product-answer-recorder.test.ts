import { openEntitlements } from '../../src/open-entitlements';
import { ProductAnswerRecorder, type RecorderOptions } from '../../src/store/product-answer-recorder';
import type { NewProductAnswer } from '../../src/store/product-answers';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const answer = (organizationId: string, allowed = true): NewProductAnswer => ({
  organizationId,
  module: 'sales',
  submodule: null,
  allowed,
  source: 'a test',
});

function createRecorder(options: Partial<RecorderOptions> = {}) {
  const written: (readonly NewProductAnswer[])[] = [];
  const errors: unknown[] = [];
  const recorder = new ProductAnswerRecorder({
    write: async (answers) => {
      written.push(answers);
      return { recorded: answers.length };
    },
    onError: (error) => errors.push(error),
    waitMs: 60_000,
    ...options,
  });
  return { recorder, written, errors };
}

describe("the product's answers under load", () => {
  test('are stored in batches, each once for its target, the last one given', async () => {
    const { recorder, written } = createRecorder();
    for (let id = 1; id <= 2_500; id++) recorder.record(answer(String(id), false), false);
    recorder.record(answer('1', true), true);
    await recorder.flush();
    expect(written.map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
    expect(written[0]?.[0]).toEqual(answer('1', true));
    expect(recorder.statistics).toEqual({ recorded: 2_500, differing: 2_500, dropped: 0 });
  });

  test('are not stored again until they change or their time has come', async () => {
    const { recorder, written } = createRecorder({ renewMs: 50 });
    const give = async (allowed: boolean) => {
      recorder.record(answer('1', allowed), true);
      await recorder.flush();
      return written.length;
    };
    expect([await give(true), await give(true), await give(false)]).toEqual([1, 1, 2]);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(await give(false)).toBe(3);
  });

  test('are dropped and counted if too many wait, or the database does not take them', async () => {
    const { recorder, written } = createRecorder({ maxWaiting: 3 });
    for (let id = 1; id <= 5; id++) recorder.record(answer(String(id)), true);
    recorder.record(answer('1', false), true);
    await recorder.flush();
    expect(written).toEqual([[answer('1', false), answer('2'), answer('3')]]);
    expect(recorder.statistics).toEqual({ recorded: 3, differing: 0, dropped: 2 });

    const down = createRecorder({ write: () => Promise.reject(new Error('down')) });
    down.recorder.record(answer('1'), true);
    await down.recorder.flush();
    expect(down.recorder.statistics).toEqual({ recorded: 0, differing: 0, dropped: 1 });
    expect(down.errors.map(String)).toEqual(['Error: down']);
  });
});

describe('openEntitlements', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
    await database.addOrganizations([['CRM']]);
  });

  afterEach(() => database.close());

  test("stores the product's answers in the background, at the latest when it is closed", async () => {
    const errors: unknown[] = [];
    const entitlements = await openEntitlements({
      environment: { DATABASE_URL: database.url, NODE_ENV: 'test' },
      onError: (error) => errors.push(error),
      answerSource: 'billing 4.2',
    });
    const [decision] = await entitlements.loadDecisions([{ organizationId: '1', module: 'hr', submodule: null }]);
    expect(decision).toMatchObject({ allowed: false, gating: 'LEGACY' });
    const given = { module: 'hr', submodule: null, allowed: true, agrees: false };
    entitlements.recordProductAnswer({ ...given, organizationId: '1' });
    entitlements.recordProductAnswer({ ...given, organizationId: 'no id' });
    entitlements.recordProductAnswer({ ...given, organizationId: '77' });
    expect(entitlements.productAnswerStatistics()).toMatchObject({ recorded: 0, differing: 2 });
    await entitlements.close();
    expect(
      await database.sql('SELECT org_id, module_key, submodule_key, allowed, source FROM product_answers'),
    ).toEqual([{ org_id: 1, module_key: 'hr', submodule_key: '', allowed: true, source: 'billing 4.2' }]);
    expect(errors).toEqual([]);
  });
});
