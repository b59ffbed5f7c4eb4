import type { EntityManager } from 'typeorm';
import { groupBy } from '../../domain/group-by';
import { commonPath, RouteIndex } from '../../domain/taxonomy/route-index';
import { ModuleEntity } from '../../entities/module';
import { SubmoduleEntity } from '../../entities/submodule';

/** A module, or one of its submodules. */
export interface CatalogPart {
  readonly module: ModuleEntity;
  readonly submodule: SubmoduleEntity | null;
}

/** The whole taxonomy with display names, paths and icons; small enough to be loaded once per request. */
export class Catalog {
  private readonly byKey: ReadonlyMap<string, ModuleEntity>;
  private readonly byId: ReadonlyMap<number, ModuleEntity>;
  private readonly submodules: ReadonlyMap<number, readonly SubmoduleEntity[]>;
  private routeIndex: RouteIndex<CatalogPart> | undefined;
  private paths: ReadonlyMap<number, string> | undefined;

  constructor(
    readonly modules: readonly ModuleEntity[],
    submodules: readonly SubmoduleEntity[],
  ) {
    this.byKey = new Map(modules.map((module) => [module.key, module]));
    this.byId = new Map(modules.map((module) => [module.id, module]));
    this.submodules = groupBy(submodules, (submodule) => submodule.moduleId);
  }

  static async load(manager: EntityManager): Promise<Catalog> {
    const order = { isActive: 'DESC', sortOrder: 'ASC', id: 'ASC' } as const;
    return new Catalog(await manager.find(ModuleEntity, { order }), await manager.find(SubmoduleEntity, { order }));
  }

  /**
   * The index of the parts that govern paths of the product. Of two parts with the same path, the active or first one
   * wins.
   */
  get routes(): RouteIndex<CatalogPart> {
    this.routeIndex ??= new RouteIndex(
      this.modules
        .flatMap((module): { readonly menuPath: string | null; readonly part: CatalogPart }[] => [
          ...this.submodulesOf(module).map((submodule) => ({
            menuPath: submodule.menuPath,
            part: { module, submodule },
          })),
          { menuPath: this.pathOf(module), part: { module, submodule: null } },
        ])
        .sort((a, b) => Number(isActive(b.part)) - Number(isActive(a.part))),
    );
    return this.routeIndex;
  }

  /** The common path of a module's submodules; null if they have none, or another module has the same. */
  pathOf(module: ModuleEntity): string | null {
    this.paths ??= this.modulePaths();
    return this.paths.get(module.id) ?? null;
  }

  private modulePaths(): ReadonlyMap<number, string> {
    const paths = this.activeModules().flatMap((module) => {
      const path = commonPath(this.activeSubmodulesOf(module).flatMap(({ menuPath }) => menuPath ?? []));
      return path === null ? [] : [{ module, path }];
    });
    const byPath = groupBy(paths, ({ path }) => path);
    return new Map(
      paths.filter(({ path }) => byPath.get(path)?.length === 1).map(({ module, path }) => [module.id, path]),
    );
  }

  activeModules(): readonly ModuleEntity[] {
    return this.modules.filter((module) => module.isActive);
  }

  activeSubmodulesOf(module: ModuleEntity): readonly SubmoduleEntity[] {
    return this.submodulesOf(module).filter((submodule) => submodule.isActive);
  }

  /** A module by key. @throws if it does not exist, which only a deletion by hand can cause */
  module(key: string): ModuleEntity {
    return known(this.byKey.get(key), key);
  }

  /** A module by id. @throws if it does not exist, which only a deletion by hand can cause */
  moduleById(id: number): ModuleEntity {
    return known(this.byId.get(id), String(id));
  }

  findSubmoduleById(id: number): SubmoduleEntity | null {
    for (const submodules of this.submodules.values()) {
      const found = submodules.find((submodule) => submodule.id === id);
      if (found) return found;
    }
    return null;
  }

  findModule(key: string): ModuleEntity | null {
    return this.byKey.get(key) ?? null;
  }

  moduleOf(submodule: SubmoduleEntity): ModuleEntity {
    return known(this.byId.get(submodule.moduleId), String(submodule.moduleId));
  }

  submodulesOf(module: ModuleEntity): readonly SubmoduleEntity[] {
    return this.submodules.get(module.id) ?? [];
  }

  findSubmodule(moduleKey: string, submoduleKey: string): SubmoduleEntity | null {
    const module = this.findModule(moduleKey);
    return (module && this.submodulesOf(module).find((submodule) => submodule.key === submoduleKey)) ?? null;
  }
}

function isActive({ module, submodule }: CatalogPart): boolean {
  return module.isActive && submodule?.isActive !== false;
}

function known<Thing>(thing: Thing | undefined, name: string): Thing {
  if (thing === undefined) throw new Error(`the taxonomy has no '${name}'`);
  return thing;
}
