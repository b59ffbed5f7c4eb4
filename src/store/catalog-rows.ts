import { z } from 'zod';
import { MODULE_POLICIES } from '../domain/taxonomy/taxonomy';
import { ModuleEntity } from '../entities/module';
import { SubmoduleEntity } from '../entities/submodule';

/** The whole taxonomy with what is displayed of it, in the order in which it is displayed. */
export interface CatalogRows {
  readonly modules: readonly ModuleEntity[];
  readonly submodules: readonly SubmoduleEntity[];
}

/** SQL for the rows as one JSON value, so that they can be read with something else. */
export const CATALOG_ROWS = `json_build_object(
  'modules', (SELECT json_agg(json_build_array(id, module_key, display_name, description, icon, policy, sort_order,
                                               is_active, updated_at) ORDER BY is_active DESC, sort_order, id)
              FROM modules),
  'submodules', (SELECT json_agg(json_build_array(id, module_id, submodule_key, display_name, description, menu_path,
                                                  permission_key, sort_order, is_active, updated_at)
                                 ORDER BY is_active DESC, sort_order, id)
                 FROM submodules))`;

const text = z.string().nullable();
/** An adopted table may have none, and PostgreSQL has times that JavaScript has not. */
const time = z
  .string()
  .nullable()
  .transform((written) => new Date(written ?? 0));
const rows = z.object({
  modules: z
    .array(
      z.tuple([z.number(), z.string(), z.string(), text, text, z.enum(MODULE_POLICIES), z.number(), z.boolean(), time]),
    )
    .nullable(),
  submodules: z
    .array(z.tuple([z.number(), z.number(), z.string(), z.string(), text, text, text, z.number(), z.boolean(), time]))
    .nullable(),
});

/**
 * Reads the value of `CATALOG_ROWS`.
 * @returns null for values that only an adopted table can have: decisions do not depend on what is displayed
 */
export function readCatalogRows(value: unknown): CatalogRows | null {
  const read = rows.safeParse(value);
  if (!read.success) return null;
  const { modules, submodules } = read.data;
  return {
    modules: (modules ?? []).map(([id, key, displayName, description, icon, policy, sortOrder, isActive, updatedAt]) =>
      Object.assign(new ModuleEntity(), {
        id,
        key,
        displayName,
        description,
        icon,
        policy,
        sortOrder,
        isActive,
        updatedAt,
      }),
    ),
    submodules: (submodules ?? []).map(
      ([id, moduleId, key, displayName, description, menuPath, permissionKey, sortOrder, isActive, updatedAt]) =>
        Object.assign(new SubmoduleEntity(), {
          id,
          moduleId,
          key,
          displayName,
          description,
          menuPath,
          permissionKey,
          sortOrder,
          isActive,
          updatedAt,
        }),
    ),
  };
}
