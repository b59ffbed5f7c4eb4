import { EFFECTIVE_VIEW, ENTITLEMENT_TABLES, plainly, SCHEMA } from '../../../migrations/baseline/names';
import { OWN_TABLES } from '../../../migrations/baseline/own-tables';
import type { InstallationPlan } from '../../../migrations/baseline/plan';

/** What an installation would do, one thing a line. */
export function describePlan({
  makesSchema,
  productSchema,
  organizations,
  entitlements,
  viewSchema,
}: InstallationPlan): readonly string[] {
  const table = plainly(productSchema, 'organizations');
  const own = plainly(viewSchema, EFFECTIVE_VIEW);
  return [
    makesSchema ? `make the schema ${SCHEMA}` : `use the schema ${SCHEMA}, which exists`,
    `make ${OWN_TABLES.length} tables, their functions and the view organizations in ${SCHEMA}`,
    {
      created: `make the table ${table}, and read organizations from it`,
      plain: `read organizations from ${table}`,
      unset: `leave it open where organizations are, because ${organizations.unset?.reason ?? ''}`,
    }[organizations.kind],
    ...organizations.triggers.map((trigger) => `add to ${table}: trigger ${trigger}`),
    ...ENTITLEMENT_TABLES.flatMap((name) => {
      const full = plainly(entitlements.schema, name);
      if (entitlements.origin === 'created') return [`make the table ${full}`];
      const added = entitlements.added[name].map(({ kind, name: what }) => `${kind} ${what}`);
      return [`adopt ${full}${added.length > 0 ? `, and add to it: ${added.join(', ')}` : ''}`];
    }),
    ...(entitlements.reason === null ? [] : [`because ${entitlements.reason}`]),
    ...(hasAllColumns(entitlements) ? [EARLIER] : []),
    `make the view ${own}`,
  ];
}

/** Only Portcullis gives a table of modules a policy, and one of entitlements the column `partial`. */
function hasAllColumns({ origin, added }: InstallationPlan['entitlements']): boolean {
  return origin === 'adopted' && !Object.values(added).some((objects) => objects.some(({ kind }) => kind === 'column'));
}

const EARLIER =
  'note that these tables look like those of an earlier installation, because they have the columns policy and ' +
  "partial already: 'db uninstall' will leave them, as it leaves every adopted table";
