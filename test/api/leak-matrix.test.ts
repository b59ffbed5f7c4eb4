import { typeDefs } from '../../examples/erp/schema';
import type { OnDeny } from '../../src/directive';
import type { Entitlements } from '../../src/open-entitlements';
import {
  addErpOrganization,
  createErpTables,
  GUARDED_TYPES,
  MARKERS,
  openTestEntitlements,
  startTestErp,
  type TestErp,
  tokenOf,
} from '../support/erp';
import { type Answer, ask, codesOf } from '../support/http';
import { guardedCoordinates, type Place, PLACES, WRAPPINGS } from '../support/leak-ways';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let entitlements: Entitlements;

/** By what the organization lacks. */
const organizations = new Map<string, { readonly id: number; readonly token: string }>();
const erps = new Map<OnDeny | null, TestErp>();

beforeAll(async () => {
  database = await createTestDatabase();
  entitlements = await openTestEntitlements(database.url);
  await createErpTables(entitlements);
  for (const lacking of [[], 'EVERYTHING', ...PLACES.map(({ lacks }) => lacks)] as const) {
    const key = String(lacking);
    if (organizations.has(key)) continue;
    const id = await addErpOrganization(database, lacking);
    organizations.set(key, { id, token: await tokenOf(id) });
  }
  for (const onDeny of [null, 'ERROR', 'NULL', 'REJECT'] as const)
    erps.set(onDeny, await startTestErp(entitlements, onDeny));
});

afterAll(async () => {
  for (const erp of erps.values()) await erp.close();
  await entitlements.close();
  await database.close();
});

function erpOf(onDeny: OnDeny | null): TestErp {
  const erp = erps.get(onDeny);
  if (!erp) throw new Error('this ERP was not started');
  return erp;
}

interface Asked {
  readonly document: string;
  readonly answer: Answer;
  readonly ran: readonly string[];
}

/** Asks for a place in every way, as a member of the organization that lacks this. */
async function askInEachWay(erp: TestErp, place: Place, lacking: string): Promise<readonly Asked[]> {
  const organization = organizations.get(lacking);
  if (!organization) throw new Error('unknown organization');
  const asked: Asked[] = [];
  for (const wrap of Object.values(WRAPPINGS)) {
    const document = wrap(place);
    erp.ran.length = 0;
    const variables: Record<string, unknown> = JSON.parse(
      JSON.stringify({ ...place.variables, ...(document.includes('$id') && { id: '$id' }) }).replaceAll(
        '$id',
        String(organization.id),
      ),
    );
    const answer = await ask(erp, document, { authorization: organization.token, variables });
    asked.push({ document, answer, ran: [...erp.ran] });
  }
  return asked;
}

/** How a denial at this place shows if its guards are declared with `onDeny`. */
function effectOf({ kind, onDeny: written }: Place, onDeny: OnDeny | null): OnDeny {
  if (kind === 'INPUT') return 'REJECT';
  return onDeny === null || (kind === 'TYPE' && onDeny === 'REJECT') ? written : onDeny;
}

const EACH_PLACE = PLACES.map((place) => [place.coordinate, place.by, place] as const);

describe.each([null, 'ERROR', 'NULL', 'REJECT'] as const)('onDeny: %s', (onDeny) => {
  describe('an organization without just this entitlement sees nothing of', () => {
    test.each(EACH_PLACE)('%s by %s', async (_coordinate, _by, place) => {
      for (const { document, answer, ran } of await askInEachWay(erpOf(onDeny), place, String(place.lacks))) {
        expect({ document, leaked: place.shows.exec(answer.text)?.[0] ?? null, status: answer.status }).toEqual({
          document,
          leaked: null,
          status: 200,
        });
        if (place.resolver !== null)
          expect({ document, ran }).toEqual({ document, ran: expect.not.arrayContaining([place.resolver]) });
        const effect = effectOf(place, onDeny);
        const codes = new Set(codesOf(answer));
        expect({ document, codes }).toEqual({
          document,
          codes: new Set(effect === 'NULL' ? [] : ['ENTITLEMENT_REQUIRED']),
        });
        // A rejected operation has no data and runs no resolver.
        if (effect === 'REJECT')
          expect({ document, errors: answer.errors.length, data: answer.data, ran }).toEqual({
            document,
            errors: 1,
            data: undefined,
            ran: [],
          });
        else expect(answer.data).toBeInstanceOf(Object);
      }
    });
  });

  describe('an organization without entitlements sees nothing guarded of', () => {
    test.each(EACH_PLACE)('%s by %s', async (_coordinate, _by, place) => {
      for (const { document, answer } of await askInEachWay(erpOf(onDeny), place, 'EVERYTHING')) {
        const leaked = MARKERS.exec(answer.text) ?? GUARDED_TYPES.exec(JSON.stringify(answer.data ?? null));
        expect({ document, leaked: leaked?.[0] ?? null, masked: erpOf(onDeny).masked }).toEqual({
          document,
          leaked: null,
          masked: [],
        });
      }
    });
  });

  describe('an organization with every entitlement sees all of', () => {
    test.each(EACH_PLACE)('%s by %s', async (_coordinate, _by, place) => {
      for (const { document, answer } of await askInEachWay(erpOf(onDeny), place, '')) {
        expect({ document, errors: answer.errors, shown: place.shows.test(answer.text) }).toEqual({
          document,
          errors: [],
          shown: true,
        });
      }
    });
  });
});

test('every guard of the ERP is covered by these tests', () => {
  const looked = new Set(PLACES.map(({ coordinate }) => coordinate));
  expect(guardedCoordinates(typeDefs).filter((coordinate) => !looked.has(coordinate))).toEqual([
    'Subscription.stockChanged',
  ]); // leak-matrix-subscriptions.test.ts covers it.
});
