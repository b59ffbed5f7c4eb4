/** Where the runbook has its reader work: blocks tagged `lower` belong to the lower environment, all others to production. */
export type Environment = 'production' | 'lower';

/** A command or query, as it is written, and what the document says that it prints. */
export interface Block {
  readonly kind: 'sh' | 'sql';
  readonly environment: Environment;
  /** The exit code that the command is to end with. */
  readonly exit: number;
  readonly code: string;
  /** The line of its first line, from 1. */
  readonly line: number;
  /** What stands in the ```text block below it; without one it prints nothing. */
  readonly output: string;
}

/** A comment that no reader sees: something happens now, or is to be looked at. */
export interface Mark {
  readonly kind: 'mark';
  readonly environment: Environment;
  readonly text: string;
  readonly line: number;
}

interface Fence {
  readonly language: string;
  readonly tags: readonly string[];
  /** Of its content, from 0. */
  readonly from: number;
  readonly to: number;
}

/**
 * Reads the steps of a runbook: ```sh and ```sql blocks, each with the ```text block that follows it before the next one, and marks,
 * `<!-- production: 30 days pass -->`.
 * @throws where a tag or mark is not understood, or an output belongs to nothing
 */
export function readRunbook(markdown: string): readonly (Block | Mark)[] {
  const lines = markdown.split('\n');
  const steps: (Block | Mark)[] = [];
  const fences = readFences(lines);
  for (const [index, fence] of fences.entries()) {
    const { language, tags, from, to } = fence;
    if (language === 'text') {
      if (!isCommand(fences[index - 1])) throw new Error(`line ${from}: the output of no command`);
    } else if (isCommand(fence)) {
      const next = fences[index + 1];
      const output = next?.language === 'text' ? lines.slice(next.from, next.to).join('\n') : '';
      steps.push({
        kind: language === 'sql' ? 'sql' : 'sh',
        ...readTags(tags, from),
        code: lines.slice(from, to).join('\n'),
        line: from + 1,
        output,
      });
    } else {
      throw new Error(`line ${from}: a block in '${language}'`);
    }
  }
  for (const [index, line] of lines.entries()) {
    const [, environment, text] = /^<!-- (\w+): (.+) -->$/.exec(line) ?? [];
    if (text !== undefined)
      steps.push({ kind: 'mark', environment: readEnvironment(environment, index + 1), text, line: index + 1 });
  }
  return steps.sort((a, b) => a.line - b.line);
}

/** The document with other commands and outputs in the place of those that are there, by the line of their block. */
export function rewriteRunbook(
  markdown: string,
  written: ReadonlyMap<number, { readonly code: string; readonly output: string }>,
): string {
  const lines = markdown.split('\n');
  const fences = readFences(lines);
  // From the end, so that line numbers before it stay as they are.
  for (const [index, fence] of [...fences.entries()].reverse()) {
    const now = isCommand(fence) ? written.get(fence.from + 1) : undefined;
    if (!now) continue;
    const next = fences[index + 1];
    if (next?.language === 'text') lines.splice(next.from - 1, next.to - next.from + 2, ...fenced(now.output));
    else lines.splice(fence.to + 1, 0, ...(now.output === '' ? [] : ['', ...fenced(now.output)]));
    lines.splice(fence.from, fence.to - fence.from, ...now.code.split('\n'));
  }
  return lines.join('\n');
}

function fenced(output: string): readonly string[] {
  return ['```text', ...output.split('\n'), '```'];
}

function readFences(lines: readonly string[]): readonly Fence[] {
  const fences: Fence[] = [];
  let open: Omit<Fence, 'to'> | null = null;
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('```')) continue;
    if (open) {
      fences.push({ ...open, to: index });
      open = null;
    } else {
      const [language = '', ...tags] = line.slice(3).trim().split(' ');
      open = { language, tags, from: index + 1 };
    }
  }
  if (open) throw new Error(`line ${open.from}: a block without an end`);
  return fences;
}

function isCommand(fence: Fence | undefined): boolean {
  return fence?.language === 'sh' || fence?.language === 'sql';
}

/** `lower`, and `exit=3` where a command is to end so. */
function readTags(tags: readonly string[], line: number): Pick<Block, 'environment' | 'exit'> {
  let environment: Environment = 'production';
  let exit = 0;
  for (const tag of tags) {
    const [, code] = /^exit=(\d+)$/.exec(tag) ?? [];
    if (code === undefined) environment = readEnvironment(tag, line);
    else exit = Number(code);
  }
  return { environment, exit };
}

function readEnvironment(text: string | undefined, line: number): Environment {
  if (text !== 'production' && text !== 'lower') throw new Error(`line ${line}: '${text ?? ''}' is no environment`);
  return text;
}
