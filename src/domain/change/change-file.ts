import type { Fault } from '../errors';
import type { FileRow } from '../file-row';
import { groupBy } from '../group-by';
import type { AskedPackage } from '../package/change-assignments';
import { readEndMoment, readStart } from '../read-moment';
import { sayKey } from '../say';
import { readStatusCell, statusRule } from '../status';
import type { AskedChange } from '../taxonomy/asked-change';
import { type Known, readAskedRunChange } from './read-change';
import type { RunChange } from './run-change';

/** The columns of a file of changes: those of grants, or those of packages. */
export const CHANGE_COLUMNS = {
  GRANT: ['module', 'submodule', 'status', 'trial_ends'],
  PACKAGE: ['package', 'version', 'start', 'end'],
} as const;

export type ChangeColumn = 'organization' | (typeof CHANGE_COLUMNS)['GRANT' | 'PACKAGE'][number];

/** The changes of a file, by organizations as the file names them. */
export interface ChangeFile {
  readonly kind: 'GRANT' | 'PACKAGE';
  readonly rows: number;
  readonly organizations: ReadonlyMap<string, { readonly change: RunChange; readonly line: number }>;
}

/** What one row asks for, or what is wrong with it. */
type ReadRow<Asked> = { readonly asked: Asked } | { readonly faults: readonly Fault[] };

/**
 * Turns the rows of a file into the change of each of its organizations, or reports all faults with their lines. A row
 * is one grant or one package; an organization may have several.
 * @param columns the columns that the file has besides `organization`
 * @param handOver see `PackagePlanOptions.handOver`; for packages only
 */
export function readChangeRows(
  rows: readonly FileRow<ChangeColumn>[],
  columns: ReadonlySet<string>,
  { handOver, ...known }: Known & { readonly handOver: boolean },
): { readonly file: ChangeFile; readonly faults: readonly Fault[] } {
  const kind = columns.has('package') ? 'PACKAGE' : 'GRANT';
  const faults: Fault[] = [];
  if (columns.has('package') === columns.has('module'))
    faults.push({
      line: 1,
      message: `must have either the column module (${sayColumns('GRANT')}) or package (${sayColumns('PACKAGE')})`,
    });
  else if (kind === 'GRANT' && handOver) faults.push({ message: 'only packages can be handed over to' });
  else if (rows.length === 0) faults.push({ message: 'the file holds no row' });
  if (faults.length > 0) return { file: { kind, rows: 0, organizations: new Map() }, faults };

  const organizations = new Map<string, { readonly change: RunChange; readonly line: number }>();
  for (const [organization, ofOne] of groupBy(rows, ({ values }) => values.organization)) {
    const [first] = ofOne;
    if (!first) continue;
    if (organization === '') {
      faults.push(...ofOne.map(({ line }) => ({ line, field: 'organization', message: 'must name an organization' })));
      continue;
    }
    const read =
      kind === 'GRANT'
        ? together(
            ofOne.map((row) => readGrant(row, known.at)),
            (changes) => ({ grant: { changes } }),
          )
        : together(
            ofOne.map((row) => readPackage(row, known.at)),
            (packages) => ({ package: { packages, handOver } }),
          );
    if ('faults' in read) {
      faults.push(...read.faults);
      continue;
    }
    const change = readAskedRunChange(read.asked, 'input', known);
    if ('of' in change) organizations.set(organization, { change, line: first.line });
    else faults.push(...change.map((fault) => atLine(fault, ofOne)));
  }
  return {
    file: { kind, rows: rows.length, organizations },
    faults: [...faults].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  };
}

function sayColumns(kind: 'GRANT' | 'PACKAGE'): string {
  return ['organization', ...CHANGE_COLUMNS[kind]].join(',');
}

function together<One, All>(read: readonly ReadRow<One>[], all: (asked: readonly One[]) => All): ReadRow<All> {
  const faults = read.flatMap((one) => ('faults' in one ? one.faults : []));
  return faults.length > 0 ? { faults } : { asked: all(read.flatMap((one) => ('asked' in one ? [one.asked] : []))) };
}

function readGrant({ line, values }: FileRow<ChangeColumn>, at: Date): ReadRow<AskedChange> {
  const faults: Fault[] = [];
  const status = readStatusCell(values.status);
  if (!status) faults.push({ line, field: 'status', message: statusRule(values.status) });
  const end = values.trial_ends === '' ? null : readEndMoment(values.trial_ends, 'UTC', at);
  if (end && 'message' in end) faults.push({ line, field: 'trial_ends', message: end.message });
  if (status === 'TRIAL' && values.trial_ends === '')
    faults.push({ line, field: 'trial_ends', message: 'must say when the trial ends, such as 14d or 2027-01-31' });
  if (faults.length > 0 || !status) return { faults };
  const trialExpiresAt = end && 'at' in end ? end.at : null;
  const { module: moduleKey, submodule } = values;
  return { asked: { moduleKey, submoduleKey: submodule === '' ? null : submodule, status, trialExpiresAt } };
}

function readPackage({ line, values }: FileRow<ChangeColumn>, at: Date): ReadRow<AskedPackage> {
  const faults: Fault[] = [];
  if (values.version !== '' && !/^\d{1,9}$/.test(values.version))
    faults.push({
      line,
      field: 'version',
      message: `${sayKey(values.version)} must be a number, or empty for the newest`,
    });
  const start = values.start === '' ? undefined : readStart(values.start, 'UTC');
  if (start && 'message' in start) faults.push({ line, field: 'start', message: start.message });
  const end = values.end === '' ? undefined : values.end === 'never' ? null : readEndMoment(values.end, 'UTC', at);
  if (end && 'message' in end) faults.push({ line, field: 'end', message: end.message });
  if (faults.length > 0) return { faults };
  return {
    asked: {
      key: values.package,
      version: values.version === '' ? null : Number(values.version),
      ...(start instanceof Date && { startsAt: start }),
      ...(end === null ? { endsAt: null } : end && 'at' in end && { endsAt: end.at }),
    },
  };
}

const COLUMN_OF: Readonly<Record<string, ChangeColumn>> = {
  moduleKey: 'module',
  submoduleKey: 'submodule',
  status: 'status',
  trialExpiresAt: 'trial_ends',
  key: 'package',
  version: 'version',
  startsAt: 'start',
  endsAt: 'end',
};

/** A fault of `input.grant.changes.0.status` is one of the line that asks for it. */
function atLine({ field = '', message }: Fault, rows: readonly FileRow<ChangeColumn>[]): Fault {
  const [, , , index, part = ''] = field.split('.');
  const line = rows[Number(index)]?.line ?? rows[0]?.line ?? 1;
  const column = COLUMN_OF[part];
  return { line, ...(column && { field: column }), message: message.replace(/as (?:change|item) (\d+)$/, sayLine) };

  function sayLine(_: string, number: string): string {
    return `as line ${rows[Number(number) - 1]?.line ?? number}`;
  }
}
