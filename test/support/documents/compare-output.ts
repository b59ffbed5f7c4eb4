import { comparable } from './console-text';
import type { DoneBlock } from './page-reader';

/** What two outputs of the same have in common: all but times, hashes and tokens. */
function withoutChance(text: string): string {
  return comparable(text)
    .replace(/\b[0-9a-f]{12,64}\b/g, '<hash>')
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>');
}

/**
 * Whether a command printed what the page says: a line `…` stands for any number of lines, and ` …` at the end of a line for the rest of it.
 * A page that shows nothing says nothing.
 */
export function printsAsWritten({ block, output }: DoneBlock): boolean {
  if (block.output === null) return true;
  const pattern = expectedOf(block.kind, block.output)
    .split('\n')
    .map((line) => {
      if (line.trim() === '…') return '(?:.*\n)*?';
      const rest = line.endsWith(' …');
      return `${(rest ? line.slice(0, -2) : line).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}${rest ? '.*' : ''}\n`;
    });
  return new RegExp(`^${pattern.join('')}$`).test(`${withoutChance(output)}\n`);
}

/** For a diff: what was to come, and what came. */
export function difference({ block, output }: DoneBlock): { readonly expected: string; readonly actual: string } {
  const head = `line ${block.line}: ${block.code}\n`;
  return {
    expected: `${head}${expectedOf(block.kind, block.output ?? '')}`,
    actual: `${head}${withoutChance(output)}`,
  };
}

/** JSON in any form is the same. */
function expectedOf(kind: DoneBlock['block']['kind'], output: string): string {
  return withoutChance(kind === 'graphql' ? JSON.stringify(JSON.parse(output), null, 2) : output);
}
