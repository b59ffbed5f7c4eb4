import { comparable } from './console-text';
import type { DoneBlock } from './page-reader';

/** The part of an output that is the same in every run, without times, hashes and tokens. */
function withoutChance(text: string): string {
  return comparable(text)
    .replace(/\b[0-9a-f]{12,64}\b/g, '<hash>')
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>');
}

/**
 * Whether a command printed what the page shows. On the page a line `…` means any number of lines, and ` …` at the end
 * of a line any rest of it. Without an output on the page, a command may print anything.
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

/** The expected and the actual output, for a diff. */
export function difference({ block, output }: DoneBlock): { readonly expected: string; readonly actual: string } {
  const head = `line ${block.line}: ${block.code}\n`;
  return {
    expected: `${head}${expectedOf(block.kind, block.output ?? '')}`,
    actual: `${head}${withoutChance(output)}`,
  };
}

/** The output of the page, with JSON formatted as the reader formats it. */
function expectedOf(kind: DoneBlock['block']['kind'], output: string): string {
  return withoutChance(kind === 'graphql' ? JSON.stringify(JSON.parse(output), null, 2) : output);
}
