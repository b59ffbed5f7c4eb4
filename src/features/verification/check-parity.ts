import type { DataSource } from 'typeorm';
import type { OrganizationId } from '../../domain/organization-id';
import { isExplained } from '../../domain/parity/parity';
import { addTotals, countUnexplained, type ParityTotal, sayUnexplained } from '../../domain/parity/parity-totals';
import type { MigrationRun } from '../../entities/migration-run';
import { readParitySetup } from '../../store/parity-setup';
import { OrganizationComparer } from '../parity/organization-comparer';
import { count, type RunCheck, sayExamples, SHOWN } from './run-check';

const PAGE = 2_500;

/**
 * Checks that the run's organizations have by entitlements what their flags grant, now. Differences with a known cause
 * (flags changed since, changes that were held, …) are a warning; differences without one are a failure.
 */
export async function checkParity(dataSource: DataSource, run: MigrationRun): Promise<RunCheck> {
  let totals: readonly ParityTotal[] = [];
  let compared = 0;
  let uncovered = 0;
  const examples: string[] = [];
  let comparer: { readonly rules: string; readonly organizations: OrganizationComparer } | null = null;
  let after: OrganizationId | null = null;
  const at = new Date();
  do {
    after = await dataSource.transaction('REPEATABLE READ', async (manager) => {
      const rows: readonly { id: OrganizationId }[] = await manager.query(
        `SELECT org_id::text AS id FROM migration_run_organizations
         WHERE run_id = $1 AND ($2::organization_id IS NULL OR org_id > $2) ORDER BY org_id LIMIT ${PAGE}`,
        [run.id, after],
      );
      const setup = await readParitySetup(manager);
      const rules = `${setup.taxonomyHash} ${setup.mappingHash}`;
      if (comparer?.rules !== rules) comparer = { rules, organizations: new OrganizationComparer(setup, at) };
      const found = await comparer.organizations.compare(
        manager,
        rows.map(({ id }) => id),
      );
      totals = addTotals(totals, found.differences);
      compared += found.compared;
      uncovered += found.uncovered.length;
      for (const { organizationId, module, submodule, kind, cause } of found.differences) {
        const target = submodule === null ? module : `${module}/${submodule}`;
        if (examples.length < SHOWN && !isExplained(cause))
          examples.push(`organization ${organizationId}: ${target} ${kind} by ${cause}`);
      }
      return rows.at(-1)?.id ?? null;
    });
  } while (after !== null);

  const unexplained = countUnexplained(totals);
  const common = { name: 'parity', expected: 0, actual: unexplained };
  const explained = totals.reduce((sum, one) => sum + one.count, 0) - unexplained;
  const also = [
    ...(explained > 0 ? [` ${count(explained, 'difference is', 'differences are')} explained.`] : []),
    ...(uncovered > 0 ? [` ${count(uncovered, 'organization is', 'organizations are')} not covered.`] : []),
  ].join('');
  if (unexplained === 0)
    return {
      ...common,
      status: uncovered > 0 ? 'WARN' : 'PASS',
      detail:
        `By entitlements, ${count(compared, 'organization has', 'organizations have')} ` +
        `what the legacy flags grant.${also}`,
    };
  const isFault = totals.some(({ cause }) => cause === 'OTHER');
  return {
    ...common,
    status: isFault ? 'FAIL' : 'WARN',
    detail:
      `${count(unexplained, 'unexplained difference')}, ` +
      `${sayUnexplained(totals)}${sayExamples(examples, unexplained)}.${also}`,
  };
}
