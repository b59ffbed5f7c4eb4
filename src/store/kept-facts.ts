import { z } from 'zod';
import type { LegacyReading, OrganizationFacts } from '../domain/decision/organization-access';
import { GATING_SOURCES, GATINGS } from '../domain/rollout/gating';
import { ENTITLEMENT_STATUSES } from '../domain/status';
import { MODULE_POLICIES, type Target, Taxonomy } from '../domain/taxonomy/taxonomy';

/** What a preview was computed from: enough to repeat the response, whatever has changed since. */
export interface KeptFacts {
  readonly at: Date;
  readonly taxonomy: Taxonomy;
  readonly facts: OrganizationFacts;
}

/** What is kept as JSON, with only those modules of the taxonomy that the changes concern. */
export function plainFacts({ at, taxonomy, facts }: KeptFacts, changes: readonly Target[]) {
  const concerned = taxonomy.modules.filter((one) => changes.some(({ module }) => module === one.key));
  return { at, taxonomy: concerned, facts: { ...facts, legacy: plainLegacy(facts.legacy) } };
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

export const keptOverride = z.object({
  module: key,
  submodule: nullable,
  status,
  trialExpiresAt: time.nullable(),
  expiresAt: time.nullable(),
});

/** The fields that `plainFacts` writes. */
export const KEPT_FACTS = {
  at: time,
  taxonomy: z
    .array(
      z.object({
        id: z.number(),
        key,
        policy: z.enum(MODULE_POLICIES),
        isActive: z.boolean(),
        submodules: z.array(z.object({ id: z.number(), key, isActive: z.boolean() })),
      }),
    )
    .transform((modules) => new Taxonomy(modules)),
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
    overrides: z.array(keptOverride.extend({ id: nullable, createdAt: time, endedAt: time.nullable() })),
  }),
};
