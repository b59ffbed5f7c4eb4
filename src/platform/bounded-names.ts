/** The label of names that did not get one of their own. */
const OTHER = 'other';
/** The label of operations without a name. */
const ANONYMOUS = 'anonymous';

const MAX_NAMES = 100;
const MAX_LENGTH = 80;

/**
 * Turns names that clients choose into a bounded number of labels: the first 100 that qualify get a label of their own.
 */
export class BoundedNames {
  private readonly known = new Set<string>();

  /**
   * The label of a name.
   * @param kind the same name of two kinds counts as two names
   * @param earns whether a new name qualifies: false for untrusted requests, which could otherwise use up all labels
   */
  label(kind: string, name: string | null, earns: boolean): string {
    if (name === null) return ANONYMOUS;
    const key = `${kind} ${name}`;
    if (this.known.has(key)) return name;
    if (!earns || this.known.size >= MAX_NAMES || name.length > MAX_LENGTH) return OTHER;
    this.known.add(key);
    return name;
  }
}
