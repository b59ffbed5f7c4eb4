/** A fault in the schema or the options that would leave a guard unclear. */
export interface GuardFault {
  /** A schema coordinate such as `Query.leads`, or the name of an option such as `organizationOf.Lead`. */
  readonly coordinate: string;
  /** What is wrong, and what to do. */
  readonly message: string;
}

/** Thrown by `guardSchema` for a schema that cannot be guarded. It names every fault at once. */
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

/** Collects faults. One that is found in several ways is kept once. */
export class GuardFaults {
  private readonly found = new Map<string, GuardFault>();

  add(coordinate: string, message: string): void {
    this.found.set(`${coordinate}: ${message}`, { coordinate, message });
  }

  /** The faults, in the order in which they were found. */
  all(): readonly GuardFault[] {
    return [...this.found.values()];
  }

  /** @throws GuardConfigurationError if there is a fault */
  throwIfAny(): void {
    if (this.found.size > 0) throw new GuardConfigurationError(this.all());
  }
}
