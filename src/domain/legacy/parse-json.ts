import { type Node, parseTree } from 'jsonc-parser';

/** An object's entries as they were written: a key may stand there twice. */
export class JsonObject {
  constructor(readonly entries: readonly (readonly [string, unknown])[]) {}
}

/**
 * Parses JSON, with objects as their entries: `JSON.parse` keeps the last of two equal keys, and with it an answer that nobody sees go.
 * @returns undefined where the text is not JSON, which has no such value
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
  // Where no more keys are written than came out, none was written twice, and the slower parser has nothing to add.
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

/** The value as `JSON.stringify` takes it, for showing. */
export function toPlainJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlainJson);
  return value instanceof JsonObject
    ? Object.fromEntries(value.entries.map(([key, entry]) => [key, toPlainJson(entry)]))
    : value;
}
