import { parse, validate } from 'graphql';
import { createSchema } from '../../src/server/schema';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { attacks, harm } from './attacks';
import { measure } from './measure';
import { multiplied } from './operations';
import { prepareDatabase } from './prepare-database';
import { Siege } from './siege';

/*
 * The small edition of `npm run attack`: each attack once, without a flood. How long others wait is not judged here, on
 * a machine that does other work.
 */
let database: TestDatabase;
let siege: Siege;

beforeAll(async () => {
  database = await createTestDatabase();
  await prepareDatabase(database);
  siege = await Siege.begin(database);
}, 120_000);

afterAll(async () => {
  await siege.end();
  await database.close();
});

test.each(attacks.map((attack) => ({ attack, name: attack.name })))(
  'others go on working, and the server lives, after $name',
  async ({ attack }) => {
    const damage = await measure(siege, attack, 0);
    expect({ harm: harm(damage), answers: damage.answers.length > 0 }).toEqual({ harm: [], answers: true });
  },
);

test.each(multiplied)('$name is an operation of the schema, and not refused as none', ({ query }) => {
  expect(validate(createSchema(), parse(query))).toEqual([]);
});
