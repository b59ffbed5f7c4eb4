import { Command } from 'commander';
import { packageVersion } from '../platform/package-root';
import { addCommandHelp } from './support/command-help';

/** The commands in the order of `--help`. Each is loaded only when needed, because loading takes most of the time. */
const ADD: ReadonlyMap<string, () => Promise<(program: Command) => void>> = new Map(
  Object.entries({
    db: async () => (await import('./db.js')).addDbCommand,
    seed: async () => (await import('./seed.js')).addSeedCommand,
    mapping: async () => (await import('./mapping.js')).addMappingCommand,
    preflight: async () => (await import('./preflight.js')).addPreflightCommand,
    migrate: async () => (await import('./migrate.js')).addMigrateCommand,
    runs: async () => (await import('./runs.js')).addRunsCommand,
    rollback: async () => (await import('./rollback.js')).addRollbackCommand,
    snapshot: async () => (await import('./snapshot.js')).addSnapshotCommand,
    reset: async () => (await import('./reset.js')).addResetCommand,
    verify: async () => (await import('./verify.js')).addVerifyCommand,
    parity: async () => (await import('./parity.js')).addParityCommand,
    rollout: async () => (await import('./rollout.js')).addRolloutCommand,
    maintenance: async () => (await import('./maintenance.js')).addMaintenanceCommand,
    watch: async () => (await import('./watch.js')).addWatchCommand,
    legacy: async () => (await import('./legacy.js')).addLegacyCommand,
    explain: async () => (await import('./explain.js')).addExplainCommand,
    override: async () => (await import('./override.js')).addOverrideCommand,
    serve: async () => (await import('./serve.js')).addServeCommand,
    worker: async () => (await import('./worker.js')).addWorkerCommand,
    token: async () => (await import('./token.js')).addTokenCommand,
    demo: async () => (await import('./demo.js')).addDemoCommand,
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
