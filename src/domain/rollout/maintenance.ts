import { invalidInput } from '../errors';

/** Whether the product is under maintenance, and what people are told. */
export interface Maintenance {
  readonly enabled: boolean;
  readonly message: string | null;
}

export const NO_MAINTENANCE: Maintenance = { enabled: false, message: null };
const LONGEST_MESSAGE = 500;

/**
 * Maintenance as an operator asks for it.
 * @throws DomainError INVALID_INPUT for a message beside its end, or one that says too much
 */
export function readMaintenance({
  enabled,
  message,
}: {
  readonly enabled: boolean;
  readonly message?: string | null | undefined;
}): Maintenance {
  const said = message?.trim() ?? '';
  const fault =
    said !== '' && !enabled
      ? 'is shown during maintenance: omit it when ending it'
      : said.length > LONGEST_MESSAGE
        ? `must have ${LONGEST_MESSAGE} characters or fewer`
        : null;
  if (fault !== null) throw invalidInput([{ field: 'input.message', message: fault }]);
  return { enabled, message: said === '' ? null : said };
}
