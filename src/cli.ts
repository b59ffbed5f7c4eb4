#!/usr/bin/env node
import { CommanderError } from 'commander';
import { buildProgram } from './cli/program';
import { EXIT, reportError } from './cli/support/command-context';
import { hasCode } from './platform/error-shape';

// A reader such as `| head` may end early; the command goes on all the same.
process.stdout.on('error', (error) => {
  if (!hasCode(error, 'EPIPE')) throw error;
});

buildProgram(process.argv[2])
  .then((program) => program.parseAsync())
  .catch((error: unknown) => {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    else process.exitCode = reportError(error);
  });
