import { Command } from 'commander';
import { packageVersion } from '../platform/package-root';
import { addCommandHelp } from './support/command-help';

/** The commands in the order of `--help`. Each is loaded only when needed, because loading takes most of the time. */
const ADD: ReadonlyMap<string, () => Promise<(program: Command) => void>> = new Map(
  Object.entries({
    db: () => import('./db.js').then(({ addDbCommand }) => addDbCommand),
    source: () => import('./source.js').then(({ addSourceCommand }) => addSourceCommand),
    seed: () => import('./seed.js').then(({ addSeedCommand }) => addSeedCommand),
    mapping: () => import('./mapping.js').then(({ addMappingCommand }) => addMappingCommand),
    answers: () => import('./answers.js').then(({ addAnswersCommand }) => addAnswersCommand),
    preflight: () => import('./preflight.js').then(({ addPreflightCommand }) => addPreflightCommand),
    migrate: () => import('./migrate.js').then(({ addMigrateCommand }) => addMigrateCommand),
    runs: () => import('./runs.js').then(({ addRunsCommand }) => addRunsCommand),
    rollback: () => import('./rollback.js').then(({ addRollbackCommand }) => addRollbackCommand),
    cache: () => import('./cache.js').then(({ addCacheCommand }) => addCacheCommand),
    snapshot: () => import('./snapshot.js').then(({ addSnapshotCommand }) => addSnapshotCommand),
    reset: () => import('./reset.js').then(({ addResetCommand }) => addResetCommand),
    verify: () => import('./verify.js').then(({ addVerifyCommand }) => addVerifyCommand),
    parity: () => import('./parity.js').then(({ addParityCommand }) => addParityCommand),
    rollout: () => import('./rollout.js').then(({ addRolloutCommand }) => addRolloutCommand),
    maintenance: () => import('./maintenance.js').then(({ addMaintenanceCommand }) => addMaintenanceCommand),
    watch: () => import('./watch.js').then(({ addWatchCommand }) => addWatchCommand),
    legacy: () => import('./legacy.js').then(({ addLegacyCommand }) => addLegacyCommand),
    audit: () => import('./audit.js').then(({ addAuditCommand }) => addAuditCommand),
    retention: () => import('./retention.js').then(({ addRetentionCommand }) => addRetentionCommand),
    schema: () => import('./schema.js').then(({ addSchemaCommand }) => addSchemaCommand),
    explain: () => import('./explain.js').then(({ addExplainCommand }) => addExplainCommand),
    history: () => import('./history.js').then(({ addHistoryCommand }) => addHistoryCommand),
    grant: () => import('./grant.js').then(({ addGrantCommand }) => addGrantCommand),
    'end-grants': () => import('./grant.js').then(({ addEndGrantsCommand }) => addEndGrantsCommand),
    packages: () => import('./packages.js').then(({ addPackagesCommand }) => addPackagesCommand),
    override: () => import('./override.js').then(({ addOverrideCommand }) => addOverrideCommand),
    serve: () => import('./serve.js').then(({ addServeCommand }) => addServeCommand),
    worker: () => import('./worker.js').then(({ addWorkerCommand }) => addWorkerCommand),
    token: () => import('./token.js').then(({ addTokenCommand }) => addTokenCommand),
    demo: () => import('./demo.js').then(({ addDemoCommand }) => addDemoCommand),
  }),
);

/**
 * The program, ready to parse arguments; nothing has run yet.
 * @param named the command to load, such as `rollout`; without it, or if there is none of that name, every command is
 *   loaded, as `--help` and the suggestion for a misspelt name need
 */
export async function buildProgram(named = ''): Promise<Command> {
  const program = new Command('portcullis')
    .description(
      'Entitlements for GraphQL: migrates organizations from legacy flags to entitlements, and serves decisions.',
    )
    .version(packageVersion, '-V, --version', 'Show the version')
    .helpOption('-h, --help', 'Show this help')
    .helpCommand('help [command]', 'Show the help of a command')
    .showHelpAfterError('(add --help for the options)')
    .exitOverride();
  const wanted = ADD.get(named);
  for (const load of wanted ? [wanted] : ADD.values()) (await load())(program);
  // Settings are inherited when a command is made by its parent, but not by one that exists already.
  for (const command of program.commands)
    for (const one of [command, ...command.commands, ...command.commands.flatMap(({ commands }) => commands)])
      one.exitOverride().showHelpAfterError('(add --help for the options)');
  addCommandHelp(program);
  return program;
}
