import { z } from 'zod';
import { documentOf, portcullis, type Ran } from '../support/command';
import { serve } from '../support/serve';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let acme: string;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

beforeEach(async () => {
  await database.sql('DELETE FROM organization_rollouts');
  await database.sql(`UPDATE rollout SET mode = 'LEGACY', enforce_percentage = 0`);
  acme = String((await database.addOrganizations([['CRM']]))[0]);
});

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  portcullis(args, { env: { DATABASE_URL: database.url, ...env } });
const WHY = ['--reason', 'agreed with the customer'] as const;

/** Runs a command that must succeed, and returns its document. */
async function json(...args: readonly string[]): Promise<unknown> {
  const ran = await run([...args, '--json']);
  expect({ args, code: ran.code, stderr: ran.stderr }).toEqual({ args, code: 0, stderr: '' });
  return documentOf(ran);
}

describe('portcullis rollout', () => {
  test('stops at the gate, goes on when access loss is acknowledged, and goes back by the emergency exit', async () => {
    const shut = await run(['rollout', 'set', 'enforce', ...WHY]);
    expect({ code: shut.code, stdout: shut.stdout }).toEqual({ code: 1, stdout: '' });
    expect(shut.stderr).toMatch(
      /^CONFLICT: The gate towards ENFORCE is shut:\n {2}No parity report .*--acknowledge-lost-access/s,
    );

    expect(
      await json('rollout', 'set', 'LEGACY', '--percentage', '25', '--acknowledge-lost-access', ...WHY),
    ).toMatchObject({ changed: true, rollout: { mode: 'LEGACY', enforcePercentage: 25 } });
    const one = await run(['rollout', 'org', acme, 'ENFORCE', '--acknowledge-lost-access', ...WHY]);
    expect(one).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Organization ${acme} (Organization 1) is under ENFORCE, set by its own rollout`),
    });
    const shown = await run(['rollout', 'show']);
    expect(shown.stdout).toContain('Rollout: LEGACY, and ENFORCE for 25 % of organizations');
    expect(shown.stdout).toContain('The gate towards ENFORCE is shut');
    expect(shown.stdout).toMatch(new RegExp(`${acme} .*ENFORCE.*agreed with the customer.*cli:`));

    const exit = await run(['rollout', 'set', 'LEGACY', '--reason', 'tickets come in']);
    expect(exit).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Removed the individual ENFORCE of 1 organization\n'),
    });
    expect(await json('rollout', 'show')).toMatchObject({
      mode: 'LEGACY',
      enforcePercentage: 0,
      forcedByEnvironment: null,
      gate: { open: false },
      organizations: [],
    });
    expect(await json('rollout', 'set', 'LEGACY', '--reason', 'once more')).toMatchObject({
      changed: false,
      clearedOrganizations: 0,
    });
    const events = await database.sql<{ event_type: string; actor_id: string }>(
      `SELECT * FROM platform_events WHERE event_type = 'rollout_set' ORDER BY id`,
    );
    expect(events).toMatchObject([
      { actor_id: expect.stringMatching(/^cli:/), payload: { acknowledgedLostAccess: true } },
      { reason: 'tickets come in', payload: { clearedOrganizations: 1 } },
    ]);
  });

  test('the emergency exit lets the flags answer for an organization set to SHADOW too, and names it', async () => {
    await json('rollout', 'org', acme, 'SHADOW', ...WHY);
    const exit = await run(['rollout', 'set', 'LEGACY', '--reason', 'tickets come in']);
    expect(exit).toMatchObject({ code: 0, stderr: '' });
    expect(exit.stdout).toContain(
      `Kept: 1 organization individually set to SHADOW (${acme}); the legacy flags answer there too\n` +
        "To let one of them follow: portcullis rollout org ID --clear --reason '…'",
    );
    expect(await json('explain', '--org', acme, '--module', 'sales')).toMatchObject({ reason: 'LEGACY_ON' });
    await json('rollout', 'org', acme, 'LEGACY', ...WHY);
    expect(await json('rollout', 'set', 'SHADOW', ...WHY)).toMatchObject({
      keptOrganizations: [{ mode: 'LEGACY', organizations: 1, firstIds: [acme] }],
    });
    await json('rollout', 'org', acme, '--clear', ...WHY);
    expect((await run(['rollout', 'set', 'LEGACY', ...WHY])).stdout).not.toContain('Kept');
  });

  test('previews what a change would do', async () => {
    await database.sql(
      `INSERT INTO org_entitlements (org_id, module_id, status, source)
       SELECT $1, id, 'enabled', 'manual' FROM modules WHERE module_key = 'hr'`,
      [acme],
    );
    const shown = await run(['rollout', 'preview', 'enforce', '--org', acme]);
    expect({ code: shown.code, stderr: shown.stderr }).toEqual({ code: 3, stderr: '' });
    expect(shown.stdout).toContain('LEGACY → ENFORCE: 1 organization\n');
    expect(shown.stdout).toMatch(/The gate towards ENFORCE is shut for these organizations: No parity report/);
    expect(shown.stdout).toMatch(/│ hr +│ 0 +│ 1 +│ 0 +│ █+/);
    expect(shown.stdout).toMatch(
      new RegExp(
        `${acme} Organization 1: LEGACY → ENFORCE\n.*GAINED MANUAL_ROW hr with \\d+ submodules: ` +
          'none \\(LEGACY_OFF\\) → ENABLED \\(ENTITLED\\)',
        's',
      ),
    );
    const half = await run(['rollout', 'preview', 'SHADOW', '--json']);
    expect({ code: half.code, document: documentOf(half) }).toMatchObject({
      code: 0,
      document: { after: { mode: 'SHADOW' }, gate: null, impact: { totals: [] } },
    });
    for (const wrong of [['--clear'], ['SHADOW', '--org', acme, '--percentage', '5']])
      expect({ wrong, code: (await run(['rollout', 'preview', ...wrong])).code }).toEqual({ wrong, code: 2 });
    expect(await json('rollout', 'show')).toMatchObject({ mode: 'LEGACY', organizations: [] });
  });

  test('keeps pilots under ENFORCE with --keep-organizations, and clears one with --clear', async () => {
    await json('rollout', 'org', acme, 'enforce', '--acknowledge-lost-access', ...WHY);
    expect(await json('rollout', 'set', 'LEGACY', '--keep-organizations', ...WHY)).toMatchObject({
      clearedOrganizations: 0,
    });
    expect(await json('rollout', 'org', acme, '--clear', ...WHY)).toEqual({
      organizationId: acme,
      name: 'Organization 1',
      gating: 'LEGACY',
      gatingSource: 'GLOBAL',
    });
  });

  test('exits with 2 for wrong usage and with 1 for an unknown organization, and writes nothing', async () => {
    for (const wrong of [
      ['set', 'ENFORCED', ...WHY],
      ['set', 'SHADOW'],
      ['set', 'SHADOW', '--reason', 'x'],
      ['set', 'SHADOW', '--percentage', '101', ...WHY],
      ['set', 'SHADOW', '--percentage', '0.5', '--acknowledge-lost-access', ...WHY],
      ['set', 'ENFORCE', '--percentage', '50', '--acknowledge-lost-access', ...WHY],
      ['org', acme, ...WHY],
      ['org', acme, 'SHADOW', '--clear', ...WHY],
      ['org', acme, 'SHADOW'],
    ]) {
      const { code, stdout } = await run(['rollout', ...wrong]);
      expect({ wrong, code, stdout }).toEqual({ wrong, code: 2, stdout: '' });
    }
    expect(await run(['rollout', 'org', '999999', 'SHADOW', ...WHY])).toMatchObject({
      code: 1,
      stderr: 'NOT_FOUND: There is no organization 999999.\n',
    });
    expect(await json('rollout', 'show')).toMatchObject({ mode: 'LEGACY', enforcePercentage: 0, organizations: [] });
  });

  test('is overridden by the environment, which is an error at boot and in preflight past a shut gate', async () => {
    const { child, ended, output } = await serve({
      DATABASE_URL: database.url,
      AUTH_JWT_SECRET: TEST_SECRET,
      PORT: '0',
      ENABLE_ENTITLEMENTS_GATING: 'true',
    });
    child.kill('SIGTERM');
    await ended;
    const errors = output()
      .stdout.trim()
      .split('\n')
      .map((line) => z.object({ level: z.number(), msg: z.string() }).parse(JSON.parse(line)))
      .filter(({ level }) => level >= 50);
    expect(errors).toMatchObject([
      {
        level: 50,
        msg: expect.stringContaining('ENABLE_ENTITLEMENTS_GATING=true puts every organization under ENFORCE'),
      },
    ]);
    const forced = await run(['preflight'], { ENABLE_ENTITLEMENTS_GATING: 'true' });
    expect(forced).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/FAIL {2}gating: ENABLE_ENTITLEMENTS_GATING=true/),
    });
    expect((await run(['preflight'], { ENABLE_ENTITLEMENTS_GATING: 'false' })).stdout).toMatch(
      /PASS {2}gating: .*under LEGACY, regardless of the rollout/,
    );
    expect((await run(['rollout', 'show'], { ENABLE_ENTITLEMENTS_GATING: 'false' })).stdout).toContain(
      'overrides the rollout: it puts every organization under LEGACY',
    );
  });
});

describe('portcullis override', () => {
  test('tries overrides with --dry-run, sets them, lists them with actor and reason, and revokes one', async () => {
    const asked = ['hr=trial', 'sales/leads=DISABLED', 'inventory=ENABLED', 'inventory/stock_levels=ENABLED'];
    const options = ['--trial-ends', '2998-01-01T00:00:00Z', '--expires', '2999-01-01T00:00:00Z', ...WHY];
    const dry = await run(['override', 'set', acme, ...asked, ...options, '--dry-run']);
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(dry.stdout).toContain('Dry run: nothing was written');
    expect(dry.stdout).toContain('do not count before ENFORCE');
    expect(await json('override', 'list', acme, '--ended')).toMatchObject({ version: 0, overrides: [] });

    await json('rollout', 'org', acme, 'ENFORCE', '--acknowledge-lost-access', ...WHY);
    const done = await run(['override', 'set', acme, ...asked, ...options]);
    expect(done.stdout).toMatch(/ {2}hr \(override \d+\): denied \(NOT_ENTITLED\) -> allowed \(OVERRIDE_TRIAL\)/);
    expect(done.stdout).toContain('sales/leads stays denied, because its module is denied');
    const listed = z
      .object({ version: z.number(), overrides: z.array(z.looseObject({ id: z.string(), moduleKey: z.string() })) })
      .parse(await json('override', 'list', acme));
    // The organization's own rollout counts as well.
    expect(listed.version).toBe(asked.length + 1);
    const hr = listed.overrides.find(({ moduleKey }) => moduleKey === 'hr');
    expect(hr).toMatchObject({
      status: 'TRIAL',
      trialExpiresAt: '2998-01-01T00:00:00.000Z',
      expiresAt: '2999-01-01T00:00:00.000Z',
      reason: 'agreed with the customer',
      actorId: expect.stringMatching(/^cli:/),
      live: true,
    });
    expect((await run(['override', 'list', acme])).stdout).toMatch(
      /sales\/leads.*DISABLED.*2999-01-01 00:00 UTC.*agreed with the customer/,
    );
    expect((await run(['explain', '--org', acme, '--module', 'hr'])).stdout).toContain(
      `Override ${hr?.id ?? ''} (trial ending 2998-01-01 00:00 UTC, in force until 2999-01-01 00:00 UTC) is live`,
    );

    const stale = await run(['override', 'revoke', acme, hr?.id ?? '', '--expected-version', '0', ...WHY]);
    expect(stale).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        `CONFLICT: What organization ${acme} has was changed: its version is ${listed.version}, not 0.`,
      ),
    });
    expect(await json('override', 'revoke', acme, hr?.id ?? '', ...WHY)).toMatchObject({
      version: listed.version + 1,
      changes: [
        {
          moduleKey: 'hr',
          overrideId: hr?.id,
          before: { allowed: true },
          after: { allowed: false, reason: 'NOT_ENTITLED' },
        },
      ],
    });
    expect((await run(['override', 'list', acme, '--ended'])).stdout).toMatch(/hr.*TRIAL.*ended .* by cli:/);
    expect(
      await database.sql(
        `SELECT event_type, reason FROM entitlement_events
         WHERE org_id = $1 AND event_type LIKE 'override%' ORDER BY id`,
        [acme],
      ),
    ).toMatchObject([{ event_type: 'override_set' }, { event_type: 'override_revoked' }]);
  });

  test('ends trials and overrides at the end of a day, in UTC or the given time zone', async () => {
    const change = ['override', 'set', acme, 'hr=TRIAL', '--trial-ends', '2998-01-31', ...WHY];
    const utc = await run([...change, '--dry-run']);
    expect(utc).toMatchObject({ code: 0, stderr: '' });
    expect(utc.stdout).toContain('  Trial until 2998-02-01 00:00 UTC (the end of 2998-01-31, UTC)\n');
    const berlin = await run([...change, '--expires', '2998-07-31', '--time-zone', 'Europe/Berlin']);
    expect(berlin).toMatchObject({ code: 0, stderr: '' });
    expect(berlin.stdout).toContain(
      '  Trial until 2998-01-31 23:00 UTC (the end of 2998-01-31, Europe/Berlin)\n' +
        '  Overrides until 2998-07-31 22:00 UTC (the end of 2998-07-31, Europe/Berlin)\n',
    );
    expect(await json('override', 'list', acme)).toMatchObject({
      overrides: [{ trialExpiresAt: '2998-01-31T23:00:00.000Z', expiresAt: '2998-07-31T22:00:00.000Z' }],
    });
    expect(await json(...change, '--expires', '2998-01-31T23:59:00-05:00')).toMatchObject({
      trialExpiresAt: '2998-02-01T00:00:00.000Z',
      expiresAt: '2998-02-01T04:59:00.000Z',
    });
  });

  test('names wrong usage with exit code 2, and writes nothing', async () => {
    for (const [wrong, named] of [
      [['set', acme, ...WHY], 'change'],
      [['set', acme, 'hr', ...WHY], 'MODULE[/SUBMODULE]=STATUS'],
      [['set', acme, 'hr=ON', ...WHY], 'MODULE[/SUBMODULE]=STATUS'],
      [['set', acme, 'hr=ENABLED'], '--reason'],
      [['set', acme, 'hr=ENABLED', '--trial-ends', '2999-01-01', ...WHY], '--trial-ends'],
      [['set', acme, 'hr=ENABLED', '--expires', 'tomorrow', ...WHY], '--expires'],
      [['set', acme, 'hr=ENABLED', '--expires', '2020-01-01', ...WHY], 'has passed'],
      [['set', acme, 'slaes=ENABLED', 'hr=ENABLED', ...WHY], "did you mean 'sales'?"],
      [['set', acme, 'hr=TRIAL', '--trial-ends', '2999-02-31', ...WHY], '--trial-ends must name a day that exists'],
      [['set', acme, 'hr=TRIAL', '--trial-ends', '12/11/2999', ...WHY], '--trial-ends must be a date'],
      [['set', acme, 'hr=TRIAL', '--trial-ends', '2999', ...WHY], '--trial-ends must be a date'],
      [['set', acme, 'hr=TRIAL', '--time-zone', 'Mars', ...WHY], 'IANA time zone'],
      [['revoke', acme, 'abc', ...WHY], 'override abc'],
      [['revoke', acme, ...WHY], 'id'],
    ] as const) {
      const { code, stdout, stderr } = await run(['override', ...wrong]);
      expect({ wrong, code, stdout, stderr }).toEqual({
        wrong,
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(named),
      });
    }
    for (const args of [
      ['set', '999999', 'hr=ENABLED', ...WHY],
      ['revoke', '999999', '1', ...WHY],
      ['list', '999999'],
    ]) {
      expect(await run(['override', ...args])).toMatchObject({
        code: 1,
        stderr: 'NOT_FOUND: There is no organization 999999.\n',
      });
    }
    expect(await json('override', 'list', acme, '--ended')).toMatchObject({ version: 0, overrides: [] });
  });
});
