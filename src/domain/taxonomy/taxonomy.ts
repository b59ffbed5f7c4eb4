import { hashOf } from '../hash';

export const MODULE_POLICIES = ['ENTITLEMENT', 'ALWAYS_ON', 'RBAC_ONLY'] as const;

/** What decides whether an organization has a module: its entitlement, or nothing, since every organization has it. */
export type ModulePolicy = (typeof MODULE_POLICIES)[number];

/** Keys of modules and submodules: `snake_case`, as in the published tables. */
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

/** The keys of a module (`submodule` is null) or of one of its submodules. */
export interface Target {
  readonly module: string;
  readonly submodule: string | null;
}

/** All modules and submodules, with the lookups that rules need. Immutable. */
export class Taxonomy {
  private readonly byKey: ReadonlyMap<string, Module>;
  private readonly submodulesByKey: ReadonlyMap<string, ReadonlyMap<string, Submodule>>;
  /** Computed once, because a run asks for it for each organization. */
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

  /** True if the module, and the submodule if one is named, exist and are active. */
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

  /** Changes with everything that a plan depends on: ids, keys, policies and activity. */
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
