import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * The fields that say the same as long as nothing is heard of a change of what decisions are made from, and no trial
 * or override ends: for everybody with the same role and organization. Their answers can be given again.
 */
const FROM_ACCESS: ReadonlySet<string> = new Set(
  Object.entries({
    Query: ['viewer', 'organization', 'checkEntitlements'],
    Viewer: ['role', 'rights', 'organization'],
    Organization: ['id', 'gating', 'decision', 'menu', 'routeAccess', 'entitlements'],
    EntitlementDecision: [
      ...['allowed', 'status', 'reason', 'moduleKey', 'submoduleKey', 'organizationId', 'gating', 'changesAt', 'stale'],
    ],
    MenuItem: [
      ...['id', 'module', 'submodule', 'label', 'path', 'icon', 'permissionKey', 'access', 'reason'],
      ...['trialExpiresAt', 'children'],
    ],
    RouteAccess: ['path', 'module', 'submodule', 'decision'],
    ModuleEntitlement: ['id', 'module', 'status', 'trialExpiresAt', 'partial', 'source', 'submodules', 'decision'],
    SubmoduleEntitlement: ['id', 'submodule', 'enabled', 'source', 'decision'],
    Module: ['id', 'key', 'displayName', 'description', 'icon', 'policy', 'sortOrder', 'isActive', 'submodules'],
    Submodule: [
      ...['id', 'key', 'module', 'displayName', 'description', 'menuPath', 'permissionKey', 'sortOrder', 'isActive'],
    ],
  }).flatMap(([type, fields]) => fields.map((field) => `${type}.${field}`)),
);

/** What frontends ask for besides: it is somebody's own, or belongs to another application. */
const NOT_KEPT: ReadonlySet<string> = new Set(['Viewer.id', 'Organization.name', 'EntitlementDecision.message']);

/** All of them, as coordinates of the schema. */
export const FRONTEND_FIELDS: readonly string[] = [...FROM_ACCESS, ...NOT_KEPT];

/** How the answer to a document can be had: kept from before, by executing it alone, or the whole way. */
export type Shortcut = 'KEEP' | 'EXECUTE' | null;

/**
 * Looks at what a valid document asks for.
 * @returns null if it asks for anything but what menus, routes and checks of a frontend consist of
 */
export function shortcutFor(schema: GraphQLSchema, document: DocumentNode): Shortcut {
  const types = new TypeInfo(schema);
  let found: Shortcut = 'KEEP';
  visit(
    document,
    visitWithTypeInfo(types, {
      enter: (node) => {
        if (node.kind === Kind.OPERATION_DEFINITION && node.operation !== OperationTypeNode.QUERY) found = null;
        if (node.kind === Kind.DIRECTIVE && !['include', 'skip'].includes(node.name.value)) found = null;
        if (node.kind !== Kind.FIELD || node.name.value === '__typename' || found === null) return;
        const coordinate = `${types.getParentType()?.name ?? ''}.${node.name.value}`;
        // A question about a later time is refused once that time has come.
        const isLater = node.arguments?.some(({ name }) => name.value === 'at') === true;
        if (NOT_KEPT.has(coordinate) || (FROM_ACCESS.has(coordinate) && isLater)) found = 'EXECUTE';
        else if (!FROM_ACCESS.has(coordinate)) found = null;
      },
    }),
  );
  return found;
}
