import { type Fence, isOutput, readComments, readExit, readFences } from './read-document';

/** The database for a page: empty, or with the shipped taxonomy and mapping and 100 demo organizations. */
type PageDatabase = 'empty' | 'seeded';

/** A block of a page that is run or checked. */
export interface PageBlock {
  readonly kind: Kind;
  readonly code: string;
  /** The line of the page at which its code begins, from 1. */
  readonly line: number;
  /** The expected exit code of a command: `exit=3`. */
  readonly exit: number;
  /** The expected error codes of a GraphQL operation: `errors=CONFLICT`. */
  readonly errors: readonly string[];
  /** The expected output or answer; null if the page shows none. */
  readonly output: string | null;
  /** Whether TypeScript continues the block before it. */
  readonly continued: boolean;
  readonly hidden: boolean;
  /** The reason why it is only checked, not run: `not-run needs a provider`. */
  readonly notRun: string | null;
}

export interface Page {
  readonly database: PageDatabase;
  readonly blocks: readonly PageBlock[];
}

const KINDS = ['sh', 'sql', 'graphql', 'ts'] as const;
type Kind = (typeof KINDS)[number];

/** Other names of the languages, which are refused, because their blocks would not be run. */
const ALIASES: Readonly<Record<string, Kind>> = {
  bash: 'sh',
  shell: 'sh',
  zsh: 'sh',
  shellsession: 'sh',
  postgresql: 'sql',
  psql: 'sql',
  gql: 'graphql',
  typescript: 'ts',
  tsx: 'ts',
  js: 'ts',
  javascript: 'ts',
};

const DATABASES: Readonly<Record<string, PageDatabase>> = {
  'empty database': 'empty',
  'seeded database': 'seeded',
};

/**
 * Reads the ```sh, ```sql, ```graphql and ```ts blocks of a page. The output of a block is the ```text, ```console or
 * (for GraphQL) ```json block right after it.
 * @throws if a block has no language, another name of a language, or an unknown tag
 */
export function readPage(document: string): Page {
  const fences = readFences(document);
  const blocks = fences.flatMap((fence, index) => readBlock(fence, fences[index - 1], fences[index + 1]));
  const databases = readComments(document).flatMap(({ subject, text, line }) => {
    if (subject !== 'test') return [];
    const database = DATABASES[text];
    if (!database) throw new Error(`line ${line}: nothing is known as '${text}'`);
    return [database];
  });
  return { database: databases[0] ?? 'empty', blocks };
}

function readBlock(fence: Fence, before: Fence | undefined, next: Fence | undefined): readonly PageBlock[] {
  const { language, code, from, hidden } = fence;
  if (language === '') throw new Error(`line ${from}: say the language of the block (sh, text, …)`);
  const alias = ALIASES[language];
  if (alias) throw new Error(`line ${from}: say '${alias}' in place of '${language}'`);
  if (language === 'json') JSON.parse(code);
  const kind = kindOf(fence);
  if (!kind) {
    const follows = before && kindOf(before) === 'sh';
    if (isOutput(fence) && !follows && /^\$ /m.test(code))
      throw new Error(`line ${from}: commands belong into an 'sh' block, and what they print into 'text'`);
    return [];
  }
  return [{ kind, code, line: from + 1, hidden, output: outputOf(kind, next), ...readTags(fence) }];
}

function kindOf({ language }: Fence): Kind | undefined {
  return KINDS.find((kind) => kind === language);
}

function outputOf(kind: Kind, next: Fence | undefined): string | null {
  if (kind === 'graphql') return next?.language === 'json' ? next.code : null;
  return kind !== 'ts' && isOutput(next) ? next.code : null;
}

function readTags({ tags, from }: Fence): Pick<PageBlock, 'exit' | 'errors' | 'continued' | 'notRun'> {
  const at = tags.indexOf('not-run');
  const reason = at < 0 ? null : tags.slice(at + 1).join(' ');
  if (reason === '') throw new Error(`line ${from}: say why it is not run`);
  const { exit, others } = readExit(at < 0 ? tags : tags.slice(0, at));
  const continued = others.includes('continued');
  const errors = others.flatMap((tag) => {
    if (tag === 'continued') return [];
    const [, codes] = /^errors=([A-Z_,]+)$/.exec(tag) ?? [];
    if (codes === undefined) throw new Error(`line ${from}: the tag '${tag}' is not known`);
    return codes.split(',');
  });
  return { exit, errors, continued, notRun: reason };
}
