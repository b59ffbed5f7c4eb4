/** Something in the schema, or beside it, that would leave a guard unclear. */
export interface GuardFault {
  /** Where: a schema coordinate such as `Query.leads`, or the option's name. */
  readonly coordinate: string;
  readonly message: string;
}

/** Refuses to boot, naming every fault at once. */
export class GuardConfigurationError extends Error {
  override readonly name = 'GuardConfigurationError';

  constructor(readonly faults: readonly GuardFault[]) {
    super(
      ['The schema cannot be guarded:', ...faults.map(({ coordinate, message }) => `  ${coordinate}: ${message}`)].join(
        '\n',
      ),
    );
  }
}

/** Gathers faults, each once: several ways may lead to the same one. */
export class GuardFaults {
  private readonly found = new Map<string, GuardFault>();

  add(coordinate: string, message: string): void {
    this.found.set(`${coordinate}: ${message}`, { coordinate, message });
  }

  /** @throws GuardConfigurationError where there is a fault. */
  throwIfAny(): void {
    if (this.found.size > 0) throw new GuardConfigurationError([...this.found.values()]);
  }
}
