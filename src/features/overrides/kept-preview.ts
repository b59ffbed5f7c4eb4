import { z } from 'zod';
import type { LegacyReading, OrganizationFacts } from '../../domain/decision/organization-access';
import type { NewOverride } from '../../domain/decision/override';
import { GATING_SOURCES, GATINGS } from '../../domain/rollout/gating';
import { ENTITLEMENT_STATUSES } from '../../domain/status';
import { MODULE_POLICIES, Taxonomy } from '../../domain/taxonomy/taxonomy';

/** What a preview was computed from, and what was stored: enough to repeat the response, whatever has changed since. */
export interface KeptPreview {
  readonly at: Date;
  readonly taxonomy: Taxonomy;
  readonly facts: OrganizationFacts;
  readonly changes: readonly NewOverride[];
  /** In the order of the changes. */
  readonly overrideIds: readonly string[];
}

/** Formats a preview as JSON, with only those modules of the taxonomy that the changes concern. */
export function writeKeptPreview({ at, taxonomy, facts, changes, overrideIds }: KeptPreview): string {
  const concerned = taxonomy.modules.filter((one) => changes.some(({ module }) => module === one.key));
  return JSON.stringify({
    at,
    taxonomy: concerned,
    facts: { ...facts, legacy: plainLegacy(facts.legacy) },
    changes,
    overrideIds,
  });
}

function plainLegacy(legacy: LegacyReading): unknown {
  if (!legacy.readable) return legacy;
  const { state } = legacy;
  return {
    readable: true,
    state: {
      ...state,
      modules: [...state.modules].map(([name, module]) => [name, { ...module, submodules: [...module.submodules] }]),
    },
  };
}

const status = z.enum(ENTITLEMENT_STATUSES);
const time = z.coerce.date();
const key = z.string();
const nullable = z.string().nullable();
const newOverride = z.object({
  module: key,
  submodule: nullable,
  status,
  trialExpiresAt: time.nullable(),
  expiresAt: time.nullable(),
});
const submodules = z.array(z.tuple([key, z.boolean()])).transform((entries) => new Map(entries));
const modules = z
  .array(z.tuple([key, z.object({ status, partial: z.boolean(), submodules })]))
  .transform((entries) => new Map(entries));
const rule = z.object({
  legacyFlag: key,
  legacyRoutePattern: nullable,
  targetModule: key,
  targetSubmodule: nullable,
  defaultStatus: status,
  notes: nullable,
  value: z.string().optional(),
  whenAbsent: z.literal('on').optional(),
});
const problem = z.object({ path: z.string(), value: z.string(), message: z.string() });

const legacyReading = z.discriminatedUnion('readable', [
  z.object({
    readable: z.literal(true),
    state: z.object({
      modules,
      met: z.array(
        z.object({
          rule,
          flag: z.object({ name: z.string(), path: z.string(), on: z.boolean(), value: nullable }).nullable(),
          on: z.boolean(),
        }),
      ),
      unmapped: z.array(z.string()),
    }),
  }),
  z.object({
    readable: z.literal(false),
    shape: z.literal('UNREADABLE'),
    encoded: z.boolean(),
    problems: z.tuple([problem], problem),
  }),
]);

const keptPreview = z.object({
  at: time,
  taxonomy: z.array(
    z.object({
      id: z.number(),
      key,
      policy: z.enum(MODULE_POLICIES),
      isActive: z.boolean(),
      submodules: z.array(z.object({ id: z.number(), key, isActive: z.boolean() })),
    }),
  ),
  facts: z.object({
    organizationId: z.string(),
    gating: z.object({ mode: z.enum(GATINGS), by: z.enum(GATING_SOURCES) }),
    legacy: legacyReading,
    stored: z.object({
      entitlements: z.array(
        z.object({
          module: key,
          status: z.string(),
          trialExpiresAt: nullable,
          partial: z.boolean(),
          source: z.string(),
        }),
      ),
      subentitlements: z.array(z.object({ module: key, submodule: key, enabled: z.boolean(), source: z.string() })),
    }),
    overrides: z.array(newOverride.extend({ id: nullable, createdAt: time, endedAt: time.nullable() })),
  }),
  changes: z.array(newOverride),
  overrideIds: z.array(z.string()),
});

/** Reads what `writeKeptPreview` wrote. @throws if it is something else */
export function readKeptPreview(value: unknown): KeptPreview {
  const { taxonomy, ...kept } = keptPreview.parse(value);
  return { ...kept, taxonomy: new Taxonomy(taxonomy) };
}
