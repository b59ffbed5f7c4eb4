#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { EXIT, reportError } from './cli/support/command-context';
import { addDbCommand } from './cli/db';
import { addDemoCommand } from './cli/demo';
import { addExplainCommand } from './cli/explain';
import { addLegacyCommand } from './cli/legacy';
import { addMaintenanceCommand } from './cli/maintenance';
import { addMappingCommand } from './cli/mapping';
import { addMigrateCommand } from './cli/migrate';
import { addOverrideCommand } from './cli/override';
import { addParityCommand } from './cli/parity';
import { addPreflightCommand } from './cli/preflight';
import { addResetCommand } from './cli/reset';
import { addRollbackCommand } from './cli/rollback';
import { addRolloutCommand } from './cli/rollout';
import { addRunsCommand } from './cli/runs';
import { addSeedCommand } from './cli/seed';
import { addServeCommand } from './cli/serve';
import { addSnapshotCommand } from './cli/snapshot';
import { addTokenCommand } from './cli/token';
import { addVerifyCommand } from './cli/verify';
import { addWatchCommand } from './cli/watch';
import { hasCode } from './platform/error-shape';
import { addWorkerCommand } from './cli/worker';
import { packageVersion } from './platform/package-root';

const program = new Command('portcullis')
  .description('Entitlements for GraphQL: takes organizations over from legacy flags, and serves the answers.')
  .version(packageVersion)
  .showHelpAfterError('(add --help for the options)')
  .exitOverride();

const add = [
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
for (const addCommand of add) addCommand(program);
// Settings are inherited when a command is made by its parent, but not by one that exists already.
for (const command of program.commands)
  for (const one of [command, ...command.commands, ...command.commands.flatMap(({ commands }) => commands)])
    one.exitOverride().showHelpAfterError('(add --help for the options)');

// Whoever reads (`| head`) may leave early; what the command does is not to stop half-way for that.
process.stdout.on('error', (error) => {
  if (!hasCode(error, 'EPIPE')) throw error;
});

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  else process.exitCode = reportError(error);
});
