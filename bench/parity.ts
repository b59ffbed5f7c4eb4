import { z } from 'zod';
import { Output } from '../src/cli/support/output';
import { Mapping, type MappingRule } from '../src/domain/legacy/mapping';
import type { ParityTotal } from '../src/domain/parity/parity-totals';
import { MappingService } from '../src/features/mapping/mapping-service';
import { findActiveMapping } from '../src/store/active-mapping';
import { PLANTS, RULES_AT_FIRST, RULES_IN_THE_END } from '../test/support/planted-parity';
import { type BenchDatabase, createBenchDatabase } from './bench-database';
import type { Variety } from './generate-organizations';
import { type CommandResult, runCommand, runCommandTo } from './run-command';

/**
 * Measures a parity report against an execution of the same organizations, and checks that it finds exactly the planted
 * differences. `npm run bench:parity [-- --small]` with DATABASE_URL set.
 */
const SIZES = process.argv.includes('--small') ? [2_000, 10_000] : [20_000, 200_000, 1_000_000];
const OF_EACH = 37;
/** The number of reports. The median is reported. */
const ROUNDS = 3;
const ACTOR = { id: 'bench', role: 'SUPER_ADMIN', organizationId: null } as const;

const out = new Output(false);
const reportDocument = z.object({
  report: z.object({
    organizations: z.number(),
    uncovered: z.number(),
    totals: z.array(z.object({ kind: z.string(), cause: z.string(), count: z.number() })),
  }),
});

async function useRules(database: BenchDatabase, ...sets: readonly (readonly MappingRule[])[]): Promise<void> {
  const rules = new Map(
    sets.flat().map((rule) => [`${rule.legacyFlag} ${rule.targetModule}/${rule.targetSubmodule ?? ''}`, rule]),
  );
  await new MappingService(database.dataSource, { change: (_ids, work) => work() }).activate(
    ACTOR,
    { name: 'bench', mapping: new Mapping([...rules.values()]) },
    null,
    null,
  );
}

async function addOrganizations(database: BenchDatabase, flags: unknown): Promise<readonly number[]> {
  const rows: readonly { id: number }[] = await database.dataSource.query(
    `INSERT INTO public.organizations (name, enabled_modules)
     SELECT 'Planted ' || n, $2::jsonb FROM generate_series(1, $1::int) n RETURNING id`,
    [OF_EACH, JSON.stringify(flags)],
  );
  return rows.map(({ id }) => id);
}

/**
 * Migrates all organizations and plants `OF_EACH` differences of each kind and cause.
 * @returns the measured migration
 */
async function migrateAndPlant(database: BenchDatabase): Promise<CommandResult> {
  const shipped = (await findActiveMapping(database.dataSource.manager))?.mapping.rules ?? [];
  await useRules(database, shipped, RULES_AT_FIRST);
  const planted = new Map<string, readonly number[]>();
  for (const { name, flags, run } of PLANTS)
    if (run !== 'never') planted.set(name, await addOrganizations(database, flags));
  const execution = await runCommand(database.url, 'migrate', '--execute', '--yes', '--json', '--workers', '2');
  for (const { name, flags, run } of PLANTS)
    if (run === 'never') planted.set(name, await addOrganizations(database, flags));
  for (const { name, sql } of PLANTS) if (sql) await database.dataSource.query(sql, [planted.get(name)]);
  const held = PLANTS.filter(({ run }) => run === 'held').flatMap(({ name }) => planted.get(name) ?? []);
  await runCommandTo(3, database.url, 'migrate', '--execute', '--yes', '--json', '--org', held.join());
  await useRules(database, shipped, RULES_IN_THE_END);
  return execution;
}

/** @throws if the report does not have exactly the planted differences */
function requireExact(output: string, organizations: number): void {
  const { report } = reportDocument.parse(JSON.parse(output));
  const line = ({
    kind,
    cause,
    count,
  }: Pick<ParityTotal, 'count'> & { readonly kind: string; readonly cause: string }) => `${kind} ${cause} ${count}`;
  const found = report.totals.map(line).sort().join('; ');
  const expected = PLANTS.map(({ finds }) => `${finds} ${OF_EACH}`)
    .sort()
    .join('; ');
  const uncovered = PLANTS.filter(({ covered }) => !covered).length * OF_EACH;
  const compared = organizations + PLANTS.length * OF_EACH;
  if (found !== expected || report.uncovered !== uncovered || report.organizations !== compared) {
    throw new Error(
      `found ${found}; ${report.uncovered} uncovered of ${report.organizations}\n` +
        `planted ${expected}; ${uncovered} uncovered of ${compared}`,
    );
  }
}

async function measure(organizations: number, variety: Variety): Promise<readonly string[]> {
  const serverUrl = process.env['DATABASE_URL'];
  if (!serverUrl) throw new Error('Set DATABASE_URL to a server on which this benchmark may create databases.');
  const database = await createBenchDatabase(serverUrl, organizations, variety);
  try {
    await runCommand(database.url, 'seed');
    const execution = await migrateAndPlant(database);
    const reports: CommandResult[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const report = await runCommandTo(3, database.url, 'parity', '--json');
      requireExact(report.output, organizations);
      reports.push(report);
    }
    const verification = await runCommandTo(3, database.url, 'verify', '--run', '1', '--json');
    const seconds = [...reports].sort((a, b) => a.seconds - b.seconds)[Math.floor(ROUNDS / 2)]?.seconds ?? NaN;
    const peaks = reports.flatMap(({ peakMemory }) => peakMemory ?? []);
    return [
      `${organizations}${variety === 'unique' ? ', no two flags alike' : ''}`,
      execution.seconds.toFixed(1),
      seconds.toFixed(1),
      (seconds / execution.seconds).toFixed(2),
      Math.round(organizations / seconds).toString(),
      peaks.length === 0 ? '' : String(Math.max(...peaks)),
      verification.seconds.toFixed(1),
      String(verification.peakMemory ?? ''),
    ];
  } finally {
    await database.drop();
  }
}

async function main(): Promise<void> {
  const rows: (readonly string[])[] = [];
  for (const size of SIZES) rows.push(await measure(size, 'common'));
  rows.push(await measure(SIZES[1] ?? 0, 'unique'));
  out.heading(
    `Reports with ${PLANTS.length * OF_EACH} planted differences, ${OF_EACH} of each kind and cause; ` +
      'each report found exactly these',
  );
  out.table(
    [
      'organizations',
      'execution, s',
      'report, s',
      'of an execution',
      'organizations/s',
      'peak MiB',
      'verify, s',
      'peak MiB',
    ],
    rows,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
