import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { DomainError } from '../../domain/errors';
import type { OrganizationId } from '../../domain/organization-id';
import { packageRoot } from '../../platform/package-root';
import { readLegacyColumn } from '../../store/legacy-column';
import { NO_SOURCE_TABLE, readSourceTable } from '../../store/source';

const demoFile = z.array(z.object({ id: z.number().int(), name: z.string(), enabledModules: z.json() }));
type DemoOrganization = z.infer<typeof demoFile>[number];

/**
 * Adds the demo organizations that are missing.
 * @param edgeCases whether to add the organizations with unusual flags too
 * @returns how many were added, and how many demo organizations there are
 * @throws DomainError CONFLICT if the table has other organizations
 */
export async function seedDemoOrganizations(
  dataSource: DataSource,
  edgeCases: boolean,
): Promise<{ readonly added: number; readonly total: number }> {
  const organizations = await readDemo('demo-organizations.json');
  const extremes = await readDemo('demo-edge-cases.json');
  return dataSource.transaction(async (manager) => {
    await refuseOthers(manager, [...organizations, ...extremes]);
    const wanted = edgeCases ? [...organizations, ...extremes] : organizations;
    // Without the legacy column they have no flags.
    const { exists } = await readLegacyColumn(manager);
    const source = await readSourceTable(manager);
    if (!source) throw new DomainError('CONFLICT', `${NO_SOURCE_TABLE} Demo organizations are not added.`);
    const { table, id, title, flags } = source;
    const [result]: readonly { added: number }[] = await manager.query(
      `WITH added AS (
         INSERT INTO ${table} (${id}, ${title}${exists ? `, ${flags}` : ''})
         SELECT id::organization_id, name${exists ? ', flags' : ''}
         FROM unnest($1::int[], $2::text[], $3::jsonb[]) AS demo (id, name, flags)
         ON CONFLICT (${id}) DO NOTHING RETURNING 1)
       SELECT count(*)::int AS added FROM added`,
      [
        wanted.map(({ id }) => id),
        wanted.map(({ name }) => name),
        wanted.map(({ enabledModules }) => JSON.stringify(enabledModules)),
      ],
    );
    await manager.query(
      `SELECT setval(s.name, (SELECT max(id) FROM organizations))
       FROM (SELECT pg_get_serial_sequence($1, $2) AS name) AS s WHERE s.name IS NOT NULL`,
      [table, 'id'],
    );
    return { added: result?.added ?? 0, total: wanted.length };
  });
}

async function refuseOthers(manager: EntityManager, demo: readonly DemoOrganization[]): Promise<void> {
  const [other]: readonly { id: OrganizationId; name: string }[] = await manager.query(
    `SELECT o.id::text AS id, o.name FROM organizations o
     WHERE (o.id::text, o.name) NOT IN (SELECT d.id::text, d.name FROM unnest($1::int[], $2::text[]) AS d (id, name))
     ORDER BY o.id LIMIT 1`,
    [demo.map(({ id }) => id), demo.map(({ name }) => name)],
  );
  if (!other) return;
  throw new DomainError(
    'CONFLICT',
    `The table 'organizations' has other organizations, such as ${other.id} (${other.name}): ` +
      'demo organizations are not added to them.',
  );
}

async function readDemo(name: string): Promise<readonly DemoOrganization[]> {
  return demoFile.parse(JSON.parse(await readFile(join(packageRoot, 'seeds', name), 'utf8')));
}
