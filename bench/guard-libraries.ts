import SchemaBuilder from '@pothos/core';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import type { GraphQLSchema } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { rule, shield } from 'graphql-shield';
import type { GuardedContext, LeadInMemory } from './guarded-context';

/** The fields of a lead that the benchmark selects. */
const FIELDS = ['id', 'contact', 'company', 'value', 'score'] as const;

/** As in the manual of graphql-shield: a rule on each field, with a result cached for one operation. */
export function guardByShield(schema: GraphQLSchema, need: string): GraphQLSchema {
  const mayScore = rule({ cache: 'contextual' })(async (_parent, _args, { decisions }: GuardedContext) =>
    decisions.load(need),
  );
  return applyMiddleware(
    schema,
    shield({ Lead: Object.fromEntries(FIELDS.map((field) => [field, mayScore])) }, { allowExternalErrors: true }),
  );
}

/** As in the manual of Pothos: a scope on each field, looked up once for each operation. */
export function buildByPothos(leads: readonly LeadInMemory[], need: string): GraphQLSchema {
  const builder = new SchemaBuilder<{ Context: GuardedContext; AuthScopes: { scoring: boolean } }>({
    plugins: [ScopeAuthPlugin],
    scopeAuth: { authScopes: async ({ decisions }) => ({ scoring: await decisions.load(need) }) },
  });
  const guard = { nullable: true, authScopes: { scoring: true } } as const;
  const lead = builder.objectRef<LeadInMemory>('Lead').implement({
    fields: (t) => ({
      id: t.exposeID('id', guard),
      contact: t.exposeString('contact', guard),
      company: t.exposeString('company', guard),
      value: t.exposeFloat('value', guard),
      score: t.exposeInt('score', guard),
    }),
  });
  builder.queryType({
    fields: (t) => ({ leads: t.field({ type: [lead], nullable: true, resolve: () => [...leads] }) }),
  });
  return builder.toSchema();
}
