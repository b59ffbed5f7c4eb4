import type { Command } from 'commander';
import type { SetMaintenanceInput } from '../features/maintenance/maintenance-service';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';

interface OffOptions extends CommonOptions {
  readonly reason: string;
}

interface OnOptions extends OffOptions {
  readonly message?: string;
}

export function addMaintenanceCommand(program: Command): void {
  const maintenance = program
    .command('maintenance')
    .description('Maintenance mode: mutations are refused to all but super admins; reading goes on.');
  maintenance
    .command('on')
    .description('Begin maintenance, or change its message.')
    .option('--message <text>', 'What refused users are told, up to 500 characters')
    .requiredOption('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)')
    .option('--json', 'Print one JSON document')
    .action(({ message, reason, ...options }: OnOptions) =>
      withDatabase(options, (context) => runMaintenance(context, { enabled: true, message, reason })),
    );
  maintenance
    .command('off')
    .description('End maintenance.')
    .requiredOption('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)')
    .option('--json', 'Print one JSON document')
    .action(({ reason, ...options }: OffOptions) =>
      withDatabase(options, (context) => runMaintenance(context, { enabled: false, reason })),
    );
  maintenance
    .command('status')
    .description('Show whether maintenance is on, and its message.')
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, (context) => runMaintenance(context, null)));
}

/** @param input null to show the state only */
async function runMaintenance(
  { services, actor, out }: CommandContext,
  input: SetMaintenanceInput | null,
): Promise<number> {
  const done = input && (await services.maintenance.set(actor, input));
  const maintenance = done?.maintenance ?? (await services.maintenance.status());
  if (done) out.ok(done.changed ? 'It takes effect in every process at once' : 'It is already so; nothing was changed');
  if (maintenance.enabled)
    out.warn(
      `Under maintenance, mutations are refused to all but super admins: ${maintenance.message ?? 'no message'}`,
    );
  else out.line('Not under maintenance');
  out.document({ ...maintenance, ...(done && { changed: done.changed }) });
  return EXIT.done;
}
