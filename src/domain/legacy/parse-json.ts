import { type Node, parseTree } from 'jsonc-parser';

/** An object's entries as written, which may repeat a key. */
export class JsonObject {
  constructor(readonly entries: readonly (readonly [string, unknown])[]) {}
}

/** Whether parsed JSON is a list or an object. */
export function isListOrObject(json: unknown): boolean {
  return Array.isArray(json) || json instanceof JsonObject;
}

/** How many levels of lists and objects are read: no flag is nested as deep, and each level takes of the stack. */
export const MOST_LEVELS = 1_000;

/** Whether a text has more opening brackets within each other than `MOST_LEVELS`, be it JSON or not. */
export function isTooDeep(text: string): boolean {
  if (text.length <= MOST_LEVELS) return false;
  let level = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') {
      level += 1;
      if (level > MOST_LEVELS) return true;
    } else if (char === ']' || char === '}') level -= 1;
  }
  return false;
}

/**
 * Parses JSON and keeps repeated keys. `JSON.parse` drops all but the last of them, and with them a flag that may be
 * on.
 * @returns undefined if the text is not JSON, or is too deep
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  let keys = 0;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const plain = toEntries(value, () => keys++);
  // If the text has no more keys than the parsed value, none is repeated, and the slower parser is not needed.
  if ((text.match(/"\s*:/g)?.length ?? 0) === keys) return plain;
  const tree = parseTree(text);
  return tree && fromTree(tree);
}

/**
 * A text as clients get it: what its JSON says, or the text itself if it is not JSON, or is too deep.
 * @example readPlainJson('["CRM"]') // ['CRM']
 * @example readPlainJson('CRM, HR') // 'CRM, HR'
 */
export function readPlainJson(text: string): unknown {
  if (isTooDeep(text)) return text;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}

function toEntries(value: unknown, onKey: () => void): unknown {
  if (Array.isArray(value)) return value.map((entry: unknown) => toEntries(entry, onKey));
  if (typeof value !== 'object' || value === null) return value;
  return new JsonObject(
    Object.entries(value).map(([key, entry]) => {
      onKey();
      return [key, toEntries(entry, onKey)] as const;
    }),
  );
}

function fromTree({ type, children = [], value }: Node): unknown {
  if (type === 'array') return children.map(fromTree);
  if (type !== 'object') return value;
  return new JsonObject(
    children.map(({ children: property = [] }) => {
      const [key, entry] = property;
      return [String(key?.value), entry && fromTree(entry)] as const;
    }),
  );
}

/** The value with plain objects, as `JSON.stringify` needs it. */
export function toPlainJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlainJson);
  return value instanceof JsonObject
    ? Object.fromEntries(value.entries.map(([key, entry]) => [key, toPlainJson(entry)]))
    : value;
}
