import type { Command } from 'commander';
import type { SetMaintenanceInput } from '../features/maintenance/maintenance-service';
import { EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';

interface OffOptions extends CommonOptions {
  readonly reason: string;
}

interface OnOptions extends OffOptions {
  readonly message?: string;
}

export function addMaintenanceCommand(program: Command): void {
  const maintenance = program
    .command('maintenance')
    .description('refuse mutations of all but super admins for a while; reading goes on');
  maintenance
    .command('on')
    .description('begin, or change what people are told')
    .option('--message <text>', 'what people are told')
    .requiredOption('--reason <text>', 'why, for the event')
    .option('--json', 'print one JSON document')
    .action(({ message, reason, ...options }: OnOptions) =>
      withDatabase(options, (context) => runMaintenance(context, { enabled: true, message, reason })),
    );
  maintenance
    .command('off')
    .description('end it')
    .requiredOption('--reason <text>', 'why, for the event')
    .option('--json', 'print one JSON document')
    .action(({ reason, ...options }: OffOptions) =>
      withDatabase(options, (context) => runMaintenance(context, { enabled: false, reason })),
    );
  maintenance
    .command('status')
    .description('whether it is on')
    .option('--json', 'print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, (context) => runMaintenance(context, null)));
}

/** @param input null to look only */
export async function runMaintenance(
  { services, actor, out }: CommandContext,
  input: SetMaintenanceInput | null,
): Promise<number> {
  const done = input && (await services.maintenance.set(actor, input));
  const maintenance = done?.maintenance ?? (await services.maintenance.status());
  if (done) out.ok(done.changed ? 'Every process hears of it now' : 'It was so already; nothing was changed');
  if (maintenance.enabled)
    out.warn(
      `Under maintenance, mutations of all but super admins are refused: ${maintenance.message ?? 'no message'}`,
    );
  else out.line('Not under maintenance');
  out.document({ ...maintenance, ...(done && { changed: done.changed }) });
  return EXIT.done;
}
