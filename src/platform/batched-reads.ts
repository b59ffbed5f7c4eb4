interface Waiting<Key, Value> {
  readonly key: Key;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchedReadsOptions {
  /** The most keys that one read gets. */
  readonly size: number;
  /** How many reads may run at the same time. */
  readonly atOnce: number;
}

/**
 * Reads many keys together, by few reads at a time. A change that concerns thousands of readers becomes a few reads,
 * after one another, which leave room for others. A key is never answered by a read that began before it was asked for.
 */
export class BatchedReads<Key, Value> {
  private waiting: Waiting<Key, Value>[] = [];
  private running = 0;
  private scheduled = false;

  /** @param read reads the values of some keys, each of them once */
  constructor(
    private readonly read: (keys: readonly Key[]) => Promise<(key: Key) => Value>,
    private readonly options: BatchedReadsOptions,
  ) {}

  /** The value of a key, now or later. @throws what the read throws */
  load(key: Key): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, resolve, reject });
      this.schedule();
    });
  }

  /** In a moment: whoever asks in the same turn of the event loop is read together. */
  private schedule(): void {
    if (this.scheduled || this.waiting.length === 0 || this.running >= this.options.atOnce) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.readSome();
      this.schedule();
    });
  }

  private async readSome(): Promise<void> {
    const { taken, left } = take(this.waiting, this.options.size);
    this.waiting = left;
    this.running++;
    try {
      const valueOf = await this.read([...new Set(taken.map(({ key }) => key))]);
      for (const { key, resolve } of taken) resolve(valueOf(key));
    } catch (error) {
      for (const { reject } of taken) reject(error);
    } finally {
      this.running--;
      this.schedule();
    }
  }
}

/** Takes those that wait for the first so many different keys. */
function take<Key, Value>(
  waiting: readonly Waiting<Key, Value>[],
  size: number,
): { readonly taken: readonly Waiting<Key, Value>[]; readonly left: Waiting<Key, Value>[] } {
  const keys = new Set<Key>();
  for (const { key } of waiting) {
    if (keys.size >= size) break;
    keys.add(key);
  }
  return { taken: waiting.filter(({ key }) => keys.has(key)), left: waiting.filter(({ key }) => !keys.has(key)) };
}
