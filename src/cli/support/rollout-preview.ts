import { In } from 'typeorm';
import { isExplained, type ParityKind } from '../../domain/parity/parity';
import { sayCount, sayTime } from '../../domain/say';
import { Organization } from '../../entities/organization';
import type { PreviewTotals } from '../../features/rollout/preview-totals';
import type { PreviewedOrganization, RolloutPreviewInput } from '../../features/rollout/rollout-preview-service';
import { EXIT, type CommandContext } from './command-context';
import type { Output } from './output';

const SHOWN = 10;
const BAR = 20;

/** Tells what a change of gating would do. */
export async function runRolloutPreview(
  { services, actor, out, database }: CommandContext,
  input: RolloutPreviewInput,
): Promise<number> {
  const preview = await services.rolloutPreview.preview(actor, input);
  const { before, after, version, forcedByEnvironment, gatingChanges, gate } = preview;
  const impact = await preview.totals();
  const page = await preview.organizations({ first: SHOWN });
  const found = await database.dataSource.manager.findBy(Organization, { id: In(page.nodes.map(({ id }) => id)) });
  const names = new Map(found.map(({ id, name }) => [id, name]));

  if (gatingChanges.length === 0) out.line("Nobody's gating would change");
  for (const { from, to, organizations } of gatingChanges)
    out.line(`${from} → ${to}: ${sayCount(organizations, 'organization')}`);
  if (forcedByEnvironment !== null)
    out.warn(
      `ENABLE_ENTITLEMENTS_GATING, as this command sees it, puts every organization under ${forcedByEnvironment} all the same`,
    );
  if (gate?.open) out.ok('The gate towards ENFORCE is open for them');
  for (const reason of gate?.reasons ?? []) out.warn(`The gate towards ENFORCE is shut for them: ${reason}`);
  drawImpact(out, impact);
  for (const one of page.nodes) drawOrganization(out, one, names.get(one.id) ?? '');
  if (page.pageInfo.hasNextPage) out.line('…');
  out.line('Nothing was changed.');
  out.document({
    before,
    after,
    version,
    forcedByEnvironment,
    gatingChanges,
    gate,
    impact,
    organizations: page.nodes.map((one) => organizationDocument(one, names.get(one.id) ?? null)),
  });
  return impact.totals.length > 0 || gate?.open === false ? EXIT.incomplete : EXIT.done;
}

function drawImpact(out: Output, { comparedAt, reportId, totals, modules }: PreviewTotals): void {
  out.heading(
    `What they would notice, ${reportId === null ? 'compared' : `by parity report ${reportId}`} at ${sayTime(comparedAt)}`,
  );
  if (totals.length === 0) {
    out.line('Nothing: every answer stays as it is');
    return;
  }
  out.table(
    ['kind', 'cause', '', 'differences'],
    totals.map(({ kind, cause, count }) => [
      kind,
      cause,
      isExplained(cause) ? 'explained' : 'unexplained',
      String(count),
    ]),
  );
  const most = Math.max(...modules.map(({ lost, gained, status }) => lost + gained + status));
  const bar = (count: number) => '█'.repeat(Math.ceil((count / most) * BAR));
  out.table(
    ['module', 'lost', 'gained', 'status', ''],
    modules.map(({ moduleKey, lost, gained, status }) => [
      moduleKey,
      String(lost),
      String(gained),
      String(status),
      `${out.colors.red(bar(lost))}${out.colors.green(bar(gained))}${out.colors.yellow(bar(status))}`,
    ]),
  );
}

const SIGNS = { LOST: '✗', GAINED: '+', STATUS: '~' } as const satisfies Record<ParityKind, string>;

function drawOrganization(out: Output, { id, step, differences }: PreviewedOrganization, name: string): void {
  out.line(`${id} ${name}: ${step.from} → ${step.to}${differences.length === 0 ? ', nothing changes' : ''}`);
  for (const { kind, before, after, found } of differences) {
    const target = `${found.module}${found.submodule === null ? '' : `/${found.submodule}`}${found.alikeSubmodules > 0 ? ` with ${sayCount(found.alikeSubmodules, 'submodule')}` : ''}`;
    out.line(
      `  ${SIGNS[kind]} ${kind} ${found.cause} ${target}: ${before.status ?? 'none'} (${before.reason}) → ${after.status ?? 'none'} (${after.reason})`,
    );
  }
}

function organizationDocument({ id, step, differences }: PreviewedOrganization, name: string | null) {
  return {
    organizationId: id,
    organization: name,
    gatingBefore: step.from,
    gatingAfter: step.to,
    differences: differences.map(({ kind, before, after, found: { cause, module, submodule, alikeSubmodules } }) => ({
      kind,
      cause,
      moduleKey: module,
      submoduleKey: submodule,
      alikeSubmodules,
      before,
      after,
    })),
  };
}
