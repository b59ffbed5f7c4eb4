import { InvalidArgumentError, type Command } from 'commander';
import type { StepOutcome } from '../domain/decision/explain';
import { sayTime } from '../domain/say';
import { createLoaders } from '../features/loaders';
import { readTime, readWholeNumber } from './support/arguments';
import { EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';

interface ExplainOptions extends CommonOptions {
  readonly org: number;
  readonly module: string;
  readonly submodule?: string;
  readonly at?: Date;
}

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('show whether an organization may use a module, and the way to the answer, rule by rule')
    .requiredOption('--org <id>', 'the organization', readWholeNumber)
    .requiredOption('--module <key>', 'the module')
    .option('--submodule <key>', 'a submodule of it')
    .option('--at <time>', "a later time, ISO 8601: what today's rows and flags will say then", readLaterTime)
    .option('--json', 'print one JSON document')
    .action((options: ExplainOptions) => withDatabase(options, (context) => runExplain(context, options)));
}

/** By the same services as `Organization.decision`. */
async function runExplain(
  { services, database, actor, out }: CommandContext,
  { org, module, submodule, at }: ExplainOptions,
): Promise<number> {
  const organization = await services.organizations.get(actor, String(org));
  const loaders = createLoaders(database.dataSource, services.access);
  const decision = services.decisions.ask(await loaders.access.load(org), org, {
    moduleKey: module,
    submoduleKey: submodule,
    at,
  });
  const message = await services.decisions.message(decision, loaders);
  const steps = await services.decisions.steps(decision, loaders);

  const { allowed, status, reason, gating, changesAt, legacy, entitlement, question } = decision;
  out.line(
    `Organization ${org} (${organization.name}), ${module}${submodule === undefined ? '' : `/${submodule}`}, at ${sayTime(question.at)}`,
  );
  for (const { rule, outcome, detail } of steps)
    out.line(`  ${rule.padEnd(18)} ${OUTCOMES[outcome].padEnd(11)} ${detail}`);
  if (allowed) out.ok(message);
  else out.fail(message);
  out.document({
    organizationId: String(org),
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

function brief({
  allowed,
  status,
  reason,
}: {
  readonly allowed: boolean;
  readonly status: string | null;
  readonly reason: string;
}) {
  return { allowed, status, reason };
}

function readLaterTime(text: string): Date {
  const time = readTime(text);
  if (time < new Date())
    throw new InvalidArgumentError(
      `${sayTime(time)} has passed: rows and flags are today's, and what was answered then is not known.`,
    );
  return time;
}
