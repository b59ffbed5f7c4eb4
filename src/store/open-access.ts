import { z } from 'zod';
import { ChangeLine } from '../database/change-line';
import type { Database } from '../database/database';
import type { OrganizationId } from '../domain/organization-id';
import type { Config } from '../platform/config';
import { AccessChanges } from './access-changes';
import { AccessReader } from './access-reader';
import { ACCESS_CHANNEL } from './channels';

/** How long to wait for the line at start; without it, the process works uncached until it is up. */
const UP_WITHIN_MS = 2_000;

export interface OpenAccess {
  readonly reader: AccessReader;
  readonly changes: AccessChanges;
  readonly line: ChangeLine;
  close(): Promise<void>;
}

/**
 * Opens cached reads of access, for a process that serves: any committed change drops what it concerns from the cache.
 */
export async function openAccess(
  database: Pick<Database, 'dataSource' | 'direct'>,
  config: Config,
): Promise<OpenAccess> {
  const changes = new AccessChanges();
  const changed = (organizationIds: readonly OrganizationId[] | null) => {
    reader.drop(organizationIds);
    changes.notify(organizationIds);
  };
  const line = new ChangeLine(database.direct, ACCESS_CHANNEL, {
    onChange: (payload) => changed(readPayload(payload)),
    onRestored: () => changed(null),
    beat: async (channel, beat) => {
      await database.dataSource.query('SELECT pg_notify($1, $2)', [channel, beat]);
    },
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

/** Reads access without a cache, for a command. */
export function readAccessUncached({ dataSource }: Pick<Database, 'dataSource'>, config: Config): AccessReader {
  return new AccessReader(dataSource.manager, {
    environment: config.gating,
    isLineUp: () => false,
    legacyTtl: 0,
    maxOrganizations: 1,
  });
}

const ids = z.array(z.string());

/** Reads a JSON array of ids. Any other payload concerns all organizations: null. */
function readPayload(payload: string): readonly OrganizationId[] | null {
  if (!payload.startsWith('[')) return null;
  try {
    return ids.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}
