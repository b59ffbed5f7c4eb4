import type { EntityManager } from 'typeorm';
import { groupBy } from '../../domain/group-by';
import { ModuleEntity } from '../../entities/module';
import { SubmoduleEntity } from '../../entities/submodule';

/** The whole taxonomy with all that people read of it; small enough to be loaded once a request. */
export class Catalog {
  private readonly byKey: ReadonlyMap<string, ModuleEntity>;
  private readonly byId: ReadonlyMap<number, ModuleEntity>;
  private readonly submodules: ReadonlyMap<number, readonly SubmoduleEntity[]>;

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

  /** @throws where the key is of no module: keys in journals and entitlements outlive everything but a hand that deletes */
  module(key: string): ModuleEntity {
    return known(this.byKey.get(key), key);
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

function known<Thing>(thing: Thing | undefined, name: string): Thing {
  if (thing === undefined) throw new Error(`the taxonomy has no '${name}'`);
  return thing;
}
