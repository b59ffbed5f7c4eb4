import type { Fault } from '../errors';
import type { FileRow } from '../file-row';
import { KEY_PATTERN, MODULE_POLICIES, type ModulePolicy } from './taxonomy';

export const TAXONOMY_REQUIRED_COLUMNS = ['module', 'submodule', 'menu_path', 'permission'] as const;
export const TAXONOMY_OPTIONAL_COLUMNS = ['display_name', 'description', 'icon', 'policy', 'sort_order'] as const;
type Column = (typeof TAXONOMY_REQUIRED_COLUMNS)[number] | (typeof TAXONOMY_OPTIONAL_COLUMNS)[number];

/** A module of a file. A value is undefined if the file lacks its column; the stored value then stays. */
export interface FileModule {
  readonly key: string;
  readonly displayName: string | undefined;
  readonly description: string | null | undefined;
  readonly icon: string | null | undefined;
  readonly policy: ModulePolicy | undefined;
  readonly sortOrder: number;
  readonly submodules: readonly FileSubmodule[];
}

export interface FileSubmodule {
  readonly key: string;
  readonly displayName: string | undefined;
  readonly description: string | null | undefined;
  readonly menuPath: string | null;
  readonly permissionKey: string | null;
  readonly sortOrder: number;
}

const ACRONYMS = new Set([
  'ai',
  'amc',
  'api',
  'bom',
  'crm',
  'erp',
  'gst',
  'hr',
  'kpi',
  'seo',
  'sms',
  'sso',
  'tds',
  'vat',
]);

/** A display name made from a key: `ai_analytics` → `AI Analytics`. */
export function displayNameOf(key: string): string {
  return key
    .split('_')
    .map((word) => (ACRONYMS.has(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join(' ');
}

/**
 * Turns the rows of a taxonomy file into modules with their submodules, or reports all of its faults with their lines.
 * A row without a submodule describes its module. If the file has a `display_name` column, every module needs such a
 * row, because a misspelt key would otherwise become a module of its own. The short form
 * (`module,submodule,menu_path,permission`) makes a module of every key. Without `sort_order`, the file's order counts.
 */
export function checkTaxonomyRows(
  rows: readonly FileRow<Column>[],
  columns: ReadonlySet<string>,
): { readonly modules: readonly FileModule[]; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const drafts = new Map<
    string,
    { line: number; described: boolean; module: FileModule; submodules: Map<string, FileSubmodule & { line: number }> }
  >();
  const describes = columns.has('display_name');
  const given = (column: Column, value: string): string | null | undefined =>
    columns.has(column) ? value || null : undefined;

  for (const { line, values } of rows) {
    const fault = (field: Column, message: string) => faults.push({ line, field, message });
    const checkKey = (field: 'module' | 'submodule', key: string) => {
      if (!KEY_PATTERN.test(key))
        fault(field, `'${key}' must be snake_case: lower-case letters and digits, words joined by _`);
    };
    checkKey('module', values.module);
    if (values.submodule !== '') checkKey('submodule', values.submodule);
    if (values.menu_path !== '' && !/^\/\S*$/.test(values.menu_path))
      fault('menu_path', `'${values.menu_path}' must begin with / and contain no space`);
    if (describes && values.display_name === '') fault('display_name', 'is empty');
    const policy = MODULE_POLICIES.find((one) => one === values.policy);
    if (values.policy !== '' && !policy)
      fault('policy', `'${values.policy}' must be one of ${MODULE_POLICIES.join(', ')}`);
    if (values.policy !== '' && values.submodule !== '')
      fault('policy', 'belongs to the module: leave it empty on a submodule');
    if (values.sort_order !== '' && !/^\d{1,6}$/.test(values.sort_order))
      fault('sort_order', `'${values.sort_order}' must be a whole number from 0`);

    let draft = drafts.get(values.module);
    if (!draft) {
      const module = {
        key: values.module,
        displayName: undefined,
        description: undefined,
        icon: undefined,
        policy: undefined,
        sortOrder: drafts.size + 1,
        submodules: [],
      };
      draft = { line, described: false, module, submodules: new Map() };
      drafts.set(values.module, draft);
    }
    const common = {
      displayName: given('display_name', values.display_name) ?? undefined,
      description: given('description', values.description),
    };
    if (values.submodule === '') {
      if (draft.described) fault('module', `module '${values.module}' is described on line ${draft.line} already`);
      const sortOrder = values.sort_order === '' ? draft.module.sortOrder : Number(values.sort_order);
      draft.module = {
        ...draft.module,
        ...common,
        icon: given('icon', values.icon),
        policy: columns.has('policy') ? (policy ?? 'ENTITLEMENT') : undefined,
        sortOrder,
      };
      draft.described = true;
      draft.line = line;
      continue;
    }
    const earlier = draft.submodules.get(values.submodule);
    if (earlier) fault('submodule', `'${values.module}/${values.submodule}' is on line ${earlier.line} already`);
    draft.submodules.set(values.submodule, {
      ...common,
      line,
      key: values.submodule,
      menuPath: values.menu_path || null,
      permissionKey: values.permission || null,
      sortOrder: values.sort_order === '' ? draft.submodules.size + 1 : Number(values.sort_order),
    });
  }

  for (const { described, line, module } of drafts.values()) {
    if (describes && !described)
      faults.push({
        line,
        field: 'module',
        message: `module '${module.key}' has no row of its own (one without a submodule)`,
      });
  }
  if (drafts.size === 0) faults.push({ message: 'the file holds no module' });
  const modules = [...drafts.values()].map(({ module, submodules }) => ({
    ...module,
    submodules: [...submodules.values()].map(({ line: _line, ...submodule }) => submodule),
  }));
  return { modules, faults: faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}
