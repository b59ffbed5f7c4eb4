import { migrateSchema } from '../../src/store/schema-version';
import { seedShipped } from './seed-shipped';
import type { TestDatabase } from './test-database';

/** Ids of organizations that a careless program reads as something else. */
const AWKWARD_IDS = {
  bigint: ['-5', '0', '2147483648', '9007199254740993'],
  uuid: ['00000000-0000-0000-0000-000000000000', '0b9e5d9e-6a0c-4b69-8f0b-6f0f3a0f7f6a'],
  text: [
    '-5',
    'ckv1x2y3z0000qzrmn831i7rn',
    '-acme',
    ' lead ',
    'a b',
    'a, b',
    'x;y',
    'a/b/..',
    'urn:acme:7',
    '%2F 100%',
    '#1',
    '?q=1&r',
    "d'Or",
    '"q"',
    'back\\slash',
    '{1,2}',
    '=1+1',
    'NULL',
    '🦊 Fuchs',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type AwkwardType = keyof typeof AWKWARD_IDS;

/**
 * Makes the product's table with ids of a type, and an organization for each id, and installs Portcullis.
 * @returns the ids in order
 */
export async function installAwkward(database: TestDatabase, type: AwkwardType): Promise<readonly string[]> {
  // The order of texts is that of their letters' codes, as in JavaScript.
  const column = type === 'text' ? 'text COLLATE "C"' : type;
  await database.sql(`CREATE TABLE organizations (id ${column} PRIMARY KEY, name text, enabled_modules jsonb)`);
  const ids = AWKWARD_IDS[type];
  for (const id of ids)
    await database.sql(`INSERT INTO organizations VALUES ($1, $2, '["CRM"]')`, [id, `Organization ${id}`]);
  await migrateSchema(database.dataSource);
  await seedShipped(database);
  return type === 'text' ? [...ids].sort((a, b) => Buffer.from(a).compare(Buffer.from(b))) : ids;
}
