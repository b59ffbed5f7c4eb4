import type { Command } from 'commander';

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('Serve the GraphQL API and the console, and work on migration runs, until Ctrl-C or SIGTERM.')
    .action(async () => {
      // Every other command starts a third faster without the server's libraries.
      const { serve } = await import('../server/serve.js');
      await serve();
    });
}
