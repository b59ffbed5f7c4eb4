import type { DataSource } from 'typeorm';
import { idArray } from '../../database/id-array';
import type { Actor } from '../../domain/actor';
import { DomainError, invalidInput } from '../../domain/errors';
import type { OrganizationId } from '../../domain/organization-id';
import { type Fit, fitPackages } from '../../domain/package/fit-packages';
import { requireRight } from '../../domain/rights';
import { sayUnknownKey } from '../../domain/say';
import { loadTaxonomy } from '../../store/load-taxonomy';
import { scanOrganizations } from '../../store/scan-organizations';
import { parseStoredAccess, STORED_ACCESS_COLUMNS, type StoredAccessText } from '../../store/stored-access';
import { asPublished, findNewest } from './versions';

/** What is proposed for one organization. */
export interface ProposedPackages extends Fit {
  readonly organizationId: OrganizationId;
  readonly name: string;
  /** The packages that it has already, by key. */
  readonly has: readonly string[];
}

/** Proposes packages for what organizations have. */
export class FitService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Proposes, for each organization with entitlements, the packages whose union is nearest to them, at their newest
   * version. Writes nothing. Memory does not grow with the number of organizations.
   * @param keys the packages to choose from; null for all
   * @throws DomainError CONFLICT if there are no packages; INVALID_INPUT naming an unknown one
   */
  async *propose(actor: Actor | null, keys: readonly string[] | null): AsyncGenerator<ProposedPackages> {
    requireRight(actor, 'READ_PLATFORM');
    const { manager } = this.dataSource;
    const newest = await findNewest(manager);
    if (newest.length === 0)
      throw new DomainError('CONFLICT', "There are no packages yet: load them with 'portcullis packages load FILE'.");
    const known = newest.map(({ key }) => key);
    for (const key of keys ?? [])
      if (!known.includes(key))
        throw invalidInput([{ field: 'package', message: `names an unknown package, ${sayUnknownKey(key, known)}` }]);
    const offered = newest.filter(({ key }) => keys === null || keys.includes(key)).map(asPublished);
    const taxonomy = await loadTaxonomy(manager);
    // Organizations with equal rows have equal fits.
    const fits = new Map<string, Fit>();
    const at = new Date();
    for await (const page of scanOrganizations(manager)) {
      const rows = await this.readRows(page.map(({ id }) => id));
      for (const { id, name } of page) {
        const row = rows.get(id);
        if (!row || row.entitlements === null) continue;
        const text = JSON.stringify([row.entitlements, row.subentitlements]);
        const fit = fits.get(text) ?? fitPackages(parseStoredAccess(row), offered, taxonomy, at);
        if (fits.size < MOST_KEPT) fits.set(text, fit);
        yield { organizationId: id, name, has: row.has ?? [], ...fit };
      }
    }
  }

  private async readRows(ids: readonly OrganizationId[]): Promise<ReadonlyMap<OrganizationId, Row>> {
    const rows: readonly (Row & { id: OrganizationId })[] = await this.dataSource.query(
      `SELECT o.id::text AS id, ${STORED_ACCESS_COLUMNS},
              (SELECT array_agg(p.package_key ORDER BY p.package_key) FROM organization_packages p
               WHERE p.org_id = o.id) AS has
       FROM unnest($1::organization_ids) AS o (id)`,
      [idArray(ids)],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}

interface Row extends StoredAccessText {
  readonly has: readonly string[] | null;
}

/** How many different sets of rows are remembered. */
const MOST_KEPT = 10_000;
