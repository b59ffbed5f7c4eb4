import fc from 'fast-check';
import { DomainError } from '../../src/domain/errors';
import { MAX_PAGE_SIZE, readId, readPage, toConnection } from '../../src/domain/page';
import { codePoint } from '../support/code-points';

const cursor = (text: string): string => Buffer.from(text).toString('base64url');
const noCount = async (): Promise<number> => 0;

describe('readPage', () => {
  test.each([1, 20, MAX_PAGE_SIZE])('reads the first %i rows without a cursor', (first) => {
    expect(readPage('runs', { first })).toEqual({ limit: first, after: null });
    expect(readPage('runs', { first, after: null })).toEqual({ limit: first, after: null });
  });

  test.each([0, -1, MAX_PAGE_SIZE + 1, 1e9, 1.5, NaN, Infinity])(
    'refuses first %d, because no client may read a whole table at once',
    (first) => {
      expect(refusalOf(() => readPage('runs', { first }))).toMatchObject({
        code: 'INVALID_INPUT',
        details: { faults: [{ field: 'first', message: `must be from 1 to 100, not ${first}` }] },
      });
    },
  );

  test.each([
    ['of another list', cursor('events:5')],
    ['without a key', cursor('runs')],
    ['with an empty key', cursor('runs:')],
    ['with a key that is no number', cursor("runs:1' OR 1=1")],
    ['with a negative key', cursor('runs:-1')],
    ['with a key beyond bigint', cursor('runs:9999999999999999999')],
    ['that is empty', ''],
    ['that is not encoded', 'runs:5'],
    ['with a NUL', cursor('runs:5\0')],
    ['with a line break', cursor('runs:5\n')],
  ])('refuses a cursor %s instead of reading the wrong page', (_, after) => {
    const { code, message } = refusalOf(() => readPage('runs', { first: 10, after }));
    expect(code).toBe('INVALID_INPUT');
    expect(message).toContain("after must be an 'endCursor' or 'cursor' of this list");
  });

  test('refuses arbitrary text as a cursor, or reads a number from it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: codePoint }),
          fc.base64String(),
          fc.string().map((text) => cursor(`runs:${text}`)),
        ),
        (after) => {
          try {
            expect(readPage('runs', { first: 1, after }).after).toMatch(/^\d{1,18}$/);
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
            expect(error.code).toBe('INVALID_INPUT');
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('toConnection', () => {
  test('leaves out the extra row, which only shows that another page follows', () => {
    const page = toConnection('runs', { limit: 2, after: null }, [5, 6, 7], String, noCount);
    expect(page.nodes).toEqual([5, 6]);
    expect(page.edges).toEqual([
      { node: 5, cursor: cursor('runs:5') },
      { node: 6, cursor: cursor('runs:6') },
    ]);
    expect(page.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: cursor('runs:5'),
      endCursor: cursor('runs:6'),
    });
  });

  test('has no next page if the last page is just full', () => {
    expect(toConnection('runs', { limit: 2, after: '4' }, [5, 6], String, noCount).pageInfo).toMatchObject({
      hasNextPage: false,
      hasPreviousPage: true,
    });
  });

  test('has no cursors for an empty page', () => {
    expect(toConnection('runs', { limit: 2, after: '4' }, [], String, noCount)).toMatchObject({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  test('counts the rows only if the client selects totalCount', async () => {
    const count = jest.fn(async () => 42);
    const page = toConnection('runs', { limit: 2, after: null }, [1], String, count);
    expect(count).not.toHaveBeenCalled();
    expect(await page.totalCount()).toBe(42);
  });

  test('leads a client to every row once and in order, page by page', () => {
    const keys = fc
      .uniqueArray(fc.integer({ min: 1, max: 2_147_483_647 }), { maxLength: 40 })
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 7 }), (all, first) => {
        const seen: number[] = [];
        let after: string | null = null;
        do {
          const request = readPage('runs', { first, after });
          const rows = all
            .filter((key) => request.after === null || key > Number(request.after))
            .slice(0, request.limit + 1);
          const { nodes, pageInfo } = toConnection('runs', request, rows, (key) => key, noCount);
          seen.push(...nodes);
          after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
        } while (after !== null);
        expect(seen).toEqual(all);
      }),
    );
  });
});

describe('readId', () => {
  test.each([
    ['1', 1],
    ['2147483647', 2_147_483_647],
  ])('reads the id %s', (id, value) => {
    expect(readId(id)).toBe(value);
  });

  test.each([
    '',
    '0',
    '-1',
    '+1',
    '1.0',
    '1e3',
    '0x1',
    ' 1',
    '1 ',
    '1\n',
    '2147483648',
    '9999999999',
    '99999999999999999999',
    'abc',
    '١',
    'NaN',
    "1' OR 1=1",
  ])('reads no id from %j, which would otherwise break the query', (id) => {
    expect(readId(id)).toBeUndefined();
  });

  test('reads from arbitrary text only ids that fit the column', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.bigInt().map(String)), (id) => {
        const value = readId(id);
        if (value !== undefined) expect(value >= 1 && value <= 2_147_483_647 && Number(id) === value).toBe(true);
      }),
    );
  });
});

/** The refusal of the work; fails if it is not refused. */
function refusalOf(work: () => unknown): {
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
} {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, message: error.message, details: error.details };
  }
  throw new Error('was not refused');
}
