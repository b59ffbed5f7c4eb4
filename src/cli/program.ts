import { Command } from 'commander';
import { packageVersion } from '../platform/package-root';
import { addDbCommand } from './db';
import { addDemoCommand } from './demo';
import { addExplainCommand } from './explain';
import { addLegacyCommand } from './legacy';
import { addMaintenanceCommand } from './maintenance';
import { addMappingCommand } from './mapping';
import { addMigrateCommand } from './migrate';
import { addOverrideCommand } from './override';
import { addParityCommand } from './parity';
import { addPreflightCommand } from './preflight';
import { addResetCommand } from './reset';
import { addRollbackCommand } from './rollback';
import { addRolloutCommand } from './rollout';
import { addRunsCommand } from './runs';
import { addSeedCommand } from './seed';
import { addServeCommand } from './serve';
import { addSnapshotCommand } from './snapshot';
import { addCommandHelp } from './support/command-help';
import { addTokenCommand } from './token';
import { addVerifyCommand } from './verify';
import { addWatchCommand } from './watch';
import { addWorkerCommand } from './worker';

const ADD = [
  addDbCommand,
  addSeedCommand,
  addMappingCommand,
  addPreflightCommand,
  addMigrateCommand,
  addRunsCommand,
  addRollbackCommand,
  addSnapshotCommand,
  addResetCommand,
  addVerifyCommand,
  addParityCommand,
  addRolloutCommand,
  addMaintenanceCommand,
  addWatchCommand,
  addLegacyCommand,
  addExplainCommand,
  addOverrideCommand,
  addServeCommand,
  addWorkerCommand,
  addTokenCommand,
  addDemoCommand,
];

/** Every command, ready to parse arguments; nothing has run yet. */
export function buildProgram(): Command {
  const program = new Command('portcullis')
    .description(
      'Entitlements for GraphQL: migrates organizations from legacy flags to entitlements, and serves decisions.',
    )
    .version(packageVersion, '-V, --version', 'Show the version')
    .helpOption('-h, --help', 'Show this help')
    .helpCommand('help [command]', 'Show the help of a command')
    .showHelpAfterError('(add --help for the options)')
    .exitOverride();
  for (const addCommand of ADD) addCommand(program);
  // Settings are inherited when a command is made by its parent, but not by one that exists already.
  for (const command of program.commands)
    for (const one of [command, ...command.commands, ...command.commands.flatMap(({ commands }) => commands)])
      one.exitOverride().showHelpAfterError('(add --help for the options)');
  addCommandHelp(program);
  return program;
}
