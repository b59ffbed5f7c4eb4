import { existsSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

/** Files that take more than 25 seconds. In a fresh clone jest does not know that, and sorts files by size. */
const SLOWEST = [
  'database/embedded',
  'runs/steering',
  'cli/snapshot',
  'runs/soak',
  'runs/database-faults',
  'runbook/runbook',
  'api/leak-matrix',
  'cli/rollout-and-override',
  'runs/rules',
  'cli/legacy',
  'cli/parity-and-verify',
  'cli/seed',
  'console/runs',
  'console/whole-migration',
  'snapshots/refusals',
  'runs/interrupts',
  'cli/taxonomy-file',
  'console/organizations',
  'api/overrides',
  'runs/replication-lag',
  'console/parity',
  'console/runs-refused',
  'snapshots/round-trip',
  'cli/usage',
].map((name) => new URL(`../${name}.test.ts`, import.meta.url));

/** Begins with the slowest files. If one of them came last, the other workers would wait for it. */
export default class SlowestFirst extends Sequencer {
  constructor(options) {
    super(options);
    const missing = SLOWEST.filter((url) => !existsSync(url));
    if (missing.length > 0)
      throw new Error(`test/support/slowest-first.mjs names files that do not exist: ${missing.join(', ')}`);
  }

  async sort(tests) {
    const rankOf = new Map(SLOWEST.map(({ pathname }, rank) => [decodeURIComponent(pathname), rank]));
    const rank = ({ path }) => rankOf.get(path) ?? SLOWEST.length;
    return [...(await super.sort(tests))].sort((one, other) => rank(one) - rank(other));
  }
}
