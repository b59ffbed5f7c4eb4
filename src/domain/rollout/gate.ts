import { DomainError } from '../errors';

/** The gate towards `ENFORCE`: open, or shut with reasons as sentences. */
export interface EnforceGate {
  readonly open: boolean;
  readonly reasons: readonly string[];
  /** Those of the reasons that say only that readings were not checked: they have an acknowledgement of their own. */
  readonly uncheckedReadings: readonly string[];
}

/** The gate before any parity report: it is not known which organizations would lose access. */
export const UNPROVEN_GATE: EnforceGate = {
  open: false,
  reasons: [
    'No parity report says that the entitlements give every organization what its legacy flags give: ' +
      'some may lose access.',
  ],
  uncheckedReadings: [],
};

/** What an operator acknowledges. */
export interface GateAcknowledgement {
  /** Accepts every reason. */
  readonly acknowledgeLostAccess?: boolean | null | undefined;
  /** Accepts only that readings were not checked against the product's answers. */
  readonly acknowledgeUncheckedReadings?: boolean | null | undefined;
}

/** What was acknowledged at the gate, for the event. */
export interface PassedGate {
  /** The acknowledged reasons; empty if the gate was open. */
  readonly acknowledged: readonly string[];
  readonly acknowledgedLostAccess: boolean;
  readonly acknowledgedUncheckedReadings: boolean;
}

/** For a change that no gate stands before. */
export const NOT_GATED: PassedGate = {
  acknowledged: [],
  acknowledgedLostAccess: false,
  acknowledgedUncheckedReadings: false,
};

/**
 * Passes the gate if it is open or the operator acknowledges its reasons.
 * @throws DomainError CONFLICT with the gate's reasons if it is shut and they are not acknowledged
 */
export function passGate(gate: EnforceGate, acknowledgement: GateAcknowledgement): PassedGate {
  const { open, reasons, uncheckedReadings } = gate;
  if (open) return NOT_GATED;
  const others = reasons.filter((reason) => !uncheckedReadings.includes(reason));
  const acceptsAll = acknowledgement.acknowledgeLostAccess === true;
  if (acceptsAll || (others.length === 0 && acknowledgement.acknowledgeUncheckedReadings === true))
    return {
      acknowledged: reasons,
      acknowledgedLostAccess: others.length > 0,
      acknowledgedUncheckedReadings: uncheckedReadings.length > 0,
    };
  const lines = [
    'The gate towards ENFORCE is shut:',
    ...reasons.map((reason) => `  ${reason}`),
    others.length > 0
      ? 'To proceed anyway, acknowledge that access may be lost (acknowledgeLostAccess, --acknowledge-lost-access).'
      : 'To proceed anyway, acknowledge that readings are unchecked ' +
        '(acknowledgeUncheckedReadings, --acknowledge-unchecked-readings).',
  ];
  throw new DomainError('CONFLICT', lines.join('\n'), { reasons });
}
