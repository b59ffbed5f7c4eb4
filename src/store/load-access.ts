import { z } from 'zod';
import { idArray } from '../database/id-array';
import { REACHED_LSN } from '../database/wal-position';
import { OrganizationAccess, readLegacy } from '../domain/decision/organization-access';
import type { Override } from '../domain/decision/override';
import { groupBy } from '../domain/group-by';
import { flagsHash } from '../domain/legacy/flags-hash';
import { Mapping } from '../domain/legacy/mapping';
import type { OrganizationId } from '../domain/organization-id';
import { gatingOf, GATINGS, type Rollout } from '../domain/rollout/gating';
import type { Maintenance } from '../domain/rollout/maintenance';
import { ENTITLEMENT_STATUSES } from '../domain/status';
import { readEnd } from '../domain/stored-access';
import { MODULE_POLICIES, Taxonomy } from '../domain/taxonomy/taxonomy';
import { CATALOG_ROWS, type CatalogRows, readCatalogRows } from './catalog-rows';
import { FENCE_RAISED } from './fence-triggers';
import { parseStoredAccess, STORED_ACCESS_COLUMNS } from './stored-access';

/** Where access is read from: the database, or its replicas. */
export interface AccessSource {
  query(statement: string, parameters: unknown[]): Promise<unknown>;
  /** Called when something was changed, here or elsewhere: what is read afterwards must include it. */
  readonly changed?: () => void;
  /** Called with the position in the log up to which something was read. */
  readonly seen?: (lsn: string) => void;
}

/** What decisions need that is the same for all organizations. */
export interface AccessSetup {
  readonly taxonomy: Taxonomy;
  readonly mapping: Mapping;
  readonly rollout: Rollout;
  /** Whether the API hides the values of the legacy flags. */
  readonly legacyHidden: boolean;
  /** The maintenance mode of the product; decisions do not depend on it. */
  readonly maintenance: Maintenance;
}

/** The result of a load; organizations that do not exist are left out. */
export interface LoadedAccess {
  readonly setup: AccessSetup;
  /** What the set-up was read from, as text: the same for the same set-up. Null if it was known. */
  readonly storedSetup: string | null;
  /** The taxonomy as it is displayed, if it was asked for. */
  readonly catalog: CatalogRows | null;
  readonly organizations: ReadonlyMap<OrganizationId, OrganizationAccess>;
  /** Whether the fence is up, so that changes of the legacy flags send a notification. */
  readonly fenced: boolean;
}

export interface AccessLoad {
  /** The set-up if it is known; null to load it in the same statement. */
  readonly setup: AccessSetup | null;
  /** `ENABLE_ENTITLEMENTS_GATING`. */
  readonly environment: boolean | null;
  /** Whether to load ended overrides too, which explanations mention. Default: false. */
  readonly history?: boolean;
  /** Whether to load with the set-up what is displayed of the taxonomy. Default: false. */
  readonly catalog?: boolean;
}

/**
 * Loads everything that decisions about some organizations need, in one statement and so as of one point in time.
 * @throws if a table has a value of an unexpected kind; the caller then denies access
 */
export async function loadAccess(
  manager: AccessSource,
  organizationIds: readonly OrganizationId[],
  { setup: known, environment, history = false, catalog = false }: AccessLoad,
): Promise<LoadedAccess> {
  const statement = loading({
    setup: known === null,
    catalog: known === null && catalog,
    reached: manager.seen !== undefined,
  });
  const found = await manager.query(statement, [idArray(organizationIds), history]);
  const [row] = rows.parse(found);
  if (row.reached !== null) manager.seen?.(row.reached);
  const setup = known ?? readSetup(row.setup);
  const organizations = new Map<OrganizationId, OrganizationAccess>();
  for (const [organizationId, flags, entitlements, subentitlements, ownMode, overrides] of row.organizations ?? []) {
    const facts = {
      organizationId,
      gating: gatingOf(organizationId, ownMode, setup.rollout, environment),
      flagsHash: flagsHash(flags),
      legacy: readLegacy(flags, setup.mapping, setup.taxonomy),
      stored: parseStoredAccess({ entitlements, subentitlements }),
      overrides: (overrides ?? []).map(readOverride),
    };
    organizations.set(organizationId, new OrganizationAccess(facts));
  }
  return {
    setup,
    storedSetup: known ? null : JSON.stringify(row.setup),
    catalog: row.catalog === null ? null : readCatalogRows(row.catalog),
    organizations,
    fenced: row.fenced,
  };
}

const SETUP = `json_build_object(
  'modules', (SELECT coalesce(json_agg(json_build_array(id, module_key, policy, is_active)
                                       ORDER BY sort_order, id), '[]') FROM modules),
  'submodules', (SELECT coalesce(json_agg(json_build_array(id, module_id, submodule_key, is_active)
                                          ORDER BY sort_order, id), '[]') FROM submodules),
  'rules', (SELECT rules FROM mappings WHERE is_active),
  'rollout', (SELECT json_build_array(mode, enforce_percentage, legacy_hidden_at IS NOT NULL, maintenance,
                                      maintenance_message) FROM rollout))`;

/** Times are in ISO 8601, as PostgreSQL writes them in JSON, or `infinity`. */
const ORGANIZATIONS = `(
  SELECT json_agg(json_build_array(found.id::text, found.flags, found.entitlements, found.subentitlements, found.mode,
                                   found.overrides))
  FROM (SELECT o.id, o.flags, ${STORED_ACCESS_COLUMNS},
               (SELECT mode FROM organization_rollouts r WHERE r.org_id = o.id) AS mode,
               (SELECT json_agg(json_build_array(v.id::text, m.module_key, s.submodule_key, v.status,
                                                 v.trial_expires_at, v.created_at, v.expires_at, v.ended_at)
                                ORDER BY v.id)
                FROM entitlement_overrides v JOIN modules m ON m.id = v.module_id
                LEFT JOIN submodules s ON s.id = v.submodule_id AND s.module_id = v.module_id
                -- the override of a submodule that no longer exists must not become the module's
                WHERE v.org_id = o.id AND ($2 OR v.ended_at IS NULL)
                  AND (v.submodule_id IS NULL OR s.id IS NOT NULL)) AS overrides
        FROM organizations o WHERE o.id = ANY($1::organization_ids) OFFSET 0) AS found)`;

interface Loading {
  readonly setup: boolean;
  readonly catalog: boolean;
  /** Whether the position in the log is wanted, which not every PostgreSQL tells every role. */
  readonly reached: boolean;
}

function loading({ setup, catalog, reached }: Loading): string {
  return `SELECT ${setup ? SETUP : 'NULL::json'} AS setup, ${catalog ? CATALOG_ROWS : 'NULL::json'} AS catalog,
                 ${ORGANIZATIONS} AS organizations, ${FENCE_RAISED} AS fenced,
                 ${reached ? REACHED_LSN : 'NULL'} AS reached`;
}

const status = z.enum(ENTITLEMENT_STATUSES);
const storedOverride = z.tuple([
  z.string(),
  z.string(),
  z.string().nullable(),
  status,
  z.string().nullable(),
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
]);
const organizationRow = z.tuple([
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
  z.string().nullable(),
  z.enum(GATINGS).nullable(),
  z.array(z.unknown()).nullable(),
]);
const rule = z.object({
  legacyFlag: z.string(),
  legacyRoutePattern: z.string().nullable(),
  targetModule: z.string(),
  targetSubmodule: z.string().nullable(),
  defaultStatus: status,
  notes: z.string().nullable(),
  value: z.string().optional(),
  whenAbsent: z.literal('on').optional(),
});
const setupRow = z.object({
  modules: z.array(z.tuple([z.number(), z.string(), z.enum(MODULE_POLICIES), z.boolean()])),
  submodules: z.array(z.tuple([z.number(), z.number(), z.string(), z.boolean()])),
  rules: z.array(rule).nullable(),
  rollout: z.tuple(
    [z.enum(GATINGS), z.number(), z.boolean(), z.boolean(), z.string().nullable()],
    'the table rollout has no row, so it is unknown whether legacy flags or entitlements answer',
  ),
});
const rows = z.tuple([
  z.object({
    setup: z.unknown(),
    catalog: z.unknown(),
    organizations: z.array(organizationRow).nullable(),
    fenced: z.boolean(),
    reached: z.string().nullable(),
  }),
]);

/** @param stored the set-up as it is read, or as its history has it @throws if it has a value of an unexpected kind */
export function readSetup(stored: unknown): AccessSetup {
  const {
    modules,
    submodules,
    rules,
    rollout: [mode, enforcePercentage, legacyHidden, enabled, message],
  } = setupRow.parse(stored);
  const byModule = groupBy(submodules, ([, moduleId]) => moduleId);
  const taxonomy = new Taxonomy(
    modules.map(([id, key, policy, isActive]) => ({
      id,
      key,
      policy,
      isActive,
      submodules: (byModule.get(id) ?? []).map(([submoduleId, , submoduleKey, active]) => ({
        id: submoduleId,
        key: submoduleKey,
        isActive: active,
      })),
    })),
  );
  return {
    taxonomy,
    mapping: new Mapping(rules ?? []),
    rollout: { mode, enforcePercentage },
    legacyHidden,
    maintenance: { enabled, message },
  };
}

/**
 * An override from its columns, as PostgreSQL writes them in JSON: id, keys, status, end of the trial, times.
 * @throws ZodError if one is of an unexpected kind
 */
export function readOverride(columns: unknown): Override {
  const [id, module, submodule, stored, trialExpiresAt, createdAt, expiresAt, endedAt] = storedOverride.parse(columns);
  return {
    id,
    module,
    submodule,
    status: stored,
    trialExpiresAt: endOfOverride(trialExpiresAt),
    createdAt: new Date(createdAt),
    expiresAt: endOfOverride(expiresAt),
    endedAt: endedAt === null ? null : new Date(endedAt),
  };
}

/** Null for no end. An end that is no time, such as `-infinity`, has passed. */
function endOfOverride(text: string | null): Date | null {
  const end = readEnd(text);
  return end === Infinity ? null : new Date(end === -Infinity ? 0 : end);
}
