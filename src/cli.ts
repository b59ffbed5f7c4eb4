#!/usr/bin/env node
import { runCommand } from './cli/run-command';
import { hasCode } from './platform/error-shape';

// A reader such as `| head` may end early; the command goes on all the same.
process.stdout.on('error', (error) => {
  if (!hasCode(error, 'EPIPE')) throw error;
});

void runCommand(process.argv.slice(2));
