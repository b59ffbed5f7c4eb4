import type { BoardRunFragment, MigrationBoardQuery } from './migration.generated';
import { many, type MigrationState, type Phase } from './phase';
import { isComplete } from './runs-of-board';

/** The newest report since an execution that the gate would accept: of all organizations, and of its own time. */
function reportSince(
  { parityReports }: MigrationBoardQuery,
  { finishedAt }: BoardRunFragment,
): MigrationBoardQuery['parityReports']['nodes'][number] | undefined {
  return parityReports.nodes.find(
    (report) =>
      report.organizationIds === null &&
      report.at === report.createdAt &&
      finishedAt !== null &&
      report.createdAt >= finishedAt,
  );
}

/** True if the newest report since the execution is clean. */
export function isCleanSince(board: MigrationBoardQuery, execution: BoardRunFragment): boolean {
  return reportSince(board, execution)?.clean === true;
}

export function verifyPhase(
  board: MigrationBoardQuery,
  execution: BoardRunFragment | undefined,
  legacy: MigrationState['legacy'],
): Phase {
  const title = 'Verify';
  if (legacy?.droppedAt) return { title, state: 'done', facts: ['The legacy flags to compare with were dropped.'] };
  if (!execution || !isComplete(execution))
    return { title, state: 'later', facts: ['Entitlements give every organization what its flags give it.'] };
  const report = reportSince(board, execution);
  const make = { label: 'Create a parity report', to: '/parity' };
  if (!report) return { title, state: 'next', facts: [`No parity report since run ${execution.id}.`], action: make };
  const view = { label: 'View the differences', to: '/parity' };
  if (report.status === 'FAILED')
    return { title, state: 'stuck', facts: [`Parity report ${report.id} failed.`], action: make };
  if (report.status !== 'SUCCEEDED')
    return {
      title,
      state: 'running',
      facts: [`Parity report ${report.id} is being created.`],
      action: view,
      ...(report.total !== null && { percent: percentOf(report.organizations, report.total) }),
    };
  if (report.clean === true)
    return {
      title,
      state: 'done',
      facts: [`Parity is clean for ${many(report.organizations, 'organization')}.`],
      action: view,
    };
  const unexplained = report.totals.filter(({ explained }) => !explained).reduce((sum, { count }) => sum + count, 0);
  return {
    title,
    state: 'stuck',
    facts: [
      `${many(unexplained, 'difference')} unexplained.`,
      `${many(report.uncovered, 'organization')} not covered by an execution.`,
      ...(report.organizations === 0 ? ['No organization was compared.'] : []),
    ],
    action: view,
  };
}

function percentOf(part: number, whole: number): number {
  return whole === 0 ? 100 : (100 * part) / whole;
}
