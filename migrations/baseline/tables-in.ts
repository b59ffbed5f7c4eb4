/** What statements give a table: its columns, and the columns of each key. */
export interface MadeTable {
  /** Without its schema. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly keys: readonly MadeKey[];
}

interface MadeKey {
  readonly kind: 'PRIMARY KEY' | 'UNIQUE';
  readonly columns: readonly string[];
}

/** An index that a statement makes under a name of its own. */
interface MadeIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly create: string;
}

/**
 * Reads from our own CREATE TABLE statements what they make, so that it is written once. They name no table and no
 * column that needs quotes. A test compares it with what PostgreSQL has made.
 */
export function tablesIn(statements: readonly string[]): readonly MadeTable[] {
  return statements.flatMap((statement): readonly MadeTable[] => {
    const [, name, body] = /^CREATE TABLE \S*?(\w+) \(([\s\S]*?)\)(?: PARTITION BY .*)?$/.exec(statement) ?? [];
    if (name === undefined || body === undefined) return [];
    // Not at a comma within parentheses.
    const parts = body.split(/,(?![^(]*\))/).map((part) => part.trim());
    const columns = parts.flatMap((part) => /^[a-z_]+/.exec(part)?.[0] ?? []);
    return [{ name, columns, keys: parts.flatMap(keysOf) }];
  });
}

function keysOf(part: string): readonly MadeKey[] {
  const [, word, list] = /\b(PRIMARY KEY|UNIQUE)\b(?: \((.*)\))?/.exec(part) ?? [];
  if (word === undefined) return [];
  const columns = list?.split(', ') ?? /^[a-z_]+/.exec(part) ?? [];
  return [{ kind: word === 'UNIQUE' ? 'UNIQUE' : 'PRIMARY KEY', columns: [...columns] }];
}

/** The sequences that statements make; those of identity columns get free names. */
export function sequencesIn(statements: readonly string[]): readonly string[] {
  return statements.flatMap((create) => /^CREATE SEQUENCE \S*?(\w+)$/.exec(create)?.[1] ?? []);
}

/** The indexes that statements make under a name of their own; PostgreSQL chooses free names for all others. */
export function indexesIn(statements: readonly string[]): readonly MadeIndex[] {
  return statements.flatMap((create) => {
    const [, unique, name] = /^CREATE (UNIQUE )?INDEX (\w+)/.exec(create) ?? [];
    return name === undefined ? [] : [{ name, unique: unique !== undefined, create }];
  });
}
