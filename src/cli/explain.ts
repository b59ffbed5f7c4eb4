import type { Command } from 'commander';
import type { StepOutcome } from '../domain/decision/explain';
import { type Moment, sayMoment } from '../domain/read-moment';
import { sayTime } from '../domain/say';
import { createLoaders } from '../features/loaders';
import { createSharedReads } from '../features/shared-reads';
import { readTime } from './support/arguments';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';

interface ExplainOptions extends CommonOptions {
  readonly org: string;
  readonly module: string;
  readonly submodule?: string;
  readonly at?: Moment;
}

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('Show whether an organization may use a module or submodule, and how each rule decided.')
    .requiredOption('--org <id>', "The organization's id")
    .requiredOption('--module <key>', "The module's key")
    .option('--submodule <key>', "A submodule's key; left out, the decision is about the module itself")
    .option(
      '--at <time>',
      "Decide as of this time, in ISO 8601: a later one by today's rows and flags, a past one by those of then; " +
        'a date alone means the end of that day, UTC (default: now)',
      readTime,
    )
    .option('--json', 'Print one JSON document')
    .action((options: ExplainOptions) => withDatabase(options, (context) => runExplain(context, options)));
}

/** Uses the same services as `Organization.decision` of the API. */
async function runExplain(
  { services, database, actor, out }: CommandContext,
  { org, module, submodule, at }: ExplainOptions,
): Promise<number> {
  const organization = await services.organizations.get(actor, org);
  const loaders = createLoaders(
    database.dataSource,
    services.access,
    createSharedReads(database.dataSource, services.access),
  );
  const asked = { moduleKey: module, submoduleKey: submodule, at: at?.at };
  const uncounted = { onDecision: () => undefined };
  const decision = await services.decisions.ask(actor, organization.id, asked, loaders, uncounted);
  const message = await services.decisions.message(decision, loaders);
  const steps = await services.decisions.steps(decision, loaders);

  const { allowed, status, reason, gating, changesAt, legacy, entitlement, question } = decision;
  const target = submodule === undefined ? module : `${module}/${submodule}`;
  const time = at ? sayMoment(at) : sayTime(question.at);
  out.line(`Organization ${organization.id} (${organization.name}), ${target}, at ${time}`);
  for (const { rule, outcome, detail } of steps)
    out.line(`  ${rule.padEnd(18)} ${OUTCOMES[outcome].padEnd(11)} ${detail}`);
  if (allowed) out.ok(message);
  else out.fail(message);
  out.document({
    organizationId: organization.id,
    moduleKey: module,
    submoduleKey: submodule ?? null,
    at: question.at,
    allowed,
    status,
    reason,
    message,
    gating,
    changesAt,
    legacy: brief(legacy),
    entitlement: brief(entitlement),
    steps,
  });
  return EXIT.done;
}

const OUTCOMES: Readonly<Record<StepOutcome, string>> = {
  NEXT: '',
  ALLOWED: 'allowed',
  DENIED: 'denied',
  WOULD_ALLOW: 'would allow',
  WOULD_DENY: 'would deny',
};

interface Answer {
  readonly allowed: boolean;
  readonly status: string | null;
  readonly reason: string;
}

function brief({ allowed, status, reason }: Answer): Answer {
  return { allowed, status, reason };
}
