import type { Command } from 'commander';
import { readReason } from '../domain/reason';
import { sayCount } from '../domain/say';
import { seedDemoOrganizations } from '../features/demo/seed-demo-organizations';
import { loadShippedMapping, SHIPPED_MAPPING_NAME } from '../features/mapping/shipped-mapping';
import { SHIPPED_TAXONOMY } from '../features/taxonomy/read-taxonomy-file';
import { describeLosses } from '../features/taxonomy/taxonomy-service';
import { adviseMapping, findActiveMapping } from '../store/active-mapping';
import { type CommandContext, type CommonOptions, confirm, EXIT, withDatabase } from './support/command-context';

export interface SeedOptions extends CommonOptions {
  readonly taxonomy?: string;
  readonly demo?: boolean;
  readonly demoEdgeCases?: boolean;
  readonly yes?: boolean;
  readonly reason?: string;
}

export function addSeedCommand(program: Command): void {
  program
    .command('seed')
    .description(
      'Load the shipped taxonomy, with its mapping if no mapping is active, or a taxonomy of your own. Safe to repeat.',
    )
    .option(
      '--taxonomy <file>',
      'A taxonomy of your own, a CSV file with the columns module,submodule,menu_path,permission and optionally ' +
        'display_name,description,icon,policy,sort_order (default: the shipped taxonomy)',
    )
    .option('--demo', 'Add 100 demo organizations')
    .option('--demo-edge-cases', 'Add the demo organizations, and 13 more with null, empty and unreadable flags')
    .option('--reason <text>', 'Why it is done, kept with its event (3 to 500 characters)')
    .option('--yes', 'Do not ask before organizations lose access')
    .option('--json', 'Print one JSON document')
    .action((options: SeedOptions) => withDatabase(options, (context) => runSeed(context, options)));
}

export async function runSeed(context: CommandContext, options: SeedOptions): Promise<number> {
  const { services, actor, out } = context;
  const reason = options.reason === undefined ? null : readReason(options.reason);
  const file = await services.taxonomy.readFile(options.taxonomy ?? SHIPPED_TAXONOMY);
  for (const notice of file.notices) out.warn(notice);
  const losses = await services.taxonomy.lossesOf(actor, file);
  if (losses.length > 0) {
    out.warn('Organizations would lose access to:');
    for (const line of describeLosses(losses)) out.line(`    ${line}`);
    if (!(await confirm(out, 'Load this taxonomy all the same?', options.yes))) return EXIT.failed;
  }
  const seeded = await services.taxonomy.seed(actor, file, {
    acceptLosses: losses.length > 0,
    reason,
  });
  out.ok(`Seeded ${seeded.modules} modules`);
  out.ok(`Seeded ${seeded.submodules} submodules across ${seeded.modules} modules`);
  if (seeded.partialGrantsKept > 0)
    out.ok(
      `Switched new submodules off for the partial grants of ${sayCount(seeded.partialGrantsKept, 'organization')}`,
    );

  const mappingRules =
    options.taxonomy === undefined
      ? await loadShippedMapping(context.database.dataSource.manager, services.mappings, actor)
      : null;
  if (mappingRules !== null) out.ok(`Loaded ${mappingRules} mapping rules from ${SHIPPED_MAPPING_NAME}`);
  if (options.taxonomy !== undefined && !(await findActiveMapping(context.database.dataSource.manager))) {
    out.warn(`No mapping is active: ${await adviseMapping(context.database.dataSource.manager)}`);
  }
  const edgeCases = options.demoEdgeCases ?? false;
  const demo = options.demo || edgeCases ? await seedDemoOrganizations(context.database.dataSource, edgeCases) : null;
  if (demo !== null) out.ok(`Seeded ${demo.added} demo organizations (${demo.total} in total)`);
  out.document({ ...seeded, notices: file.notices, mappingRules, demo });
  return EXIT.done;
}
