import type { DataSource, EntityManager } from 'typeorm';
import { type Actor, requireActor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import { groupBy } from '../../domain/group-by';
import { requireRight } from '../../domain/rights';
import { sayCount } from '../../domain/say';
import { ModuleEntity } from '../../entities/module';
import { SubmoduleEntity } from '../../entities/submodule';
import { lockSetup } from '../../store/advisory-locks';
import { appendPlatformEvent } from '../../store/append-events';
import { findLiveExecution } from '../../store/live-run';
import { loadTaxonomy } from '../../store/load-taxonomy';
import type { Catalog } from './catalog';
import { countUsers, type TargetUsers } from './count-users';
import { diffTaxonomy, type TaxonomyDiff } from './diff-taxonomy';
import { readTaxonomyFile, type TaxonomyFile } from './read-taxonomy-file';
import { switchOffForPartialGrants } from './switch-off-for-partial-grants';

export interface SeedOutcome {
  readonly modules: number;
  readonly submodules: number;
  /** The number of rows written; 0 if the stored taxonomy was the same. */
  readonly written: number;
  readonly deactivated: readonly TargetUsers[];
  readonly policyTightened: readonly string[];
  /** The number of organizations with partial grants for which new submodules were switched off. */
  readonly partialGrantsKept: number;
}

/** The taxonomy: the modules and submodules that can be granted. */
export class TaxonomyService {
  constructor(private readonly dataSource: DataSource) {}

  /** The taxonomy with its display names. For every authenticated actor. */
  async catalog(actor: Actor | null, load: () => Promise<Catalog>): Promise<Catalog> {
    requireActor(actor);
    return load();
  }

  /**
   * Reads a taxonomy file. A file with any fault is refused.
   * @throws DomainError INVALID_INPUT with every fault and its line
   */
  async readFile(path: string): Promise<TaxonomyFile> {
    return readTaxonomyFile(path);
  }

  /**
   * What organizations would lose with a file, to be confirmed before `seed` with `acceptLosses`. Asks for the actor's
   * right.
   */
  async lossesOf(actor: Actor | null, file: TaxonomyFile): Promise<readonly TargetUsers[]> {
    requireRight(actor, 'MANAGE_DATABASE');
    const { manager } = this.dataSource;
    return lossesOf(manager, await diff(manager, file));
  }

  /**
   * Replaces the stored taxonomy by a file's, in one transaction, with an event if anything changed. Parts that the
   * file does not have become inactive; nothing is deleted. New submodules are switched off for partial grants. For
   * super admins.
   * @throws DomainError CONFLICT if a run that writes is live, or if organizations can use what becomes inactive and
   *   `acceptLosses` is not set
   */
  async seed(
    actor: Actor | null,
    file: TaxonomyFile,
    options: { readonly acceptLosses: boolean; readonly reason: string | null },
  ): Promise<SeedOutcome> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    return this.dataSource.transaction(async (manager) => {
      await lockSetup(manager);
      const found = await diff(manager, file);
      const deactivated = await lossesOf(manager, found);
      if (deactivated.length > 0 && !options.acceptLosses) throw lossesNotAccepted(deactivated);
      const written = found.modules.length + found.submodules.length + found.deactivated.length;
      if (written > 0) await refuseDuringRun(manager);

      const added = await save(manager, found);
      const partialGrantsKept = await switchOffForPartialGrants(manager, added, admin);
      if (written > 0) {
        await appendPlatformEvent(manager, {
          eventType: 'taxonomy_seeded',
          actor: admin,
          reason: options.reason,
          payload: {
            modulesWritten: found.modules.map(({ wanted }) => wanted.key),
            submodulesWritten: found.submodules.length,
            deactivated: found.deactivated,
            takenFrom: deactivated,
            partialGrantsKept,
          },
        });
      }
      return {
        modules: file.modules.length,
        submodules: file.modules.reduce((sum, module) => sum + module.submodules.length, 0),
        written,
        deactivated,
        policyTightened: found.policyTightened,
        partialGrantsKept,
      };
    });
  }
}

async function diff(manager: EntityManager, file: TaxonomyFile): Promise<TaxonomyDiff> {
  const modules = await manager.find(ModuleEntity);
  const submodules = await manager.find(SubmoduleEntity);
  return diffTaxonomy(
    file.modules,
    modules,
    groupBy(submodules, (submodule) => submodule.moduleId),
  );
}

async function lossesOf(manager: EntityManager, found: TaxonomyDiff): Promise<readonly TargetUsers[]> {
  const targets = [...found.deactivated, ...found.policyTightened.map((module) => ({ module, submodule: null }))];
  const users = await countUsers(manager, targets, await loadTaxonomy(manager));
  return users.filter(({ organizations }) => organizations > 0);
}

/** One line for each module or submodule that organizations would lose. */
export function describeLosses(losses: readonly TargetUsers[]): readonly string[] {
  return losses.map(
    ({ module, submodule, organizations }) =>
      `${submodule === null ? module : `${module}/${submodule}`}: ${sayCount(organizations, 'organization')}`,
  );
}

function lossesNotAccepted(losses: readonly TargetUsers[]): DomainError {
  const lines = describeLosses(losses).map((line) => `  ${line}`);
  return new DomainError(
    'CONFLICT',
    [
      'The file would take away what organizations can use; nothing was changed:',
      ...lines,
      'To do it anyway, pass --yes.',
    ].join('\n'),
    {
      losses,
    },
  );
}

async function refuseDuringRun(manager: EntityManager): Promise<void> {
  const run = await findLiveExecution(manager);
  if (run)
    throw new DomainError(
      'CONFLICT',
      `Run ${run.id} is live: wait until it has ended, or cancel it, before you change the taxonomy.`,
      { runId: String(run.id) },
    );
}

/** Stores the differences. @returns the ids of submodules that were added or became active again */
async function save(manager: EntityManager, found: TaxonomyDiff): Promise<readonly number[]> {
  for (const { stored, wanted } of found.modules) {
    if (stored) await manager.update(ModuleEntity, stored.id, { ...wanted });
    else await manager.insert(ModuleEntity, wanted);
  }
  const idOf = new Map((await manager.find(ModuleEntity)).map((module) => [module.key, module.id]));
  const added: number[] = [];
  for (const { stored, module, wanted } of found.submodules) {
    const moduleId = idOf.get(module);
    if (moduleId === undefined) throw new Error(`module ${module} was not stored`);
    const row = { ...wanted, moduleId };
    if (stored) await manager.update(SubmoduleEntity, stored.id, row);
    const id = stored?.id ?? (await manager.save(SubmoduleEntity, row)).id;
    if (!stored?.isActive) added.push(id);
  }
  for (const { module, submodule } of found.deactivated) {
    if (submodule === null) await manager.update(ModuleEntity, { key: module }, { isActive: false });
    else
      await manager.update(SubmoduleEntity, { key: submodule, moduleId: idOf.get(module) ?? 0 }, { isActive: false });
  }
  return added;
}
