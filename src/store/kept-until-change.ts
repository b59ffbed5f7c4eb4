import type { Known, LastKnown } from './last-known';

export interface KeptOptions {
  /** Whether the process hears of every change; otherwise each call loads. */
  readonly isLineUp: () => boolean;
  /** After how many milliseconds it is loaded again, in case the notification of a change was lost. */
  readonly ttl: number;
  /** Whether the value is kept to answer while the database does not. */
  readonly lastKnown: LastKnown;
}

/**
 * A value that is the same for all organizations, such as the taxonomy. It is kept while the process hears of every
 * change, and loaded again after one.
 */
export class KeptUntilChange<Value> {
  private kept: { readonly value: Promise<Value>; readonly until: number; isLoaded: boolean } | null = null;
  private known: { readonly value: Value; readonly loadedAt: number; readonly followed: boolean } | null = null;
  /** Counts the changes, so that a value loaded before one is neither kept nor known. */
  private changes = 0;

  /** @param load reads the value from the database */
  constructor(
    private readonly load: () => Promise<Value>,
    private readonly options: KeptOptions,
  ) {}

  /** The value. Calls at the same time share one load. @throws if the database does not answer; nothing is kept then */
  readonly get = (): Promise<Value> => {
    const { isLineUp, lastKnown } = this.options;
    const kept = isLineUp() && this.kept && performance.now() < this.kept.until ? this.kept : null;
    if (kept?.isLoaded) return kept.value;
    return lastKnown.load(() => kept?.value ?? this.loadAnew(isLineUp()), this.lastKnown);
  };

  /** Forgets the value, also one that is being loaded: it may be from before the change. */
  forget(): void {
    this.kept = null;
    this.known = null;
    this.changes++;
  }

  /** Loads it anew, also what is being loaded: changes may have been missed. Until then it can still be known. */
  expire(): void {
    this.kept = null;
    if (this.known)
      this.known = { ...this.known, loadedAt: this.options.lastKnown.knownAt(this.known), followed: false };
  }

  private loadAnew(keep: boolean): Promise<Value> {
    const loadedAt = performance.now();
    const { changes } = this;
    const loading = { value: this.load(), until: loadedAt + this.options.ttl, isLoaded: false };
    if (keep) this.kept = loading;
    loading.value.then(
      (value) => {
        loading.isLoaded = true;
        if (changes !== this.changes || !this.options.lastKnown.isOn) return;
        if (this.known && this.known.loadedAt > loadedAt) return;
        // Changes may have been missed since it was loaded if it expired meanwhile.
        this.known = { value, loadedAt, followed: keep && this.kept === loading };
      },
      () => {
        if (this.kept === loading) this.kept = null;
      },
    );
    return loading.value;
  }

  private readonly lastKnown = (): Known<Value> | null =>
    this.known && { value: this.known.value, at: this.options.lastKnown.knownAt(this.known) };
}
