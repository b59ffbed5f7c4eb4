import { sayCount } from '../domain/say';
import type { Command } from 'commander';
import { describeLosses } from '../features/taxonomy/taxonomy-service';
import { findActiveMapping } from '../store/active-mapping';
import { loadShippedMapping, SHIPPED_MAPPING_NAME, SHIPPED_TAXONOMY } from '../features/mapping/shipped-mapping';
import { seedDemoOrganizations } from '../features/demo/seed-demo-organizations';
import { confirm, EXIT, withDatabase, type CommandContext, type CommonOptions } from './support/command-context';

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
    .description('load the taxonomy (and, the first time, the shipped mapping); again and again as you like')
    .option(
      '--taxonomy <file>',
      'a taxonomy of your own, as CSV: module,submodule,menu_path,permission[,display_name,description,icon,policy,sort_order]',
    )
    .option('--demo', 'add 100 demo organizations')
    .option('--demo-edge-cases', 'add organizations with null, empty and unreadable flags too')
    .option('--reason <text>', 'why, for the event')
    .option('--yes', 'take away what organizations could use without asking')
    .option('--json', 'print one JSON document')
    .action((options: SeedOptions) => withDatabase(options, (context) => runSeed(context, options)));
}

export async function runSeed(context: CommandContext, options: SeedOptions): Promise<number> {
  const { services, actor, out } = context;
  const file = await services.taxonomy.readFile(options.taxonomy ?? SHIPPED_TAXONOMY);
  for (const notice of file.notices) out.warn(notice);
  const losses = await services.taxonomy.lossesOf(actor, file);
  if (losses.length > 0) {
    out.warn('This takes away what organizations could use:');
    for (const line of describeLosses(losses)) out.line(`    ${line}`);
    if (!(await confirm(out, 'Take it away?', options.yes))) return EXIT.failed;
  }
  const seeded = await services.taxonomy.seed(actor, file, {
    acceptLosses: losses.length > 0,
    reason: options.reason ?? null,
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
    out.warn("No mapping is active: load one for this taxonomy with 'portcullis mapping load FILE'");
  }
  const edgeCases = options.demoEdgeCases ?? false;
  const demo = options.demo || edgeCases ? await seedDemoOrganizations(context.database.dataSource, edgeCases) : null;
  if (demo !== null) out.ok(`Seeded ${demo.added} demo organizations (${demo.total} in all)`);
  out.document({ ...seeded, notices: file.notices, mappingRules, demo });
  return EXIT.done;
}
