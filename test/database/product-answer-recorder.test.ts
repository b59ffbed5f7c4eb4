import { InvalidInputError } from '../../src/domain/errors';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { openEntitlements } from '../../src/open-entitlements';
import { ProductAnswerRecorder, type RecorderOptions } from '../../src/store/product-answer-recorder';
import type { NewProductAnswer } from '../../src/store/product-answers';
import { onServer } from '../support/database-server';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const answer = (organizationId: string, allowed = true): NewProductAnswer => ({
  organizationId,
  module: 'sales',
  submodule: null,
  allowed,
  source: 'a test',
});

/** As it is stored, with the flags that it belongs to. */
const underFlags = (...given: Parameters<typeof answer>) => ({ ...answer(...given), flagsHash: 'the flags' });

const taxonomy = new Taxonomy([{ id: 1, key: 'sales', policy: 'ENTITLEMENT', isActive: true, submodules: [] }]);

function createRecorder(options: Partial<RecorderOptions> = {}) {
  const written: (readonly NewProductAnswer[])[] = [];
  const errors: unknown[] = [];
  const recorder = new ProductAnswerRecorder({
    write: async (answers) => {
      written.push(answers);
      return answers;
    },
    flagsOf: async () => 'the flags',
    taxonomy: async () => taxonomy,
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
    expect(written[0]?.[0]).toEqual(underFlags('1', true));
    expect(recorder.statistics).toEqual({ recorded: 2_500, differing: 2_500, dropped: 0 });
  });

  test('are not stored again until they change or their time has come', async () => {
    const { recorder, written } = createRecorder({ renewMs: 2_000 });
    const give = async (allowed: boolean) => {
      recorder.record(answer('1', allowed), true);
      await recorder.flush();
      return written.length;
    };
    expect([await give(true), await give(true), await give(false)]).toEqual([1, 1, 2]);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await give(false)).toBe(3);
  });

  test('are dropped and counted if too many wait, or the database does not take them', async () => {
    const { recorder, written } = createRecorder({ maxWaiting: 3 });
    for (let id = 1; id <= 5; id++) recorder.record(answer(String(id)), true);
    recorder.record(answer('1', false), true);
    await recorder.flush();
    expect(written).toEqual([[underFlags('1', false), underFlags('2'), underFlags('3')]]);
    expect(recorder.statistics).toEqual({ recorded: 3, differing: 0, dropped: 2 });

    const down = createRecorder({ write: () => Promise.reject(new Error('down')) });
    down.recorder.record(answer('1'), true);
    await down.recorder.flush();
    expect(down.recorder.statistics).toEqual({ recorded: 0, differing: 0, dropped: 1 });
    expect(down.errors.map(String)).toEqual(['Error: down']);
  });

  test('belong to the flags under which they were given, although these change while they wait', async () => {
    let flags = 'the first flags';
    const { recorder, written } = createRecorder({ flagsOf: async () => flags });
    recorder.record(answer('1'), true);
    recorder.record({ ...answer('2'), flagsHash: 'those of the decision' }, true);
    flags = 'the second flags';
    await recorder.flush();
    expect(written).toEqual([
      [
        { ...answer('1'), flagsHash: 'the first flags' },
        { ...answer('2'), flagsHash: 'those of the decision' },
      ],
    ]);
    recorder.record({ ...answer('2'), flagsHash: 'the second flags' }, true);
    await recorder.flush();
    expect(written[1]).toEqual([{ ...answer('2'), flagsHash: 'the second flags' }]);
  });

  test('that were left out count as dropped, and are stored when they are given again', async () => {
    const given: string[] = [];
    const { recorder } = createRecorder({
      write: async (answers) => {
        given.push(...answers.map(({ organizationId }) => organizationId));
        return answers.filter(({ organizationId }) => organizationId !== '1' || given.length > 2);
      },
    });
    for (let times = 0; times < 3; times++) {
      recorder.record(answer('1'), true);
      recorder.record(answer('2'), true);
      await recorder.flush();
    }
    expect(given).toEqual(['1', '2', '1']);
    expect(recorder.statistics).toEqual({ recorded: 2, differing: 0, dropped: 1 });
  });

  test('about what does not exist are dropped and reported, and take no other with them', async () => {
    const { recorder, written, errors } = createRecorder();
    recorder.record({ ...answer('1'), module: 'slaes' }, true);
    recorder.record({ ...answer('1'), module: 'sal\0es' }, true);
    recorder.record({ ...answer('1'), submodule: 'leads' }, true);
    recorder.record(answer('2'), true);
    await recorder.flush();
    expect(written).toEqual([[underFlags('2')]]);
    expect(recorder.statistics).toEqual({ recorded: 1, differing: 0, dropped: 3 });
    expect(errors).toEqual([expect.any(InvalidInputError)]);
    expect(String(errors[0])).toContain("there is no module 'slaes' (did you mean 'sales'?)");
    expect(String(errors[0])).toContain("sales has no submodule 'leads'");
  });

  test('that wait behind a failed write are stored with the next one, without another answer', async () => {
    let failures = 1;
    const { recorder } = createRecorder({
      waitMs: 10,
      write: async (answers) => {
        if (failures-- > 0) throw new Error('down');
        return answers;
      },
    });
    for (let id = 1; id <= 1_500; id++) recorder.record(answer(String(id)), true);
    await until('the others are stored', async () => recorder.statistics.recorded === 500);
    expect(recorder.statistics.dropped).toBe(1_000);
  });

  test('are still taken after a timer that came while others were written', async () => {
    let proceed: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (proceed = resolve));
    const { recorder } = createRecorder({
      waitMs: 10,
      write: async (answers) => {
        await slow;
        return answers;
      },
    });
    recorder.record(answer('1'), true);
    const first = recorder.flush();
    recorder.record(answer('2'), true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    proceed();
    await first;
    recorder.record(answer('3'), true);
    await until('the last one is stored', async () => recorder.statistics.recorded === 3);
  });

  test('are stored at the end, and counted if that fails, like those that come after it', async () => {
    const { recorder, errors } = createRecorder({ write: () => Promise.reject(new Error('down')) });
    for (let id = 1; id <= 1_500; id++) recorder.record(answer(String(id)), true);
    await recorder.close();
    recorder.record(answer('1'), true);
    expect(recorder.statistics).toEqual({ recorded: 0, differing: 0, dropped: 1_501 });
    expect(errors.map(String)).toEqual(['Error: down']);
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
    expect(entitlements.productAnswerStatistics()).toEqual({ recorded: 1, differing: 2, dropped: 2 });
    expect(
      await database.sql('SELECT org_id, module_key, submodule_key, allowed, source FROM product_answers'),
    ).toEqual([{ org_id: 1, module_key: 'hr', submodule_key: '', allowed: true, source: 'billing 4.2' }]);
    expect(errors).toEqual([]);
  });

  const open = async (answerSource?: string, url = database.url) => {
    const errors: unknown[] = [];
    const entitlements = await openEntitlements({
      environment: { DATABASE_URL: url, NODE_ENV: 'test' },
      onError: (error) => errors.push(error),
      ...(answerSource !== undefined && { answerSource }),
    });
    return { entitlements, errors };
  };
  const upToDate = () =>
    database.sql<{ org_id: number }>(
      `SELECT a.org_id FROM product_answers a JOIN portcullis.organizations o ON o.id = a.org_id
       WHERE a.flags_hash = sha256(convert_to(coalesce('=' || o.flags, 'null'), 'UTF8')) ORDER BY 1`,
    );

  test('stores an answer with the flags of the decision in whose place it was given, not later ones', async () => {
    await database.addOrganizations([null, ['Ünï 🦊'], ['CRM']]);
    await database.sql('UPDATE organizations SET enabled_modules = NULL WHERE id = 2');
    const { entitlements } = await open();
    const decisions = await entitlements.loadDecisions(
      ['1', '2', '3', '4'].map((organizationId) => ({ organizationId, module: 'hr', submodule: null })),
    );
    for (const { organizationId, flagsHash = null, module, submodule } of decisions)
      entitlements.recordProductAnswer({
        organizationId: String(organizationId),
        module,
        submodule,
        allowed: true,
        agrees: false,
        flagsHash,
      });
    await database.sql(`UPDATE organizations SET enabled_modules = '["Finance"]' WHERE id = 1`);
    await entitlements.close();
    expect(entitlements.productAnswerStatistics()).toEqual({ recorded: 3, differing: 4, dropped: 1 });
    expect(await upToDate()).toEqual([{ org_id: 2 }, { org_id: 3 }, { org_id: 4 }]);
    expect(await database.sql('SELECT 1 FROM product_answers WHERE org_id = 1')).toEqual([]);
  });

  test('stores an answer that names no flags with those of the moment', async () => {
    const { entitlements, errors } = await open();
    entitlements.recordProductAnswer({
      organizationId: '1',
      module: 'hr',
      submodule: null,
      allowed: true,
      agrees: true,
    });
    await entitlements.close();
    expect({ stored: await upToDate(), errors }).toEqual({ stored: [{ org_id: 1 }], errors: [] });
  });

  test('loses no other answer by what a product without types gives as one, and reports it', async () => {
    const { entitlements, errors } = await open();
    const good = { organizationId: '1', module: 'hr', submodule: null, allowed: true, agrees: true };
    entitlements.recordProductAnswer(good);
    for (const bad of [{ allowed: null }, { module: 7 }, { organizationId: undefined }])
      entitlements.recordProductAnswer(Object.assign({ ...good }, bad));
    entitlements.recordProductAnswer({ ...good, module: 'h\0r' });
    await entitlements.close();
    expect(entitlements.productAnswerStatistics()).toEqual({ recorded: 1, differing: 0, dropped: 4 });
    expect(await upToDate()).toEqual([{ org_id: 1 }]);
    expect(errors).toHaveLength(1);
    for (const part of ['allowed ', 'module ', 'organizationId ', "there is no module 'h?r'"])
      expect(String(errors[0])).toContain(part);
  });

  test('needs no more rights than the documentation names', async () => {
    const role = `recorder_${database.name}`;
    await onServer((query) => query(`CREATE ROLE "${role}" LOGIN PASSWORD 'x'`));
    await database.sql(
      `GRANT USAGE ON SCHEMA public, portcullis TO "${role}";
       GRANT SELECT ON ALL TABLES IN SCHEMA public, portcullis TO "${role}";
       GRANT INSERT, UPDATE ON portcullis.product_answers TO "${role}"`,
    );
    const url = new URL(database.url);
    url.username = role;
    url.password = 'x';
    const answered = { organizationId: '1', module: 'hr', submodule: null, agrees: true };
    for (const allowed of [true, true, false]) {
      const { entitlements, errors } = await open('a test', url.href);
      entitlements.recordProductAnswer({ ...answered, allowed });
      await entitlements.close();
      expect({ errors, ...entitlements.productAnswerStatistics() }).toMatchObject({ errors: [], recorded: 1 });
    }
    await database.sql(`DROP OWNED BY "${role}"`);
    await onServer((query) => query(`DROP ROLE "${role}"`));
  });

  test.each(['', ' ', 'x'.repeat(201), 'two\nlines', 'cle\u001b[2Jar'])(
    'does not open with the source %j, which answers cannot have',
    async (answerSource) => {
      await expect(open(answerSource)).rejects.toThrow('answerSource must have 1 to 200 characters in one line');
    },
  );
});
