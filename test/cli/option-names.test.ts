import { documentOf, portcullis, TestFolder } from '../support/command';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const WHY = ['--reason', 'agreed with the customer'] as const;
const LONG = 'x'.repeat(501);

let database: TestDatabase;
let folder: TestFolder;

beforeAll(async () => {
  folder = await TestFolder.create();
  database = await createTestDatabase();
  await database.addOrganizations([['CRM']]);
  expect((await run('migrate', '--execute', '--yes')).code).toBe(0);
});

afterAll(async () => {
  await database.close();
  await folder.remove();
});

const run = (...args: readonly string[]) => portcullis(args, { env: { DATABASE_URL: database.url } });

/** Every option and argument whose value a service checks, with a bad value. */
const BAD: readonly (readonly [command: readonly string[], message: string])[] = [
  [
    ['override', 'set', '1', 'hr=ENABLED', '--expires', '9999-12-31', ...WHY],
    '--expires reaches the year 10000: leave it out for what has no end.',
  ],
  [
    ['end-grants', '1', 'sales', ...WHY],
    "<target> names 'sales', which the organization has by 'legacy_migration', not by a grant",
  ],
  [['end-grants', '1', 'slaes', ...WHY], "<target> names 'slaes', of which the organization has no grant."],
  [['grant', '1', 'slaes=ENABLED', ...WHY], "<change> names an unknown module, 'slaes' (did you mean 'sales'?)."],
  [['packages', 'assign', '1', 'startr', ...WHY], "<package> names an unknown package, 'startr'."],
  [
    ['packages', 'end', '1', 'starter', ...WHY],
    "<key> names a package that the organization does not have, 'starter'.",
  ],
  [['packages', 'default', 'starter', ...WHY], "<key> names an unknown package, 'starter'."],
  [['migrate', '--trial-days', '3651'], '--trial-days must be 3650 or less.'],
  [['migrate', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['migrate', '--org', '999'], '--org names organizations that do not exist: 999.'],
  [
    ['migrate', '--max-rate', '0'],
    '--max-rate must be from 1 to 1,000,000 organizations per second, or none for no limit.',
  ],
  [
    ['migrate', '--max-replication-lag', '0'],
    '--max-replication-lag must be from 0.1 to 86,400 seconds, or none for no limit.',
  ],
  [['migrate', '--max-lock-waits', '-1'], '--max-lock-waits must be from 0 to 10,000 sessions, or none for no limit.'],
  [['migrate', '--dry-run-id', '1'], '--dry-run-id needs --execute.'],
  [
    ['migrate', '--execute', '--yes', '--dry-run-id', '1', '--trial-days', '3'],
    '--trial-days was settled by the dry run: leave it out, or make another dry run with it.',
  ],
  [['runs', 'pause', '1', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['runs', 'cancel', '1', '--reason', LONG], '--reason must have 3 to 500 characters.'],
  [
    ['runs', 'throttle', '1', '--max-rate', '1.5'],
    '--max-rate must be from 1 to 1,000,000 organizations per second, or none',
  ],
  [
    ['runs', 'throttle', '1', '--max-lock-waits', '10001'],
    '--max-lock-waits must be from 0 to 10,000 sessions, or none',
  ],
  [
    ['runs', 'throttle', '1', '--max-replication-lag', '86401'],
    '--max-replication-lag must be from 0.1 to 86,400 seconds',
  ],
  [['runs', 'throttle', '1', '--max-rate', '5', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['rollback', '1', '--yes', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['parity', '--at', '2020-01-31'], '--at is 2020-02-01 00:00 UTC, which is in the past'],
  [['parity', '--org', '1,999'], '--org names organizations that do not exist: 999.'],
  [
    ['explain', '--org', '1', '--module', 'hr', '--at', '2020-01-31'],
    '--at is 2020-02-01 00:00 UTC; what the organization had is known from',
  ],
  [['override', 'set', '1', 'hr=ENABLED', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [
    ['override', 'set', '1', 'hr=ENABLED', '--expires', '2020-01-31', ...WHY],
    '--expires is 2020-02-01 00:00 UTC, which has',
  ],
  [['override', 'set', '1', 'hr=TRIAL', '--trial-ends', '2020-01-31', ...WHY], '--trial-ends is 2020-02-01 00:00 UTC'],
  [
    ['override', 'set', '1', 'hr=TRIAL', '--trial-ends', '2999-02-01', '--expires', '2999-01-31', ...WHY],
    "--trial-ends is 2999-02-02 00:00 UTC, after the override's own end, 2999-02-01 00:00 UTC.",
  ],
  [
    ['override', 'set', '1', 'slaes=ENABLED', ...WHY],
    "<change> names an unknown module, 'slaes' (did you mean 'sales'?).",
  ],
  [
    ['override', 'set', '1', 'sales/leeds=ENABLED', ...WHY],
    "<change> names a submodule that module 'sales' does not have",
  ],
  [['override', 'set', '1', 'sales/leads=TRIAL', ...WHY], '<change> must be ENABLED or DISABLED for a submodule'],
  [['override', 'set', '1', 'hr=ENABLED', 'hr=DISABLED', ...WHY], '<change> names the same target as change 1.'],
  [
    ['override', 'revoke', '1', '77', ...WHY],
    '<id> names override 77, which organization 1 does not have or which has ended.',
  ],
  [['override', 'revoke', '1', '77', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [
    ['rollout', 'set', 'SHADOW', '--percentage', '0.5', ...WHY],
    '--percentage must be a whole number from 0 to 100, not 0.5.',
  ],
  [['rollout', 'set', 'ENFORCE', '--percentage', '5', ...WHY], '--percentage does not go with ENFORCE'],
  [['rollout', 'set', 'SHADOW', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['rollout', 'org', '1', 'SHADOW', '--reason', LONG], '--reason must have 3 to 500 characters.'],
  [
    ['rollout', 'preview', 'SHADOW', '--percentage', '0.5'],
    '--percentage must be a whole number from 0 to 100, not 0.5.',
  ],
  [['maintenance', 'on', '--message', LONG, ...WHY], '--message must have 500 characters or fewer.'],
  [['maintenance', 'off', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['legacy', 'fence', 'on', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['legacy', 'hide', '--force', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['legacy', 'unhide', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['legacy', 'purge', '--confirm', 'DATABASE', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['reset', '--confirm', 'DATABASE', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['snapshot', 'import', 'SNAPSHOT', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['mapping', 'load', 'MAPPING', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
  [['seed', '--reason', 'x'], '--reason must have 3 to 500 characters.'],
];

test.each(BAD)('an invalid value is reported by the name of its option: portcullis %j', async (command, message) => {
  const snapshot = `${folder.path}/snapshot.gz`;
  if (command.includes('SNAPSHOT')) expect((await run('snapshot', 'export', snapshot)).code).toBe(0);
  const mapping = await folder.write(
    'mapping.csv',
    'legacy_flag,legacy_route_pattern,target_module,target_submodule,default_status,notes\n' +
      'enabled_modules.CRM,,hr,,trial,\n',
  );
  const values: Readonly<Record<string, string>> = { DATABASE: database.name, SNAPSHOT: snapshot, MAPPING: mapping };
  const { code, stderr } = await run(...command.map((word) => values[word] ?? word));
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  expect(stderr.startsWith(`Invalid input: ${message}`)).toBe(true);
  expect(stderr).not.toMatch(/input\.|\bnull\b|INVALID_INPUT|[a-z]At\b/);
});

test.each([
  [
    ['migrate', '--workers', '101'],
    "option '--workers <n>' argument '101' is invalid. It must be 100 workers or fewer.",
  ],
  [['worker', '--workers', '100000'], 'It must be 100 workers or fewer.'],
  [['runs', 'resume', '1', '--workers', '0'], 'It must be a whole number, 1 or more.'],
  [['snapshot', 'note-backup', ' '], 'It must have 1 to 500 characters in one line.'],
  [['snapshot', 'note-backup', 'a\nb'], 'It must have 1 to 500 characters in one line.'],
  [['snapshot', 'note-backup', LONG], 'It must have 1 to 500 characters in one line.'],
])('a value out of range is refused before anything begins: portcullis %j', async (command, message) => {
  const { code, stdout, stderr } = await run(...command);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
});

test('an invalid value changes nothing', async () => {
  expect(documentOf(await run('runs', 'list', '--json'))).toHaveLength(1);
  expect(documentOf(await run('override', 'list', '1', '--ended', '--json'))).toMatchObject({ overrides: [] });
  expect(documentOf(await run('rollout', 'show', '--json'))).toMatchObject({ mode: 'LEGACY', version: 1 });
});
