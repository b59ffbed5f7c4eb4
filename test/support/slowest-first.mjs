import { existsSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

/** Files that take more than 25 seconds. In a fresh clone jest does not know that, and sorts files by size. */
const SLOWEST = [
  'database/embedded',
  'cli/whole-way',
  'runbook/runbook',
  'docs/commands',
  'database/installation',
  'runs/steering',
  'runs/database-faults',
  'api/leak-matrix',
  'database/embedded-revived',
  'runs/soak',
  'cli/snapshot',
  'cli/source',
  'console/runs',
  'api/database-away',
  'api/few-connections',
  'attack/attack',
  'console/organization-ids',
  'cli/organization-ids',
  'runs/interrupts',
  'database/open-entitlements',
  'database/adoption',
  'api/known-operations',
  'console/migration',
  'console/whole-migration',
  'package/directive-package',
  'console/rollout',
  'database/replica-reads',
  'database/installed-objects',
  'console/watching',
  'api/many-subscribers',
  'api/organization-ids',
  'database/default-isolation',
  'runs/rules',
  'api/socket-limits',
  'directive/servers/examples',
  'snapshots/refusals',
  'runs/replication-lag',
  'console/organizations',
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
