/** What a frontend asks, as one request. */
export interface ApiWorkload {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A module or submodule of the taxonomy. */
export interface Part {
  readonly moduleKey: string;
  readonly submoduleKey: string | null;
}

const CHECK = `query Check($checks: [EntitlementCheckInput!]!) {
  checkEntitlements(checks: $checks) { moduleKey submoduleKey allowed status reason } }`;

/** Every query of the API for frontends. @param parts all modules and submodules, of which checks are made */
export function apiWorkloads(parts: readonly Part[]): readonly ApiWorkload[] {
  const checks = (count: number): ApiWorkload => ({
    name: `checkEntitlements, ${count}`,
    query: CHECK,
    variables: { checks: Array.from({ length: count }, (_, index) => parts[index % parts.length]) },
  });
  return [
    { name: '__typename', query: '{ __typename }', variables: {} },
    {
      name: 'decision',
      query: '{ viewer { organization { decision(moduleKey: "crm") { allowed reason status } } } }',
      variables: {},
    },
    {
      name: 'viewer',
      query: '{ viewer { id role organization { id name gating } } }',
      variables: {},
    },
    checks(1),
    checks(100),
    checks(1_000),
    {
      name: 'routeAccess, 1 path',
      query: `query Route($paths: [String!]!) { viewer { organization { routeAccess(paths: $paths) {
        path module { key } submodule { key } decision { allowed reason } } } } }`,
      variables: { paths: ['/crm/leads/7'] },
    },
    {
      name: 'entitlements',
      query: `{ viewer { organization { entitlements { id module { key displayName } status source
        submodules { id submodule { key } enabled } } } } }`,
      variables: {},
    },
    {
      name: 'menu',
      query: `{ viewer { organization { menu { id label path icon access
        children { id label path permissionKey access } } } } }`,
      variables: {},
    },
  ];
}
