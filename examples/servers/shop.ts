import type { Server } from 'node:http';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import {
  entitlementDirectives,
  type EntitlementGuard,
  type EntitlementRequest,
  type GuardOptions,
  guardSchema,
} from 'portcullis/directive';

export interface Context {
  readonly actor: { readonly organizationId: string } | null;
}

export const typeDefs = `
  type Query {
    leads: [Lead!] @requiresEntitlement(module: "sales")
  }
  type Subscription {
    newLeads: Lead @requiresEntitlement(module: "sales")
  }
  type Lead {
    id: ID!
    contact: String
    salary: Int @requiresEntitlement(module: "hr")
  }
`;

const lead = { id: '1', contact: 'Ada', salary: 42 };

export const resolvers = {
  Query: { leads: () => [lead] },
  Subscription: {
    newLeads: {
      async *subscribe() {
        for (let n = 1; n <= 3; n++) yield await Promise.resolve({ newLeads: { ...lead, id: String(n) } });
      },
    },
  },
};

/** Organization 1 has the module sales, and no other one has anything. A product asks `openEntitlements` instead. */
export const guardOptions: GuardOptions<Context> = {
  modules: [
    { key: 'sales', submodules: [] },
    { key: 'hr', submodules: [] },
  ],
  loadDecisions: (requests: readonly EntitlementRequest[]) =>
    Promise.resolve(
      requests.map((request) => {
        const allowed = request.organizationId === '1' && request.module === 'sales';
        const reason = allowed ? 'ENTITLED' : 'NOT_ENTITLED';
        return { ...request, allowed, status: allowed ? 'ENABLED' : null, reason };
      }),
    ),
  actorOf: ({ actor }) => actor,
  typeDefs,
};

export function createGuard(): EntitlementGuard<Context> {
  const schema: GraphQLSchema = makeExecutableSchema({ typeDefs: [entitlementDirectives, typeDefs], resolvers });
  return guardSchema(schema, guardOptions);
}

/** Whoever calls says which organization they belong to. A product verifies a token instead. */
export function signIn(organizationId: unknown): Context {
  return { actor: typeof organizationId === 'string' ? { organizationId } : null };
}

export const HEADER = 'x-organization';

export const port = Number(process.env['PORT'] ?? 4100);

export function urlOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`;
}

/** Says how to try it. */
export function announce(url: string): void {
  process.stdout.write(
    `Listening at ${url}\nTry: curl ${url} -H 'content-type: application/json' -H '${HEADER}: 1' ` +
      `-d '{"query":"{ leads { contact salary } }"}'\n`,
  );
}
