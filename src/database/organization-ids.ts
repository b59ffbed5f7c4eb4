import type { DataSource, EntityManager } from 'typeorm';
import { SCHEMA } from '../../migrations/baseline/names';
import { canonicalOrganizationId, type OrganizationId, type OrganizationIdType } from '../domain/organization-id';
import { sharedDataSource } from './time-limit';

/** How long the type of ids is used before it is read again; it changes with another source alone. */
const KNOWN_MS = 60_000;

/** The ids of organizations of one database: reads what clients, tokens and files call them. */
export class OrganizationIds {
  private readAt = Date.now();
  private reading = false;

  constructor(
    private readonly dataSource: DataSource,
    private known: OrganizationIdType,
  ) {}

  get type(): OrganizationIdType {
    if (Date.now() - this.readAt > KNOWN_MS && !this.reading) void this.readAgain();
    return this.known;
  }

  /** @returns the id as PostgreSQL writes it; null for text that cannot be an id, so no organization has it */
  canonical(text: string): OrganizationId | null {
    return canonicalOrganizationId(this.type, text);
  }

  /** Whether a text is an id as PostgreSQL writes it. */
  isCanonical(text: string): boolean {
    return this.canonical(text) === text;
  }

  /** Reads the type again; a database that does not answer leaves it as it was. */
  async readAgain(): Promise<void> {
    this.reading = true;
    try {
      this.known = (await readIdType(this.dataSource)) ?? this.known;
    } catch {
      // The statements that follow report it.
    } finally {
      this.readAt = Date.now();
      this.reading = false;
    }
  }
}

const opened = new WeakMap<DataSource, OrganizationIds>();

/** The ids of a database. The type is read with the first call. */
export async function organizationIdsOf(manager: EntityManager): Promise<OrganizationIds> {
  const dataSource = sharedDataSource(manager.dataSource);
  const known = opened.get(dataSource);
  if (known) return known;
  const type = await readIdType(dataSource);
  const ids = opened.get(dataSource) ?? new OrganizationIds(dataSource, type ?? 'int4');
  // Before the installation there is no type to remember.
  if (type !== null) opened.set(dataSource, ids);
  return ids;
}

/** The type of the ids of organizations; null if Portcullis is not installed. */
export async function readIdType(manager: Pick<EntityManager, 'query'>): Promise<OrganizationIdType | null> {
  const [found]: readonly { type: OrganizationIdType }[] = await manager.query(
    `SELECT b.typname::text AS type
     FROM pg_type d JOIN pg_namespace n ON n.oid = d.typnamespace JOIN pg_type b ON b.oid = d.typbasetype
     WHERE n.nspname = $1 AND d.typname = 'organization_id'`,
    [SCHEMA],
  );
  return found?.type ?? null;
}
