import type { DataSource } from 'typeorm';
import { requireSuperAdmin, type Actor } from '../../domain/actor';
import { MappingEntity } from '../../entities/mapping';
import { appendPlatformEvent } from '../events/append-events';
import { readLegacyColumn } from '../entitlements/legacy-column';
import { lockSetup } from '../taxonomy/lock-setup';
import { loadTaxonomy } from '../taxonomy/load-taxonomy';
import { compareMappings, type MappingImpact } from './compare-mappings';
import { findActiveMapping, type NamedMapping } from './mapping-store';
import { viewMapping, type MappingView } from './mapping-view';

/** Mappings: which rules turn legacy flags into entitlements. */
export class MappingService {
  constructor(private readonly dataSource: DataSource) {}

  /** All mappings that were ever loaded, the newest first. */
  async list(actor: Actor | null): Promise<readonly MappingView[]> {
    requireSuperAdmin(actor);
    return (await this.dataSource.manager.find(MappingEntity, { order: { loadedAt: 'DESC', id: 'DESC' } })).map(viewMapping);
  }

  /** The mapping with this hash; null where none was loaded. */
  async find(actor: Actor | null, hash: string): Promise<MappingView | null> {
    requireSuperAdmin(actor);
    const found = await this.dataSource.manager.findOneBy(MappingEntity, { hash });
    return found && viewMapping(found);
  }

  /** Who would gain or lose, by the legacy flags' answer, if this mapping took the active one's place; null where none is active, or no flags are left. */
  async impactOf(actor: Actor | null, { mapping }: NamedMapping): Promise<MappingImpact | null> {
    requireSuperAdmin(actor);
    const { manager } = this.dataSource;
    const active = await findActiveMapping(manager);
    return active && (await readLegacyColumn(manager)).there ? compareMappings(manager, active.mapping, mapping, await loadTaxonomy(manager)) : null;
  }

  /**
   * Makes a mapping the active one, with an event.
   * @returns false where it was active already: then nothing is written
   */
  async activate(actor: Actor | null, { name, mapping }: NamedMapping, reason: string | null, impact: MappingImpact | null): Promise<boolean> {
    const admin = requireSuperAdmin(actor);
    const hash = mapping.hash();
    return this.dataSource.transaction(async (manager) => {
      await lockSetup(manager);
      const active = await manager.findOneBy(MappingEntity, { isActive: true });
      if (active?.hash === hash) return false;
      await manager.update(MappingEntity, { isActive: true }, { isActive: false });
      await manager.query(
        `INSERT INTO mappings (hash, name, rules, loaded_by, is_active) VALUES ($1, $2, $3, $4, true)
         ON CONFLICT (hash) DO UPDATE SET is_active = true, name = excluded.name, loaded_by = excluded.loaded_by, loaded_at = now()`,
        [hash, name, JSON.stringify(mapping.rules), admin.id],
      );
      await appendPlatformEvent(manager, {
        eventType: 'mapping_loaded',
        actor: admin,
        reason,
        payload: {
          name,
          hash,
          rules: mapping.rules.length,
          previousHash: active?.hash ?? null,
          organizationsLosing: impact?.organizationsLosing ?? null,
          organizationsGaining: impact?.organizationsGaining ?? null,
        },
      });
      return true;
    });
  }
}
