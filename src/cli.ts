#!/usr/bin/env node
import { runCommand } from './cli/run-command';
import { hasCode } from './platform/error-shape';

// A reader such as `| head` may end early (EPIPE), and a terminal may be closed (EIO): the command goes on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (!hasCode(error, 'EPIPE') && !hasCode(error, 'EIO')) throw error;
  });
}

void runCommand(process.argv.slice(2));
