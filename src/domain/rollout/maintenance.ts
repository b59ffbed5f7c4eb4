import { invalidInput } from '../errors';

/** Whether the product is under maintenance, and the message shown to its users. */
export interface Maintenance {
  readonly enabled: boolean;
  readonly message: string | null;
}

export const NO_MAINTENANCE: Maintenance = { enabled: false, message: null };
const LONGEST_MESSAGE = 500;

/**
 * Reads an operator's request to start or end maintenance.
 * @throws DomainError INVALID_INPUT for a message that is too long, or that is sent when ending maintenance
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
