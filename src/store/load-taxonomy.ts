import type { EntityManager } from 'typeorm';
import { groupBy } from '../domain/group-by';
import { Taxonomy } from '../domain/taxonomy/taxonomy';
import { ModuleEntity } from '../entities/module';
import { SubmoduleEntity } from '../entities/submodule';

/** Loads the taxonomy, with inactive modules and submodules. Two statements. */
export async function loadTaxonomy(manager: EntityManager): Promise<Taxonomy> {
  const modules = await manager.find(ModuleEntity, { order: { sortOrder: 'ASC', id: 'ASC' } });
  const submodules = await manager.find(SubmoduleEntity, { order: { sortOrder: 'ASC', id: 'ASC' } });
  const byModule = groupBy(submodules, (submodule) => submodule.moduleId);
  return new Taxonomy(
    modules.map(({ id, key, policy, isActive }) => ({ id, key, policy, isActive, submodules: byModule.get(id) ?? [] })),
  );
}
