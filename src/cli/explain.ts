import { InvalidArgumentError, type Command } from 'commander';
import { organizationNotFound } from '../domain/actor';
import { decide } from '../domain/decide';
import { explain, type StepOutcome } from '../domain/explain';
import { readId } from '../domain/page';
import { sayTime } from '../domain/say';
import { Organization } from '../entities/organization';
import { loadAccess } from '../features/entitlements/load-access';
import { Catalog } from '../features/taxonomy/catalog';
import { EXIT, withDatabase, type CommandContext, type CommonOptions } from './command-context';

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
    .requiredOption('--org <id>', 'the organization', readOrganization)
    .requiredOption('--module <key>', 'the module')
    .option('--submodule <key>', 'a submodule of it')
    .option('--at <time>', "a later time, ISO 8601: what today's rows and flags will say then", readTime)
    .option('--json', 'print one JSON document')
    .action((options: ExplainOptions) => withDatabase(options, (context) => runExplain(context, options)));
}

async function runExplain({ config, database: { dataSource }, out }: CommandContext, { org, module, submodule, at }: ExplainOptions): Promise<number> {
  const { manager } = dataSource;
  const { setup, organizations } = await loadAccess(manager, [org], { setup: null, environment: config.gating, history: true });
  const access = organizations.get(org);
  if (!access) throw organizationNotFound(org);
  const question = { taxonomy: setup.taxonomy, organization: access, moduleKey: module, submoduleKey: submodule ?? null, at: at ?? new Date() };
  const catalog = await Catalog.load(manager);
  const organization = await manager.findOneBy(Organization, { id: org });
  const { message, steps } = explain(question, {
    organization: organization?.name,
    module: catalog.findModule(module)?.displayName,
    submodule: submodule === undefined ? null : catalog.findSubmodule(module, submodule)?.displayName,
  });
  const { allowed, status, reason, gating, changesAt, legacy, entitlement } = decide(question);

  out.line(`Organization ${org}${organization ? ` (${organization.name})` : ''}, ${module}${submodule === undefined ? '' : `/${submodule}`}, at ${sayTime(question.at)}`);
  for (const { rule, outcome, detail } of steps) out.line(`  ${rule.padEnd(18)} ${OUTCOMES[outcome].padEnd(11)} ${detail}`);
  if (allowed) out.ok(message);
  else out.fail(message);
  out.document({ organizationId: String(org), moduleKey: module, submoduleKey: submodule ?? null, at: question.at, allowed, status, reason, message, gating, changesAt, legacy: brief(legacy), entitlement: brief(entitlement), steps });
  return EXIT.done;
}

const OUTCOMES: Readonly<Record<StepOutcome, string>> = { NEXT: '', ALLOWED: 'allowed', DENIED: 'denied', WOULD_ALLOW: 'would allow', WOULD_DENY: 'would deny' };

function brief({ allowed, status, reason }: { readonly allowed: boolean; readonly status: string | null; readonly reason: string }) {
  return { allowed, status, reason };
}

function readOrganization(text: string): number {
  const id = readId(text);
  if (id === undefined) throw new InvalidArgumentError("should be an organization's id, a whole number.");
  return id;
}

function readTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('should be a time in ISO 8601, such as 2026-12-01T00:00:00Z.');
  if (time < new Date()) throw new InvalidArgumentError(`${sayTime(time)} has passed: rows and flags are today's, and what was answered then is not known.`);
  return time;
}
