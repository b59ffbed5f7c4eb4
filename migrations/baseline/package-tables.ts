import { type OrganizationIdType, SCHEMA } from './names';

/** Packages, which organizations have them, and what a new organization is given. */
export function packageTables(id: OrganizationIdType): readonly string[] {
  return [
    // A version is never changed: `content_hash` tells whether somebody did by SQL.
    `CREATE TABLE ${SCHEMA}.package_versions (
       package_key text NOT NULL,
       version integer NOT NULL CHECK (version > 0),
       display_name text NOT NULL,
       items jsonb NOT NULL,
       content_hash text NOT NULL,
       published_by text NOT NULL,
       reason text NOT NULL,
       published_at timestamptz NOT NULL DEFAULT now(),
       PRIMARY KEY (package_key, version))`,
    // What organizations have now or will have; what has ended is in the events. `due_at`: when their rows have to be
    // brought to what their packages give again.
    `CREATE TABLE ${SCHEMA}.organization_packages (
       org_id ${id} NOT NULL,
       package_key text NOT NULL,
       version integer NOT NULL,
       starts_at timestamptz NOT NULL,
       ends_at timestamptz,
       due_at timestamptz,
       assigned_by text NOT NULL,
       reason text NOT NULL,
       assigned_at timestamptz NOT NULL DEFAULT now(),
       PRIMARY KEY (org_id, package_key),
       FOREIGN KEY (package_key, version) REFERENCES ${SCHEMA}.package_versions,
       CHECK (ends_at > starts_at))`,
    `CREATE INDEX organization_packages_version ON ${SCHEMA}.organization_packages (package_key, version, org_id)`,
    `CREATE INDEX organization_packages_due ON ${SCHEMA}.organization_packages (due_at) WHERE due_at IS NOT NULL`,
    `CREATE TABLE ${SCHEMA}.default_packages (
       package_key text PRIMARY KEY,
       set_by text NOT NULL,
       set_at timestamptz NOT NULL DEFAULT now())`,
    // The organizations that are not new any more: since default packages were set for the first time.
    `CREATE TABLE ${SCHEMA}.seen_organizations (
       org_id ${id} PRIMARY KEY,
       seen_at timestamptz NOT NULL DEFAULT now())`,
  ];
}
