import { Argument, InvalidArgumentError, type Command } from 'commander';
import { invalidInput } from '../domain/errors';
import { GATINGS, type Gating } from '../domain/rollout/gate';
import { MAX_PAGE_SIZE } from '../domain/page';
import { sayCount } from '../domain/say';
import type { OrganizationRollout } from '../entities/organization-rollout';
import type { RolloutPreviewInput } from '../features/rollout/rollout-preview-service';
import type { RolloutView } from '../features/rollout/rollout-service';
import { readPercentage } from './support/arguments';
import { runRolloutPreview } from './support/rollout-preview';
import { EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';
import type { Output } from './support/output';

interface ReasonOptions extends CommonOptions {
  readonly reason: string;
  readonly acknowledgeLostAccess?: boolean;
}

interface SetOptions extends ReasonOptions {
  readonly percentage?: number;
  readonly keepOrganizations?: boolean;
}

interface OrgOptions extends ReasonOptions {
  readonly clear?: boolean;
}

interface PreviewOptions extends CommonOptions {
  readonly percentage?: number;
  readonly keepOrganizations?: boolean;
  readonly org?: string;
  readonly clear?: boolean;
}

export function addRolloutCommand(program: Command): void {
  const rollout = program
    .command('rollout')
    .description('who answers decisions: the legacy flags, or the entitlements');
  rollout
    .command('show')
    .description('who answers, for all organizations and for those that have a rollout of their own')
    .option('--json', 'print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runRolloutShow));
  rollout
    .command('preview')
    .addArgument(modeArgument('[mode]'))
    .description(
      'what a change would do, before it is made: exit code 3 where answers would change, or the gate is shut',
    )
    .option('--percentage <n>', 'so many of a hundred organizations under ENFORCE', readPercentage)
    .option('--keep-organizations', "on the way to LEGACY: leave organizations' own ENFORCE as they are")
    .option('--org <id>', 'a change of this organization alone')
    .option('--clear', 'with --org: leave it to the rollout of all again')
    .option('--json', 'print one JSON document')
    .action((mode: Gating | undefined, options: PreviewOptions) =>
      withDatabase(options, (context) => runRolloutPreview(context, previewInput(mode, options))),
    );
  withReason(rollout.command('set').addArgument(modeArgument('<mode>')))
    .description(
      'change who answers for all organizations; LEGACY alone is the emergency exit, and takes back every organization',
    )
    .option('--percentage <n>', 'so many of a hundred organizations under ENFORCE', readPercentage)
    .option('--keep-organizations', "on the way to LEGACY: leave organizations' own ENFORCE as they are")
    .action((mode: Gating, options: SetOptions) =>
      withDatabase(options, (context) => runRolloutSet(context, mode, options)),
    );
  withReason(rollout.command('org <id>').addArgument(modeArgument('[mode]')))
    .description('set who answers for one organization, or leave it to the rollout of all again')
    .option('--clear', 'leave it to the rollout of all again')
    .action((id: string, mode: Gating | undefined, options: OrgOptions) =>
      withDatabase(options, (context) => runRolloutOrg(context, id, mode, options)),
    );
}

/** `--org 7 ENFORCE`, `--org 7 --clear`, or a change of all. */
function previewInput(
  mode: Gating | undefined,
  { percentage: enforcePercentage, keepOrganizations = false, org, clear = false }: PreviewOptions,
): RolloutPreviewInput {
  if ((mode !== undefined) === clear || (clear && org === undefined))
    throw invalidInput([
      { field: 'mode', message: 'say who is to answer (LEGACY, SHADOW, ENFORCE), or --org ID --clear' },
    ]);
  if (org === undefined) return { rollout: mode && { mode, enforcePercentage, keepOrganizations } };
  if (enforcePercentage !== undefined || keepOrganizations)
    throw invalidInput([{ field: '--org', message: 'goes without --percentage and --keep-organizations' }]);
  return { organization: { organizationId: org, mode } };
}

function withReason(command: Command): Command {
  return command
    .requiredOption('--reason <text>', 'why, for the event')
    .option('--acknowledge-lost-access', 'go to ENFORCE although the gate is shut, and organizations may lose access')
    .option('--json', 'print one JSON document');
}

function modeArgument(name: string): Argument {
  return new Argument(name, 'who answers').argParser((text: string) => {
    const mode = GATINGS.find((one) => one === text.toUpperCase());
    if (!mode) throw new InvalidArgumentError(`'${text}' must be one of ${GATINGS.join(', ')}.`);
    return mode;
  });
}

export async function runRolloutShow({ services, actor, out }: CommandContext): Promise<number> {
  const rollout = await services.rollout.show(actor);
  const gate = await services.rollout.gate(actor);
  const organizations: OrganizationRollout[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof services.rollout.organizations>> = await services.rollout.organizations(
      actor,
      { first: MAX_PAGE_SIZE, after },
    );
    organizations.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  printRollout(out, rollout);
  for (const reason of gate.reasons) out.warn(`The gate towards ENFORCE is shut: ${reason}`);
  if (gate.open) out.ok('The gate towards ENFORCE is open');
  if (rollout.maintenance.enabled) out.warn(`Under maintenance: ${rollout.maintenance.message ?? 'no message'}`);
  if (organizations.length === 0) out.line('No organization has a rollout of its own.');
  else
    out.table(
      ['organization', 'mode', 'reason', 'by', 'since'],
      organizations.map((one) => [
        String(one.organizationId),
        one.mode,
        one.reason,
        one.actorId,
        one.updatedAt.toISOString(),
      ]),
    );
  out.document({ ...rollout, gate, organizations });
  return EXIT.done;
}

export async function runRolloutSet(
  { services, actor, out }: CommandContext,
  mode: Gating,
  options: SetOptions,
): Promise<number> {
  const { percentage: enforcePercentage, keepOrganizations, reason, acknowledgeLostAccess } = options;
  const { version: expectedVersion } = await services.rollout.show(actor);
  const { rollout, clearedOrganizations } = await services.rollout.set(actor, {
    mode,
    enforcePercentage,
    keepOrganizations,
    expectedVersion,
    reason,
    acknowledgeLostAccess,
  });
  out.ok(
    rollout.version === expectedVersion
      ? 'The rollout was so already; nothing was changed'
      : 'The rollout is changed; every process hears of it now',
  );
  printRollout(out, rollout);
  if (clearedOrganizations > 0)
    out.line(`Taken back from an ENFORCE of their own: ${sayCount(clearedOrganizations, 'organization')}`);
  out.document({ rollout, changed: rollout.version !== expectedVersion, clearedOrganizations });
  return EXIT.done;
}

export async function runRolloutOrg(
  { services, actor, out }: CommandContext,
  id: string,
  mode: Gating | undefined,
  { clear = false, reason, acknowledgeLostAccess }: OrgOptions,
): Promise<number> {
  if ((mode !== undefined) === clear)
    throw invalidInput([
      { field: 'mode', message: 'say either who is to answer (LEGACY, SHADOW, ENFORCE), or --clear' },
    ]);
  const input = { organizationId: id, reason, acknowledgeLostAccess };
  const organization =
    mode === undefined
      ? await services.rollout.clearOrganization(actor, input)
      : await services.rollout.setOrganization(actor, { ...input, mode });
  const access = await services.access.read([organization.id]);
  const gating = services.decisions.gating(access, organization.id);
  const source = services.rollout.source(access, organization.id);
  out.ok(`Organization ${organization.id} (${organization.name}) is under ${gating}, set ${SET_BY[source]}`);
  out.document({ organizationId: String(organization.id), name: organization.name, gating, gatingSource: source });
  return EXIT.done;
}

const SET_BY = {
  ENVIRONMENT: 'by ENABLE_ENTITLEMENTS_GATING',
  ORGANIZATION: 'by its own rollout',
  PERCENTAGE: "by the rollout's percentage",
  GLOBAL: 'for all organizations',
} as const;

function printRollout(out: Output, { mode, enforcePercentage, version, forcedByEnvironment }: RolloutView): void {
  out.line(
    `Rollout: ${mode}${enforcePercentage > 0 ? `, and ENFORCE for ${enforcePercentage} % of organizations` : ''} (version ${version})`,
  );
  if (forcedByEnvironment !== null)
    out.warn(
      `ENABLE_ENTITLEMENTS_GATING, as this command sees it, puts every organization under ${forcedByEnvironment} all the same`,
    );
}
