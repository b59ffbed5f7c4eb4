import type { GuardOptions, Bypass } from 'portcullis/directive';
import type { Actor } from './authenticate';
import type { Entitlements } from 'portcullis';
import { mayLookInto, type ErpContext } from './erp-context';
import type { Organization } from './records';
import { typeDefs } from './schema';

/** What guards the ERP's schema. */
export function guardOptions(
  { modules, loadDecisions }: Entitlements,
  tell: {
    readonly onBypass: (bypass: Bypass, context: ErpContext) => void;
    readonly onCheckFailure: (error: unknown) => void;
  },
) {
  return {
    modules,
    loadDecisions,
    actorOf: ({ actor }) => actor,
    // What an entitlement says is about organizations; who may look into one is the ERP's own affair.
    mayAskAbout: (_actor, organizationId, context) => mayLookInto(context, Number(organizationId)),
    mayBypass: ({ role }) => role === 'SUPER_ADMIN',
    // A list of organizations brings each of them in: what is below asks about the one that it is below.
    organizationOf: { Organization: ({ id }: Organization) => id },
    requireGuardOn: 'root',
    typeDefs,
    ...tell,
  } satisfies GuardOptions<ErpContext, Actor>;
}
