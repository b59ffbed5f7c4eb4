import { type Fence, isOutput, readComments, readExit, readFences } from '../documents/read-document';

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

/**
 * Reads the steps of a runbook: ```sh and ```sql blocks, each with the ```text block that follows it before the next one, and marks,
 * `<!-- production: 30 days pass -->`.
 * @throws where a tag or mark is not understood, or an output belongs to nothing
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

/** `lower`, and `exit=3` where a command is to end so. */
function readTags(tags: readonly string[], line: number): Pick<Block, 'environment' | 'exit'> {
  const { exit, others } = readExit(tags);
  const [environment = 'production'] = others.map((tag) => readEnvironment(tag, line));
  return { environment, exit };
}

function readEnvironment(text: string, line: number): Environment {
  if (text !== 'production' && text !== 'lower') throw new Error(`line ${line}: '${text}' is no environment`);
  return text;
}
