/** A part of the taxonomy, and the path of its pages. */
export interface Route<Part> {
  readonly menuPath: string | null;
  readonly part: Part;
}

interface Node<Part> {
  readonly children: Map<string, Node<Part>>;
  part: Part | null;
}

/** Finds the part that governs a path: the one whose `menuPath` is the path's longest prefix, by whole segments. */
export class RouteIndex<Part> {
  private readonly root: Node<Part> = { children: new Map(), part: null };

  /** @param routes if two have the same path, the first one governs it */
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

  /** @returns null if no part governs the path */
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
 * The path of a module, which the taxonomy's tables do not store: the longest path under which all of its submodules'
 * paths lie, by whole segments.
 * @returns null if they have none in common
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
 * A path's segments as a router reads them: without query, fragment, empty segments and `.`, with `..` resolved and
 * escapes decoded. Another spelling of a path must not escape the part that governs it.
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
    return segment; // not a valid escape
  }
}
