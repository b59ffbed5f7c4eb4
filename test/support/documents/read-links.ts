import type { Token } from 'markdown-it';
import { markdown } from './read-document';

export interface Link {
  readonly target: string;
  /** The line of its paragraph, heading or table, from 1. */
  readonly line: number;
}

const HTML_TARGET = /<(?:img|a)\b[^>]*?\b(?:src|href)="([^"]*)"/g;

/** All links and images of a document, in Markdown and in HTML. */
export function readLinks(document: string): readonly Link[] {
  let line = 0;
  return markdown.parse(document, {}).flatMap((token) => {
    line = token.map ? token.map[0] + 1 : line;
    return targetsOf(token).map((target): Link => ({ target, line }));
  });
}

/** The anchors of a document: the names that GitHub gives to headings, and `id`s. */
export function readAnchors(document: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const tokens = markdown.parse(document, {});
  for (const [index, { type, content }] of tokens.entries()) {
    if (type === 'heading_open') anchors.add(unused(slugOf(tokens[index + 1]), anchors));
    if (type === 'html_block' || type === 'inline')
      for (const [, id = ''] of content.matchAll(/<\w+\b[^>]*?\bid="([^"]*)"/g)) anchors.add(id);
  }
  return anchors;
}

/** The code in sentences and tables. */
export function readInlineCode(document: string): readonly string[] {
  return markdown
    .parse(document, {})
    .flatMap(({ children }) => children ?? [])
    .filter(({ type }) => type === 'code_inline')
    .map(({ content }) => content);
}

function targetsOf({ type, content, children }: Token): readonly string[] {
  if (type === 'html_block' || type === 'html_inline')
    return [...content.matchAll(HTML_TARGET)].map(([, target = '']) => target);
  return (children ?? []).flatMap((child) => {
    const target = child.attrGet(child.type === 'image' ? 'src' : 'href');
    return [...(target === null ? [] : [decodeURI(String(target))]), ...targetsOf(child)];
  });
}

/** The name that GitHub gives to a heading: its text in lower case, without punctuation, with dashes for spaces. */
function slugOf(heading: Token | undefined): string {
  const text = (heading?.children ?? [])
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

function unused(slug: string, taken: ReadonlySet<string>): string {
  for (let n = 0; ; n++) {
    const name = n === 0 ? slug : `${slug}-${n}`;
    if (!taken.has(name)) return name;
  }
}
