import type DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { readKeysetPage } from '../../database/keyset-page';
import { type Actor, organizationNotFound, requireActor } from '../../domain/actor';
import type { SelectionFilter } from '../../domain/change/run-change';
import { meetRules } from '../../domain/legacy/desired-state';
import { COLUMN_MISSING, type FlagProblem, readLegacyFlags } from '../../domain/legacy/legacy-flags';
import { showJson } from '../../domain/legacy/legacy-value';
import { Mapping } from '../../domain/legacy/mapping';
import type { MappingRule } from '../../domain/legacy/mapping-rule';
import { readPlainJson } from '../../domain/legacy/parse-json';
import type { OrganizationId } from '../../domain/organization-id';
import { OrganizationReference } from '../../domain/organization-reference';
import type { Connection, PageArguments } from '../../domain/page';
import { requireOrganizationReader, requireRight } from '../../domain/rights';
import { Organization } from '../../entities/organization';
import type { Access } from '../../store/access';
import type { NamedMapping } from '../../store/active-mapping';
import { requireOrganization, requireOrganizationId } from '../../store/organizations';
import { filterOrganizations } from './filter-organizations';

/** An organization, or a reference to one. */
export type OrganizationSource = Organization | OrganizationReference;

/** The loaders of a request that say what an organization is. */
interface OrganizationLoaders {
  readonly access: Pick<DataLoader<OrganizationId, Access>, 'load'>;
  readonly organization: Pick<DataLoader<OrganizationId, Organization | null>, 'load'>;
  readonly organizationName: Pick<DataLoader<OrganizationId, string | null>, 'load'>;
}

export type OrganizationPage = Connection<Organization>;

export interface OrganizationFilter extends PageArguments, SelectionFilter {}

export interface FlagWithRules {
  readonly name: string;
  /** False also for a value that is neither on nor off. */
  readonly on: boolean;
  /** As JSON, shortened. */
  readonly value: string;
  readonly rules: readonly MappingRule[];
}

export interface LegacyFlagsView {
  readonly flags: readonly FlagWithRules[];
  readonly unmapped: readonly string[];
  readonly duplicates: readonly string[];
  readonly unreadable: readonly FlagProblem[];
  /** Why the flags are not shown; null if they are. */
  readonly note: string | null;
}

const HIDDEN = 'The legacy flags are hidden, because they will be removed: use entitlements and decisions.';
const GONE = 'The legacy flags were removed with their column: use entitlements and decisions.';
const NO_FLAGS = { flags: [], unmapped: [], duplicates: [], unreadable: [] } as const;

/** Reads organizations that the actor may see. */
export class OrganizationsService {
  /** @param environment `ENABLE_ENTITLEMENTS_GATING` */
  constructor(
    private readonly dataSource: DataSource,
    private readonly environment: boolean | null,
  ) {}

  /** Finds an organization. @throws DomainError NOT_FOUND if it does not exist or the actor may not see it */
  async get(actor: Actor | null, id: string): Promise<Organization> {
    requireActor(actor);
    const known = await requireOrganizationId(this.dataSource.manager, id);
    requireOrganizationReader(actor, known);
    return requireOrganization(this.dataSource.manager, known);
  }

  /** Finds an organization like `get`, but reads only what its fields will ask for. @throws DomainError NOT_FOUND */
  async find(actor: Actor | null, id: string, loaders: OrganizationLoaders): Promise<OrganizationSource> {
    requireActor(actor);
    const known = await requireOrganizationId(this.dataSource.manager, id);
    requireOrganizationReader(actor, known);
    const found = await this.refer(known, loaders);
    if (!found) throw organizationNotFound(known);
    return found;
  }

  /**
   * An organization of which fields will say the rest: null if it does not exist. Its name is read only if it is asked
   * for, because it belongs to another application, and what decisions need is known already.
   */
  async refer(id: OrganizationId, { access, organization }: OrganizationLoaders): Promise<OrganizationSource | null> {
    try {
      const known = (await access.load(id)).organization(id);
      if (known.found) return new OrganizationReference(id);
      if (known.reason !== 'CHECK_FAILED') return null;
    } catch {
      // The fields that need it will say why.
    }
    // What decisions need cannot be read. The organization may be there.
    return organization.load(id);
  }

  /** The name of an organization. @throws DomainError NOT_FOUND if it was deleted meanwhile */
  async name(source: OrganizationSource, { organizationName }: OrganizationLoaders): Promise<string> {
    if (source instanceof Organization) return source.name;
    const name = await organizationName.load(source.id);
    if (name === null) throw organizationNotFound(source.id);
    return name;
  }

  /** All organizations, ordered by id. Filters that are null or undefined do not apply. Asks for the actor's right. */
  async list(actor: Actor | null, filter: OrganizationFilter): Promise<OrganizationPage> {
    requireRight(actor, 'LIST_ORGANIZATIONS');
    const query = this.dataSource.manager.createQueryBuilder(Organization, 'o');
    filterOrganizations(query, filter, this.environment);
    return readKeysetPage(query, filter, {
      list: 'organization',
      column: 'o.id',
      order: 'ASC',
      ofOrganizations: true,
      keyOf: ({ id }) => id,
    });
  }

  /**
   * The value of the legacy column; the text itself if it is not JSON.
   * @param text see `readLegacyFlags`
   * @param hidden whether the API hides it: then it is null, as after the column was dropped
   */
  enabledModules(text: string | null, hidden: boolean): unknown {
    return hidden || text === null || text === COLUMN_MISSING ? null : readPlainJson(text);
  }

  /**
   * The legacy flags of an organization, each with the rules of the active mapping that match it.
   * @param text see `readLegacyFlags`
   * @param active null if no mapping is active
   * @param hidden whether the API hides them: then there are none, and a note
   */
  legacyFlags(text: string | null, active: NamedMapping | null, hidden: boolean): LegacyFlagsView {
    if (text === COLUMN_MISSING) return { ...NO_FLAGS, note: GONE };
    if (hidden) return { ...NO_FLAGS, note: HIDDEN };
    const mapping = active?.mapping ?? Mapping.NONE;
    const read = readLegacyFlags(text, mapping);
    if (!read.readable) return { ...NO_FLAGS, unreadable: read.problems, note: null };
    const flags = [...read.flags.values()].map(({ name, path, on, values }) => ({
      name: path,
      on: on === true,
      value: values.map(({ json }) => showJson(json)).join(', '),
      rules: mapping.rulesFor(name),
    }));
    return {
      flags,
      unmapped: meetRules(read, mapping).unmapped,
      duplicates: read.duplicates,
      unreadable: [],
      note: null,
    };
  }
}
