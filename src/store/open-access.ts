import { ChangeLine } from '../database/change-line';
import type { Config } from '../platform/config';
import type { Database } from '../database/database';
import { AccessChanges } from './access-changes';
import { AccessReader } from './access-reader';
import { ACCESS_CHANNEL } from './channels';

const UP_WITHIN_MS = 2_000;

export interface OpenAccess {
  readonly reader: AccessReader;
  readonly changes: AccessChanges;
  readonly line: ChangeLine;
  close(): Promise<void>;
}

/** For a process that serves: reads of access that are kept, and dropped whenever anybody changes something. */
export async function openAccess(database: Pick<Database, 'dataSource' | 'url'>, config: Config): Promise<OpenAccess> {
  const changes = new AccessChanges();
  const hear = (organizationIds: readonly number[] | null) => {
    reader.drop(organizationIds);
    changes.tell(organizationIds);
  };
  const line = new ChangeLine(database.url, ACCESS_CHANNEL, {
    onChange: (payload) => hear(readPayload(payload)),
    onRestored: () => hear(null),
  });
  const reader = new AccessReader(database.dataSource.manager, {
    environment: config.gating,
    isLineUp: () => config.cache.organizations > 0 && line.isUp,
    legacyTtl: config.cache.legacyMs,
    maxOrganizations: Math.max(1, config.cache.organizations),
  });
  await line.untilUp(UP_WITHIN_MS);
  return { reader, changes, line, close: () => line.close() };
}

/** For a command, which asks once: nothing is kept. */
export function readAccessUncached({ dataSource }: Pick<Database, 'dataSource'>, config: Config): AccessReader {
  return new AccessReader(dataSource.manager, {
    environment: config.gating,
    isLineUp: () => false,
    legacyTtl: 0,
    maxOrganizations: 1,
  });
}

/** `1,2,3`; what is not understood may concern everybody. */
function readPayload(payload: string): readonly number[] | null {
  return /^\d+(,\d+)*$/.test(payload) ? payload.split(',').map(Number) : null;
}
