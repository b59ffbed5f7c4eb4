import { existsSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

/** Files that take more than 25 seconds. Jest remembers such times, but not in a fresh clone: there it goes by the files' sizes. */
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

/** Begins with what takes longest: no worker is left with it at the end, when the others have nothing to do. */
export default class SlowestFirst extends Sequencer {
  constructor(options) {
    super(options);
    const gone = SLOWEST.filter((url) => !existsSync(url));
    if (gone.length > 0)
      throw new Error(`test/support/slowest-first.mjs names what does not exist: ${gone.join(', ')}`);
  }

  async sort(tests) {
    const rankOf = new Map(SLOWEST.map(({ pathname }, rank) => [decodeURIComponent(pathname), rank]));
    const rank = ({ path }) => rankOf.get(path) ?? SLOWEST.length;
    return [...(await super.sort(tests))].sort((one, other) => rank(one) - rank(other));
  }
}
