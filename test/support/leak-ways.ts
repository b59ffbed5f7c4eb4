import { type ConstDirectiveNode, Kind, parse } from 'graphql';
import type { OnDeny } from '../../src/directive';

/** A guarded coordinate, and one way to it from a root field. */
export interface Place {
  /** The guarded coordinate. */
  readonly coordinate: string;
  readonly by: string;
  readonly operation?: 'mutation';
  /** A root field with its selection; `$id` is the organization's id, which its rows have, too. */
  readonly field: string;
  /** Variables of the field besides `$id`, and their values. */
  readonly defines?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The entitlements without which it is denied. */
  readonly lacks: readonly string[];
  /** What an entitled organization sees, and others must not. */
  readonly shows: RegExp;
  /** Where it is guarded. Input always rejects. Guards on types keep their own `onDeny` when a test sets REJECT. */
  readonly kind: 'FIELD' | 'TYPE' | 'INPUT';
  /** Its `onDeny` in the ERP's SDL. */
  readonly onDeny: OnDeny;
  /** The resolver that must not run; null if the type is known only from the resolver's result. */
  readonly resolver: string | null;
}

const lead = {
  lacks: ['sales/leads'],
  shows: /SECRET (lead|company)|770001|"Lead"/,
  kind: 'TYPE',
  onDeny: 'ERROR',
} as const;
const score = {
  coordinate: 'Lead.score',
  lacks: ['ai_analytics/lead_scoring'],
  shows: /7701/,
  kind: 'FIELD',
  onDeny: 'NULL',
  resolver: 'Lead.score',
} as const;
const text = {
  coordinate: 'Document.extractedText',
  lacks: ['ai_analytics/document_extraction'],
  shows: /SECRET (note|scan|payslip scan)/,
  kind: 'FIELD',
  onDeny: 'NULL',
} as const;
const quotation = {
  coordinate: 'Quotation',
  lacks: ['sales/quotations'],
  shows: /SECRET quotation|770002|"Quotation"/,
  kind: 'TYPE',
  onDeny: 'ERROR',
} as const;
const payslip = {
  coordinate: 'Payslip',
  lacks: ['hr/payslips'],
  shows: /SECRET (payslip|employee)|770004|"Payslip"/,
  kind: 'TYPE',
  onDeny: 'NULL',
} as const;
const stockItem = {
  coordinate: 'StockItem',
  lacks: ['inventory'],
  shows: /SECRET (item|SKU)|770003|"StockItem"/,
  kind: 'TYPE',
  onDeny: 'ERROR',
} as const;
const meaning = {
  coordinate: 'Query.search(byMeaning:)',
  lacks: ['ai_analytics/natural_language_queries'],
  shows: /open secret note/,
  kind: 'INPUT',
  onDeny: 'REJECT',
  resolver: 'Query.search',
} as const;
const filter = {
  coordinate: 'LeadFilter.minScore',
  lacks: ['ai_analytics/lead_scoring'],
  shows: /SECRET lead/,
  kind: 'INPUT',
  onDeny: 'REJECT',
  resolver: 'Query.leads',
} as const;
const order = { ...filter, coordinate: 'LeadOrder.SCORE' } as const;

/** `_entities` for one row of a type. */
const entities = (type: string, selection: string) => ({
  field: `_entities(representations: $of) ${selection}`,
  defines: '$of: [_Any!]!',
  variables: { of: [{ __typename: type, id: '$id' }] },
});

export const PLACES: readonly Place[] = [
  {
    coordinate: 'Query.leads',
    by: 'a list',
    field: 'leads { contact company value }',
    ...lead,
    resolver: 'Query.leads',
  },
  { coordinate: 'Query.lead', by: 'the field', field: 'lead(id: $id) { contact }', ...lead, resolver: 'Query.lead' },
  {
    coordinate: 'Query.lead',
    by: '__typename alone',
    field: 'lead(id: $id) { type: __typename }',
    ...lead,
    resolver: 'Query.lead',
  },
  { coordinate: 'Lead', by: '__typename alone', field: 'leads { __typename }', ...lead, resolver: 'Query.leads' },
  {
    coordinate: 'Lead',
    by: 'an object',
    field: 'me { name leads { contact value } }',
    ...lead,
    resolver: 'Organization.leads',
  },
  {
    coordinate: 'Lead',
    by: 'a nested list',
    field: 'organizations { leads { company } }',
    ...lead,
    resolver: 'Organization.leads',
  },
  {
    coordinate: 'Lead',
    by: 'a union',
    field: 'search(text: "secret") { ... on Lead { contact company } }',
    ...lead,
    resolver: 'Lead.contact',
  },
  {
    coordinate: 'Lead',
    by: '__typename of a union',
    field: 'search(text: "secret") { __typename }',
    ...lead,
    shows: /"Lead"/,
    resolver: null,
  },
  {
    coordinate: 'Lead',
    by: '_entities',
    ...entities('Lead', '{ __typename ... on Lead { contact } }'),
    ...lead,
    resolver: 'Lead.contact',
  },

  { by: 'a list', field: 'leads { contact score }', ...score },
  { by: 'a nested list', field: 'organizations { leads { organization { leads { score } } } }', ...score },
  { by: 'a union', field: 'search(text: "secret") { ... on Lead { contact score } }', ...score },
  { by: '_entities', ...entities('Lead', '{ ... on Lead { likely: score } }'), ...score },

  { by: 'an object', field: 'me { quotations { title amount } }', ...quotation, resolver: 'Organization.quotations' },
  {
    by: 'an interface',
    field: 'documents { title ... on Quotation { amount } }',
    ...quotation,
    resolver: 'Quotation.title',
  },
  {
    by: '__typename of an interface',
    field: 'documents { kind: __typename }',
    ...quotation,
    shows: /"Quotation"/,
    resolver: null,
  },
  {
    by: 'an interface within a union',
    field: 'search(text: "secret") { ... on Document { title } }',
    ...quotation,
    resolver: 'Quotation.title',
  },

  { by: 'an unguarded object', field: 'notes { title extractedText }', ...text, resolver: 'Note.extractedText' },
  {
    by: 'the interface that guards it',
    field: 'documents { title extractedText }',
    ...text,
    resolver: 'Quotation.extractedText',
  },
  {
    by: 'a union',
    field: 'search(text: "secret") { ... on Quotation { extractedText } ... on Document { extractedText } }',
    ...text,
    resolver: 'Quotation.extractedText',
  },
  {
    by: '_entities',
    ...entities('Note', '{ ... on Document { extractedText } }'),
    ...text,
    resolver: 'Note.extractedText',
  },

  { by: 'a list', field: 'payslips { title employee netPay }', ...payslip, resolver: 'Query.payslips' },
  {
    by: 'a nested list',
    field: 'organizations { payslips { employee } }',
    ...payslip,
    resolver: 'Organization.payslips',
  },
  {
    by: 'an interface',
    field: 'documents { title ... on EmployeeRecord { employee } }',
    ...payslip,
    resolver: 'Payslip.employee',
  },
  {
    by: '_entities',
    ...entities('Payslip', '{ __typename ... on Payslip { netPay } }'),
    ...payslip,
    resolver: 'Payslip.netPay',
  },
  {
    by: 'its interface, which is guarded',
    field: 'payslips { employee }',
    ...payslip,
    coordinate: 'EmployeeRecord',
    lacks: ['hr'],
    resolver: 'Query.payslips',
  },

  {
    by: 'an object',
    field: 'me { stockItems { sku name quantity } }',
    ...stockItem,
    resolver: 'Organization.stockItems',
  },
  {
    by: 'a union',
    field: 'search(text: "secret") { ... on StockItem { name quantity } }',
    ...stockItem,
    resolver: 'StockItem.name',
  },

  {
    coordinate: 'Organization.pipelineValue',
    by: 'an object',
    field: 'me { pipelineValue }',
    lacks: ['sales/opportunities'],
    shows: /770002/,
    kind: 'FIELD',
    onDeny: 'ERROR',
    resolver: 'Organization.pipelineValue',
  },
  {
    coordinate: 'Query.stockValue',
    by: 'organizationArg',
    field: 'stockValue(organizationId: $id)',
    lacks: ['inventory/inventory_valuation'],
    shows: /5390021/,
    kind: 'FIELD',
    onDeny: 'ERROR',
    resolver: 'Query.stockValue',
  },
  {
    coordinate: 'Query.salesForecast',
    by: 'one of several modules',
    field: 'salesForecast',
    lacks: ['reports', 'ai_analytics/demand_forecasting'],
    shows: /59297777/,
    kind: 'FIELD',
    onDeny: 'ERROR',
    resolver: 'Query.salesForecast',
  },
  {
    coordinate: 'Query.payrollExport',
    by: 'the field',
    field: 'payrollExport',
    lacks: ['hr/payroll_management'],
    shows: /SECRET employee;770004/,
    kind: 'FIELD',
    onDeny: 'REJECT',
    resolver: 'Query.payrollExport',
  },

  { by: 'an argument', field: 'search(text: "note", byMeaning: true) { ... on Note { title } }', ...meaning },
  {
    by: 'an argument that is null',
    field: 'search(text: "note", byMeaning: null) { ... on Note { title } }',
    ...meaning,
  },
  {
    by: 'an argument by variable',
    field: 'search(text: "note", byMeaning: $m) { ... on Note { title } }',
    defines: '$m: Boolean',
    variables: { m: false },
    ...meaning,
  },
  {
    by: "an argument by the operation's default",
    field: 'search(text: "note", byMeaning: $m) { ... on Note { title } }',
    defines: '$m: Boolean = true',
    ...meaning,
  },
  { by: 'an input field', field: 'leads(filter: { minScore: 5 }) { contact }', ...filter },
  {
    by: 'an input field by variable',
    field: 'leads(filter: { minScore: $s }) { contact }',
    defines: '$s: Int',
    variables: { s: null },
    ...filter,
  },
  {
    by: 'an input object by variable',
    field: 'leads(filter: $f) { contact }',
    defines: '$f: LeadFilter',
    variables: { f: { minScore: 1 } },
    ...filter,
  },
  { by: 'an enum value', field: 'leads(orderBy: SCORE) { contact }', ...order },
  {
    by: 'an enum value by variable',
    field: 'leads(orderBy: $o) { contact }',
    defines: '$o: LeadOrder!',
    variables: { o: 'SCORE' },
    ...order,
  },
  {
    by: "an enum value by the operation's default",
    field: 'leads(orderBy: $o) { contact }',
    defines: '$o: LeadOrder! = SCORE',
    ...order,
  },

  {
    coordinate: 'Mutation.createLead',
    by: 'a mutation',
    operation: 'mutation',
    field: 'createLead(input: { contact: "SECRET lead", company: "SECRET company", value: 770001 }) { contact }',
    ...lead,
    onDeny: 'REJECT',
    resolver: 'Mutation.createLead',
  },
  {
    by: 'a mutation that names the organization',
    operation: 'mutation',
    field: 'adjustStock(input: { organizationId: $id, sku: "SECRET-SKU", by: 0 }) { name quantity }',
    ...stockItem,
    coordinate: 'Mutation.adjustStock',
    lacks: ['inventory/stock_adjustments'],
    kind: 'FIELD',
    onDeny: 'REJECT',
    resolver: 'Mutation.adjustStock',
  },
  {
    coordinate: 'Mutation.releasePayslips',
    by: 'a mutation',
    operation: 'mutation',
    field: 'releasePayslips',
    lacks: ['hr/payslips'],
    shows: /"releasePayslips":\d|"a\d":\d|"other":\d/,
    kind: 'FIELD',
    onDeny: 'ERROR',
    resolver: 'Mutation.releasePayslips',
  },
];

/** The ways to select any field. */
export const WRAPPINGS: Readonly<Record<string, (place: Place) => string>> = {
  plain: (place) => `${head(place)} { ${place.field} }`,
  'an alias': (place) => `${head(place)} { __typename other: ${place.field} }`,
  'an inline fragment': (place) => `${head(place)} { ... on ${rootOf(place)} { ... { ${place.field} } } }`,
  'a named fragment in a named fragment': (place) =>
    `${head(place)} { ...A } fragment A on ${rootOf(place)} { __typename ...B } ` +
    `fragment B on ${rootOf(place)} { ${place.field} }`,
  'a variable-driven @include': (place) =>
    `${head(place, '$yes: Boolean = true, $no: Boolean = false')} ` +
    `{ ... @include(if: $yes) { ${place.field} } ... @skip(if: $no) { ${place.field} } }`,
  'a batch of aliases': (place) =>
    `${head(place)} { ${Array.from({ length: 10 }, (_, index) => `a${index}: ${place.field}`).join(' ')} }`,
  'the same field twice': (place) => `${head(place)} { ${place.field} ${place.field} }`,
};

function head({ operation, field, defines }: Place, more = ''): string {
  const variables = [field.includes('$id') ? '$id: ID!' : '', defines ?? '', more]
    .filter((one) => one !== '')
    .join(', ');
  return `${operation ?? 'query'}${variables && ` (${variables})`}`;
}

function rootOf({ operation }: Place): string {
  return operation === 'mutation' ? 'Mutation' : 'Query';
}

/** The coordinates of an SDL that have a guard. */
export function guardedCoordinates(sdl: string): readonly string[] {
  return parse(sdl).definitions.flatMap((definition) => {
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      const type = definition.name.value;
      const members = (definition.fields ?? []).flatMap((field) => {
        const coordinate = `${type}.${field.name.value}`;
        return [
          ...on(coordinate, field),
          ...(field.arguments ?? []).flatMap((argument) => on(`${coordinate}(${argument.name.value}:)`, argument)),
        ];
      });
      return [...on(type, definition), ...members];
    }
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
      return (definition.fields ?? []).flatMap((field) => on(`${definition.name.value}.${field.name.value}`, field));
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION)
      return (definition.values ?? []).flatMap((value) => on(`${definition.name.value}.${value.name.value}`, value));
    return [];
  });
}

function on(
  coordinate: string,
  { directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
): readonly string[] {
  return directives.some(({ name }) => name.value.startsWith('requires')) ? [coordinate] : [];
}
