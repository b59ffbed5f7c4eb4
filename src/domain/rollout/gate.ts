import { DomainError } from '../errors';

/** Whether what is known allows going to `ENFORCE`; where it does not, the reasons, in words. */
export interface EnforceGate {
  readonly open: boolean;
  readonly reasons: readonly string[];
}

/** Where nothing has compared the entitlements with what the legacy flags give: nobody knows who would lose access. */
export const UNPROVEN_GATE: EnforceGate = {
  open: false,
  reasons: [
    'No parity report says that the entitlements give every organization what its legacy flags give: some may lose access.',
  ],
};

/**
 * Lets somebody through the gate towards `ENFORCE`.
 * @returns the reasons that were acknowledged, for the event; empty where the gate is open
 * @throws DomainError CONFLICT with the gate's reasons where it is shut, and nobody takes that upon themselves
 */
export function passGate({ open, reasons }: EnforceGate, acknowledged: boolean): readonly string[] {
  if (open) return [];
  if (acknowledged) return reasons;
  const lines = [
    'The gate towards ENFORCE is shut:',
    ...reasons.map((reason) => `  ${reason}`),
    'To go on all the same, acknowledge that access may be lost (acknowledgeLostAccess, --acknowledge-lost-access).',
  ];
  throw new DomainError('CONFLICT', lines.join('\n'), { reasons });
}
