import { hashOf } from '../hash';

export const MODULE_POLICIES = ['ENTITLEMENT', 'ALWAYS_ON', 'RBAC_ONLY'] as const;

/** Who answers for a module: its entitlement, nobody (always on), or the product's own role check. */
export type ModulePolicy = (typeof MODULE_POLICIES)[number];

/** Keys of modules and submodules: `snake_case`, as the published tables hold them. */
export const KEY_PATTERN = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

export interface Submodule {
  readonly id: number;
  readonly key: string;
  readonly isActive: boolean;
}

export interface Module {
  readonly id: number;
  readonly key: string;
  readonly policy: ModulePolicy;
  readonly isActive: boolean;
  readonly submodules: readonly Submodule[];
}

/** A module, or one of its submodules, by keys. */
export interface Target {
  readonly module: string;
  readonly submodule: string | null;
}

/** What can be granted, with the lookups that rules need. Immutable: another taxonomy is another object. */
export class Taxonomy {
  private readonly byKey: ReadonlyMap<string, Module>;
  private readonly submodulesByKey: ReadonlyMap<string, ReadonlyMap<string, Submodule>>;
  /** Asked for each organization of a run, hence worked out once. */
  private readonly active: readonly Module[];
  private readonly activeSubmodulesByKey: ReadonlyMap<string, readonly Submodule[]>;

  constructor(readonly modules: readonly Module[]) {
    this.byKey = new Map(modules.map((module) => [module.key, module]));
    this.submodulesByKey = new Map(
      modules.map((module) => [module.key, new Map(module.submodules.map((submodule) => [submodule.key, submodule]))]),
    );
    this.active = modules.filter((module) => module.isActive);
    this.activeSubmodulesByKey = new Map(
      modules.map((module) => [module.key, module.submodules.filter((submodule) => submodule.isActive)]),
    );
  }

  module(key: string): Module | undefined {
    return this.byKey.get(key);
  }

  submodule(moduleKey: string, submoduleKey: string): Submodule | undefined {
    return this.submodulesByKey.get(moduleKey)?.get(submoduleKey);
  }

  /** True where a decision could be other than "inactive": the module, and the submodule if one is named, are active. */
  isActive(moduleKey: string, submoduleKey: string | null): boolean {
    const module = this.module(moduleKey);
    if (!module?.isActive) return false;
    return submoduleKey === null || this.submodule(moduleKey, submoduleKey)?.isActive === true;
  }

  activeModules(): readonly Module[] {
    return this.active;
  }

  activeSubmodules(moduleKey: string): readonly Submodule[] {
    return this.activeSubmodulesByKey.get(moduleKey) ?? [];
  }

  /** Changes whenever a plan made under this taxonomy could come out otherwise: ids, keys, policies, activity. */
  hash(): string {
    const parts = [...this.modules]
      .sort((a, b) => a.id - b.id)
      .map((module) => [
        module.id,
        module.key,
        module.policy,
        module.isActive,
        [...module.submodules].sort((a, b) => a.id - b.id).map(({ id, key, isActive }) => [id, key, isActive]),
      ]);
    return hashOf(parts);
  }
}
