import type { DataSource } from 'typeorm';
import { requireSuperAdmin, type Actor } from '../../domain/actor';
import { takeCensus, type LegacyFlagCensus } from './legacy-flag-census';

/** The census of the legacy flags. For super admins. */
export class CensusService {
  constructor(private readonly dataSource: DataSource) {}

  /** Counts every legacy flag in use, over all organizations. */
  async take(actor: Actor | null): Promise<LegacyFlagCensus> {
    requireSuperAdmin(actor);
    return takeCensus(this.dataSource.manager);
  }
}
