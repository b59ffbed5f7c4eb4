import type { DataSource } from 'typeorm';
import { type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import { draftMapping, type MappingDraft } from '../../domain/legacy/draft-mapping';
import { Mapping } from '../../domain/legacy/mapping';
import { requireRight } from '../../domain/rights';
import { findActiveMapping } from '../../store/active-mapping';
import { type LegacyFlagCensus, takeCensus } from './legacy-flag-census';

/** The census of the legacy flags. Asks for the actor's right. */
export class CensusService {
  constructor(private readonly dataSource: DataSource) {}

  /** Counts every legacy flag in use, over all organizations. */
  async take(actor: Actor | null): Promise<LegacyFlagCensus> {
    requireRight(actor, 'READ_PLATFORM');
    return takeCensus(this.dataSource.manager);
  }

  /**
   * A mapping to review, made from the census: see `draftMapping`.
   * @throws DomainError CONFLICT if the legacy column was dropped
   */
  async draft(actor: Actor | null): Promise<MappingDraft> {
    requireRight(actor, 'READ_PLATFORM');
    const { manager } = this.dataSource;
    const { flags, flagsLeftOut, nothingOn, note } = await takeCensus(manager);
    if (note !== null) throw new DomainError('CONFLICT', `${note} There are no flags to draft a mapping from.`);
    const mapping = (await findActiveMapping(manager))?.mapping ?? Mapping.NONE;
    return draftMapping(mapping, flags, flagsLeftOut, nothingOn);
  }
}
