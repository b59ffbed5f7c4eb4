import { Argument, type Command } from 'commander';
import { invalidInput } from '../domain/errors';
import { printable, sayTime } from '../domain/say';
import type { LegacyFence } from '../features/legacy/fence-store';
import type { LegacyStatus } from '../features/legacy/legacy-status-service';
import { addLegacyDropCommands } from './legacy-drop';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import type { Output } from './support/output';

interface ReasonOptions extends CommonOptions {
  readonly reason: string;
}

interface FenceOptions extends ReasonOptions {
  readonly reject?: boolean;
}

interface HideOptions extends ReasonOptions {
  readonly force?: boolean;
}

const SHOWN_CHANGES = 10;

export function addLegacyCommand(program: Command): void {
  const legacy = program
    .command('legacy')
    .description('Retire the legacy flags: status, fence, hide, drop the column.');
  legacy
    .command('status')
    .description(
      'Check whether the legacy flags can be hidden and their column dropped. Exit code 3 if it cannot be dropped yet.',
    )
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runLegacyStatus));
  withReason(legacy.command('fence').addArgument(new Argument('<state>', 'on or off').choices(['on', 'off'])))
    .description(
      "Record other applications' changes of the flags, by triggers on their table; off removes the triggers.",
    )
    .option('--reject', 'Refuse such changes (default: record them)')
    .action((state: 'on' | 'off', options: FenceOptions) =>
      withDatabase(options, (context) => runLegacyFence(context, state, options)),
    );
  withReason(legacy.command('hide'))
    .description('Hide the values of the flags from the API.')
    .option('--force', 'Hide them although it is not safe yet')
    .action((options: HideOptions) => withDatabase(options, (context) => runLegacyHide(context, options)));
  withReason(legacy.command('unhide'))
    .description('Show the values of the flags in the API again.')
    .action((options: ReasonOptions) => withDatabase(options, (context) => runLegacyUnhide(context, options)));
  addLegacyDropCommands(legacy);
}

function withReason(command: Command): Command {
  return command
    .requiredOption('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)')
    .option('--json', 'Print one JSON document');
}

async function runLegacyStatus({ services, database, actor, out }: CommandContext): Promise<number> {
  const status = await services.legacyStatus.check(actor);
  const { nodes: changes } = await services.legacyFence.changes(actor, { first: SHOWN_CHANGES });
  out.line(`Legacy flags of ${database.name} at ${database.host}`);
  for (const check of status.checks) out.check(check.status, `${check.name}: ${check.detail}`);
  const putBack = status.droppedAt === null ? null : await services.legacyDrop.putBack(actor);
  if (putBack) {
    out.line('To put the column back:');
    for (const statement of putBack) out.line(`  ${statement}`);
  }
  out.line(status.fence.standing ? `Fence: ${sayFence(status.fence)}` : 'Fence: off');
  if (changes.length > 0) {
    const rows = changes.map((one) => [
      one.organizationId,
      one.changedAt.toISOString(),
      one.count,
      one.applicationName || '-',
      one.userName,
    ]);
    out.table(['organization', 'last changed', 'times', 'application', 'user'], rows);
  }
  if (status.droppedAt === null) printSafety(out, status);
  out.document({ ...status, changes, putBack });
  return status.safeToDrop ? EXIT.done : EXIT.incomplete;
}

function printSafety(out: Output, status: LegacyStatus): void {
  out.line(
    status.hiddenSince === null
      ? 'The API shows the flags.'
      : `The API has hidden the flags since ${sayTime(status.hiddenSince)}.`,
  );
  out.line(`Safe to hide the flags: ${status.safeToHide ? 'yes' : 'no'}`);
  out.line(`Safe to drop the column: ${status.safeToDrop ? 'yes' : 'no'}`);
}

async function runLegacyFence(
  { services, actor, out }: CommandContext,
  state: 'on' | 'off',
  { reject, reason }: FenceOptions,
): Promise<number> {
  if (state === 'off' && reject) throw invalidInput([{ field: '--reject', message: "needs the state 'on'" }]);
  const done =
    state === 'on'
      ? await services.legacyFence.raise(actor, { rejects: reject ?? false, reason })
      : await services.legacyFence.lower(actor, { reason });
  const { fence, changed, warnings } = done;
  if (!changed)
    out.ok(
      fence.standing
        ? 'The fence is already on so; nothing was changed'
        : 'The fence is already off; nothing was changed',
    );
  else
    out.ok(
      fence.standing
        ? `On ${fence.table ?? 'organizations'}: ${sayFence(fence)}`
        : `Removed the fence from ${fence.table ?? 'organizations'}; what it recorded is kept`,
    );
  for (const warning of warnings) out.warn(warning);
  out.document(done);
  return EXIT.done;
}

async function runLegacyHide(
  { services, actor, out }: CommandContext,
  { reason, force = false }: HideOptions,
): Promise<number> {
  const hiding = await services.legacyStatus.hide(actor, { reason, force });
  for (const passed of hiding.changed ? hiding.forcedPast : []) out.warn(passed);
  out.ok(
    hiding.changed
      ? 'The API hides the flags; it takes effect in every process at once'
      : 'The flags are already hidden; nothing was changed',
  );
  out.document(hiding);
  return EXIT.done;
}

async function runLegacyUnhide({ services, actor, out }: CommandContext, { reason }: ReasonOptions): Promise<number> {
  const hiding = await services.legacyStatus.unhide(actor, { reason });
  out.ok(
    hiding.changed
      ? 'The API shows the flags again; it takes effect in every process at once'
      : 'The flags are not hidden; nothing was changed',
  );
  out.document(hiding);
  return EXIT.done;
}

/** `a fence on enabled_modules refuses changes, since …`. */
export function sayFence({ column, rejects, since, actorId, reason }: LegacyFence): string {
  const why = printable(`${actorId ?? 'an unknown actor'}: ${reason ?? ''}`);
  const raised = since === null ? '' : `, since ${sayTime(since)} by ${why}`;
  return `a fence on ${column ?? 'the flags'} ${rejects ? 'refuses changes' : 'records changes'}${raised}`;
}
