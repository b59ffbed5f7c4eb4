import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { sayId } from '../domain/organization-id';
import { modulesOfReading } from '../domain/parity/reading';
import { sayCount } from '../domain/say';
import type { StoredAnswer } from '../features/product-answers/list-answers';
import type { AnswersStatus } from '../features/product-answers/product-answers-service';
import { csvLine } from '../platform/write-csv';
import { loadTaxonomy } from '../store/load-taxonomy';
import { scanOrganizations } from '../store/scan-organizations';
import { snippet, TEMPLATE_LANGUAGES, type TemplateLanguage, templateTargets } from './support/answers-template';
import { type CommandContext, type CommonOptions, EXIT, withDatabase } from './support/command-context';
import { organizationNames } from './support/organization-names';
import { sayReadings } from './support/parity-report';

interface ImportOptions extends CommonOptions {
  readonly source?: string;
}

interface TemplateOptions {
  readonly language?: TemplateLanguage;
  readonly questions?: boolean;
}

const SHOWN = 20;

export function addAnswersCommand(program: Command): void {
  const answers = program
    .command('answers')
    .description("The product's own answers, with which the reading of the legacy flags is compared.");
  answers
    .command('import')
    .argument('<file>', 'A CSV file with the columns organization,module,submodule,allowed')
    .description(
      "Record what the product's own code answers. A file with a fault is refused whole. " +
        'Exit code 3 if the reading of the flags differs from a recorded answer.',
    )
    .option('--source <name>', "Where the answers come from, kept with them (default: the file's name)")
    .option('--json', 'Print one JSON document')
    .action((file: string, options: ImportOptions) =>
      withDatabase(options, (context) => runImport(context, file, options)),
    );
  answers
    .command('template')
    .description(
      'Print what to export from the product: every module and submodule that flags decide about, ' +
        'and with --language a program that asks for every organization.',
    )
    .addOption(
      new Option('--language <language>', 'Print a program that writes the file for the import').choices(
        TEMPLATE_LANGUAGES,
      ),
    )
    .option('--questions', 'Print the file itself, with every organization and `allowed` to be filled in')
    .action((options: TemplateOptions) => withDatabase({}, (context) => runTemplate(context, options)));
  answers
    .command('status')
    .description(
      'Show how much of the reading of the legacy flags was checked, and what differs. ' +
        'Exit code 3 if a reading differs or was never checked.',
    )
    .option('--json', 'Print one JSON document')
    .action((options: CommonOptions) => withDatabase(options, runStatus));
}

async function runImport(context: CommandContext, file: string, { source }: ImportOptions): Promise<number> {
  const { services, actor, out } = context;
  const done = await services.productAnswers.importFile(actor, file, source ?? basename(file));
  out.ok(
    `Recorded ${sayCount(done.recorded, 'answer')} for ${sayCount(done.organizations, 'organization')}, ` +
      `${done.changed} new or changed`,
  );
  const { status, differing } = await printStatus(context);
  out.document({ file, ...done, status, differing });
  return status.differences > 0 ? EXIT.incomplete : EXIT.done;
}

async function runStatus(context: CommandContext): Promise<number> {
  const { status, differing } = await printStatus(context);
  context.out.document({ ...status, differing });
  return status.differences > 0 || status.uncheckedOrganizations > 0 ? EXIT.incomplete : EXIT.done;
}

async function printStatus(context: CommandContext): Promise<{ status: AnswersStatus; differing: StoredAnswer[] }> {
  const { services, actor, out } = context;
  const status = await services.productAnswers.status(actor);
  out.line(
    `${sayCount(status.answers, 'answer')} for ${sayCount(status.organizations, 'organization')}, ` +
      `${status.outOfDate} out of date because the flags have changed since`,
  );
  out.line(sayReadings(status));
  if (status.uncheckedOrganizations > 0 && status.answers > status.outOfDate)
    out.line(
      'An organization is checked with answers about every module and, in modules that are on, every submodule that ' +
        'the mapping has rules for; if it has flags without a rule, in every module.',
    );
  if (status.differences === 0) {
    if (status.answers > status.outOfDate) out.ok("No reading differs from the product's answers.");
    return { status, differing: [] };
  }
  const { nodes } = await services.productAnswers.list(actor, { first: SHOWN, differing: true });
  const names = await organizationNames(
    context,
    nodes.map(({ organizationId }) => organizationId),
  );
  for (const { organizationId, moduleKey, submoduleKey, allowed } of nodes)
    out.fail(
      `${sayId(organizationId)} ${names.get(organizationId) ?? ''}: ` +
        `${moduleKey}${submoduleKey === null ? '' : `/${submoduleKey}`}, ` +
        `${allowed ? 'allowed' : 'denied'} by the product, ${allowed ? 'denied' : 'allowed'} by the reading`,
    );
  out.fail(
    `${sayCount(status.differingOrganizations, 'organization')} with readings that differ: ` +
      'correct the mapping (mapping load), then compare again. parity --kind READING lists all.',
  );
  return { status, differing: [...nodes] };
}

async function runTemplate(
  { database, out }: CommandContext,
  { language, questions = false }: TemplateOptions,
): Promise<number> {
  const { manager } = database.dataSource;
  const taxonomy = await loadTaxonomy(manager);
  const targets = templateTargets(taxonomy);
  if (language !== undefined) {
    out.text(snippet(language, targets));
    return EXIT.done;
  }
  if (!questions) {
    out.line('For every organization, ask your product whether it may use each of these, and write a CSV file with');
    out.line('the columns organization,module,submodule,allowed (true or false), for: portcullis answers import FILE');
    out.line(`A program that does it: portcullis answers template --language ${TEMPLATE_LANGUAGES.join('|')}`);
    out.line(
      `An organization is checked with answers about its ${modulesOfReading(taxonomy).length} modules, and ` +
        'in modules that are on, about the submodules that the mapping has rules for; others are compared where given.',
    );
    out.line();
    out.line('module,submodule');
    for (const [module, submodule] of targets) out.line(`${module},${submodule}`);
    return EXIT.done;
  }
  out.line('organization,module,submodule,allowed');
  for await (const page of scanOrganizations(manager))
    for (const { id } of page)
      for (const [module, submodule] of targets) out.line(csvLine([id, module, submodule, '']));
  return EXIT.done;
}
