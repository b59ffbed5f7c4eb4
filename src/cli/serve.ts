import type { Command } from 'commander';

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('serve the GraphQL API, and work on migration runs')
    .action(async () => {
      // Every other command starts a third faster without the server's libraries.
      const { serve } = await import('../server/serve.js');
      await serve();
    });
}
