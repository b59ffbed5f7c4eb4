import { z } from 'zod';
import { ask } from '../http';
import type { TestDatabase } from '../test-database';
import { bearer } from '../tokens';

const PAGE = 1_000;
const answer = z.object({
  checkEntitlements: z.array(z.object({ allowed: z.boolean(), status: z.string().nullable() })),
});

/** `7 sales/leads` → `ENABLED`, `TRIAL` or `denied`, for every organization, module and submodule. */
export type Access = ReadonlyMap<string, string>;

/** Asks a running server, as another backend does, for the access of every organization. */
export async function readAccess(server: { readonly url: string }, database: TestDatabase): Promise<Access> {
  const targets = await database.sql<{ organizationId: string; moduleKey: string; submoduleKey: string | null }>(
    `SELECT o.id AS "organizationId", m.module_key AS "moduleKey", t.key AS "submoduleKey"
     FROM organizations o CROSS JOIN modules m
     CROSS JOIN LATERAL (SELECT NULL AS key
                         UNION ALL
                         SELECT submodule_key FROM submodules s WHERE s.module_id = m.id AND s.is_active) t
     WHERE m.is_active ORDER BY 1, 2, 3`,
  );
  const authorization = await bearer({ sub: 'another backend', role: 'SERVICE' });
  const access = new Map<string, string>();
  for (let from = 0; from < targets.length; from += PAGE) {
    const page = targets.slice(from, from + PAGE);
    const checks = page.map(({ organizationId, ...target }) => ({ organizationId: organizationId, ...target }));
    const { data, errors } = await ask(
      server,
      'query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed status } }',
      { variables: { checks }, authorization },
    );
    expect(errors).toEqual([]);
    const decisions = answer.parse(data).checkEntitlements;
    for (const [index, { organizationId, moduleKey, submoduleKey }] of page.entries()) {
      const decision = decisions[index];
      access.set(
        `${organizationId} ${moduleKey}${submoduleKey === null ? '' : `/${submoduleKey}`}`,
        decision?.allowed ? (decision.status ?? 'allowed') : 'denied',
      );
    }
  }
  return access;
}
