import { setTimeout as delay } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';
import { Option, type Command } from 'commander';
import { In } from 'typeorm';
import { DomainError, invalidInput } from '../domain/errors';
import { MAX_PAGE_SIZE } from '../domain/page';
import { isExplained, PARITY_CAUSES, PARITY_KINDS, type ParityCause, type ParityKind } from '../domain/parity/parity';
import { countUnexplained, isClean } from '../domain/parity/parity-totals';
import { sayCount, sayTime } from '../domain/say';
import type { ParityDifferenceEntity } from '../entities/parity-difference';
import { Organization } from '../entities/organization';
import { ParityReport } from '../entities/parity-report';
import { workOnNextReport } from '../features/parity/work-on-report';
import { writeCsv } from '../platform/write-csv';
import { readIdList, readTime } from './support/arguments';
import { EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';
import type { Output } from './support/output';

interface ParityOptions extends CommonOptions {
  readonly kind?: ParityKind;
  readonly cause?: ParityCause;
  readonly org?: readonly number[];
  readonly at?: Date;
  readonly csv?: string;
}

const SHOWN_DIFFERENCES = 20;
const REDRAW_MS = 250;
const LINE_MS = 10_000;
const WAIT_FOR_OTHERS_MS = 300;

export function addParityCommand(program: Command): void {
  program
    .command('parity')
    .description(
      'compare what legacy flags answer with what entitlements answer; exit code 3 where anything is unexplained, or anybody uncovered',
    )
    .addOption(new Option('--kind <kind>', 'show differences of this kind').choices(PARITY_KINDS))
    .addOption(new Option('--cause <cause>', 'show differences with this cause').choices(PARITY_CAUSES))
    .option('--org <ids>', 'compare only these organizations: 1,2', readIdList)
    .option('--at <time>', "a later time, ISO 8601: what today's rows and flags will answer then", readTime)
    .option('--csv <file>', 'write all differences that are shown to a CSV file')
    .option('--json', 'print one JSON document')
    .action((options: ParityOptions) => withDatabase(options, (context) => runParity(context, options)));
}

/** @returns the exit code: 3 where the report is not clean, whatever of it is shown */
export async function runParity(context: CommandContext, options: ParityOptions): Promise<number> {
  const { services, actor, out, database } = context;
  const started = await start(context, options);
  out.line(`Parity of ${database.name} at ${database.host}, as of ${sayTime(started.at)}`);
  const report = await makeReport(context, started.id);
  if (report === 'interrupted') return EXIT.interrupted;
  if (report.status === 'FAILED')
    throw new DomainError('CONFLICT', `Parity report ${report.id} came to nothing: ${report.error ?? ''}`);

  const { kind, cause } = options;
  const { nodes } = await services.parity.differences(actor, report, { first: MAX_PAGE_SIZE, kind, cause });
  const named = await names(context, nodes);
  const uncovered = await services.parity.uncovered(actor, report, { first: SHOWN_DIFFERENCES });
  printReport(out, report);
  printDifferences(out, nodes.slice(0, SHOWN_DIFFERENCES), named, nodes.length > SHOWN_DIFFERENCES);
  if (uncovered.nodes.length > 0)
    out.warn(
      `Not covered: ${uncovered.nodes.map(({ id, name }) => `${id} ${name}`).join(', ')}${uncovered.pageInfo.hasNextPage ? ', …' : ''}`,
    );
  if (options.csv !== undefined) {
    await writeCsv(options.csv, CSV_COLUMNS, csvRows(context, report, { kind, cause }));
    out.ok(`All ${kind || cause ? 'of these ' : ''}differences are in ${options.csv}`);
  }
  const clean = isClean(report.totals ?? [], report.uncovered ?? 0);
  if (clean) out.ok('Clean: nothing is unexplained, and nobody uncovered.');
  else out.fail(`Not clean: ${countUnexplained(report.totals ?? [])} unexplained, ${report.uncovered ?? 0} uncovered.`);
  out.document({
    report: reportDocument(report, clean),
    differences: nodes.map((one) => differenceDocument(one, named)),
    uncovered: uncovered.nodes.map(({ id, name }) => ({ id, name })),
  });
  return clean ? EXIT.done : EXIT.incomplete;
}

async function start({ services, actor }: CommandContext, { at, org }: ParityOptions): Promise<ParityReport> {
  try {
    return await services.parity.start(actor, { at, organizationIds: org?.map(String) });
  } catch (error) {
    // Named as it is here: a person at a terminal knows no input.
    if (!(error instanceof DomainError) || error.code !== 'INVALID_INPUT') throw error;
    throw invalidInput([
      {
        message: error.message
          .replaceAll('input.at', '--at')
          .replaceAll('input.organizationIds', '--org')
          .split('\n  ')
          .slice(1)
          .join('; '),
      },
    ]);
  }
}

/** Works on reports in this process until this one is made, here or by a server that was faster. */
async function makeReport(
  { database: { dataSource }, config, out }: CommandContext,
  id: number,
): Promise<ParityReport | 'interrupted'> {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) process.exit(EXIT.interrupted);
    stopping.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const load = () => dataSource.manager.findOneByOrFail(ParityReport, { id });
  const drawing = out.json ? null : drawProgress(out, load);
  try {
    for (;;) {
      const report = await load();
      if (report.status === 'SUCCEEDED' || report.status === 'FAILED') return report;
      if (stopping.signal.aborted) return 'interrupted';
      const worked = await workOnNextReport(dataSource, { signal: stopping.signal, leaseSeconds: config.leaseSeconds });
      if (!worked) await delay(WAIT_FOR_OTHERS_MS);
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await drawing?.stop();
  }
}

/** A bar on a terminal; elsewhere a line now and then. */
function drawProgress(out: Output, load: () => Promise<ParityReport>): { stop(): Promise<void> } {
  const bar = out.interactive
    ? new SingleBar(
        { format: '{bar} {percentage} % | {value}/{total} organizations', hideCursor: true },
        Presets.shades_classic,
      )
    : null;
  bar?.start(0, 0);
  let drawn = Promise.resolve();
  const draw = async () => {
    const { total, compared, status } = await load();
    if (bar) {
      bar.setTotal(total ?? 0);
      bar.update(compared);
    } else if (status === 'RUNNING' || status === 'QUEUED')
      out.line(
        `… ${compared} of ${total ?? '?'} organizations${status === 'QUEUED' ? ', waiting for another report' : ''}`,
      );
  };
  // Drawing is no reason to fail.
  const timer = setInterval(() => void (drawn = drawn.then(draw).catch(() => undefined)), bar ? REDRAW_MS : LINE_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await drawn;
      if (bar) {
        await draw().catch(() => undefined);
        bar.stop();
      }
    },
  };
}

function printReport(out: Output, { id, totals, compared, uncovered }: ParityReport): void {
  out.heading(`Parity report ${id}: ${sayCount(compared, 'organization')} compared, ${uncovered ?? 0} not covered`);
  if (!totals || totals.length === 0) out.line('No difference');
  else
    out.table(
      ['kind', 'cause', '', 'differences'],
      totals.map(({ kind, cause, count }) => [
        kind,
        cause,
        isExplained(cause) ? 'explained' : 'unexplained',
        String(count),
      ]),
    );
}

function printDifferences(
  out: Output,
  differences: readonly ParityDifferenceEntity[],
  named: ReadonlyMap<number, string>,
  more: boolean,
): void {
  for (const one of differences) {
    const target = one.submoduleKey === null ? one.moduleKey : `${one.moduleKey}/${one.submoduleKey}`;
    const alike =
      one.alikeSubmodules > 0 ? ` with ${one.alikeSubmodules} submodule${one.alikeSubmodules === 1 ? '' : 's'}` : '';
    const line = `${one.kind} ${one.cause} ${one.organizationId} ${named.get(one.organizationId) ?? '(deleted)'}: ${target}${alike}, by flags ${one.legacyStatus ?? 'none'} (${one.legacyReason}), by entitlements ${one.entitlementStatus ?? 'none'} (${one.entitlementReason})`;
    if (isExplained(one.cause)) out.line(`- ${line}`);
    else out.fail(line);
  }
  if (more) out.line('… and more: --csv FILE has all, --kind, --cause and --org choose');
}

async function names(
  { database }: CommandContext,
  differences: readonly ParityDifferenceEntity[],
): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(differences.map(({ organizationId }) => organizationId))];
  return new Map(
    (await database.dataSource.manager.findBy(Organization, { id: In(ids) })).map(({ id, name }) => [id, name]),
  );
}

const CSV_COLUMNS = [
  'organization_id',
  'organization',
  'kind',
  'cause',
  'explained',
  'module',
  'submodule',
  'alike_submodules',
  'legacy_status',
  'legacy_reason',
  'entitlement_status',
  'entitlement_reason',
  'source',
  'run',
] as const;

async function* csvRows(
  context: CommandContext,
  report: ParityReport,
  filter: { readonly kind?: ParityKind | undefined; readonly cause?: ParityCause | undefined },
) {
  let after: string | null = null;
  do {
    const page = await context.services.parity.differences(context.actor, report, {
      ...filter,
      first: MAX_PAGE_SIZE,
      after,
    });
    const named = await names(context, page.nodes);
    for (const one of page.nodes) yield csvRow(one, named.get(one.organizationId) ?? '');
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
}

function csvRow(one: ParityDifferenceEntity, name: string): Readonly<Record<(typeof CSV_COLUMNS)[number], string>> {
  return {
    organization_id: String(one.organizationId),
    organization: name,
    kind: one.kind,
    cause: one.cause,
    explained: String(isExplained(one.cause)),
    module: one.moduleKey,
    submodule: one.submoduleKey ?? '',
    alike_submodules: String(one.alikeSubmodules),
    legacy_status: one.legacyStatus ?? '',
    legacy_reason: one.legacyReason,
    entitlement_status: one.entitlementStatus ?? '',
    entitlement_reason: one.entitlementReason,
    source: one.source ?? '',
    run: one.runId === null ? '' : String(one.runId),
  };
}

function reportDocument(
  { id, status, at, createdAt, finishedAt, organizationIds, compared, uncovered, totals }: ParityReport,
  clean: boolean,
) {
  return {
    id,
    status,
    at,
    createdAt,
    computedAt: finishedAt,
    organizationIds,
    organizations: compared,
    uncovered: uncovered ?? 0,
    clean,
    totals: totals ?? [],
  };
}

function differenceDocument(one: ParityDifferenceEntity, named: ReadonlyMap<number, string>) {
  const {
    kind,
    cause,
    organizationId,
    moduleKey,
    submoduleKey,
    alikeSubmodules,
    legacyStatus,
    legacyReason,
    entitlementStatus,
    entitlementReason,
    source,
    runId,
  } = one;
  const legacy = { allowed: kind !== 'GAINED', status: legacyStatus, reason: legacyReason };
  const entitlement = { allowed: kind !== 'LOST', status: entitlementStatus, reason: entitlementReason };
  return {
    organizationId,
    organization: named.get(organizationId) ?? null,
    kind,
    cause,
    explained: isExplained(cause),
    moduleKey,
    submoduleKey,
    alikeSubmodules,
    legacy,
    entitlement,
    source,
    runId,
  };
}
