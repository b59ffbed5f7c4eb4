import { DomainError } from '../errors';

/** The gate towards `ENFORCE`: open, or shut with reasons as sentences. */
export interface EnforceGate {
  readonly open: boolean;
  readonly reasons: readonly string[];
}

/** The gate before any parity report: it is not known which organizations would lose access. */
export const UNPROVEN_GATE: EnforceGate = {
  open: false,
  reasons: [
    'No parity report says that the entitlements give every organization what its legacy flags give: ' +
      'some may lose access.',
  ],
};

/**
 * Passes the gate if it is open or the operator acknowledges its reasons.
 * @returns the acknowledged reasons, for the event; empty if the gate is open
 * @throws DomainError CONFLICT with the gate's reasons if it is shut and they are not acknowledged
 */
export function passGate({ open, reasons }: EnforceGate, acknowledged: boolean): readonly string[] {
  if (open) return [];
  if (acknowledged) return reasons;
  const lines = [
    'The gate towards ENFORCE is shut:',
    ...reasons.map((reason) => `  ${reason}`),
    'To proceed anyway, acknowledge that access may be lost (acknowledgeLostAccess, --acknowledge-lost-access).',
  ];
  throw new DomainError('CONFLICT', lines.join('\n'), { reasons });
}
