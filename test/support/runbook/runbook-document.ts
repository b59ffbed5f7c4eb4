import { type Fence, isOutput, readComments, readExit, readFences } from '../documents/read-document';

/** The environment of a block: the lower one if it is tagged `lower`, and production otherwise. */
export type Environment = 'production' | 'lower';

/** A command or query, with its output in the document. */
export interface Block {
  readonly kind: 'sh' | 'sql';
  readonly environment: Environment;
  /** The expected exit code of the command. */
  readonly exit: number;
  readonly code: string;
  /** The line of the document at which its code begins, from 1. */
  readonly line: number;
  /** The ```text block after it; empty without one. */
  readonly output: string;
}

/** A hidden comment, at which the test does or checks something. */
export interface Mark {
  readonly kind: 'mark';
  readonly environment: Environment;
  readonly text: string;
  readonly line: number;
}

/**
 * Reads the steps of a runbook: ```sh and ```sql blocks, each with the ```text block right after it, and marks,
 * `<!-- production: 30 days pass -->`.
 * @throws if a tag or mark is unknown, or an output does not follow a command
 */
export function readRunbook(markdown: string): readonly (Block | Mark)[] {
  const steps: (Block | Mark)[] = [];
  const fences = readFences(markdown);
  for (const [index, fence] of fences.entries()) {
    const { language, tags, code, from } = fence;
    if (language === 'text') {
      if (!isCommand(fences[index - 1])) throw new Error(`line ${from}: the output of no command`);
    } else if (isCommand(fence)) {
      const next = fences[index + 1];
      const output = isOutput(next) ? next.code : '';
      steps.push({
        kind: language === 'sql' ? 'sql' : 'sh',
        ...readTags(tags, from),
        code,
        line: from + 1,
        output,
      });
    } else {
      throw new Error(`line ${from}: a block in '${language}'`);
    }
  }
  for (const { subject, text, line } of readComments(markdown))
    steps.push({ kind: 'mark', environment: readEnvironment(subject, line), text, line });
  return steps.sort((a, b) => a.line - b.line);
}

function isCommand(fence: Fence | undefined): boolean {
  return fence?.language === 'sh' || fence?.language === 'sql';
}

/** Reads the tags `lower` and `exit=3`. */
function readTags(tags: readonly string[], line: number): Pick<Block, 'environment' | 'exit'> {
  const { exit, others } = readExit(tags);
  const [environment = 'production'] = others.map((tag) => readEnvironment(tag, line));
  return { environment, exit };
}

function readEnvironment(text: string, line: number): Environment {
  if (text !== 'production' && text !== 'lower') throw new Error(`line ${line}: '${text}' is no environment`);
  return text;
}
