import { Argument, type Command, InvalidArgumentError } from 'commander';
import { invalidInput } from '../domain/errors';
import { sayIds } from '../domain/organization-id';
import { type Gating, GATINGS } from '../domain/rollout/gating';
import { sayCount } from '../domain/say';
import type { RolloutPreviewInput } from '../features/rollout/rollout-preview-service';
import type { RolloutView } from '../features/rollout/rollout-service';
import type { KeptRollout } from '../store/rollout';
import { readAll } from './support/all-pages';
import { ORGANIZATION_ID, readPercentage } from './support/arguments';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import type { Output } from './support/output';
import { runRolloutPreview } from './support/rollout-preview';

interface ReasonOptions extends CommonOptions {
  readonly reason: string;
  readonly acknowledgeLostAccess?: boolean;
  readonly acknowledgeUncheckedReadings?: boolean;
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
    .description('What answers decisions: the legacy flags or the entitlements.');
  rollout
    .command('show')
    .description('Show the rollout of all organizations, the gate, and the organizations with a rollout of their own.')
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runRolloutShow));
  rollout
    .command('preview')
    .addArgument(modeArgument('[mode]'))
    .description(
      'Show what a change of the rollout would do, and change nothing. ' +
        'Exit code 3 if answers would change or the gate is shut.',
    )
    .option(
      '--percentage <n>',
      'Put this percentage of the organizations under ENFORCE, a whole number',
      readPercentage,
    )
    .option('--keep-organizations', 'With LEGACY: leave organizations that were individually set to ENFORCE there')
    .option('--org <id>', 'Preview a change of this organization alone')
    .option('--clear', 'With --org: remove its own rollout, so that the rollout of all organizations applies')
    .option('--json', 'Print one JSON document')
    .action((mode: Gating | undefined, options: PreviewOptions) =>
      withDatabase(options, (context) => runRolloutPreview(context, previewInput(mode, options))),
    );
  withReason(rollout.command('set').addArgument(modeArgument('<mode>')))
    .description(
      'Change the rollout of all organizations. ' +
        'LEGACY without a percentage is the emergency exit: the legacy flags answer for every organization again. ' +
        'Organizations individually set to SHADOW keep it, because the flags answer there too.',
    )
    .option(
      '--percentage <n>',
      'Put this percentage of the organizations under ENFORCE, a whole number',
      readPercentage,
    )
    .option('--keep-organizations', 'With LEGACY: leave organizations that were individually set to ENFORCE there')
    .action((mode: Gating, options: SetOptions) =>
      withDatabase(options, (context) => runRolloutSet(context, mode, options)),
    );
  withReason(rollout.command('org').argument('<id>', ORGANIZATION_ID).addArgument(modeArgument('[mode]')))
    .description('Set the rollout of one organization, or remove it with --clear.')
    .option('--clear', 'Remove its own rollout, so that the rollout of all organizations applies')
    .action((id: string, mode: Gating | undefined, options: OrgOptions) =>
      withDatabase(options, (context) => runRolloutOrg(context, id, mode, options)),
    );
}

/** `ENFORCE --org 7`, `--clear --org 7`, or a change for all organizations. */
function previewInput(
  mode: Gating | undefined,
  { percentage: enforcePercentage, keepOrganizations = false, org, clear = false }: PreviewOptions,
): RolloutPreviewInput {
  if ((mode !== undefined) === clear || (clear && org === undefined))
    throw invalidInput([{ field: '[mode]', message: 'must be given, or else --org ID --clear' }]);
  if (org === undefined) return { rollout: mode && { mode, enforcePercentage, keepOrganizations } };
  if (enforcePercentage !== undefined || keepOrganizations)
    throw invalidInput([{ field: '--org', message: 'excludes --percentage and --keep-organizations' }]);
  return { organization: { organizationId: org, mode } };
}

function withReason(command: Command): Command {
  return command
    .requiredOption('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)')
    .option('--acknowledge-lost-access', 'Go to ENFORCE although the gate is shut and organizations may lose access')
    .option(
      '--acknowledge-unchecked-readings',
      "Go to ENFORCE although readings of flags were never checked against the product's answers",
    )
    .option('--json', 'Print one JSON document');
}

function modeArgument(name: string): Argument {
  return new Argument(name, `One of ${GATINGS.join(', ')}`).argParser((text: string) => {
    const mode = GATINGS.find((one) => one === text.toUpperCase());
    if (!mode) throw new InvalidArgumentError(`It must be one of ${GATINGS.join(', ')}.`);
    return mode;
  });
}

async function runRolloutShow({ services, actor, out }: CommandContext): Promise<number> {
  const rollout = await services.rollout.show(actor);
  const gate = await services.rollout.gate(actor);
  const organizations = await readAll((page) => services.rollout.organizations(actor, page));
  printRollout(out, rollout);
  for (const reason of gate.reasons) out.warn(`The gate towards ENFORCE is shut: ${reason}`);
  if (gate.open) out.ok('The gate towards ENFORCE is open');
  if (rollout.maintenance.enabled) out.warn(`Under maintenance: ${rollout.maintenance.message ?? 'no message'}`);
  if (organizations.length === 0) out.line('No organization has a rollout of its own.');
  else
    out.table(
      ['organization', 'mode', 'reason', 'by', 'since'],
      organizations.map((one) => [one.organizationId, one.mode, one.reason, one.actorId, one.updatedAt.toISOString()]),
    );
  out.document({ ...rollout, gate, organizations });
  return EXIT.done;
}

async function runRolloutSet(
  { services, actor, out }: CommandContext,
  mode: Gating,
  options: SetOptions,
): Promise<number> {
  const { percentage: enforcePercentage, keepOrganizations, reason } = options;
  const { acknowledgeLostAccess, acknowledgeUncheckedReadings } = options;
  const { version: expectedVersion } = await services.rollout.show(actor);
  const { rollout, clearedOrganizations, keptOrganizations } = await services.rollout.set(actor, {
    mode,
    enforcePercentage,
    keepOrganizations,
    expectedVersion,
    reason,
    acknowledgeLostAccess,
    acknowledgeUncheckedReadings,
  });
  out.ok(
    rollout.version === expectedVersion
      ? 'The rollout is already set so; nothing was changed'
      : 'Changed the rollout; it takes effect in every process at once',
  );
  printRollout(out, rollout);
  if (clearedOrganizations > 0)
    out.line(`Removed the individual ENFORCE of ${sayCount(clearedOrganizations, 'organization')}`);
  for (const kept of keptOrganizations) printKept(out, rollout.mode, kept);
  if (keptOrganizations.length > 0)
    out.line("To let one of them follow: portcullis rollout org ID --clear --reason '…'");
  out.document({ rollout, changed: rollout.version !== expectedVersion, clearedOrganizations, keptOrganizations });
  return EXIT.done;
}

/** Organizations that a change for all does not reach; that is no fault where the legacy flags answer anyway. */
function printKept(out: Output, mode: Gating, { mode: own, organizations, firstIds }: KeptRollout): void {
  const more = organizations > firstIds.length ? ', …' : '';
  const line = `${sayCount(organizations, 'organization')} individually set to ${own} (${sayIds(firstIds)}${more})`;
  if (mode === 'LEGACY' && own === 'SHADOW') out.line(`Kept: ${line}; the legacy flags answer there too`);
  else out.warn(`Kept: ${line}`);
}

async function runRolloutOrg(
  { services, actor, out }: CommandContext,
  id: string,
  mode: Gating | undefined,
  { clear = false, reason, acknowledgeLostAccess, acknowledgeUncheckedReadings }: OrgOptions,
): Promise<number> {
  if ((mode !== undefined) === clear)
    throw invalidInput([{ field: '[mode]', message: 'must be given, or else --clear' }]);
  const input = { organizationId: id, reason, acknowledgeLostAccess, acknowledgeUncheckedReadings };
  const organization =
    mode === undefined
      ? await services.rollout.clearOrganization(actor, input)
      : await services.rollout.setOrganization(actor, { ...input, mode });
  const access = await services.access.read([organization.id]);
  const gating = services.decisions.gating(access, organization.id);
  const source = services.rollout.source(access, organization.id);
  out.ok(`Organization ${organization.id} (${organization.name}) is under ${gating}, set ${SET_BY[source]}`);
  out.document({ organizationId: organization.id, name: organization.name, gating, gatingSource: source });
  return EXIT.done;
}

const SET_BY = {
  ENVIRONMENT: 'by ENABLE_ENTITLEMENTS_GATING',
  ORGANIZATION: 'by its own rollout',
  PERCENTAGE: "by the rollout's percentage",
  GLOBAL: 'for all organizations',
} as const;

function printRollout(out: Output, { mode, enforcePercentage, version, forcedByEnvironment }: RolloutView): void {
  const share = enforcePercentage > 0 ? `, and ENFORCE for ${enforcePercentage} % of organizations` : '';
  out.line(`Rollout: ${mode}${share} (version ${version})`);
  if (forcedByEnvironment !== null)
    out.warn(
      `ENABLE_ENTITLEMENTS_GATING, as this command sees it, overrides the rollout: ` +
        `it puts every organization under ${forcedByEnvironment}`,
    );
}
