import type { DataSource } from 'typeorm';
import { type Actor, requireSuperAdmin } from '../../domain/actor';
import { type LegacyFlagCensus, takeCensus } from './legacy-flag-census';

/** The census of the legacy flags. For super admins. */
export class CensusService {
  constructor(private readonly dataSource: DataSource) {}

  /** Counts every legacy flag in use, over all organizations. */
  async take(actor: Actor | null): Promise<LegacyFlagCensus> {
    requireSuperAdmin(actor);
    return takeCensus(this.dataSource.manager);
  }
}
