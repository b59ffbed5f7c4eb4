import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { DateTimeResolver, JSONResolver } from 'graphql-scalars';
import { auditResolvers } from '../features/audit/audit-resolvers';
import { censusResolvers } from '../features/census/census-resolvers';
import { demoResolvers } from '../features/demo/demo-resolvers';
import { decisionsResolvers } from '../features/entitlements/decisions-resolvers';
import { entitlementsResolvers } from '../features/entitlements/entitlements-resolvers';
import { eventsResolvers } from '../features/events/events-resolvers';
import { grantsResolvers } from '../features/grants/grants-resolvers';
import { historyResolvers } from '../features/history/history-resolvers';
import { legacyResolvers } from '../features/legacy/legacy-resolvers';
import { maintenanceResolvers } from '../features/maintenance/maintenance-resolvers';
import { mappingResolvers } from '../features/mapping/mapping-resolvers';
import { migrationRunsResolvers } from '../features/migration-runs/migration-runs-resolvers';
import { organizationsResolvers } from '../features/organizations/organizations-resolvers';
import { overridesResolvers } from '../features/overrides/overrides-resolvers';
import { packagesResolvers } from '../features/packages/packages-resolvers';
import { parityResolvers } from '../features/parity/parity-resolvers';
import { preflightResolvers } from '../features/preflight/preflight-resolvers';
import { productAnswersResolvers } from '../features/product-answers/product-answers-resolvers';
import { rolloutPreviewResolvers } from '../features/rollout/rollout-preview-resolvers';
import { rolloutResolvers } from '../features/rollout/rollout-resolvers';
import { schedulesResolvers } from '../features/schedules/schedules-resolvers';
import { sourceResolvers } from '../features/source/source-resolvers';
import { subscriptionsResolvers } from '../features/subscriptions/subscriptions-resolvers';
import { taxonomyResolvers } from '../features/taxonomy/taxonomy-resolvers';
import { usageResolvers } from '../features/usage/usage-resolvers';
import { verificationResolvers } from '../features/verification/verification-resolvers';
import { viewerResolvers } from '../features/viewer/viewer-resolvers';
import { packageRoot } from '../platform/package-root';
import { requireRights } from './require-rights';

/** Creates the API's schema: the SDL in `schema/`, with its resolvers, each root field of which requires its right. */
export function createSchema(): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs: [...readTypeDefs()],
    resolvers: [
      { DateTime: DateTimeResolver, JSON: JSONResolver },
      viewerResolvers,
      sourceResolvers,
      taxonomyResolvers,
      mappingResolvers,
      organizationsResolvers,
      entitlementsResolvers,
      decisionsResolvers,
      usageResolvers,
      eventsResolvers,
      historyResolvers,
      auditResolvers,
      migrationRunsResolvers,
      rolloutResolvers,
      rolloutPreviewResolvers,
      maintenanceResolvers,
      parityResolvers,
      productAnswersResolvers,
      overridesResolvers,
      grantsResolvers,
      schedulesResolvers,
      packagesResolvers,
      legacyResolvers,
      subscriptionsResolvers,
      censusResolvers,
      preflightResolvers,
      verificationResolvers,
      demoResolvers,
    ],
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  return requireRights(schema);
}

/** The contents of the SDL files, ordered by file name. */
export function readTypeDefs(): readonly string[] {
  const folder = join(packageRoot, 'schema');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}
