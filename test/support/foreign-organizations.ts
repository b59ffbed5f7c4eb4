/** `organizations` as another application might define it. */
export function foreignOrganizations(type: 'json' | 'jsonb'): string {
  return `CREATE TABLE organizations (
    id serial PRIMARY KEY, name varchar(200) NOT NULL, enabled_modules ${type},
    country varchar(2) NOT NULL DEFAULT 'DE', seen integer NOT NULL DEFAULT 0, updated_at timestamp)`;
}

/** All tables as another tool might define them: serial ids, json flags, times without zone, users, extra columns. */
export const FOREIGN_TABLES = `
  CREATE TABLE users (id serial PRIMARY KEY, email varchar(255) NOT NULL UNIQUE);
  CREATE TABLE organizations (
    id serial PRIMARY KEY, name varchar(200) NOT NULL, enabled_modules json,
    owner_id integer NOT NULL REFERENCES users (id), country varchar(2) NOT NULL DEFAULT 'DE',
    created_at timestamp NOT NULL DEFAULT now(), updated_at timestamp);
  CREATE TABLE modules (
    id serial PRIMARY KEY, module_key varchar(100) NOT NULL UNIQUE, display_name varchar(200) NOT NULL,
    description text, icon varchar(50), sort_order integer DEFAULT 0, is_active boolean DEFAULT true,
    created_at timestamp DEFAULT now(), updated_at timestamp);
  CREATE TABLE submodules (
    id serial PRIMARY KEY, module_id integer NOT NULL REFERENCES modules (id), submodule_key varchar(100) NOT NULL,
    display_name varchar(200) NOT NULL, description text, menu_path varchar(255), permission_key varchar(100),
    sort_order integer DEFAULT 0, is_active boolean DEFAULT true, created_at timestamp DEFAULT now(),
    updated_at timestamp, CONSTRAINT uq_submodule UNIQUE (module_id, submodule_key));
  CREATE TABLE org_entitlements (
    id serial PRIMARY KEY, org_id integer NOT NULL REFERENCES organizations (id),
    module_id integer NOT NULL REFERENCES modules (id), status varchar(20) NOT NULL, trial_expires_at timestamp,
    source varchar(50) NOT NULL, created_at timestamp DEFAULT now(), updated_at timestamp,
    created_by integer REFERENCES users (id), version integer NOT NULL DEFAULT 1,
    CONSTRAINT uq_org_module UNIQUE (org_id, module_id));
  CREATE TABLE org_subentitlements (
    id serial PRIMARY KEY, org_id integer NOT NULL REFERENCES organizations (id),
    module_id integer NOT NULL REFERENCES modules (id), submodule_id integer NOT NULL REFERENCES submodules (id),
    enabled boolean NOT NULL, source varchar(50) NOT NULL, created_at timestamp DEFAULT now(), updated_at timestamp,
    UNIQUE (org_id, module_id, submodule_id));
  CREATE TABLE entitlement_events (
    id serial PRIMARY KEY, org_id integer NOT NULL REFERENCES organizations (id), event_type varchar(50) NOT NULL,
    actor_user_id integer REFERENCES users (id), reason text, payload json, created_at timestamp DEFAULT now(),
    updated_at timestamp);
  CREATE INDEX ix_events_type ON entitlement_events (event_type);`;
