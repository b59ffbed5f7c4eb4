/** `organizations` as another application lays it out, owned by a role of its own where one is named. */
export function foreignOrganizations(type: 'json' | 'jsonb'): string {
  return `CREATE TABLE organizations (id serial PRIMARY KEY, name varchar(200) NOT NULL, enabled_modules ${type}, country varchar(2) NOT NULL DEFAULT 'DE', seen integer NOT NULL DEFAULT 0, updated_at timestamp)`;
}
