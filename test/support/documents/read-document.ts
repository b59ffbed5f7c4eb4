import MarkdownIt from 'markdown-it';

/** A fenced block of a Markdown document, or a hidden one in a comment: `<!-- sh`, its code, `-->`. */
export interface Fence {
  readonly language: string;
  /** The words after the language. */
  readonly tags: readonly string[];
  readonly code: string;
  /** The lines of its code, from 0. */
  readonly from: number;
  readonly to: number;
  readonly hidden: boolean;
}

/** A comment of one line, `<!-- test: seeded database -->`. */
export interface Comment {
  readonly subject: string;
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

const HIDDEN = /^<!-- (sh|sql|graphql|ts)((?: .*)?)\n([\s\S]*?)\n?-->/;

/** CommonMark with tables and HTML, as on GitHub. */
export const markdown = new MarkdownIt({ html: true });

/**
 * The blocks of a document, in its order.
 * @throws if a block has no end
 */
export function readFences(document: string): readonly Fence[] {
  const lines = document.split('\n');
  return markdown.parse(document, {}).flatMap((token): readonly Fence[] => {
    const [begin, end] = token.map ?? [0, 0];
    if (token.type === 'html_block') {
      const [, language, tags, code] = HIDDEN.exec(token.content) ?? [];
      if (language === undefined || tags === undefined || code === undefined) return [];
      return [{ ...readInfo(`${language}${tags}`), code, from: begin + 1, to: end - 1, hidden: true }];
    }
    if (token.type !== 'fence') return [];
    if (lines[end - 1]?.trim() !== token.markup || end - begin < 2)
      throw new Error(`line ${begin + 1}: a block without an end`);
    const code = token.content.replace(/\n$/, '');
    return [{ ...readInfo(token.info), code, from: begin + 1, to: end - 1, hidden: false }];
  });
}

/** The comments of one line, each on a line of its own. */
export function readComments(document: string): readonly Comment[] {
  return document.split('\n').flatMap((line, index) => {
    const [, subject, text] = /^<!-- (\w+): (.+) -->$/.exec(line) ?? [];
    return subject === undefined || text === undefined ? [] : [{ subject, text, line: index + 1 }];
  });
}

/** The exit code of a tag such as `exit=3`, or 0, and the other tags. */
export function readExit(tags: readonly string[]): { readonly exit: number; readonly others: readonly string[] } {
  const exits = tags.flatMap((tag) => /^exit=(\d+)$/.exec(tag)?.[1] ?? []);
  return { exit: Number(exits[0] ?? 0), others: tags.filter((tag) => !/^exit=\d+$/.test(tag)) };
}

/** The new code and output of a block. */
export interface Written {
  readonly code: string;
  readonly output: string;
}

/**
 * The document with other commands and outputs.
 * @param written the new commands and outputs by the first line of their code, from 1
 */
export function rewriteDocument(document: string, written: ReadonlyMap<number, Written>): string {
  const lines = document.split('\n');
  const fences = readFences(document);
  // Backwards, because a change moves the lines after it.
  for (const [index, fence] of [...fences.entries()].reverse()) {
    const now = written.get(fence.from + 1);
    if (!now) continue;
    const next = fences[index + 1];
    if (isOutput(next)) lines.splice(next.from, next.to - next.from, ...now.output.split('\n'));
    else if (now.output !== '') lines.splice(fence.to + 1, 0, '', '```text', ...now.output.split('\n'), '```');
    lines.splice(fence.from, fence.to - fence.from, ...now.code.split('\n'));
  }
  return lines.join('\n');
}

/** Whether a block shows the output of the block before it. */
export function isOutput(fence: Fence | undefined): fence is Fence {
  return fence !== undefined && (fence.language === 'text' || fence.language === 'console');
}

function readInfo(info: string): Pick<Fence, 'language' | 'tags'> {
  const [language = '', ...tags] = info.trim().split(/\s+/);
  return { language, tags };
}
