import type { DataSource, EntityManager } from 'typeorm';
import { idArray } from '../../database/id-array';
import { readKeysetPage } from '../../database/keyset-page';
import { organizationIdsOf } from '../../database/organization-ids';
import { type Actor } from '../../domain/actor';
import { type Fault, invalidInput } from '../../domain/errors';
import { lengthFaults, MOST_ORGANIZATIONS, requireLength } from '../../domain/list-limit';
import { type OrganizationId, sayIds } from '../../domain/organization-id';
import { type Connection, type PageArguments, readId } from '../../domain/page';
import { EXPLAINED_CAUSES, type ParityCause, type ParityKind } from '../../domain/parity/parity';
import { requireRight } from '../../domain/rights';
import { sayTime } from '../../domain/say';
import { Organization } from '../../entities/organization';
import { ParityDifferenceEntity } from '../../entities/parity-difference';
import { ParityReport } from '../../entities/parity-report';
import { requireActiveMapping } from '../../store/active-mapping';
import { appendPlatformEvent } from '../../store/append-events';
import { wakeWorkers } from '../../store/channels';
import { requireLegacyColumn } from '../../store/legacy-column';
import { findOrganizations } from '../../store/organizations';
import { requireSoundSource } from '../../store/sound-source';

export type ParityReportPage = Connection<ParityReport>;
export type ParityDifferencePage = Connection<ParityDifferenceEntity>;

export interface StartParityReportInput {
  /** A later time to compare at. Default: now. */
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

/**
 * Parity reports: comparisons of the answers by legacy flags with those by entitlements. Asks for the actor's right.
 */
export class ParityService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Starts a report, which a worker makes.
   * @throws DomainError INVALID_INPUT if the time is in the past or an organization does not exist; CONFLICT if no
   * mapping is active or the legacy column was dropped
   */
  async start(actor: Actor | null, { at, organizationIds }: StartParityReportInput): Promise<ParityReport> {
    const admin = requireRight(actor, 'MANAGE_RUNS');
    const faults: Fault[] = [];
    if (at && !(at >= new Date()))
      faults.push({
        field: 'input.at',
        message: `is ${sayTime(at)}, which is in the past: only current flags and entitlements are known`,
      });
    if (organizationIds?.length === 0)
      faults.push({ field: 'input.organizationIds', message: 'must name an organization; omit it for all' });
    faults.push(...lengthFaults('input.organizationIds', organizationIds, MOST_ORGANIZATIONS));
    if (faults.length > 0) throw invalidInput(faults);

    return this.dataSource.transaction(async (manager) => {
      await requireSoundSource(manager);
      await requireLegacyColumn(manager, NOTHING_TO_COMPARE);
      await requireActiveMapping(manager);
      const ids = organizationIds ? await requireOrganizations(manager, organizationIds) : null;
      const [created]: readonly { id: number }[] = await manager.query(
        `INSERT INTO parity_reports (status, requested_by, at, organization_ids)
         VALUES ('QUEUED', $1, coalesce($2, now()), $3::organization_ids) RETURNING id`,
        [admin.id, at ?? null, ids && idArray(ids)],
      );
      await appendPlatformEvent(manager, {
        eventType: 'parity_report_started',
        actor: admin,
        reason: null,
        payload: { reportId: created?.id ?? null, at: at ?? null, organizations: ids?.length ?? null },
      });
      // Workers are notified when the transaction commits.
      await wakeWorkers(manager);
      return manager.findOneByOrFail(ParityReport, { id: created?.id ?? 0 });
    });
  }

  async find(actor: Actor | null, id: string): Promise<ParityReport | null> {
    requireRight(actor, 'READ_PLATFORM');
    const number = readId(id);
    return number === undefined ? null : this.dataSource.manager.findOneBy(ParityReport, { id: number });
  }

  /** All reports, newest first. */
  async list(actor: Actor | null, args: PageArguments): Promise<ParityReportPage> {
    requireRight(actor, 'READ_PLATFORM');
    const query = this.dataSource.manager.createQueryBuilder(ParityReport, 'r');
    return readKeysetPage(query, args, { list: 'parity-report', column: 'r.id', order: 'DESC', keyOf: ({ id }) => id });
  }

  /** The differences of a report, ordered by organization id; none after they were deleted. */
  async differences(
    actor: Actor | null,
    report: ParityReport,
    { kind, cause, explained, moduleKey, organizationIds, ...page }: DifferenceFilter,
  ): Promise<ParityDifferencePage> {
    requireRight(actor, 'READ_PLATFORM');
    requireLength('organizationIds', organizationIds, MOST_ORGANIZATIONS);
    const query = this.dataSource.manager
      .createQueryBuilder(ParityDifferenceEntity, 'd')
      .where('d.reportId = :reportId', { reportId: report.id });
    if (kind) query.andWhere('d.kind = :kind', { kind });
    if (cause) query.andWhere('d.cause = :cause', { cause });
    if ((explained ?? null) !== null)
      query.andWhere(`d.cause ${explained ? '' : 'NOT '}IN (:...explaining)`, { explaining: EXPLAINED_CAUSES });
    if ((moduleKey ?? null) !== null) query.andWhere('d.moduleKey = :moduleKey', { moduleKey });
    // Text that cannot be an id matches no organization.
    if (organizationIds) {
      const known = await organizationIdsOf(this.dataSource.manager);
      query.andWhere('d.organizationId = ANY(:ids::organization_ids)', {
        ids: idArray(organizationIds.flatMap((id) => known.canonical(id) ?? [])),
      });
    }
    return readKeysetPage(query, page, {
      list: `parity-${report.id}`,
      column: 'd.id',
      order: 'ASC',
      keyOf: ({ id }) => id,
    });
  }

  /** Organizations of a report that no execution in effect has migrated, ordered by id, without deleted ones. */
  async uncovered(actor: Actor | null, report: ParityReport, args: PageArguments): Promise<Connection<Organization>> {
    requireRight(actor, 'READ_PLATFORM');
    const query = this.dataSource.manager
      .createQueryBuilder(Organization, 'o')
      .where('o.id IN (SELECT u.org_id FROM parity_uncovered u WHERE u.report_id = :reportId)', {
        reportId: report.id,
      });
    return readKeysetPage(query, args, {
      list: `parity-${report.id}-uncovered`,
      column: 'o.id',
      order: 'ASC',
      ofOrganizations: true,
      keyOf: ({ id }) => id,
    });
  }
}

async function requireOrganizations(
  manager: EntityManager,
  texts: readonly string[],
): Promise<readonly OrganizationId[]> {
  const { ids, unknown } = await findOrganizations(manager, texts);
  if (unknown.length === 0) return ids;
  throw invalidInput([
    {
      field: 'input.organizationIds',
      message: `names organizations that do not exist: ${sayIds(unknown.slice(0, 20))}`,
    },
  ]);
}
