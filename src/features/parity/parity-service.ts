import type { DataSource, EntityManager } from 'typeorm';
import { requireSuperAdmin, type Actor } from '../../domain/actor';
import { invalidInput, type Fault } from '../../domain/errors';
import { readId, type Connection, type PageArguments } from '../../domain/page';
import { EXPLAINED_CAUSES, type ParityCause, type ParityKind } from '../../domain/parity/parity';
import { sayTime } from '../../domain/say';
import { Organization } from '../../entities/organization';
import { ParityDifferenceEntity } from '../../entities/parity-difference';
import { ParityReport } from '../../entities/parity-report';
import { intArray } from '../../database/int-array';
import { readKeysetPage } from '../../database/keyset-page';
import { requireLegacyColumn } from '../../store/legacy-column';
import { requireActiveMapping } from '../../store/active-mapping';
import { wakeWorkers } from '../../store/channels';

export type ParityReportPage = Connection<ParityReport>;
export type ParityDifferencePage = Connection<ParityDifferenceEntity>;

export interface StartParityReportInput {
  /** A later clock; left out, it is compared as of now. */
  readonly at?: Date | null | undefined;
  readonly organizationIds?: readonly string[] | null | undefined;
}

export interface DifferenceFilter extends PageArguments {
  readonly kind?: ParityKind | null | undefined;
  readonly cause?: ParityCause | null | undefined;
  readonly explained?: boolean | null | undefined;
  readonly moduleKey?: string | null | undefined;
  readonly organizationIds?: readonly string[] | null | undefined;
}

const NOTHING_TO_COMPARE = 'There are no legacy answers to compare with.';

/** Comparing what legacy flags answer with what entitlements answer. Operators' work. */
export class ParityService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Asks for a report, which a worker makes.
   * @throws DomainError INVALID_INPUT for a time that has passed, or an organization that does not exist; CONFLICT where no mapping is active, or the legacy column is gone
   */
  async start(actor: Actor | null, { at, organizationIds }: StartParityReportInput): Promise<ParityReport> {
    const admin = requireSuperAdmin(actor);
    const faults: Fault[] = [];
    if (at && !(at >= new Date()))
      faults.push({
        field: 'input.at',
        message: `is ${sayTime(at)}, which has passed: rows and flags are today's, and the answers of that time are not known`,
      });
    if (organizationIds?.length === 0)
      faults.push({ field: 'input.organizationIds', message: 'must name an organization; omit it for all' });
    if (faults.length > 0) throw invalidInput(faults);

    return this.dataSource.transaction(async (manager) => {
      await requireLegacyColumn(manager, NOTHING_TO_COMPARE);
      await requireActiveMapping(manager);
      const ids = organizationIds ? await requireOrganizations(manager, organizationIds) : null;
      const [created]: readonly { id: number }[] = await manager.query(
        `INSERT INTO parity_reports (status, requested_by, at, organization_ids) VALUES ('QUEUED', $1, coalesce($2, now()), $3::int[]) RETURNING id`,
        [admin.id, at ?? null, ids && intArray(ids)],
      );
      // Heard once the transaction has committed, by whoever works on runs.
      await wakeWorkers(manager);
      return manager.findOneByOrFail(ParityReport, { id: created?.id ?? 0 });
    });
  }

  async find(actor: Actor | null, id: string): Promise<ParityReport | null> {
    requireSuperAdmin(actor);
    const number = readId(id);
    return number === undefined ? null : this.dataSource.manager.findOneBy(ParityReport, { id: number });
  }

  /** Reports, newest first. */
  async list(actor: Actor | null, args: PageArguments): Promise<ParityReportPage> {
    requireSuperAdmin(actor);
    const query = this.dataSource.manager.createQueryBuilder(ParityReport, 'r');
    return readKeysetPage(query, args, { list: 'parity-report', column: 'r.id', order: 'DESC', keyOf: ({ id }) => id });
  }

  /** What differs, in order of the organizations' ids; none once they were deleted. A cursor belongs to its report. */
  async differences(
    actor: Actor | null,
    report: ParityReport,
    { kind, cause, explained, moduleKey, organizationIds, ...page }: DifferenceFilter,
  ): Promise<ParityDifferencePage> {
    requireSuperAdmin(actor);
    const query = this.dataSource.manager
      .createQueryBuilder(ParityDifferenceEntity, 'd')
      .where('d.reportId = :reportId', { reportId: report.id });
    if (kind) query.andWhere('d.kind = :kind', { kind });
    if (cause) query.andWhere('d.cause = :cause', { cause });
    if ((explained ?? null) !== null)
      query.andWhere(`d.cause ${explained ? '' : 'NOT '}IN (:...explaining)`, { explaining: EXPLAINED_CAUSES });
    if ((moduleKey ?? null) !== null) query.andWhere('d.moduleKey = :moduleKey', { moduleKey });
    // An id that cannot be one is of nobody.
    if (organizationIds)
      query.andWhere('d.organizationId = ANY(:ids::int[])', {
        ids: intArray(organizationIds.flatMap((id) => readId(id) ?? [])),
      });
    return readKeysetPage(query, page, {
      list: `parity-${report.id}`,
      column: 'd.id',
      order: 'ASC',
      keyOf: ({ id }) => id,
    });
  }

  /** Organizations that no execution that stands has brought over, in order of their ids; one that is gone since is left out. */
  async uncovered(actor: Actor | null, report: ParityReport, args: PageArguments): Promise<Connection<Organization>> {
    requireSuperAdmin(actor);
    const query = this.dataSource.manager
      .createQueryBuilder(Organization, 'o')
      .where('o.id IN (SELECT u.org_id FROM parity_uncovered u WHERE u.report_id = :reportId)', {
        reportId: report.id,
      });
    return readKeysetPage(query, args, {
      list: `parity-${report.id}-uncovered`,
      column: 'o.id',
      order: 'ASC',
      keyOf: ({ id }) => id,
    });
  }
}

async function requireOrganizations(manager: EntityManager, texts: readonly string[]): Promise<readonly number[]> {
  const ids = [...new Set(texts.flatMap((text) => readId(text) ?? []))].sort((a, b) => a - b);
  const known: readonly { id: number }[] = await manager.query(
    'SELECT id FROM organizations WHERE id = ANY($1::int[])',
    [intArray(ids)],
  );
  const found = new Set(known.map(({ id }) => id));
  const unknown = texts.filter((text) => !found.has(readId(text) ?? 0));
  if (unknown.length === 0) return ids;
  throw invalidInput([
    {
      field: 'input.organizationIds',
      message: `names organizations that do not exist: ${unknown.slice(0, 20).join(', ')}`,
    },
  ]);
}
