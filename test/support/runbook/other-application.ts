import { FOREIGN_TABLES } from '../foreign-organizations';

interface Tenant {
  readonly name: string;
  /** JSON as the other application wrote it. */
  readonly flags: string | null;
  /** The modules, or single submodules, that the flags allow, worked out by hand. */
  readonly uses: readonly string[];
}

/** The organization whose flags are unreadable until a step of the runbook corrects them. */
const UNREADABLE = 8;

/** Organizations 1 to 14, with flags as met in the wild. */
const TENANTS: readonly Tenant[] = [
  { name: 'Acme Corp', flags: '["CRM", "ERP", "HR", "Inventory"]', uses: ['sales', 'finance', 'hr', 'inventory'] },
  { name: 'Pioneer Traders', flags: '["crm", "project", "Fax Machine"]', uses: ['sales', 'projects'] },
  {
    name: 'Lakeside Plastics',
    flags: '{"Service": true, "Analytics": "yes", "Marketing": 1, "HR": false}',
    uses: ['service', 'reports', 'marketing'],
  },
  { name: 'Northwind Retail', flags: '["CRM", "Inventory", "Finance"]', uses: ['sales', 'inventory', 'accounting'] },
  {
    name: 'Lakeside Pharma',
    flags: '{"Marketing": true, "Streaming_Analytics": true}',
    uses: ['marketing', 'ai_analytics/streaming_analytics'],
  },
  {
    name: 'Orchard Ceramics',
    flags: '{"CRM": true, "route_access": {"leads": false, "vendors": true}}',
    uses: ['sales', '-sales/leads', 'master_data/vendors'],
  },
  {
    name: 'Keystone Foods',
    flags: '"{\\"Manufacturing\\": true, \\"Finance\\": true}"',
    uses: ['manufacturing', 'accounting'],
  },
  { name: 'Falcon Pharma', flags: '{"CRM": "maybe", "HR": true}', uses: ['sales', 'hr'] },
  {
    name: 'Clearview Consulting',
    flags: '["Payroll", "Talent"]',
    uses: ['hr/payroll_management', 'hr/talent_management'],
  },
  {
    name: 'Bluestone Textiles',
    flags: '["CRM", "ERP", "HR", "Inventory"]',
    uses: ['sales', 'finance', 'hr', 'inventory'],
  },
  { name: 'Copperfield Toys', flags: null, uses: [] },
  { name: 'Summit Dairy', flags: '[]', uses: [] },
  { name: 'Harbour Logistics', flags: '["Transport", "Service"]', uses: ['inventory/transport', 'service'] },
  { name: 'Meadow Print', flags: '["ERP", "Analytics"]', uses: ['finance', 'reports'] },
];

/**
 * The modules and submodules that an organization's flags allow once all are readable: `sales`,
 * `hr/payroll_management`, and `-sales/leads` for a submodule that is off.
 */
export const USES: ReadonlyMap<number, readonly string[]> = new Map(
  TENANTS.map(({ uses }, index) => [index + 1, uses]),
);

/** The tables of another application, with its organizations and one entitlement that was granted by hand. */
export const OTHER_APPLICATION = `${FOREIGN_TABLES}
  INSERT INTO users (email) VALUES ('ann@example.com');
  INSERT INTO organizations (name, enabled_modules, owner_id) VALUES
    ${TENANTS.map(({ name, flags }) => `('${name}', ${flags === null ? 'NULL' : `'${flags}'`}, 1)`).join(',\n    ')};
  INSERT INTO modules (module_key, display_name) VALUES ('sales', 'Sales');
  INSERT INTO org_entitlements (org_id, module_id, status, source, created_by) VALUES (4, 1, 'enabled', 'admin', 1);
  INSERT INTO entitlement_events (org_id, event_type, actor_user_id, reason, payload)
    VALUES (4, 'granted', 1, 'by hand, before the migration', '{}')`;

/** The lower environment is a copy of production after the flags were corrected. */
export const CORRECTED = `UPDATE organizations SET enabled_modules = '{"CRM": true, "HR": true}'
  WHERE id = ${UNREADABLE}`;
