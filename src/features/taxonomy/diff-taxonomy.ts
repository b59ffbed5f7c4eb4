import type { Target } from '../../domain/taxonomy/taxonomy';
import { displayNameOf, type FileModule, type FileSubmodule } from '../../domain/taxonomy/taxonomy-file';
import type { ModuleEntity } from '../../entities/module';
import type { SubmoduleEntity } from '../../entities/submodule';

type Columns<Entity> = Omit<Entity, 'id' | 'updatedAt'>;

/** What a taxonomy file would change in the stored taxonomy. */
export interface TaxonomyDiff {
  readonly modules: readonly { readonly stored: ModuleEntity | undefined; readonly wanted: Columns<ModuleEntity> }[];
  readonly submodules: readonly {
    readonly stored: SubmoduleEntity | undefined;
    readonly module: string;
    readonly wanted: Omit<Columns<SubmoduleEntity>, 'moduleId'>;
  }[];
  /** Active parts that the file does not have, which become inactive. A module implies its submodules. */
  readonly deactivated: readonly Target[];
  /** Modules that the file changes from `ALWAYS_ON` or `RBAC_ONLY`, with access for all, to `ENTITLEMENT`. */
  readonly policyTightened: readonly string[];
}

/** Compares a taxonomy file with the stored taxonomy. @param submodulesOf the stored submodules by module id */
export function diffTaxonomy(
  file: readonly FileModule[],
  modules: readonly ModuleEntity[],
  submodulesOf: ReadonlyMap<number, readonly SubmoduleEntity[]>,
): TaxonomyDiff {
  const storedByKey = new Map(modules.map((module) => [module.key, module]));
  const fileByKey = new Map(file.map((module) => [module.key, module]));
  const storedSubmodules = (key: string) => submodulesOf.get(storedByKey.get(key)?.id ?? 0) ?? [];

  const moduleDiffs = file.map((module) => ({
    stored: storedByKey.get(module.key),
    wanted: wantedModule(module, storedByKey.get(module.key)),
  }));
  const submoduleDiffs = file.flatMap((module) => {
    const stored = new Map(storedSubmodules(module.key).map((submodule) => [submodule.key, submodule]));
    return module.submodules.map((submodule) => ({
      module: module.key,
      stored: stored.get(submodule.key),
      wanted: wantedSubmodule(submodule, stored.get(submodule.key)),
    }));
  });
  const deactivated = modules
    .filter((module) => module.isActive)
    .flatMap((module): Target[] => {
      const inFile = fileByKey.get(module.key);
      if (!inFile) return [{ module: module.key, submodule: null }];
      const kept = new Set(inFile.submodules.map((submodule) => submodule.key));
      return storedSubmodules(module.key)
        .filter((submodule) => submodule.isActive && !kept.has(submodule.key))
        .map((submodule) => ({ module: module.key, submodule: submodule.key }));
    });
  const policyTightened = moduleDiffs
    .filter(
      ({ stored, wanted }) => stored?.isActive && stored.policy !== 'ENTITLEMENT' && wanted.policy === 'ENTITLEMENT',
    )
    .map(({ wanted }) => wanted.key);
  return {
    modules: moduleDiffs.filter(differs),
    submodules: submoduleDiffs.filter(differs),
    deactivated,
    policyTightened,
  };
}

function wantedModule(module: FileModule, stored: ModuleEntity | undefined): Columns<ModuleEntity> {
  return {
    key: module.key,
    displayName: module.displayName ?? stored?.displayName ?? displayNameOf(module.key),
    description: module.description === undefined ? (stored?.description ?? null) : module.description,
    icon: module.icon === undefined ? (stored?.icon ?? null) : module.icon,
    policy: module.policy ?? stored?.policy ?? 'ENTITLEMENT',
    sortOrder: module.sortOrder,
    isActive: true,
  };
}

function wantedSubmodule(
  submodule: FileSubmodule,
  stored: SubmoduleEntity | undefined,
): Omit<Columns<SubmoduleEntity>, 'moduleId'> {
  return {
    key: submodule.key,
    displayName: submodule.displayName ?? stored?.displayName ?? displayNameOf(submodule.key),
    description: submodule.description === undefined ? (stored?.description ?? null) : submodule.description,
    menuPath: submodule.menuPath,
    permissionKey: submodule.permissionKey,
    sortOrder: submodule.sortOrder,
    isActive: true,
  };
}

function differs({ stored, wanted }: { readonly stored: object | undefined; readonly wanted: object }): boolean {
  if (!stored) return true;
  const now = new Map(Object.entries(stored));
  return Object.entries(wanted).some(([column, value]) => now.get(column) !== value);
}
