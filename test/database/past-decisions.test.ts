import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { Client } from 'pg';
import type { Decision } from '../../src/domain/decision/decision';
import { DomainError } from '../../src/domain/errors';
import { versionAt } from '../../src/domain/history/timeline';
import { decidePast, readPast } from '../../src/features/history/read-past';
import { createLoaders } from '../../src/features/loaders';
import { createSharedReads } from '../../src/features/shared-reads';
import { accessVersions } from '../../src/store/access-versions';
import { loadSmallTaxonomy, rulesArbitrary, SMALL_TAXONOMY } from '../support/migration-arbitraries';
import { OPERATOR, rule, RunEngine } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const WHY = 'a random change';
const ORGANIZATIONS = ['1', '2', '3'];
const TARGETS = [
  ...SMALL_TAXONOMY.flatMap(({ key, submodules }) => [
    { moduleKey: key, submoduleKey: null },
    ...submodules.map((submodule) => ({ moduleKey: key, submoduleKey: submodule.key })),
  ]),
  { moduleKey: 'alpha', submoduleKey: 'later' },
];

interface World {
  readonly database: TestDatabase;
  readonly engine: RunEngine;
  /** A session of another application, or of somebody with psql. */
  readonly other: Client;
  runId: number | null;
}
type RandomChange = (world: World) => Promise<unknown>;

const organization = fc.constantFrom(...ORGANIZATIONS);
const gating = fc.constantFrom('LEGACY' as const, 'SHADOW' as const, 'ENFORCE' as const, 'ENFORCE' as const);
const end = fc.constantFrom(null, 5, 60_000, 86_400_000);
const inMs = (ms: number | null) => (ms === null ? null : new Date(Date.now() + ms));
const change = fc.record({
  target: fc.constantFrom(...TARGETS.filter(({ moduleKey }) => moduleKey !== 'old')),
  status: fc.constantFrom('ENABLED' as const, 'TRIAL' as const, 'DISABLED' as const),
  end,
});

const versionOf = async ({ database }: World, id: string) =>
  (await accessVersions(database.dataSource.manager, [id])).get(id) ?? 0;
const asked = ({ target, status, end: ends }: typeof change extends fc.Arbitrary<infer Value> ? Value : never) => ({
  ...target,
  status: target.submoduleKey !== null && status === 'TRIAL' ? ('ENABLED' as const) : status,
  trialExpiresAt: status === 'TRIAL' && target.submoduleKey === null ? inMs(ends) : null,
});

/** Statements of somebody who writes rows by hand. */
const BY_HAND = [
  `INSERT INTO org_entitlements (org_id, module_id, status, source) VALUES ($1, 2, 'enabled', 'manual')
   ON CONFLICT (org_id, module_id) DO UPDATE SET status = 'disabled', partial = true`,
  `UPDATE org_entitlements SET trial_expires_at = '2031-03-31 02:30:00.123456+02', status = 'trial' WHERE org_id = $1`,
  `UPDATE org_entitlements SET module_id = 3 WHERE org_id = $1 AND module_id = 1
     AND NOT EXISTS (SELECT 1 FROM org_entitlements WHERE org_id = $1 AND module_id = 3)`,
  `DELETE FROM org_entitlements WHERE org_id = $1`,
  `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source) VALUES ($1, 1, 2, false, 'hand')
   ON CONFLICT (org_id, module_id, submodule_id) DO UPDATE SET enabled = NOT org_subentitlements.enabled`,
  `DELETE FROM org_subentitlements WHERE org_id = $1`,
  `INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id)
   SELECT $1, 2, 'disabled', 'by hand', 'ann'
   WHERE NOT EXISTS (SELECT 1 FROM entitlement_overrides WHERE org_id = $1 AND module_id = 2 AND ended_at IS NULL)`,
  `UPDATE entitlement_overrides SET status = 'disabled', expires_at = NULL WHERE org_id = $1`,
  `DELETE FROM entitlement_overrides WHERE org_id = $1 AND ended_at IS NULL`,
  `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES ($1, 'SHADOW', 'by hand', 'ann')
   ON CONFLICT (org_id) DO UPDATE SET mode = 'ENFORCE'`,
  `UPDATE modules SET is_active = NOT is_active WHERE id = 2 AND $1::text IS NOT NULL`,
  `UPDATE modules SET policy = CASE policy WHEN 'ENTITLEMENT' THEN 'ALWAYS_ON' ELSE 'ENTITLEMENT' END
   WHERE id = 3 AND $1::text IS NOT NULL`,
  `UPDATE rollout SET mode = 'ENFORCE', enforce_percentage = 0 WHERE $1::text IS NOT NULL`,
  `UPDATE mappings SET rules = rules - 0 WHERE is_active AND $1::text IS NOT NULL`,
];

const randomChange: fc.Arbitrary<RandomChange> = fc.oneof(
  fc.record({ id: organization, one: change }).map(
    ({ id, one }): RandomChange =>
      async (world) =>
        world.engine.services.grants.grant(OPERATOR, {
          organizationId: id,
          expectedVersion: await versionOf(world, id),
          reason: WHY,
          changes: [asked(one)],
          acknowledgeShorterAccess: true,
        }),
  ),
  fc.record({ id: organization, one: change }).map(
    ({ id, one }): RandomChange =>
      async (world) =>
        world.engine.services.grants.end(OPERATOR, {
          organizationId: id,
          expectedVersion: await versionOf(world, id),
          reason: WHY,
          targets: [one.target],
        }),
  ),
  fc.record({ id: organization, one: change, expires: end }).map(
    ({ id, one, expires }): RandomChange =>
      async (world) =>
        world.engine.services.overrides.override(OPERATOR, {
          organizationId: id,
          expectedVersion: await versionOf(world, id),
          reason: WHY,
          expiresAt: one.status === 'TRIAL' ? null : inMs(expires),
          changes: [asked(one)],
          acknowledgeShorterAccess: true,
        }),
  ),
  organization.map((id): RandomChange => async (world) => {
    const [live] = await world.database.sql<{ id: string }>(
      'SELECT id::text AS id FROM entitlement_overrides WHERE org_id = $1 AND ended_at IS NULL ORDER BY id LIMIT 1',
      [id],
    );
    if (!live) return;
    await world.engine.services.overrides.revoke(OPERATOR, {
      organizationId: id,
      expectedVersion: await versionOf(world, id),
      overrideIds: [live.id],
      reason: WHY,
    });
  }),
  fc.boolean().map((allowRevocations): RandomChange => async (world) => {
    world.runId = (await world.engine.run('EXECUTE', { allowRevocations, trialDays: 14 })).run.id;
  }),
  fc.constant<RandomChange>(async (world) => {
    if (world.runId === null) return;
    const id = String(world.runId);
    await world.engine.services.runs.rollBack(OPERATOR, { id, reason: WHY, acknowledgeLostAccess: true });
    await world.engine.work(world.runId);
  }),
  fc.record({ mode: gating, percentage: fc.constantFrom(0, 50, 100) }).map(
    ({ mode, percentage }): RandomChange =>
      async ({ engine: { services } }) =>
        services.rollout.set(OPERATOR, {
          mode,
          enforcePercentage: mode === 'ENFORCE' ? 100 : percentage,
          expectedVersion: (await services.rollout.show(OPERATOR)).version,
          reason: WHY,
          acknowledgeLostAccess: true,
          acknowledgeUncheckedReadings: true,
        }),
  ),
  fc
    .record({ id: organization, mode: fc.option(gating) })
    .map(({ id, mode }): RandomChange => async ({ engine: { services } }) => {
      const input = {
        organizationId: id,
        reason: WHY,
        acknowledgeLostAccess: true,
        acknowledgeUncheckedReadings: true,
      };
      return mode === null
        ? services.rollout.clearOrganization(OPERATOR, input)
        : services.rollout.setOrganization(OPERATOR, { ...input, mode });
    }),
  {
    weight: 3,
    arbitrary: fc.record({ id: organization, statement: fc.constantFrom(...BY_HAND) }).map(
      ({ id, statement }): RandomChange =>
        ({ other }) =>
          other.query(statement, [id]),
    ),
  },
  fc.record({ id: organization, flags: fc.constantFrom({ CRM: true }, { HR: 1 }, null, ['CRM']) }).map(
    ({ id, flags }): RandomChange =>
      ({ database }) =>
        database.sql('UPDATE organizations SET enabled_modules = $2 WHERE id = $1', [id, JSON.stringify(flags)]),
  ),
  rulesArbitrary.map(
    (rules): RandomChange =>
      ({ engine }) =>
        engine.useRules(rules),
  ),
  fc.constantFrom('later', 'latest').map((key): RandomChange => async ({ engine: { services } }) => {
    const displayed = { displayName: undefined, description: undefined, menuPath: null, permissionKey: null };
    const modules = SMALL_TAXONOMY.filter(({ active }) => active).map((module, sortOrder) => ({
      key: module.key,
      displayName: undefined,
      description: undefined,
      icon: undefined,
      policy: undefined,
      sortOrder,
      submodules: [...module.submodules.map((submodule) => submodule.key), key].map((one, order) => ({
        ...displayed,
        key: one,
        sortOrder: order,
      })),
    }));
    await services.taxonomy.seed(OPERATOR, { modules, notices: [] }, { acceptLosses: true, reason: WHY });
  }),
);

/** What a client sees of a decision. */
function seen({ allowed, status, reason, gating: by, provenance, entitlement }: Decision) {
  const { kind, source, override } = provenance;
  const answer = { allowed: entitlement.allowed, status: entitlement.status, reason: entitlement.reason };
  return { allowed, status, reason, gating: by, kind, source, override: override?.id, answer };
}

async function decideNow({ database, engine: { services } }: World, id: string): Promise<readonly Decision[]> {
  const { dataSource } = database;
  const loaders = createLoaders(dataSource, services.access, createSharedReads(dataSource, services.access));
  const uncounted = { onDecision: () => undefined };
  return Promise.all(TARGETS.map((target) => services.decisions.ask(OPERATOR, id, target, loaders, uncounted)));
}

/** Does a change, unless Portcullis or the database refuses it. */
async function attempt(world: World, make: RandomChange): Promise<boolean> {
  try {
    await make(world);
    return true;
  } catch (error) {
    if (error instanceof DomainError || (error instanceof Error && 'code' in error)) return false;
    throw error;
  }
}

test('a decision of any past moment is told as it was made, whatever was changed since', async () => {
  let told = 0;
  let done = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(randomChange, { minLength: 12, maxLength: 30 }), async (made) => {
      const database = await createTestDatabase('schema');
      const other = new Client({ connectionString: database.url });
      try {
        await loadSmallTaxonomy(database);
        await database.addOrganizations([{ CRM: true }, { HR: true, route_access: { leads: true } }, null]);
        await other.connect();
        await other.query('SET search_path TO public, portcullis');
        const world: World = { database, engine: new RunEngine(database), other, runId: null };
        await world.engine.useRules([rule('enabled_modules.CRM', 'alpha'), rule('enabled_modules.HR', 'beta/one')]);
        await world.engine.services.legacyFence.raise(OPERATOR, { rejects: false, reason: WHY });
        const noted: { readonly id: string; readonly at: Date; readonly decisions: readonly Decision[] }[] = [];
        for (const make of made) {
          if (await attempt(world, make)) done++;
          await delay(3);
          for (const id of ORGANIZATIONS) {
            const decisions = await decideNow(world, id);
            noted.push(...decisions.map((one) => ({ id, at: one.question.at, decisions: [one] })));
          }
          await delay(3);
        }
        const pasts = new Map(
          await Promise.all(
            ORGANIZATIONS.map(async (id) => [id, await readPast(database.dataSource, id, null)] as const),
          ),
        );
        for (const { id, at, decisions } of noted) {
          const past = pasts.get(id);
          for (const was of decisions) {
            if (!past) throw new Error(`no past of ${id}`);
            const { because } = past.timeline.known(was.moduleKey);
            expect({ at, because }).toEqual({ at, because: 'Portcullis was installed then' });
            expect(versionAt(past.timeline, at)).toBeDefined();
            const found = decidePast(past, { module: was.moduleKey, submodule: was.submoduleKey }, at);
            expect(seen(found.entitlement).answer).toEqual(seen(was).answer);
            if (!found.isKnown) continue;
            told++;
            expect({ at, ...seen(found.decision) }).toEqual({ at, ...seen(was) });
          }
        }
      } finally {
        await other.end();
        await database.close();
      }
    }),
    { numRuns: 5 },
  );
  expect(told).toBeGreaterThan(500);
  expect(done).toBeGreaterThan(30);
}, 240_000);
