import type { DataSource } from 'typeorm';
import { requireSuperAdmin, type Actor } from '../../domain/actor';
import { takeCensus, type LegacyFlagCensus } from './legacy-flag-census';

/** What the legacy flags of all organizations hold. */
export class CensusService {
  constructor(private readonly dataSource: DataSource) {}

  /** Every legacy flag in use, over all organizations; for super admins. */
  async take(actor: Actor | null): Promise<LegacyFlagCensus> {
    requireSuperAdmin(actor);
    return takeCensus(this.dataSource.manager);
  }
}
