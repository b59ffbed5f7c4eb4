import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { gatingOf, GATINGS, type Rollout } from '../domain/rollout/gate';
import type { Maintenance } from '../domain/rollout/maintenance';
import { Mapping } from '../domain/legacy/mapping';
import { ENTITLEMENT_STATUSES } from '../domain/status';
import { OrganizationAccess, readLegacyFacts } from '../domain/decision/organization-access';
import type { Override } from '../domain/decision/override';
import { MODULE_POLICIES, Taxonomy } from '../domain/taxonomy/taxonomy';
import { groupBy } from '../domain/group-by';
import { intArray } from '../database/int-array';
import { FENCE_STANDS } from './fence-stands';
import { ORGANIZATIONS_WITH_FLAGS } from './legacy-column';
import { parseStoredAccess, STORED_ACCESS_COLUMNS } from './stored-access';

/** What decisions about every organization look at. */
export interface AccessSetup {
  readonly taxonomy: Taxonomy;
  readonly mapping: Mapping;
  readonly rollout: Rollout;
  /** Whether the API keeps the legacy flags to itself. */
  readonly legacyHidden: boolean;
  /** Whether the product is under maintenance; no decision depends on it. */
  readonly maintenance: Maintenance;
}

/** What a load found: organizations that do not exist are not in it. */
export interface LoadedAccess {
  readonly setup: AccessSetup;
  readonly organizations: ReadonlyMap<number, OrganizationAccess>;
  /** Whether changes of the legacy flags are told of, as those of entitlements are. */
  readonly fenced: boolean;
}

export interface AccessLoad {
  /** The set-up as it is known; null to load it in the same statement. */
  readonly setup: AccessSetup | null;
  /** `ENABLE_ENTITLEMENTS_GATING`. */
  readonly environment: boolean | null;
  /** Ended overrides too: an explanation tells of them. */
  readonly history?: boolean;
}

/**
 * Loads all that decisions about some organizations look at, as it stands at one moment, in one statement.
 * @throws where the tables hold what cannot be: then nothing is known, and what is not known is denied
 */
export async function loadAccess(
  manager: Pick<EntityManager, 'query'>,
  organizationIds: readonly number[],
  { setup: known, environment, history = false }: AccessLoad,
): Promise<LoadedAccess> {
  const found: readonly unknown[] = await manager.query(known ? LOAD_ORGANIZATIONS : LOAD_ALL, [
    intArray(organizationIds),
    history,
  ]);
  const [row] = rows.parse(found);
  const setup = known ?? readSetup(setupRow.parse(row.setup));
  const organizations = new Map<number, OrganizationAccess>();
  for (const [organizationId, flags, entitlements, subentitlements, ownMode, overrides] of row.organizations ?? []) {
    const facts = {
      organizationId,
      gating: gatingOf(organizationId, ownMode, setup.rollout, environment),
      legacy: readLegacyFacts(flags, setup.mapping, setup.taxonomy),
      stored: parseStoredAccess({ entitlements, subentitlements }),
      overrides: (overrides ?? []).map(readOverride),
    };
    organizations.set(organizationId, new OrganizationAccess(facts));
  }
  return { setup, organizations, fenced: row.fenced };
}

const SETUP = `json_build_object(
  'modules', (SELECT coalesce(json_agg(json_build_array(id, module_key, policy, is_active) ORDER BY sort_order, id), '[]') FROM modules),
  'submodules', (SELECT coalesce(json_agg(json_build_array(id, module_id, submodule_key, is_active) ORDER BY sort_order, id), '[]') FROM submodules),
  'rules', (SELECT rules FROM mappings WHERE is_active),
  'rollout', (SELECT json_build_array(mode, enforce_percentage, legacy_hidden_at IS NOT NULL, maintenance, maintenance_message) FROM rollout))`;

/** Dates as PostgreSQL writes them in JSON, ISO 8601; `infinity` is read as what it means. */
const ORGANIZATIONS = `(
  SELECT json_agg(json_build_array(found.id, found.flags, found.entitlements, found.subentitlements, found.mode, found.overrides))
  FROM (SELECT o.id, o.flags, ${STORED_ACCESS_COLUMNS},
               (SELECT mode FROM organization_rollouts r WHERE r.org_id = o.id) AS mode,
               (SELECT json_agg(json_build_array(v.id::text, m.module_key, s.submodule_key, v.status, v.trial_expires_at, v.created_at, v.expires_at, v.ended_at) ORDER BY v.id)
                FROM entitlement_overrides v JOIN modules m ON m.id = v.module_id LEFT JOIN submodules s ON s.id = v.submodule_id AND s.module_id = v.module_id
                -- one whose submodule is gone must not become its module's
                WHERE v.org_id = o.id AND ($2 OR v.ended_at IS NULL) AND (v.submodule_id IS NULL OR s.id IS NOT NULL)) AS overrides
        FROM ${ORGANIZATIONS_WITH_FLAGS} WHERE o.id = ANY($1::int[]) OFFSET 0) AS found)`;

const LOAD_ALL = `SELECT ${SETUP} AS setup, ${ORGANIZATIONS} AS organizations, ${FENCE_STANDS} AS fenced`;
const LOAD_ORGANIZATIONS = `SELECT NULL::json AS setup, ${ORGANIZATIONS} AS organizations, ${FENCE_STANDS} AS fenced`;

const status = z.enum(ENTITLEMENT_STATUSES);
const override = z.tuple([
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
  z.number(),
  z.string().nullable(),
  z.string().nullable(),
  z.string().nullable(),
  z.enum(GATINGS).nullable(),
  z.array(override).nullable(),
]);
const rule = z.object({
  legacyFlag: z.string(),
  legacyRoutePattern: z.string().nullable(),
  targetModule: z.string(),
  targetSubmodule: z.string().nullable(),
  defaultStatus: status,
  notes: z.string().nullable(),
});
const setupRow = z.object({
  modules: z.array(z.tuple([z.number(), z.string(), z.enum(MODULE_POLICIES), z.boolean()])),
  submodules: z.array(z.tuple([z.number(), z.number(), z.string(), z.boolean()])),
  rules: z.array(rule).nullable(),
  rollout: z.tuple(
    [z.enum(GATINGS), z.number(), z.boolean(), z.boolean(), z.string().nullable()],
    'the table rollout has no row, and nobody can tell who answers',
  ),
});
const rows = z.tuple([
  z.object({ setup: z.unknown(), organizations: z.array(organizationRow).nullable(), fenced: z.boolean() }),
]);

function readSetup({
  modules,
  submodules,
  rules,
  rollout: [mode, enforcePercentage, legacyHidden, enabled, message],
}: z.infer<typeof setupRow>): AccessSetup {
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

function readOverride([id, module, submodule, stored, trialExpiresAt, createdAt, expiresAt, endedAt]: z.infer<
  typeof override
>): Override {
  return {
    id,
    module,
    submodule,
    status: stored,
    trialExpiresAt: readEnd(trialExpiresAt),
    createdAt: new Date(createdAt),
    expiresAt: readEnd(expiresAt),
    endedAt: endedAt === null ? null : new Date(endedAt),
  };
}

/** An end that is no time but was stored, such as `-infinity`, has passed. */
function readEnd(text: string | null): Date | null {
  if (text === null || text === 'infinity') return null;
  const end = new Date(text);
  return Number.isNaN(end.getTime()) ? new Date(0) : end;
}
