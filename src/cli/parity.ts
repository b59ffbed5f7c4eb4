import { type Command, Option } from 'commander';
import { DomainError } from '../domain/errors';
import { sayId } from '../domain/organization-id';
import { MAX_PAGE_SIZE } from '../domain/page';
import { PARITY_CAUSES, PARITY_KINDS, type ParityCause, type ParityKind } from '../domain/parity/parity';
import { countUnexplained, isClean } from '../domain/parity/parity-totals';
import { type Moment, sayMoment } from '../domain/read-moment';
import { sayTime } from '../domain/say';
import { ParityReport } from '../entities/parity-report';
import { workOnNextReport } from '../features/parity/work-on-report';
import { abortableDelay } from '../platform/abortable-delay';
import { writeCsv } from '../platform/write-csv';
import { IdList, readTime } from './support/arguments';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import { withInterrupts } from './support/interrupts';
import { organizationNames } from './support/organization-names';
import {
  CSV_COLUMNS,
  csvRows,
  differenceDocument,
  printDifferences,
  printReport,
  reportDocument,
} from './support/parity-report';
import { type Progress, withProgress } from './support/progress';

interface ParityOptions extends CommonOptions {
  readonly kind?: ParityKind;
  readonly cause?: ParityCause;
  readonly org?: IdList;
  readonly at?: Moment;
  readonly csv?: string;
}

const SHOWN_DIFFERENCES = 20;
const WAIT_FOR_OTHERS_MS = 300;
const NOTHING_COMPARED =
  'Not clean: no organization was compared, because there is none. Is this the right database, and the right source?';

export function addParityCommand(program: Command): void {
  program
    .command('parity')
    .description(
      'Compare what the legacy flags answer with what the entitlements answer. ' +
        'Exit code 3 if a difference is unexplained, an organization is not covered, or there is none.',
    )
    .addOption(new Option('--kind <kind>', 'Show only differences of this kind').choices(PARITY_KINDS))
    .addOption(new Option('--cause <cause>', 'Show only differences with this cause').choices(PARITY_CAUSES))
    .option(
      '--org <ids>',
      'Compare only these organizations, such as 1,2 or \'"a, b",c\'; if repeated, each is one id (default: all)',
      IdList.read,
    )
    .option(
      '--at <time>',
      "Compare what today's rows and flags will answer at this later time, in ISO 8601; " +
        'a date alone means the end of that day, UTC (default: now)',
      readTime,
    )
    .option('--csv <file>', 'Write all differences of this kind and cause to a CSV file')
    .option('--json', 'Print one JSON document')
    .action((options: ParityOptions) => withDatabase(options, (context) => runParity(context, options)));
}

/** @returns the exit code: 3 if the report is not clean, whichever part of it is shown */
async function runParity(context: CommandContext, options: ParityOptions): Promise<number> {
  const { services, actor, out, database } = context;
  const { kind, cause, org, at } = options;
  const started = await services.parity.start(actor, { at: at?.at, organizationIds: org?.ids });
  out.line(`Parity of ${database.name} at ${database.host}, as of ${at ? sayMoment(at) : sayTime(started.at)}`);
  const report = await makeReport(context, started.id);
  if (report === 'interrupted') return EXIT.interrupted;
  if (report.status === 'FAILED')
    throw new DomainError('CONFLICT', `Parity report ${report.id} failed: ${report.error ?? ''}`);

  const { nodes } = await services.parity.differences(actor, report, { first: MAX_PAGE_SIZE, kind, cause });
  const ids = nodes.map(({ organizationId }) => organizationId);
  const names = await organizationNames(context, ids);
  const uncovered = await services.parity.uncovered(actor, report, { first: SHOWN_DIFFERENCES });
  printReport(out, report);
  printDifferences(out, nodes.slice(0, SHOWN_DIFFERENCES), names, nodes.length > SHOWN_DIFFERENCES);
  if (uncovered.nodes.length > 0) {
    const shown = uncovered.nodes.map(({ id, name }) => `${sayId(id)} ${name}`).join(', ');
    out.warn(`Not covered: ${shown}${uncovered.pageInfo.hasNextPage ? ', …' : ''}`);
  }
  if (options.csv !== undefined) {
    await writeCsv(options.csv, CSV_COLUMNS, csvRows(context, report, { kind, cause }));
    out.ok(`Wrote all ${kind || cause ? 'of these ' : ''}differences to ${options.csv}`);
  }
  const clean = isClean(report);
  if (report.compared === 0) out.fail(NOTHING_COMPARED);
  else if (clean) out.ok('Clean: no difference is unexplained, and every organization is covered.');
  else out.fail(`Not clean: ${countUnexplained(report.totals ?? [])} unexplained, ${report.uncovered ?? 0} uncovered.`);
  out.document({
    report: reportDocument(report, clean),
    differences: nodes.map((one) => differenceDocument(one, names)),
    uncovered: uncovered.nodes.map(({ id, name }) => ({ id, name })),
  });
  return clean ? EXIT.done : EXIT.incomplete;
}

/** Works on reports in this process until this one is made, here or by a server that was faster. */
function makeReport(
  { database: { dataSource }, config, out }: CommandContext,
  id: number,
): Promise<ParityReport | 'interrupted'> {
  const load = () => dataSource.manager.findOneByOrFail(ParityReport, { id });
  const make = async (signal: AbortSignal): Promise<ParityReport | 'interrupted'> => {
    for (;;) {
      const report = await load();
      if (report.status === 'SUCCEEDED' || report.status === 'FAILED') return report;
      if (signal.aborted) return 'interrupted';
      const worked = await workOnNextReport(dataSource, { signal, leaseSeconds: config.leaseSeconds });
      if (!worked) await abortableDelay(WAIT_FOR_OTHERS_MS, signal);
    }
  };
  return withInterrupts((interrupted) =>
    withProgress(
      out,
      async () => progressOf(await load()),
      () => make(interrupted),
    ),
  );
}

function progressOf({ compared, total, status }: ParityReport): Progress {
  return {
    done: compared,
    total,
    notes: status === 'QUEUED' ? ['waiting for another report'] : [],
    ended: status === 'SUCCEEDED' || status === 'FAILED',
  };
}
