/**
 * What was found wrong with the record of events: an event that was altered, removed or inserted; a link of the chain
 * that was altered, removed or inserted; a checkpoint that is not of this chain, or whose signature is not right; an
 * end that was given, and is not in the chain; nothing that is signed by a key that is known here.
 */
type FindingKind =
  | 'ALTERED'
  | 'REMOVED'
  | 'INSERTED'
  | 'LINK_ALTERED'
  | 'LINK_MISSING'
  | 'LINK_INSERTED'
  | 'CHECKPOINT_WRONG'
  | 'CHECKPOINT_MISSING'
  | 'SIGNATURE_FORGED'
  | 'SIGNATURE_UNKNOWN_KEY'
  | 'EXPECTED_MISSING'
  | 'NOT_SIGNED';

export interface Finding {
  readonly kind: FindingKind;
  /** The table of the event; null for the chain itself. */
  readonly log: string | null;
  /** The id of the event, or the position in the chain. */
  readonly id: string;
}

const SAID: Readonly<Record<FindingKind, (finding: Finding) => string>> = {
  ALTERED: ({ log, id }) => `event ${id} of ${log ?? '?'} was altered`,
  REMOVED: ({ log, id }) => `event ${id} of ${log ?? '?'} was removed`,
  INSERTED: ({ log, id }) => `event ${id} of ${log ?? '?'} was inserted, and not by Portcullis`,
  LINK_ALTERED: ({ id }) => `the chain was altered at position ${id}`,
  LINK_INSERTED: ({ id }) => `the link ${id} was inserted at a position that no chain has`,
  LINK_MISSING: ({ id }) => `the chain has no link at position ${id}`,
  CHECKPOINT_WRONG: ({ id }) => `the checkpoint at position ${id} is not of this chain: the chain was rewritten`,
  CHECKPOINT_MISSING: ({ id }) => `the end of the chain, at position ${id}, has no checkpoint`,
  SIGNATURE_FORGED: ({ id }) => `the signature of the checkpoint at position ${id} is forged`,
  SIGNATURE_UNKNOWN_KEY: ({ id }) => `the checkpoint at position ${id} is signed by a key that is not known here`,
  EXPECTED_MISSING: ({ id }) =>
    `the end that was given, at position ${id}, is not in this chain: it was rewritten or cut off, it is of another ` +
    'database, or the end was mistyped',
  NOT_SIGNED: ({ id }) => `nothing up to position ${id} is signed by a key that is known here`,
};

/** A finding as a sentence without its full stop. */
export function sayFinding(finding: Finding): string {
  return SAID[finding.kind](finding);
}
