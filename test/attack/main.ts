import { parseArgs } from 'node:util';
import { Output } from '../../src/cli/support/output';
import globalSetup from '../support/global-setup';
import globalTeardown from '../support/global-teardown';
import { createTestDatabase } from '../support/test-database';
import { attacks, excess, harm, LIMITS } from './attacks';
import { type Damage, measure } from './measure';
import { prepareDatabase } from './prepare-database';
import { Siege } from './siege';

/**
 * Attacks a server of its own on loopback: `npm run attack [-- --only TEXT --seconds 5 --json]`. On the embedded
 * database, or on the server at DATABASE_URL. Ends with 1 if an attack did harm, or cost more than it may.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const out = new Output(values.json);

async function main(): Promise<void> {
  await globalSetup({ maxWorkers: 0 });
  const damages: Damage[] = [];
  try {
    const database = await createTestDatabase();
    await prepareDatabase(database);
    let siege = await Siege.begin(database);
    try {
      for (const attack of attacks.filter(({ name }) => name.includes(values.only))) {
        const damage = await measure(siege, attack, Number(values.seconds) * 1_000);
        damages.push(damage);
        tell(damage);
        if (!damage.lives) {
          await siege.end();
          siege = await Siege.begin(database);
        }
      }
    } finally {
      await siege.end();
      await database.close();
    }
  } finally {
    await globalTeardown();
  }
  summarize(damages);
}

function tell(damage: Damage): void {
  const faults = [...harm(damage), ...excess(damage)];
  const { cpuMs, memoryMib, peakMib, p99Ms, sent, answers } = damage;
  const figures =
    `one: ${cpuMs} ms, ${memoryMib.toFixed(0)} MiB; ${sent} sent: others ${p99Ms.toFixed(0)} ms (p99), ` +
    `${peakMib.toFixed(0)} MiB; ${answers
      .map(([answer, count]) => `${answer} ×${count}`)
      .slice(0, 4)
      .join(', ')}`;
  out.check(faults.length > 0 ? 'FAIL' : 'PASS', damage.name);
  out.line(`    ${out.colors.dim(figures)}`);
  for (const fault of faults) out.line(`    ${out.colors.red(fault)}`);
}

function summarize(damages: readonly Damage[]): void {
  const worst = (of: (damage: Damage) => number) => Math.max(...damages.map(of));
  const failed = damages.filter((damage) => [...harm(damage), ...excess(damage)].length > 0);
  out.document({ limits: LIMITS, attacks: damages });
  out.heading(`${damages.length} attacks, ${failed.length} of them did harm`);
  out.line(
    `The dearest took ${worst(({ cpuMs }) => cpuMs)} ms of processor time, ` +
      `and another one ${worst(({ memoryMib }) => memoryMib).toFixed(0)} MiB. ` +
      `At Portcullis, others waited ${worst(waitAtOurs).toFixed(0)} ms at most (p99).`,
  );
  if (failed.length > 0) process.exitCode = 1;
}

const waitAtOurs = ({ at, p99Ms }: Damage) => (at === 'host' ? 0 : p99Ms);

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
