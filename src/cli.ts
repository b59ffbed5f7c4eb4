#!/usr/bin/env node
import { CommanderError } from 'commander';
import { buildProgram } from './cli/program';
import { EXIT, reportError } from './cli/support/command-context';
import { hasCode } from './platform/error-shape';

// Whoever reads (`| head`) may leave early; what the command does is not to stop half-way for that.
process.stdout.on('error', (error) => {
  if (!hasCode(error, 'EPIPE')) throw error;
});

buildProgram()
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    else process.exitCode = reportError(error);
  });
