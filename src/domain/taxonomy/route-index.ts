/** A part of the taxonomy that a path leads to. */
export interface Route<Part> {
  readonly menuPath: string | null;
  readonly part: Part;
}

interface Node<Part> {
  readonly children: Map<string, Node<Part>>;
  part: Part | null;
}

/** Finds what governs a path: the part whose `menuPath` is its longest prefix, by whole segments. */
export class RouteIndex<Part> {
  private readonly root: Node<Part> = { children: new Map(), part: null };

  /** @param routes where two have the same path, the first one governs it */
  constructor(routes: readonly Route<Part>[]) {
    for (const { menuPath, part } of routes) {
      const segments = menuPath === null ? [] : segmentsOf(menuPath);
      if (segments.length === 0) continue;
      let node = this.root;
      for (const segment of segments) {
        const child = node.children.get(segment) ?? { children: new Map(), part: null };
        node.children.set(segment, child);
        node = child;
      }
      node.part ??= part;
    }
  }

  /** Null where nothing governs the path. */
  find(path: string): Part | null {
    let node: Node<Part> | undefined = this.root;
    let found: Part | null = null;
    for (const segment of segmentsOf(path)) {
      node = node.children.get(segment);
      if (!node) break;
      found = node.part ?? found;
    }
    return found;
  }
}

/**
 * Where a module's submodules are found: the path that all of them begin with, by whole segments. The taxonomy's tables keep no path of a
 * module's own.
 * @returns null where they have none in common
 */
export function commonPath(menuPaths: readonly string[]): string | null {
  const [first = [], ...others] = menuPaths.map((path) => segmentsOf(path).slice(0, -1));
  const length = others.reduce((shared, segments) => {
    const differing = first.slice(0, shared).findIndex((segment, index) => segments[index] !== segment);
    return differing === -1 ? shared : differing;
  }, first.length);
  return length === 0 ? null : `/${first.slice(0, length).join('/')}`;
}

/**
 * A path as a router sees it: without query and fragment, empty segments and `.`, with `..` taken back and escapes read, so that another
 * spelling of a path is governed by the same part.
 */
function segmentsOf(path: string): readonly string[] {
  const segments: string[] = [];
  for (const raw of path.replace(/[?#].*$/s, '').split(/[/\\]/)) {
    const segment = unescaped(raw);
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments;
}

function unescaped(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // no escape, then
  }
}
