import { type Node, parseTree } from 'jsonc-parser';

/** An object's entries as written, which may repeat a key. */
export class JsonObject {
  constructor(readonly entries: readonly (readonly [string, unknown])[]) {}
}

/**
 * Parses JSON and keeps repeated keys. `JSON.parse` drops all but the last of them, and with them a flag that may be
 * on.
 * @returns undefined if the text is not JSON
 */
export function parseJson(text: string): unknown {
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
