/** What a name counts as once there are too many. */
export const OTHER = 'other';
/** What operations without a name count as. */
export const ANONYMOUS = 'anonymous';

const MOST_NAMES = 100;
const LONGEST_NAME = 80;

/** Names that clients make up, as labels of which there is a bounded number: the first 100 that earn a place are told apart. */
export class BoundedNames {
  private readonly known = new Set<string>();

  /**
   * @param kind names of different kinds have places of their own, out of the same number
   * @param earns whether a name that is not known yet may take a place: whoever floods a server with made-up names is not to fill it
   */
  label(kind: string, name: string | null, earns: boolean): string {
    if (name === null) return ANONYMOUS;
    const key = `${kind} ${name}`;
    if (this.known.has(key)) return name;
    if (!earns || this.known.size >= MOST_NAMES || name.length > LONGEST_NAME) return OTHER;
    this.known.add(key);
    return name;
  }
}
