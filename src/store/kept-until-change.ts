/**
 * A value that is the same for all organizations, such as the taxonomy. It is kept while the process hears of every
 * change, and loaded again after one.
 */
export class KeptUntilChange<Value> {
  private kept: { readonly value: Promise<Value>; readonly until: number } | null = null;

  /**
   * @param load reads the value from the database
   * @param isLineUp whether the process hears of every change; otherwise each call loads
   * @param ttl after how many milliseconds it is loaded again, in case the notification of a change was lost
   */
  constructor(
    private readonly load: () => Promise<Value>,
    private readonly isLineUp: () => boolean,
    private readonly ttl: number,
  ) {}

  /** The value. Calls at the same time share one load. @throws if the database does not answer; nothing is kept then */
  readonly get = (): Promise<Value> => {
    if (!this.isLineUp()) return this.load();
    if (this.kept && performance.now() < this.kept.until) return this.kept.value;
    const loading = { value: this.load(), until: performance.now() + this.ttl };
    this.kept = loading;
    loading.value.catch(() => {
      if (this.kept === loading) this.kept = null;
    });
    return loading.value;
  };

  /** Forgets the value, also one that is being loaded: it may be from before the change. */
  forget(): void {
    this.kept = null;
  }
}
