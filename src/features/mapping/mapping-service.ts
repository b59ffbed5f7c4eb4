import type { DataSource } from 'typeorm';
import { type Actor } from '../../domain/actor';
import { DomainError, invalidInput } from '../../domain/errors';
import { Mapping } from '../../domain/legacy/mapping';
import { readReason } from '../../domain/reason';
import { requireRight } from '../../domain/rights';
import type { Taxonomy } from '../../domain/taxonomy/taxonomy';
import { MappingEntity } from '../../entities/mapping';
import type { AccessReader } from '../../store/access-reader';
import { findActiveMapping, type NamedMapping, parseMapping } from '../../store/active-mapping';
import { lockSetup } from '../../store/advisory-locks';
import { appendPlatformEvent } from '../../store/append-events';
import { readLegacyColumn } from '../../store/legacy-column';
import { loadTaxonomy } from '../../store/load-taxonomy';
import { seesOrganizations } from '../../store/source';
import { compareMappings, type MappingImpact } from './compare-mappings';
import { type MappingView, viewMapping, viewUnloaded } from './mapping-view';

/** A mapping file, as its name and content. */
export interface MappingFile {
  readonly name: string;
  readonly csv: string;
}

export interface LoadMappingInput extends MappingFile {
  /** The hash of the mapping that must still be active; omit it if none was. */
  readonly expectedActiveId?: string | null | undefined;
  readonly reason: string;
}

/** The effect of loading a mapping. */
export interface MappingPreview {
  readonly mapping: MappingView;
  readonly active: MappingView | null;
  readonly notices: readonly string[];
  /** Computed on call; null as of `impactOf`. */
  readonly impact: () => Promise<MappingImpact | null>;
}

/** A loaded mapping, and whether loading it changed anything. */
export interface LoadedMapping {
  readonly mapping: MappingView;
  readonly changed: boolean;
  readonly notices: readonly string[];
}

const NAME_LENGTH = 200;

/** Mappings: the rules that turn legacy flags into entitlements. Asks for the actor's right. */
export class MappingService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'change'>,
  ) {}

  /** All mappings that were ever loaded, newest first. */
  async list(actor: Actor | null): Promise<readonly MappingView[]> {
    requireRight(actor, 'READ_PLATFORM');
    return (await this.dataSource.manager.find(MappingEntity, { order: { loadedAt: 'DESC', id: 'DESC' } })).map(
      viewMapping,
    );
  }

  /** The mapping with this hash; null if it was never loaded. */
  async find(actor: Actor | null, hash: string): Promise<MappingView | null> {
    requireRight(actor, 'READ_PLATFORM');
    const found = await this.dataSource.manager.findOneBy(MappingEntity, { hash });
    return found && viewMapping(found);
  }

  /**
   * Which organizations would gain or lose access by the legacy flags if this mapping replaced the active one.
   * Where none is active, the organizations that would gain.
   * @returns null if the legacy column was dropped, or none is active and there are no organizations
   */
  async impactOf(actor: Actor | null, { mapping }: NamedMapping): Promise<MappingImpact | null> {
    requireRight(actor, 'READ_PLATFORM');
    const { manager } = this.dataSource;
    const active = await findActiveMapping(manager);
    return this.compare(active?.mapping ?? null, mapping, await loadTaxonomy(manager));
  }

  /** Without a mapping no flag grants anything. The first one may be loaded before the source is set. */
  private async compare(active: Mapping | null, next: Mapping, taxonomy: Taxonomy): Promise<MappingImpact | null> {
    const { manager } = this.dataSource;
    if (!(await readLegacyColumn(manager)).exists) return null;
    if (active === null && !(await seesOrganizations(manager))) return null;
    return compareMappings(manager, active ?? Mapping.NONE, next, taxonomy);
  }

  /**
   * Previews the effect of loading a mapping file. Writes and locks nothing.
   * @throws DomainError INVALID_INPUT with every fault of the file and its line
   */
  async preview(actor: Actor | null, file: MappingFile): Promise<MappingPreview> {
    requireRight(actor, 'READ_PLATFORM');
    const { manager } = this.dataSource;
    const taxonomy = await loadTaxonomy(manager);
    const { mapping, name, notices } = parseMapping(readName(file), file.csv, taxonomy);
    const active = await manager.findOneBy(MappingEntity, { isActive: true });
    return {
      mapping: { ...viewUnloaded(name, mapping), active: active?.hash === mapping.hash() },
      active: active && viewMapping(active),
      notices,
      impact: () => this.compare(active && new Mapping(active.rules), mapping, taxonomy),
    };
  }

  /**
   * Makes the mapping of a file the active one, with an event. Loading the active mapping again changes nothing.
   * @throws DomainError INVALID_INPUT with every fault of the file and its line; CONFLICT if the active mapping is not
   * the expected one
   */
  async load(
    actor: Actor | null,
    { expectedActiveId = null, reason, ...file }: LoadMappingInput,
  ): Promise<LoadedMapping> {
    requireRight(actor, 'MANAGE_MAPPING');
    const why = readReason(reason);
    const { manager } = this.dataSource;
    const read = parseMapping(readName(file), file.csv, await loadTaxonomy(manager));
    const active = await manager.findOneBy(MappingEntity, { isActive: true });
    // The request may be a retry after a lost response: the mapping is active already.
    if (active?.hash === read.mapping.hash())
      return { mapping: viewMapping(active), changed: false, notices: read.notices };
    refuseOther(active, expectedActiveId);
    const changed = await this.activate(actor, read, why, await this.impactOf(actor, read), expectedActiveId);
    return {
      mapping: viewMapping(await manager.findOneByOrFail(MappingEntity, { hash: read.mapping.hash() })),
      changed,
      notices: read.notices,
    };
  }

  /**
   * Makes a mapping the active one, with an event.
   * @param impact what the event says about gains and losses; null for nothing
   * @param expectedActiveId the hash of the mapping that must still be active, null for none; omit it to accept any
   * @returns false if the mapping was active already, and nothing was written
   * @throws DomainError CONFLICT if the active mapping is not the expected one
   */
  async activate(
    actor: Actor | null,
    { name, mapping }: NamedMapping,
    reason: string | null,
    impact: MappingImpact | null,
    expectedActiveId?: string | null,
  ): Promise<boolean> {
    const admin = requireRight(actor, 'MANAGE_MAPPING');
    const hash = mapping.hash();
    const changed = await this.access.change(null, () =>
      this.dataSource.transaction(async (manager) => {
        await lockSetup(manager);
        const active = await manager.findOneBy(MappingEntity, { isActive: true });
        if (active?.hash === hash) return false;
        if (expectedActiveId !== undefined) refuseOther(active, expectedActiveId);
        await manager.update(MappingEntity, { isActive: true }, { isActive: false });
        await manager.query(
          `INSERT INTO mappings (hash, name, rules, loaded_by, is_active) VALUES ($1, $2, $3, $4, true)
         ON CONFLICT (hash) DO UPDATE
         SET is_active = true, name = excluded.name, loaded_by = excluded.loaded_by, loaded_at = now()`,
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
      }),
    );
    return changed;
  }
}

function readName({ name }: MappingFile): string {
  const said = name.trim();
  if (said !== '' && said.length <= NAME_LENGTH) return said;
  throw invalidInput([{ field: 'input.name', message: `must name the file, in 1 to ${NAME_LENGTH} characters` }]);
}

function refuseOther(active: MappingEntity | null, expectedActiveId: string | null): void {
  if ((active?.hash ?? null) === expectedActiveId) return;
  const now = active ? `${active.name} (${active.hash.slice(0, 12)}) is active now` : 'No mapping is active now';
  throw new DomainError('CONFLICT', `${now}, not the one that the preview was compared with: preview it again.`, {
    activeId: active?.hash ?? null,
  });
}
