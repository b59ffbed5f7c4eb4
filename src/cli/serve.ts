import type { Command } from 'commander';
import { serve } from '../main';

export function addServeCommand(program: Command): void {
  program.command('serve').description('serve the GraphQL API, and work on migration runs').action(serve);
}
