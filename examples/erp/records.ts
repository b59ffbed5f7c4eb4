import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';

export interface Organization {
  readonly id: number;
  readonly name: string;
}

/** A row of an organization, with the name of its GraphQL type, from which interfaces and unions are resolved. */
interface OwnedRow {
  readonly __typename: string;
  readonly id: number;
  readonly organizationId: number;
}

export interface Note extends OwnedRow {
  readonly title: string;
}

export interface Lead extends OwnedRow {
  readonly contact: string;
  readonly company: string;
  readonly value: number;
  readonly score: number | null;
}

export interface Quotation extends OwnedRow {
  readonly title: string;
  readonly amount: number;
}

export interface StockItem extends OwnedRow {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
}

export interface Payslip extends OwnedRow {
  readonly title: string;
  readonly employee: string;
  readonly netPay: number;
}

export type NewLead = Pick<Lead, 'contact' | 'company' | 'value'>;

const COLUMNS = {
  Note: `'Note' AS "__typename", id, org_id AS "organizationId", title, extracted_text AS "extractedText"`,
  Lead: `'Lead' AS "__typename", id, org_id AS "organizationId", contact, company, value, score`,
  Quotation: `'Quotation' AS "__typename", id, org_id AS "organizationId", title, amount,
    extracted_text AS "extractedText"`,
  StockItem: `'StockItem' AS "__typename", id, org_id AS "organizationId", sku, name, quantity`,
  Payslip: `'Payslip' AS "__typename", id, org_id AS "organizationId", title, employee, net_pay AS "netPay",
    extracted_text AS "extractedText"`,
} as const;

/** The most organizations that a super admin's list returns. A real product would return pages. */
const MOST_ORGANIZATIONS = 1_000;

export type ErpRecords = ReturnType<typeof createRecords>;

/**
 * The data of the ERP. Rows of several organizations are read by one statement. Nothing is cached, because the context
 * of a subscription lives as long as the subscription.
 */
export function createRecords(dataSource: DataSource) {
  const query = <Row>(sql: string, ...parameters: readonly unknown[]): Promise<readonly Row[]> =>
    dataSource.query(sql, [...parameters]);

  function ofOrganization<Row extends OwnedRow>(table: string, columns: string): DataLoader<number, readonly Row[]> {
    return grouped(
      (ids) => query<Row>(`SELECT ${columns} FROM ${table} WHERE org_id = ANY($1) ORDER BY id`, ids),
      (row) => row.organizationId,
    );
  }

  return {
    notes: ofOrganization<Note>('erp_notes', COLUMNS.Note),
    leads: ofOrganization<Lead>('erp_leads', COLUMNS.Lead),
    quotations: ofOrganization<Quotation>('erp_quotations', COLUMNS.Quotation),
    stockItems: ofOrganization<StockItem>('erp_stock_items', COLUMNS.StockItem),
    payslips: ofOrganization<Payslip>('erp_payslips', COLUMNS.Payslip),
    subsidiaries: grouped(
      (parents) =>
        query<Organization & { readonly parentId: number }>(
          `SELECT o.id, o.name, s.parent_id AS "parentId"
           FROM erp_subsidiaries s JOIN organizations o ON o.id = s.org_id
           WHERE s.parent_id = ANY($1) ORDER BY o.id`,
          parents,
        ),
      ({ parentId }) => parentId,
    ),

    organization: async (id: number): Promise<Organization | null> =>
      (await query<Organization>('SELECT id, name FROM organizations WHERE id = $1', id))[0] ?? null,
    organizations: () =>
      query<Organization>('SELECT id, name FROM organizations ORDER BY id LIMIT $1', MOST_ORGANIZATIONS),

    stockValue: async (organizationId: number): Promise<number> => {
      const [sum] = await query<{ value: number | null }>(
        'SELECT sum(quantity * unit_cost) AS value FROM erp_stock_items WHERE org_id = $1',
        organizationId,
      );
      return sum?.value ?? 0;
    },

    addNote: (organizationId: number, title: string) =>
      one(
        query<Note>(
          `INSERT INTO erp_notes (org_id, title) VALUES ($1, $2) RETURNING ${COLUMNS.Note}`,
          organizationId,
          title,
        ),
      ),
    createLead: (organizationId: number, { contact, company, value }: NewLead) =>
      one(
        query<Lead>(
          `INSERT INTO erp_leads (org_id, contact, company, value) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS.Lead}`,
          organizationId,
          contact,
          company,
          value,
        ),
      ),
    /** Changes the quantity of an item; null if there is none with this SKU. */
    adjustStock: async (organizationId: number, sku: string, by: number): Promise<StockItem | null> => {
      const changed: readonly [readonly StockItem[], number] = await dataSource.query(
        `UPDATE erp_stock_items SET quantity = quantity + $3
         WHERE org_id = $1 AND sku = $2 RETURNING ${COLUMNS.StockItem}`,
        [organizationId, sku, by],
      );
      return changed[0][0] ?? null;
    },
    releasePayslips: async (organizationId: number): Promise<number> => {
      const [, count]: readonly [unknown, number] = await dataSource.query(
        'UPDATE erp_payslips SET released = true WHERE org_id = $1 AND NOT released',
        [organizationId],
      );
      return count;
    },
  };
}

/** Creates the ERP's tables if they do not exist. */
export async function createTables(dataSource: DataSource): Promise<void> {
  await dataSource.query(await readFile(join(__dirname, 'tables.sql'), 'utf8'));
}

/** Adds sample data to the first ten organizations, once. */
export async function addSampleData(dataSource: DataSource): Promise<void> {
  await dataSource.query(await readFile(join(__dirname, 'sample-data.sql'), 'utf8'));
}

/** Loads what is requested in the same turn in one batch, and returns the rows of each key. */
function grouped<Row>(
  load: (keys: readonly number[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => number,
): DataLoader<number, readonly Row[]> {
  return new DataLoader<number, readonly Row[]>(
    async (keys) => {
      const groups = new Map<number, Row[]>(keys.map((key) => [key, []]));
      for (const row of await load([...groups.keys()])) groups.get(keyOf(row))?.push(row);
      return keys.map((key) => groups.get(key) ?? []);
    },
    { cache: false },
  );
}

async function one<Row>(rows: Promise<readonly Row[]>): Promise<Row> {
  const [row] = await rows;
  if (row === undefined) throw new Error('the statement returned no row');
  return row;
}
