import { GraphQLError } from 'graphql';
import { type ErpContext, mayLookInto, ownOrganization } from './erp-context';
import type { Lead, NewLead, Note, Organization, Payslip, StockItem } from './records';

interface LeadsArguments {
  readonly filter?: { readonly company?: string | null; readonly minScore?: number | null } | null;
  readonly orderBy: 'NEWEST' | 'SCORE';
}

interface Reference {
  readonly __typename: string;
  readonly id: string | number;
}

/** Ordinary resolvers. The guards run before them, or check what they return. */
export const resolvers = {
  Query: {
    me: (_root: unknown, _args: unknown, context: ErpContext) => context.records.organization(ownOrganization(context)),
    organizations: async (
      _root: unknown,
      _args: unknown,
      context: ErpContext,
    ): Promise<readonly (Organization | null)[]> => {
      const { actor, records } = context;
      if (actor?.role === 'SUPER_ADMIN') return records.organizations();
      const own = ownOrganization(context);
      return [await records.organization(own), ...(await records.subsidiaries.load(own))];
    },
    organization: async (_root: unknown, { id }: { readonly id: string }, context: ErpContext) =>
      (await mayLookInto(context, Number(id))) ? context.records.organization(Number(id)) : null,
    notes: (_root: unknown, _args: unknown, context: ErpContext) =>
      context.records.notes.load(ownOrganization(context)),

    leads: async (_root: unknown, { filter, orderBy }: LeadsArguments, context: ErpContext) => {
      const { company, minScore } = filter ?? {};
      const leads = (await context.records.leads.load(ownOrganization(context))).filter(
        (lead) => (company ?? lead.company) === lead.company && (lead.score ?? 0) >= (minScore ?? 0),
      );
      return orderBy === 'SCORE' ? leads.sort((a, b) => (b.score ?? 0) - (a.score ?? 0)) : leads.reverse();
    },
    lead: async (_root: unknown, { id }: { readonly id: string }, context: ErpContext) =>
      byId(await context.records.leads.load(ownOrganization(context)), id),
    payslips: (_root: unknown, _args: unknown, context: ErpContext) =>
      context.records.payslips.load(ownOrganization(context)),
    stockValue: (_root: unknown, { organizationId }: { readonly organizationId: string }, { records }: ErpContext) =>
      records.stockValue(Number(organizationId)),
    salesForecast: async (_root: unknown, _args: unknown, context: ErpContext) => {
      const leads = await context.records.leads.load(ownOrganization(context));
      return leads.reduce((sum, { value, score }) => sum + (value * (score ?? 0)) / 100, 0);
    },
    payrollExport: async (_root: unknown, _args: unknown, context: ErpContext) => {
      const payslips = await context.records.payslips.load(ownOrganization(context));
      return payslips.map(({ employee, netPay }) => `${employee};${netPay}`).join('\n');
    },

    documents: async (_root: unknown, _args: unknown, context: ErpContext) => {
      const { records } = context;
      const own = ownOrganization(context);
      return (
        await Promise.all([records.notes.load(own), records.quotations.load(own), records.payslips.load(own)])
      ).flat();
    },
    search: async (
      _root: unknown,
      { text, byMeaning }: { readonly text: string; readonly byMeaning: boolean | null },
      context: ErpContext,
    ) => {
      const { records } = context;
      const own = ownOrganization(context);
      const [notes, leads, quotations, stockItems] = await Promise.all([
        records.notes.load(own),
        records.leads.load(own),
        records.quotations.load(own),
        records.stockItems.load(own),
      ]);
      // In this small ERP, searching by meaning compares the beginnings of words. Guarded fields of an item, such as a
      // lead's score, must not be searched: a match would expose them.
      const words = text
        .toLowerCase()
        .split(/\s+/)
        .map((word) => (byMeaning ? word.slice(0, 4) : word));
      const matches = (...names: readonly string[]) =>
        words.some((word) => names.join(' ').toLowerCase().includes(word));
      return [
        ...notes.filter(({ title }) => matches(title)),
        ...leads.filter(({ contact, company }) => matches(contact, company)),
        ...quotations.filter(({ title }) => matches(title)),
        ...stockItems.filter(({ sku, name }) => matches(sku, name)),
      ];
    },
    _entities: (
      _root: unknown,
      { representations }: { readonly representations: readonly Reference[] },
      context: ErpContext,
    ) => Promise.all(representations.map((reference) => entity(reference, context))),
  },

  Mutation: {
    addNote: (_root: unknown, { title }: { readonly title: string }, context: ErpContext) =>
      context.records.addNote(ownOrganization(context), title),
    createLead: async (_root: unknown, { input }: { readonly input: NewLead }, context: ErpContext) => {
      const lead = await context.records.createLead(ownOrganization(context), input);
      context.feeds.publishLead(lead);
      return lead;
    },
    // The guard has already checked that the actor may see this organization: see mayAskAbout in guard.ts.
    adjustStock: async (
      _root: unknown,
      { input }: { readonly input: { readonly organizationId: string; readonly sku: string; readonly by: number } },
      { records, feeds }: ErpContext,
    ) => {
      const item = await records.adjustStock(Number(input.organizationId), input.sku, input.by);
      if (!item) throw new GraphQLError(`There is no item ${input.sku}.`, { extensions: { code: 'NOT_FOUND' } });
      feeds.publishStock(item);
      return item;
    },
    releasePayslips: (_root: unknown, _args: unknown, context: ErpContext) =>
      context.records.releasePayslips(ownOrganization(context)),
  },

  Subscription: {
    leadAdded: {
      subscribe: (_root: unknown, _args: unknown, context: ErpContext) =>
        context.feeds.leadsOf(ownOrganization(context)),
      resolve: ([lead]: readonly Lead[]) => lead,
    },
    stockChanged: {
      subscribe: (_root: unknown, _args: unknown, context: ErpContext) =>
        context.feeds.stockOf(ownOrganization(context)),
      resolve: ([item]: readonly StockItem[]) => item,
    },
  },

  Organization: {
    subsidiaries: ({ id }: Organization, _args: unknown, { records }: ErpContext) => records.subsidiaries.load(id),
    leads: ({ id }: Organization, _args: unknown, { records }: ErpContext) => records.leads.load(id),
    quotations: ({ id }: Organization, _args: unknown, { records }: ErpContext) => records.quotations.load(id),
    stockItems: ({ id }: Organization, _args: unknown, { records }: ErpContext) => records.stockItems.load(id),
    payslips: ({ id }: Organization, _args: unknown, { records }: ErpContext) => records.payslips.load(id),
    pipelineValue: async ({ id }: Organization, _args: unknown, { records }: ErpContext) =>
      (await records.quotations.load(id)).reduce((sum, { amount }) => sum + amount, 0),
  },

  Lead: {
    organization: ({ organizationId }: Lead, _args: unknown, { records }: ErpContext) =>
      records.organization(organizationId),
  },
};

async function entity({ __typename, id }: Reference, context: ErpContext): Promise<Note | Lead | Payslip | null> {
  const { records } = context;
  const own = ownOrganization(context);
  switch (__typename) {
    case 'Note':
      return byId(await records.notes.load(own), id);
    case 'Lead':
      return byId(await records.leads.load(own), id);
    case 'Payslip':
      return byId(await records.payslips.load(own), id);
    default:
      return null;
  }
}

function byId<Row extends { readonly id: number }>(rows: readonly Row[], id: string | number): Row | null {
  return rows.find((row) => row.id === Number(id)) ?? null;
}
