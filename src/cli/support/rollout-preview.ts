import { isExplained, type ParityKind } from '../../domain/parity/parity';
import { sayCount, sayTime } from '../../domain/say';
import type { PreviewTotals } from '../../features/rollout/preview-totals';
import type { PreviewedOrganization, RolloutPreviewInput } from '../../features/rollout/rollout-preview-service';
import { type CommandContext, EXIT } from './command-context';
import { organizationNames } from './organization-names';
import type { Output } from './output';

const SHOWN = 10;
const BAR = 20;

/** Prints what a change of the rollout would do. */
export async function runRolloutPreview(context: CommandContext, input: RolloutPreviewInput): Promise<number> {
  const { services, actor, out } = context;
  const preview = await services.rolloutPreview.preview(actor, input);
  const { before, after, version, forcedByEnvironment, gatingChanges, gate } = preview;
  const impact = await preview.totals();
  const page = await preview.organizations({ first: SHOWN });
  const ids = page.nodes.map(({ id }) => id);
  const names = await organizationNames(context, ids);

  if (gatingChanges.length === 0) out.line('No organization would change its gating');
  for (const { from, to, organizations } of gatingChanges)
    out.line(`${from} → ${to}: ${sayCount(organizations, 'organization')}`);
  if (forcedByEnvironment !== null)
    out.warn(
      `ENABLE_ENTITLEMENTS_GATING, as this command sees it, overrides the rollout: ` +
        `it puts every organization under ${forcedByEnvironment}`,
    );
  if (gate?.open) out.ok('The gate towards ENFORCE is open for these organizations');
  for (const reason of gate?.reasons ?? [])
    out.warn(`The gate towards ENFORCE is shut for these organizations: ${reason}`);
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
  const compared = reportId === null ? 'compared' : `by parity report ${reportId}`;
  out.heading(`Answers that would change, ${compared} at ${sayTime(comparedAt)}`);
  if (totals.length === 0) {
    out.line('None');
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

const SIGNS = { LOST: '✗', GAINED: '+', STATUS: '~', READING: '≠' } as const satisfies Record<ParityKind, string>;

function drawOrganization(out: Output, { id, step, differences }: PreviewedOrganization, name: string): void {
  out.line(`${id} ${name}: ${step.from} → ${step.to}${differences.length === 0 ? ', no answer changes' : ''}`);
  for (const { kind, before, after, found } of differences) {
    const target = found.submodule === null ? found.module : `${found.module}/${found.submodule}`;
    const alike = found.alikeSubmodules > 0 ? ` with ${sayCount(found.alikeSubmodules, 'submodule')}` : '';
    out.line(
      `  ${SIGNS[kind]} ${kind} ${found.cause} ${target}${alike}: ` +
        `${before.status ?? 'none'} (${before.reason}) → ${after.status ?? 'none'} (${after.reason})`,
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
