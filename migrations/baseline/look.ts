import type { EntityManager } from 'typeorm';
import { chainTriggers, isLog } from './audit';
import {
  clashesIn,
  PLACE,
  type Place,
  type Relation,
  RELATIONS,
  renamedSchemas,
  takenIn,
  type TakenName,
} from './catalog';
import { hasKey, plainMisfits, type ProductIds, PUBLISHED_NAMES, tableProblems } from './fitting-tables';
import {
  EFFECTIVE_VIEW,
  ENTITLEMENT_TABLES,
  type EntitlementTable,
  organizationIdType,
  plainly,
  quoted,
  SCHEMA,
} from './names';
import { goneTriggers, NOTIFYING_TABLES, notifyTriggers } from './notifications';
import type { InstallationPlan, PlannedEntitlements } from './plan';
import {
  adoptionProblems,
  elsewhereProblems,
  hiddenRows,
  makingProblems,
  repeatedIds,
  repeatedIdsSql,
  schemaProblems,
} from './problems';
import { ADDED_COLUMNS } from './published-tables';
import { checkProblems } from './table-checks';

/**
 * Looks at the database, and changes nothing. Everything that does not fit is told at once.
 * @param manager a session of the product's search path; the schema `portcullis` may precede it
 */
export async function lookAtDatabase(manager: Pick<EntityManager, 'query'>): Promise<InstallationPlan> {
  const [place]: readonly Place[] = await manager.query(PLACE, [SCHEMA]);
  if (!place) throw new Error('the query for the database returned no row');
  const candidates: readonly Relation[] = await manager.query(RELATIONS, [
    place.schemas,
    ['organizations', ...PUBLISHED_NAMES, 'portcullis_migrations'],
  ]);
  const found = place.schemas.flatMap((schema) => candidates.filter((relation) => relation.schema === schema));
  const organizations = found.find(({ name }) => name === 'organizations');
  const productSchema = organizations?.schema ?? place.schemas[0] ?? 'public';
  const inProduct = new Map(
    found.filter(({ schema }) => schema === productSchema).map((relation) => [relation.name, relation]),
  );
  const taken = await takenIn(manager, productSchema);
  const isTaken = (name: string) => taken.some((one) => one.name === name);
  const empty = organizations === undefined && !place.otherTables && !isTaken('organizations');
  const looked = organizations ? await lookAtOrganizations(manager, organizations, place) : null;
  const id = organizations?.columns.find(({ name }) => name === 'id');
  const idType = organizationIdType(looked?.idType) ?? organizationIdType(entitledIdType(inProduct)) ?? 'int4';
  const ids: ProductIds = {
    type: [id?.type, entitledIdType(inProduct)].find((type) => type !== undefined) === 'int2' ? 'int2' : idType,
    length: id?.length ?? null,
  };
  const misfit = await whyNotFitting(manager, inProduct, productSchema, ids);
  const entitlements = chooseEntitlements(inProduct, taken, productSchema, misfit);
  const viewSchema = entitlements.schema === SCHEMA || isTaken(EFFECTIVE_VIEW) ? SCHEMA : entitlements.schema;
  const kind = looked?.kind ?? (empty ? 'created' : 'unset');
  return {
    database: place.database,
    role: place.role,
    makesSchema: !place.schemaExists,
    productSchema,
    organizations: {
      kind,
      unset: looked?.unset ?? (kind === 'unset' ? noOrganizations(place) : null),
      triggers: looked?.triggers ?? [],
    },
    entitlements,
    viewSchema,
    idType,
    problems: [
      ...schemaProblems(place, await clashesIn(manager), await renamedSchemas(manager)),
      ...(looked?.problems ?? []),
      ...(inProduct.has('portcullis_migrations')
        ? [
            `${plainly(productSchema, 'portcullis_migrations')} was made by a version of Portcullis before its first ` +
              'release, which cannot be upgraded: install into a copy of the database from before it.',
          ]
        : []),
      ...(organizations === undefined ? elsewhereProblems(place) : []),
      ...(place.schemas.length === 0
        ? ['The search_path names no schema that exists and that this role may use: name that of the product.']
        : []),
      ...(entitlements.origin === 'adopted'
        ? adoptionProblems(inProduct, entitlements, place)
        : place.schemas.length === 0
          ? []
          : makingProblems(place, productSchema, kind === 'created' || entitlements.schema !== SCHEMA)),
    ],
  };
}

async function lookAtOrganizations(
  manager: Pick<EntityManager, 'query'>,
  table: Relation,
  { role }: Place,
): Promise<LookedAt> {
  const name = plainly(table.schema, table.name);
  const id = table.columns.find((column) => column.name === 'id');
  const unset = whyUnset(table, name);
  if (unset) return { kind: 'unset', unset, idType: id?.type, triggers: [], problems: [] };
  const problems: string[] = [];
  const mayRead = table.rights.includes('SELECT');
  if (!hasKey(table, ['id'])) {
    const looksAt = mayRead && !table.hidesRows;
    problems.push(
      repeatedIds(name, looksAt ? await manager.query(repeatedIdsSql(quoted(table.schema, table.name))) : []),
    );
  }
  if (!mayRead) problems.push(`${name}: this role may not read it: GRANT SELECT ON ${name} TO ${plainly(role)};`);
  if (table.hidesRows) problems.push(hiddenRows(name, role));
  return {
    kind: 'plain',
    unset: null,
    idType: id?.type,
    // Only the owner of a table may drop a trigger, which an uninstallation has to.
    triggers: table.owned ? goneTriggers(name).map((trigger) => trigger.name) : [],
    problems,
  };
}

const DETECT = 'portcullis source detect';
const KINDS: Readonly<Record<string, string>> = { v: 'a view', m: 'a materialized view', f: 'a foreign table' };

/** Why the source of organizations is not made of their table, and how to go on; null if it is. */
function whyUnset(table: Relation, name: string): LookedAt['unset'] {
  const misfits = plainMisfits(table.columns);
  if (misfits.length > 0) return { reason: `${name} ${misfits.join(', and ')}`, next: DETECT };
  const type = table.columns.find((column) => column.name === 'id')?.type;
  // Ids of another type are cast to one of these by the query of the source.
  if (organizationIdType(type) === null)
    return { reason: `the ids of ${name} have type ${type ?? ''}, and are to be cast to text`, next: DETECT };
  const next = 'portcullis source set --table organizations --flags enabled_modules';
  const kind = KINDS[table.kind];
  if (kind !== undefined) return { reason: `${name} is ${kind}, so that ids may be repeated`, next };
  const others = table.partitionedBy.filter((column) => column !== 'id');
  if (others.length === 0 || hasKey(table, ['id'])) return null;
  const by = others.map((column) => column || 'an expression').join(', ');
  return { reason: `${name} is partitioned by ${by}, so that its partitions may repeat ids`, next };
}

function noOrganizations({ schemas }: Place): LookedAt['unset'] {
  return {
    reason: `there is no table organizations in ${schemas.map((schema) => plainly(schema)).join(', ')}`,
    next: DETECT,
  };
}

interface LookedAt {
  readonly kind: 'plain' | 'unset';
  readonly unset: InstallationPlan['organizations']['unset'];
  /** The type of the column `id`. */
  readonly idType: string | undefined;
  readonly triggers: readonly string[];
  readonly problems: readonly string[];
}

/** The type of the ids in the product's own table of entitlements. */
function entitledIdType(found: ReadonlyMap<string, Relation>): string | undefined {
  return found.get('org_entitlements')?.columns.find(({ name }) => name === 'org_id')?.type;
}

/** Adopts the set if it fits, and makes it in the first schema where none of the names is taken. */
function chooseEntitlements(
  found: ReadonlyMap<string, Relation>,
  taken: readonly TakenName[],
  productSchema: string,
  misfit: string | null,
): PlannedEntitlements {
  const none = { modules: [], submodules: [], org_entitlements: [], org_subentitlements: [], entitlement_events: [] };
  const inPortcullis = (reason: string): PlannedEntitlements => ({
    origin: 'created',
    schema: SCHEMA,
    reason: `${productSchema} has ${reason}`,
    added: none,
    zoneless: false,
  });
  const relations = PUBLISHED_NAMES.filter((name) => found.has(name));
  const others = taken.filter(({ name }) => name !== 'organizations' && !found.has(name));
  if (relations.length === 0) {
    if (others.length > 0)
      return inPortcullis(`${others.map(({ kind, name }) => `${kind} ${name}`).join(', ')}: the names are taken`);
    return { origin: 'created', schema: productSchema, reason: null, added: none, zoneless: false };
  }
  if (misfit !== null) return inPortcullis(`${relations.join(', ')}, which cannot be adopted: ${misfit}`);
  const added = (name: EntitlementTable) => [
    ...Object.keys(ADDED_COLUMNS[name] ?? {})
      .filter((column) => !found.get(name)?.columns.some((one) => one.name === column))
      .map((column) => ({ kind: 'column' as const, name: column })),
    ...[
      ...(NOTIFYING_TABLES.includes(name) ? notifyTriggers(name, name) : []),
      ...(isLog(name) ? chainTriggers(name, name, 'adopted') : []),
    ].map((trigger) => ({ kind: 'trigger' as const, name: trigger.name })),
  ];
  return {
    origin: 'adopted',
    schema: productSchema,
    reason: null,
    added: {
      modules: added('modules'),
      submodules: added('submodules'),
      org_entitlements: added('org_entitlements'),
      org_subentitlements: added('org_subentitlements'),
      entitlement_events: added('entitlement_events'),
    },
    zoneless:
      found
        .get('org_entitlements')
        ?.columns.some(({ name, type }) => name === 'trial_expires_at' && type === 'timestamp') === true,
  };
}

const SHOWN_REASONS = 3;

/** Null if the five tables fit. */
async function whyNotFitting(
  manager: Pick<EntityManager, 'query'>,
  found: ReadonlyMap<string, Relation>,
  schema: string,
  ids: ProductIds,
): Promise<string | null> {
  const reasons: string[] = [];
  for (const name of ENTITLEMENT_TABLES) {
    const table = found.get(name);
    if (!table) reasons.push(`${name} does not exist`);
    else if (!['r', 'p'].includes(table.kind)) reasons.push(`${name} is not a table`);
    else {
      const problems = tableProblems(name, table, ids, Object.keys(ADDED_COLUMNS[name] ?? {}));
      const refused = problems.length > 0 ? [] : await checkProblems(manager, name, quoted(schema, name), table);
      reasons.push(...[...problems, ...refused].map((problem) => `${name} ${problem}`));
    }
  }
  if (reasons.length === 0) return null;
  const more = reasons.length - SHOWN_REASONS;
  return reasons.slice(0, SHOWN_REASONS).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
