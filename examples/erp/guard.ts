import type { Entitlements } from 'portcullis';
import type { Bypass, GuardOptions } from 'portcullis/directive';
import type { Actor } from './authenticate';
import { type ErpContext, mayLookInto } from './erp-context';
import type { Organization } from './records';
import { typeDefs } from './schema';

/** The options that guard the ERP's schema. */
export function guardOptions(
  { modules, loadDecisions }: Entitlements,
  report: {
    readonly onBypass: (bypass: Bypass, context: ErpContext) => void;
    readonly onCheckFailure: (error: unknown) => void;
  },
) {
  return {
    modules,
    loadDecisions,
    actorOf: ({ actor }) => actor,
    // Entitlements are about organizations. Which of them an actor may see is decided by the ERP.
    mayAskAbout: (_actor, organizationId, context) => mayLookInto(context, Number(organizationId)),
    mayBypass: ({ role }) => role === 'SUPER_ADMIN',
    // In a list of organizations, the fields below each one are checked for that organization.
    organizationOf: { Organization: ({ id }: Organization) => id },
    requireGuardOn: 'root',
    typeDefs,
    ...report,
  } satisfies GuardOptions<ErpContext, Actor>;
}
